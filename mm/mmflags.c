// SPDX-License-Identifier: MIT
/*
 * mm/mmflags.c: gfp flags by name, for %pGg; flags of pages and of programs' areas, for %pGp and %pGv.
 *
 *     %pGg   GFP_KERNEL|__GFP_ZERO
 *     %pGp   0x40000006(referenced|uptodate|zone=1)
 *     %pGv   read|write|shared
 *
 * Of gfp flags the combinations that callers write come first, the largest before what it contains; what
 * is left is named bit by bit. A rest without a name is a number.
 *
 * Source: Linux Documentation/core-api/printk-formats.rst, "Flags bitfields".
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sprintf.h>
#include <slate/format.h>

#define NAME(flag) { (__force u32)(flag), #flag }

struct flag_name {
	u32 mask;
	const char *name;
};

/* Linux's order, which decides what a combination is called. */
static const struct flag_name gfp_names[] = {
	NAME(GFP_TRANSHUGE), NAME(GFP_TRANSHUGE_LIGHT), NAME(GFP_HIGHUSER_MOVABLE), NAME(GFP_HIGHUSER),
	NAME(GFP_USER), NAME(GFP_KERNEL_ACCOUNT), NAME(GFP_KERNEL), NAME(GFP_NOFS), NAME(GFP_ATOMIC),
	NAME(GFP_NOIO), NAME(GFP_NOWAIT), NAME(GFP_DMA), NAME(__GFP_HIGHMEM), NAME(GFP_DMA32),
	NAME(__GFP_HIGH), NAME(__GFP_ATOMIC), NAME(__GFP_IO), NAME(__GFP_FS), NAME(__GFP_NOWARN),
	NAME(__GFP_RETRY_MAYFAIL), NAME(__GFP_NOFAIL), NAME(__GFP_NORETRY), NAME(__GFP_COMP),
	NAME(__GFP_ZERO), NAME(__GFP_NOMEMALLOC), NAME(__GFP_MEMALLOC), NAME(__GFP_HARDWALL),
	NAME(__GFP_THISNODE), NAME(__GFP_RECLAIMABLE), NAME(__GFP_MOVABLE), NAME(__GFP_ACCOUNT),
	NAME(__GFP_WRITE), NAME(__GFP_RECLAIM), NAME(__GFP_DIRECT_RECLAIM), NAME(__GFP_KSWAPD_RECLAIM),
	NAME(__GFP_ZEROTAGS),
};

#define PAGE_NAME(flag) { 1U << PG_##flag, #flag }

static const struct flag_name page_names[] = {
	PAGE_NAME(locked), PAGE_NAME(referenced), PAGE_NAME(uptodate), PAGE_NAME(dirty), PAGE_NAME(lru),
	PAGE_NAME(active), PAGE_NAME(error), PAGE_NAME(writeback), PAGE_NAME(reclaim),
	PAGE_NAME(private), PAGE_NAME(private_2), PAGE_NAME(owner_priv_1), PAGE_NAME(arch_1),
	PAGE_NAME(reserved), PAGE_NAME(mappedtodisk), PAGE_NAME(unevictable), PAGE_NAME(isolated),
};
static_assert(ARRAY_SIZE(page_names) == NR_PAGEFLAGS);

static const struct flag_name area_names[] = {
	{ VM_READ, "read" }, { VM_WRITE, "write" }, { VM_EXEC, "exec" }, { VM_SHARED, "shared" },
	{ VM_PFNMAP, "pfnmap" }, { VM_IO, "io" }, { VM_DONTCOPY, "dontcopy" },
	{ VM_DONTEXPAND, "dontexpand" }, { VM_DONTDUMP, "dontdump" }, { VM_MIXEDMAP, "mixedmap" },
};

/* Names of all bits of @flags, with | between them. Return: characters written. */
static size_t put_flags(char *buf, size_t size, u32 flags, const struct flag_name *names, size_t nr)
{
	size_t len = 0;

	for (size_t i = 0; i < nr && flags; i++) {
		if ((flags & names[i].mask) != names[i].mask)
			continue;
		flags &= ~names[i].mask;
		len += scnprintf(buf + len, size - len, "%s%s", len ? "|" : "", names[i].name);
	}
	if (flags)
		len += scnprintf(buf + len, size - len, "%s%#x", len ? "|" : "", flags);
	return len;
}

/* Node and zone lie above the bits, and are written as numbers. */
static void put_page_flags(char *buf, size_t size, unsigned long flags)
{
	u32 zone_id = flags >> ZONEID_PGSHIFT, bits = flags & PAGE_FLAGS_MASK;
	size_t len = scnprintf(buf, size, "%#lx(", flags);

	len += put_flags(buf + len, size - len, bits, page_names, ARRAY_SIZE(page_names));
	if (NODES_WIDTH)
		len += scnprintf(buf + len, size - len, "%snode=%u", bits ? "|" : "", zone_id >> ZONES_SHIFT);
	scnprintf(buf + len, size - len, "%szone=%u)", bits || NODES_WIDTH > 0 ? "|" : "",
		  zone_id & ((1U << ZONES_SHIFT) - 1));
}

static void format_flags(char *buf, size_t size, const char *letters, const void *ptr)
{
	buf[0] = 0;
	switch (letters[1]) {
	case 'g':
		if (!put_flags(buf, size, (__force u32)*(const gfp_t *)ptr, gfp_names,
			       ARRAY_SIZE(gfp_names)))
			scnprintf(buf, size, "none");
		break;
	case 'p':
		put_page_flags(buf, size, *(const unsigned long *)ptr);
		break;
	case 'v':
		put_flags(buf, size, *(const unsigned long *)ptr, area_names, ARRAY_SIZE(area_names));
		break;
	}
}

static int __init mmflags_init(void)
{
	register_pointer_format('G', format_flags);
	return 0;
}
early_initcall(mmflags_init);
