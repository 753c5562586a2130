// SPDX-License-Identifier: MIT
/*
 * kernel/core/percpu.c: per-CPU memory that is allocated while running.
 *
 * Problem.  A per-CPU variable that comes with an object (a cache, a device) must be reached as fast as a static
 *           one, at the same distance from each CPU's base.
 * Idea.     A piece of the static per-CPU section is set aside on every CPU; allocating means to choose an offset
 *           in it. The cookie handed out is the address in the linked section, so this_cpu_*() and
 *           per_cpu_ptr() treat it like any per-CPU variable. A bitmap of 8-byte units says what is used; a second
 *           one marks where each allocation begins, which is all that free needs to know.
 *
 *     used   1 1 1 0 1 1 0 0       allocations: units 0-2, unit 4, unit 5
 *     start  1 0 0 0 1 1 0 0
 *
 * Invariants (percpu_check): each start is used; each run of used units begins with a start.
 * Locks.    percpu_lock, irqs off.
 * Paths.    alloc_percpu -> __alloc_percpu -> find_room;  free_percpu -> check, clear
 * Cost.     First fit over 2048 bits: allocation is rare, access is what counts.
 * Growth.   What does not fit goes to a provider from the object floor (percpu_set_provider): with one CPU any
 *           memory is at distance 0. With more of them, a chunk will be one area per CPU at the distances of
 *           __per_cpu_offset, which is what Linux's pcpu_get_vm_areas() is for.
 * Sources.  Linux mm/percpu.c describes the same area as its "first chunk".
 */
#include <asm/sections.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/align.h>
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <slate/selfcheck.h>

const struct cpumask __cpu_all_mask = { .bits = { (1UL << CONFIG_NR_CPUS) - 1 } };
EXPORT_SYMBOL(__cpu_all_mask);

#define NR_UNITS  (PERCPU_DYNAMIC_BYTES / PERCPU_UNIT_BYTES)
#define ALIGN_MAX 4096
#define PERCPU_UNIT_MAX (32 << 10) /* bytes of one allocation, as Linux's PCPU_MIN_UNIT_SIZE */

static DEFINE_PER_CPU(u8, dynamic_area[PERCPU_DYNAMIC_BYTES]) __aligned(64);

DEFINE_PER_CPU(unsigned long, this_cpu_off);
unsigned long __per_cpu_offset[CONFIG_NR_CPUS];

static void *(*provider_alloc)(size_t size, size_t align);
static void (*provider_free)(const void *memory);

void percpu_set_provider(void *(*alloc)(size_t size, size_t align), void (*free)(const void *memory))
{
	static_assert(CONFIG_NR_CPUS == 1);
	provider_alloc = alloc;
	provider_free = free;
}
EXPORT_SYMBOL(percpu_set_provider);

static DEFINE_RAW_SPINLOCK(percpu_lock);
static unsigned long used[BITS_TO_LONGS(NR_UNITS)];
static unsigned long starts[BITS_TO_LONGS(NR_UNITS)];
static unsigned int used_units;

/* First run of @units free ones whose address is a multiple of @align. Return: its first, or NR_UNITS. */
static unsigned int find_room(unsigned int units, size_t align)
{
	unsigned int run = 0;

	for (unsigned int unit = 0; unit < NR_UNITS; unit++) {
		unsigned long address = (unsigned long)&dynamic_area[(unit - run) * PERCPU_UNIT_BYTES];

		if (test_bit(unit, used) || !IS_ALIGNED(address, align)) {
			run = 0;
			if (test_bit(unit, used) ||
			    !IS_ALIGNED((unsigned long)&dynamic_area[unit * PERCPU_UNIT_BYTES], align))
				continue;
		}
		if (++run == units)
			return unit + 1 - units;
	}
	return NR_UNITS;
}

