/* SPDX-License-Identifier: MIT */
/*
 * linux/percpu.h: per-CPU memory that is allocated while running.
 *
 * It comes from an area reserved in the per-CPU section of each CPU, PERCPU_DYNAMIC_BYTES long, so an
 * allocation never needs pages; when the area is full the answer is NULL.
 */
#ifndef _LINUX_PERCPU_H
#define _LINUX_PERCPU_H

#include <linux/percpu-defs.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/types.h>

#define PERCPU_DYNAMIC_BYTES (16 << 10) /* the limit of all dynamic allocations of one CPU together */
#define PERCPU_UNIT_BYTES    8		/* granularity */
#define PCPU_MIN_UNIT_SIZE   PERCPU_DYNAMIC_BYTES

/*
 * Reserve @size zeroed bytes on each CPU.
 * @align: a power of two, at most 4096.
 * Context: any, irq-safe. Return: a cookie for per_cpu_ptr() and this_cpu_ptr(), or NULL.
 */
void *__alloc_percpu(size_t size, size_t align);
#define __alloc_percpu_gfp(size, align, gfp) ((void)(gfp), __alloc_percpu(size, align))
#define alloc_percpu(type)	    ((typeof(type) *)__alloc_percpu(sizeof(type), __alignof__(type)))
#define alloc_percpu_gfp(type, gfp) ((typeof(type) *)__alloc_percpu_gfp(sizeof(type), __alignof__(type), gfp))
/* @pdata: what __alloc_percpu() gave, or NULL. A double or foreign free is reported and ignored. */
void free_percpu(void *pdata);

/* Set the offsets of all CPUs; before the second CPU exists there is little to do. */
void percpu_init(void);
/* Bytes allocated now, of the limit. */
/* Where memory comes from when the static area is full; zeroed, aligned. Context: boot. */
void percpu_set_provider(void *(*alloc)(size_t size, size_t align), void (*free)(const void *memory));
size_t percpu_used_bytes(void);
int percpu_check(void);

#endif
