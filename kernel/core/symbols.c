// SPDX-License-Identifier: MIT
/*
 * kernel/core/symbols.c: names for addresses.
 *
 * The build links twice. The first link tells where each function lies; tools/symbols.awk turns that
 * into two ascending arrays and a block of names, which the second link puts behind everything they
 * describe. A lookup halves the array: 12 steps for 4,000 functions.
 *
 * Limits. Functions only, no data; a static function that gcc inlined has no address of its own.
 */
#include <asm/sections.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <slate/symbols.h>

extern const u32 symbol_count, symbol_addresses[], symbol_names[];
extern const char symbol_strings[];

const char *(*symbol_search_modules)(unsigned long addr, unsigned long *offset, unsigned long *size);

bool kernel_text_address(unsigned long addr)
{
	return (addr >= (unsigned long)_stext && addr < (unsigned long)_etext) ||
	       (addr >= (unsigned long)_sinittext && addr < (unsigned long)_einittext);
}
EXPORT_SYMBOL(kernel_text_address);

const char *symbol_lookup(unsigned long addr, unsigned long *offset, unsigned long *size)
{
	u32 low = 0, high = symbol_count;

	if (!symbol_count || !kernel_text_address(addr) || addr < symbol_addresses[0])
		return symbol_search_modules ? symbol_search_modules(addr, offset, size) : NULL;
	while (high - low > 1) { /* invariant: addresses[low] <= addr < addresses[high] */
		u32 middle = (low + high) / 2;

		if (symbol_addresses[middle] <= addr)
			low = middle;
		else
			high = middle;
	}
	if (offset)
		*offset = addr - symbol_addresses[low];
	if (size)
		*size = (high < symbol_count ? symbol_addresses[high] : (unsigned long)_etext) -
			symbol_addresses[low];
	return symbol_strings + symbol_names[low];
}

int sprint_symbol(char *buf, unsigned long addr)
{
	unsigned long offset, size;
	const char *name = symbol_lookup(addr, &offset, &size);

	if (!name)
		return sprintf(buf, "0x%lx", addr);
	return sprintf(buf, "%s+0x%lx/0x%lx", name, offset, size);
}
