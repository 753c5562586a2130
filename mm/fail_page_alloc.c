// SPDX-License-Identifier: MIT
/*
 * mm/fail_page_alloc.c: which requests for pages may a plan refuse? (linux/fault-inject.h)
 *
 * By default only those that have to expect it: runs of several pages, for callers that cannot wait, in
 * lowmem. /proc/fault/fail_page_alloc/{ignore-gfp-wait,ignore-gfp-highmem,min-order} widen that. What
 * must not fail (__GFP_NOFAIL) never does. fault_inject() asks for no leave.
 *
 * Source: Linux Documentation/fault-injection/fault-injection.rst; defaults of Linux 6.1.
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <slate/fault.h>

static struct {
	bool ignore_gfp_reclaim, ignore_gfp_highmem;
	unsigned int min_order;
} fail_page_alloc = { .ignore_gfp_reclaim = true, .ignore_gfp_highmem = true, .min_order = 1 };

noinline bool __should_fail_alloc_page(gfp_t gfp, unsigned int order)
{
	if (gfp & __GFP_NOFAIL)
		return false;
	if (fault_nth(FAULT_PAGE))
		return true;
	if (order < fail_page_alloc.min_order ||
	    (fail_page_alloc.ignore_gfp_highmem && gfp & __GFP_HIGHMEM) ||
	    (fail_page_alloc.ignore_gfp_reclaim && gfp & __GFP_DIRECT_RECLAIM))
		return false;
	return fault_planned(FAULT_PAGE, 1 << order, gfp & __GFP_NOWARN ? FAULT_NOWARN : 0);
}

static struct fault_knob knobs[] = {
	{ "ignore-gfp-wait", FAULT_KNOB_BOOL, &fail_page_alloc.ignore_gfp_reclaim, FAULT_PAGE },
	{ "ignore-gfp-highmem", FAULT_KNOB_BOOL, &fail_page_alloc.ignore_gfp_highmem, FAULT_PAGE },
	{ "min-order", FAULT_KNOB_UINT, &fail_page_alloc.min_order, FAULT_PAGE },
};

static int __init fail_page_alloc_init(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(knobs); i++)
		fault_add_knob(&knobs[i]);
	return 0;
}
core_initcall(fail_page_alloc_init);
