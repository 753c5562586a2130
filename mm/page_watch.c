// SPDX-License-Identifier: MIT
/*
 * mm/page_watch.c: the debug options of the page allocator, in the one binary, by boot option.
 *
 *     page_poison=1      a free page holds 0xaa in every byte; who wrote to it meanwhile is found when
 *                        it is next handed out (page_poison.c)
 *     debug_pagealloc=1  a free lowmem page has no mapping: who touches it is found at once. Needs the
 *                        direct map in 4 KiB pages, so the whole kernel runs slower
 *     page_owner=1       each page remembers the call chains that took and freed it (page_owner.c)
 *     init_on_alloc=1    pages and objects are zeroed when they are handed out, whoever asks
 *     init_on_free=1     ... when they come back, so that no secret waits in free memory
 *
 * Order.    Coming back: contents first (poison or zero), then the mapping goes. Going out: the mapping
 *           first, then the check, then zeroes.
 * Cost.     Nothing while all are off (page_watch.h). Poison takes precedence over init_on_*, as in Linux:
 *           one fill cannot serve both.
 * Sources.  Linux 6.1 Documentation/mm/page_owner.rst, Documentation/admin-guide/kernel-parameters.txt.
 */
#include "internal.h"
#include "page_watch.h"
#include <asm/pgtable.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <slate/param.h>

unsigned int page_watchers;
bool init_on_alloc_enabled, init_on_free_enabled; /* (B) */
EXPORT_SYMBOL(init_on_alloc_enabled);
EXPORT_SYMBOL(init_on_free_enabled);

static unsigned int asked __initdata; /* a bit for each option that is 1 */

static int __init ask_for(enum page_watch who, const char *text)
{
	bool on = true;
	int err = text ? kstrtobool(text, &on) : 0;

	if (!err)
		asked = on ? asked | 1u << who : asked & ~(1u << who);
	return err;
}

static int __init ask_poison(char *text)
{
	return ask_for(PAGE_WATCH_POISON, text);
}
SLATE_EARLY_PARAM("page_poison", ask_poison, "0 or 1", "fill free pages with 0xaa, check when handed out");

static int __init ask_unmap(char *text)
{
	int err = ask_for(PAGE_WATCH_UNMAP, text);

	if (asked & 1u << PAGE_WATCH_UNMAP)
		paging_use_small_pages();
	return err;
}
SLATE_EARLY_PARAM("debug_pagealloc", ask_unmap, "0 or 1", "unmap free lowmem pages");

static int __init ask_owner(char *text)
{
	return ask_for(PAGE_WATCH_OWNER, text);
}
SLATE_EARLY_PARAM("page_owner", ask_owner, "0 or 1", "remember who took each page, and who freed it");

static int __init ask_init_on_alloc(char *text)
{
	return ask_for(PAGE_WATCH_INIT_ALLOC, text);
}
SLATE_EARLY_PARAM("init_on_alloc", ask_init_on_alloc, "0 or 1", "zero memory when it is allocated");

static int __init ask_init_on_free(char *text)
{
	return ask_for(PAGE_WATCH_INIT_FREE, text);
}
SLATE_EARLY_PARAM("init_on_free", ask_init_on_free, "0 or 1", "zero memory when it is freed");

static bool __init wanted(enum page_watch who)
{
	return asked & 1u << who;
}

void __init page_watch_init(void)
{
	const unsigned int both = 1u << PAGE_WATCH_INIT_ALLOC | 1u << PAGE_WATCH_INIT_FREE;

	if (wanted(PAGE_WATCH_POISON) && asked & both) {
		pr_info("mem auto-init: page_poison=1 will take precedence over init_on_alloc and init_on_free\n");
		asked &= ~both;
	}
	if (wanted(PAGE_WATCH_OWNER) && !page_owner_init()) {
		pr_warn("page_owner: no memory for its records; it stays off\n");
		asked &= ~(1u << PAGE_WATCH_OWNER);
	}
	init_on_alloc_enabled = wanted(PAGE_WATCH_INIT_ALLOC);
	init_on_free_enabled = wanted(PAGE_WATCH_INIT_FREE);
	if (asked & both)
		pr_info("mem auto-init: heap alloc:%s, heap free:%s\n", init_on_alloc_enabled ? "on" : "off",
			init_on_free_enabled ? "on" : "off");
	page_watchers = asked;
	pcp_set_rows(page_watchers);
}

void page_watch(enum page_watch who, bool on)
{
	unsigned long flags;

	local_irq_save(flags);
	page_watchers = on ? page_watchers | 1u << who : page_watchers & ~(1u << who);
	pcp_set_rows(page_watchers);
	local_irq_restore(flags);
}

static void zero_pages(struct page *page, unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++)
		clear_highpage(page + i);
}

noinline void __page_watch_alloc(struct page *page, unsigned int order, gfp_t gfp)
{
	if (page_watched_by(PAGE_WATCH_UNMAP))
		map_pages(page, order);
	if (page_watched_by(PAGE_WATCH_POISON))
		check_poison(page, order);
	if (page_watched_by(PAGE_WATCH_INIT_ALLOC) && !(gfp & __GFP_ZERO))
		zero_pages(page, order);
	if (page_watched_by(PAGE_WATCH_OWNER))
		page_owner_set(page, order, gfp);
}

noinline void __page_watch_free(struct page *page, unsigned int order)
{
	if (page_watched_by(PAGE_WATCH_OWNER))
		page_owner_reset(page, order);
	if (page_watched_by(PAGE_WATCH_POISON))
		poison_pages(page, order);
	else if (page_watched_by(PAGE_WATCH_INIT_FREE))
		zero_pages(page, order);
	if (page_watched_by(PAGE_WATCH_UNMAP))
		unmap_pages(page, order);
}
