// SPDX-License-Identifier: MIT
/*
 * mm/meminfo.c: the account of memory: every byte of the firmware's RAM under one name.
 *
 * Problem.  "What happened to the other 9 MB?" is asked of every kernel and answered by few. An answer that
 *           adds up must be kept by whoever reserves, at the time.
 * Idea.     Reserving goes through reserve_named(), which counts only bytes that were free RAM until then;
 *           so each byte has exactly one name, whatever overlaps. What is reserved at the hand-over without
 *           a name (memblock's own arrays) and the free rest of frames that are partly taken become items
 *           of their own, and the number of frames really handed over must make up the difference.
 *
 *     firmware RAM  = beyond the CPU + cut by mem=, memmap= + partial frames + memblock memory
 *     memblock memory = sum of items + handed over
 *
 * Invariants (memory_check): both lines hold exactly.
 * Locks.    None: items change during boot only.
 * Paths.    reserve_named -> free_bytes_in -> memblock_reserve;  memblock_free_all -> meminfo_handed_over
 * Cost.     One walk over memblock's regions for each reservation.
 * Sources.  None: Linux prints a sum of sections and calls the rest "reserved".
 */
#include <asm/page.h>
#include <asm/sections.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/string.h>
#include "meminfo.h"

#define MAX_ITEMS 32

static struct {
	struct meminfo_firmware firmware;
	u64 handed_over;	/* bytes, later releases included */
	bool is_over;		/* memblock has handed over */
	unsigned int nr_items;
	struct memory_item item[MAX_ITEMS]; /* the last one takes whatever has no room of its own */
} account;

static struct memory_item *item_of(const char *what)
{
	unsigned int i;

	for (i = 0; i < account.nr_items; i++)
		if (!strcmp(account.item[i].what, what))
			return &account.item[i];
	if (i == MAX_ITEMS)
		return &account.item[MAX_ITEMS - 1];
	account.nr_items++;
	account.item[i].what = i == MAX_ITEMS - 1 ? "all else" : what;
	return &account.item[i];
}

/* Bytes of [base, base + size) that are RAM and not reserved. */
static u64 __init free_bytes_in(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t end = base + min(size, PHYS_ADDR_MAX - base), start, stop;
	u64 i, bytes = 0;

	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &stop, NULL)
		if (start < end && base < stop)
			bytes += min(stop, end) - max(start, base);
	return bytes;
}

int __init reserve_named(phys_addr_t phys, phys_addr_t size, const char *what)
{
	u64 bytes = free_bytes_in(phys, size);
	int err = memblock_reserve(phys, size);

	if (!err)
		item_of(what)->bytes += bytes;
	return err;
}

void __init unreserve_named(phys_addr_t phys, phys_addr_t size, const char *what)
{
	u64 before = free_bytes_in(phys, size);

	if (!memblock_phys_free(phys, size))
		item_of(what)->bytes -= free_bytes_in(phys, size) - before;
}

void *__init alloc_named(phys_addr_t size, phys_addr_t align, const char *what)
{
	void *memory = memblock_alloc(size, align);

	if (!memory)
		panic("memory: no room for %s: %llu bytes aligned to %llu, %llu of %llu reserved",
		      what, (u64)size, (u64)align, (u64)memblock_reserved_size(),
		      (u64)memblock_phys_mem_size());
	item_of(what)->bytes += size;
	return memory;
}

void release_named(u64 bytes, const char *what)
{
	item_of(what)->bytes -= bytes;
	account.handed_over += bytes;
}

void __init meminfo_set_firmware(const struct meminfo_firmware *firmware)
{
	account.firmware = *firmware;
}

static u64 items_sum(void)
{
	u64 sum = 0;
	unsigned int i;

	for (i = 0; i < account.nr_items; i++)
		sum += account.item[i].bytes;
	return sum;
}

/* Called once, while memblock still knows what is free. @bytes: whole frames given away. */
void __init meminfo_handed_over(u64 bytes)
{
	u64 free = free_bytes_in(0, PHYS_ADDR_MAX);
	u64 unnamed = memblock_phys_mem_size() - free - items_sum();

	if (unnamed)
		item_of(MEMINFO_UNNAMED)->bytes += unnamed;
	if (free != bytes)
		item_of(MEMINFO_SHARED)->bytes += free - bytes;
	account.handed_over += bytes;
	account.is_over = true;
}

u64 memory_firmware_bytes(void)
{
	return account.firmware.firmware;
}

u64 memory_clipped_bytes(void)
{
	return account.firmware.clipped;
}

s64 memory_cut_bytes(void)
{
	return account.firmware.cut;
}

u64 memory_partial_bytes(void)
{
	return account.firmware.partial;
}

u64 memory_handed_over_bytes(void)
{
	return account.handed_over;
}

const struct memory_item *memory_item(unsigned int index)
{
	return index < account.nr_items ? &account.item[index] : NULL;
}

static unsigned int __init kib_between(const char *start, const char *end)
{
	return (end - start) >> 10;
}

/* The first line is Linux's, word for word; the next two are sums that can be checked by hand. */
void __init memory_report(void)
{
	const struct meminfo_firmware *f = &account.firmware;
	u64 total_kib = f->firmware >> 10, available_kib = account.handed_over >> 10;
	unsigned int i;

	pr_info("Memory: %lluK/%lluK available (%uK kernel code, %uK rwdata, %uK rodata, %uK init, %uK bss, %lluK reserved, %luK highmem)\n",
		available_kib, total_kib, kib_between(_stext, _etext), kib_between(_sdata, _edata),
		kib_between(__start_rodata, __end_rodata), kib_between(__init_begin, __init_end),
		kib_between(__bss_start, __bss_stop), total_kib - available_kib,
		totalhigh_pages() << (PAGE_SHIFT - 10));
	if (account.handed_over != (u64)nr_free_pages() << PAGE_SHIFT)
		pr_err("memory: %llu bytes were handed over, but %lu pages are free\n", account.handed_over,
		       nr_free_pages());
	pr_info("memory: %llu bytes RAM = %llu usable + %llu beyond %u address bits + %lld cut by parameters + %llu in partial frames\n",
		f->firmware, f->memory, f->clipped, f->phys_bits, f->cut, f->partial);
	pr_info("memory: %llu usable = %llu for the page allocator", f->memory, account.handed_over);
	for (i = 0; i < account.nr_items; i++)
		if (account.item[i].bytes)
			pr_cont(" + %llu %s", account.item[i].bytes, account.item[i].what);
	pr_cont("\n");
	if (memory_check())
		pr_err("memory: the sums do not add up\n");
}

int memory_check(void)
{
	const struct meminfo_firmware *f = &account.firmware;
	int faults = 0;

	faults += f->firmware != f->memory + f->clipped + f->cut + f->partial;
	if (account.is_over)
		faults += f->memory != items_sum() + account.handed_over;
	return faults;
}
