/* SPDX-License-Identifier: MIT */
/* mm/resource.h: what mm/resource.c and mm/resource_region.c share. */
#ifndef _MM_RESOURCE_H
#define _MM_RESOURCE_H

#include <linux/ioport.h>
#include <linux/spinlock.h>

extern rwlock_t resource_lock;

struct resource *resource_place(struct resource *root, struct resource *new);
struct resource *resource_next(struct resource *root, struct resource *res);

#endif
