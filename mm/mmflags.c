// SPDX-License-Identifier: MIT
/*
 * mm/mmflags.c: gfp flags by name, for %pGg.
 *
 * The combinations that callers write come first, the largest before what it contains; what is left
 * is named bit by bit, and a rest without a name is a number: GFP_KERNEL|__GFP_ZERO.
 *
 * Source: Linux Documentation/core-api/printk-formats.rst, "Flags bitfields".
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <slate/format.h>

#define NAME(flag) { (__force u32)(flag), #flag }

/* Linux's order, which decides what a combination is called. */
static const struct {
	u32 mask;
	const char *name;
} gfp_names[] = {
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

static void format_gfp(char *buf, size_t size, const char *letters, const void *ptr)
{
	u32 gfp;
	size_t len = 0;

	buf[0] = 0;
	if (letters[1] != 'g')
		return;
	gfp = (__force u32)*(const gfp_t *)ptr;
	if (!gfp) {
		scnprintf(buf, size, "none");
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(gfp_names) && gfp; i++) {
		if ((gfp & gfp_names[i].mask) != gfp_names[i].mask)
			continue;
		gfp &= ~gfp_names[i].mask;
		len += scnprintf(buf + len, size - len, "%s%s", len ? "|" : "", gfp_names[i].name);
	}
	if (gfp)
		scnprintf(buf + len, size - len, "%s%#x", len ? "|" : "", gfp);
}

static int __init mmflags_init(void)
{
	register_pointer_format('G', format_gfp);
	return 0;
}
early_initcall(mmflags_init);