static void *zero_on_all_cpus(unsigned int first, unsigned int units)
{
	u8 *cookie = &dynamic_area[first * PERCPU_UNIT_BYTES];

	for (int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
		memset(per_cpu_ptr(cookie, cpu), 0, units * PERCPU_UNIT_BYTES);
	return cookie;
}

void *__alloc_percpu(size_t size, size_t align)
{
	unsigned int units = (unsigned int)DIV_ROUND_UP(size, PERCPU_UNIT_BYTES), first;
	unsigned long flags;

	if (!size || size > PERCPU_UNIT_MAX || align > ALIGN_MAX || !is_power_of_2(align)) {
		WARN(1, "percpu: illegal size (%zu) or align (%zu)\n", size, align);
		return NULL;
	}
	raw_spin_lock_irqsave(&percpu_lock, flags);
	first = size <= PERCPU_DYNAMIC_BYTES ? find_room(units, max_t(size_t, align, PERCPU_UNIT_BYTES)) :
					       NR_UNITS;
	if (first < NR_UNITS) {
		__set_bit(first, starts);
		for (unsigned int unit = first; unit < first + units; unit++)
			__set_bit(unit, used);
		used_units += units;
	}
	raw_spin_unlock_irqrestore(&percpu_lock, flags);
	if (first < NR_UNITS)
		return zero_on_all_cpus(first, units);
	return provider_alloc ? provider_alloc(size, align) : NULL;
}
EXPORT_SYMBOL(__alloc_percpu);

void free_percpu(void *pdata)
{
	unsigned long offset = (unsigned long)pdata - (unsigned long)dynamic_area;
	unsigned int unit = (unsigned int)(offset / PERCPU_UNIT_BYTES);
	unsigned long flags;
	bool valid;

	if (!pdata)
		return;
	if (provider_free && ((char *)pdata < __per_cpu_start || (char *)pdata >= __per_cpu_end)) {
		provider_free(pdata);
		return;
	}
	raw_spin_lock_irqsave(&percpu_lock, flags);
	valid = offset < PERCPU_DYNAMIC_BYTES && IS_ALIGNED(offset, PERCPU_UNIT_BYTES) && test_bit(unit, starts);
	if (valid) {
		__clear_bit(unit, starts);
		do {
			__clear_bit(unit, used);
			used_units--;
			unit++;
		} while (unit < NR_UNITS && test_bit(unit, used) && !test_bit(unit, starts));
	}
	raw_spin_unlock_irqrestore(&percpu_lock, flags);
	WARN(!valid, "percpu: free of %px, which is not allocated\n", pdata);
}
EXPORT_SYMBOL(free_percpu);

size_t percpu_used_bytes(void)
{
	return used_units * PERCPU_UNIT_BYTES;
}
EXPORT_SYMBOL(percpu_used_bytes);

int percpu_check(void)
{
	unsigned int n = 0, bad = 0;
	unsigned long flags;

	raw_spin_lock_irqsave(&percpu_lock, flags);
	for (unsigned int unit = 0; unit < NR_UNITS; unit++) {
		bool in_use = test_bit(unit, used), begins = test_bit(unit, starts);

		n += in_use;
		bad += begins && !in_use;
		bad += in_use && !begins && (unit == 0 || !test_bit(unit - 1, used));
	}
	bad += n != used_units;
	raw_spin_unlock_irqrestore(&percpu_lock, flags);
	if (bad)
		pr_err("percpu: %u units used, %u counted, %u errors in the maps\n", n, used_units, bad);
	return bad ? -EINVAL : 0;
}
EXPORT_SYMBOL(percpu_check);
SELFCHECK(percpu, percpu_check, NULL);

/* With one CPU the linked section is its copy: all offsets stay 0. */
void __init percpu_init(void)
{
	pr_info("percpu: %lu bytes static, %d bytes for allocation\n",
		(unsigned long)(__per_cpu_end - __per_cpu_start) - PERCPU_DYNAMIC_BYTES, PERCPU_DYNAMIC_BYTES);
}
