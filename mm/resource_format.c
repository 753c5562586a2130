// SPDX-License-Identifier: MIT
/*
 * mm/resource_format.c: a struct resource in words, for %pR and %pr.
 *
 *     %pR   [io  0x03f8-0x03ff]   [mem 0xfd000000-0xfdffffff pref]   [irq 4]   [mem size 0x1000 64bit]
 *     %pr   the flags as a number: [mem 0xfd000000-0xfdffffff flags 0x2200]
 *
 * Source: Linux Documentation/core-api/printk-formats.rst, "Struct Resources".
 */
#include <asm/page.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <slate/format.h>

/* How ranges of one kind are written. What is of no kind is written like memory, with its flags. */
static const struct resource_kind {
	unsigned long type;
	const char *name, *number;
} kinds[] = {
	{ IORESOURCE_IO, "io ", "0x%04llx" }, { IORESOURCE_MEM, "mem", "0x%08llx" },
	{ IORESOURCE_IRQ, "irq", "%lld" },    { IORESOURCE_DMA, "dma", "%lld" },
	{ IORESOURCE_BUS, "bus", "%02llx" },  { 0, "???", "0x%08llx" },
};

static const struct resource_kind *kind_of(const struct resource *res)
{
	const struct resource_kind *kind = kinds;

	while (kind->type && kind->type != resource_type(res))
		kind++;
	return kind;
}

static const struct {
	unsigned long flag;
	const char *name;
} words[] = {
	{ IORESOURCE_MEM_64, " 64bit" },
	{ IORESOURCE_PREFETCH, " pref" },
	{ IORESOURCE_WINDOW, " window" },
	{ IORESOURCE_DISABLED, " disabled" },
};

static size_t put_range(char *buf, size_t size, const struct resource *res, const char *number)
{
	size_t len = scnprintf(buf, size, number, (u64)res->start);

	if (res->start == res->end)
		return len;
	len += scnprintf(buf + len, size - len, "-");
	return len + scnprintf(buf + len, size - len, number, (u64)res->end);
}

static void format_resource(char *buf, size_t size, const char *letters, const void *ptr)
{
	const struct resource *res = ptr;
	const struct resource_kind *kind;
	bool raw;
	size_t len;

	if ((unsigned long)ptr < PAGE_SIZE) {
		scnprintf(buf, size, ptr ? "(efault)" : "(null)");
		return;
	}
	kind = kind_of(res);
	raw = letters[0] == 'r' || !kind->type;
	len = scnprintf(buf, size, "[%s ", kind->name);
	if (!raw && res->flags & IORESOURCE_UNSET) {
		len += scnprintf(buf + len, size - len, "size ");
		len += scnprintf(buf + len, size - len, kind->number, (u64)resource_size(res));
	} else {
		len += put_range(buf + len, size - len, res, kind->number);
	}
	for (size_t i = 0; !raw && i < ARRAY_SIZE(words); i++)
		if (res->flags & words[i].flag)
			len += scnprintf(buf + len, size - len, "%s", words[i].name);
	if (raw)
		len += scnprintf(buf + len, size - len, " flags %#lx", res->flags);
	scnprintf(buf + len, size - len, "]");
}

static int __init resource_format_init(void)
{
	register_pointer_format('R', format_resource);
	return 0;
}
early_initcall(resource_format_init);
