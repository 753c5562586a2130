// SPDX-License-Identifier: MIT
/*
 * mm/vmscan.c: make room: kswapd ahead of need, direct reclaim when it could not keep up.
 *
 * Problem.  Memory that nobody uses is wasted, so caches fill it; but a request must not wait for them to be
 *           emptied, and an interrupt cannot.
 * Idea.     Three watermarks in each zone:
 *
 *               free pages
 *     high  ----------------- kswapd goes back to sleep: some zone of the request is above it
 *     low   ----------------- a request that finds less wakes kswapd
 *     min   ----------------- a request that finds less frees memory itself before it goes on;
 *                             below are reserves for those who cannot wait
 *
 *           Both work by rounds of rising pressure (priority 12 down to 0): each zone that is short gives
 *           1/2^priority of its inactive pages (lru.c), and each shrinker as much of its objects.
 * Rules.    Who reclaims is marked PF_MEMALLOC: what it allocates meanwhile comes from the reserves and never
 *           reclaims again. A shrinker's objects are not pages: what counts as progress is pages that came
 *           free. After 16 fruitless rounds kswapd stops being woken, until somebody's reclaim succeeds.
 * Locks.    None of its own; pgdat->kswapd_wait.
 * Paths.    alloc_slow -> wake_kswapd -> kswapd -> balance_pgdat -> reclaim_round
 *           alloc_slow -> make_room -> try_to_free_pages -> reclaim_round
 * Left out. Swap and anonymous pages (no programs yet).
 * Sources.  Gorman ch. 10 "Page Frame Reclamation", 10.6 "Pageout Daemon (kswapd)"; semantics of Linux 6.1.
 */
#include "internal.h"
#include <linux/compaction.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/shrinker.h>
#include <linux/vmstat.h>
#include "vmscan.h"

#define MAX_FRUITLESS 16 /* rounds of kswapd, as in Linux */
#define NAP	      (HZ / 10) /* before kswapd believes that it can go to sleep */

static bool zone_is_high(struct zone *zone, unsigned int order, enum zone_type idx)
{
	return zone_watermark_ok(zone, order, high_wmark_pages(zone), idx, 0);
}

/* Is there a zone that a request up to @idx may use and that is above its high watermark? */
static bool node_balanced(struct pglist_data *node, unsigned int order, enum zone_type idx)
{
	bool any = false;

	for (int i = 0; i <= (int)idx; i++) {
		struct zone *zone = &node->node_zones[i];

		if (!managed_zone(zone))
			continue;
		any = true;
		if (zone_is_high(zone, order, idx))
			return true;
	}
	return !any;
}

static unsigned long shrink_objects(struct scan_control *sc)
{
	unsigned long before = nr_free_pages(), after;

	shrink_slab(sc->gfp, 0, sc->priority);
	after = nr_free_pages();
	return after > before ? after - before : 0;
}

/* One round at sc->priority over the zones up to sc->idx; kswapd leaves alone those that are well. */
static void reclaim_round(struct pglist_data *node, struct scan_control *sc)
{
	for (int i = sc->idx; i >= 0; i--) {
		struct zone *zone = &node->node_zones[i];

		if (!managed_zone(zone) || (sc->kswapd && zone_is_high(zone, sc->order, sc->idx)))
			continue;
		sc->nr_reclaimed += shrink_zone_lists(zone, sc);
	}
	sc->nr_reclaimed += shrink_objects(sc);
	if (sc->nr_reclaimed)
		node->kswapd_failures = 0;
}

/*
 * A costly run will hardly come free by itself, it is compacted for; and that wants room to work with, more
 * than the few pages that a request is content with otherwise.
 */
static bool wants_more(const struct scan_control *sc)
{
	if (sc->order <= PAGE_ALLOC_COSTLY_ORDER || !(sc->gfp & __GFP_IO) ||
	    sc->nr_reclaimed >= 2 * compact_gap(sc->order))
		return false;
	drain_all_pages(NULL);
	for (int i = 0; i <= (int)sc->idx; i++) {
		struct zone *zone = &NODE_DATA(0)->node_zones[i];

		if (managed_zone(zone) &&
		    compaction_suitable(zone, sc->order, WMARK_MIN, sc->idx) >= COMPACT_CONTINUE)
			return false;
	}
	return true;
}

/**
 * try_to_free_pages() - direct reclaim: whoever needs memory frees some.
 * @ac: the request.
 *
 * Context: may sleep.
 * Return: pages freed; 0 means that trying again makes no sense.
 */
static unsigned long try_to_free_pages(const struct alloc_context *ac)
{
	struct scan_control sc = { .gfp = ac->gfp, .order = ac->order, .idx = ac->highest_zoneidx };
	unsigned int old = memalloc_noreclaim_save();

	count_vm_event(ALLOCSTALL_DMA + (int)ac->highest_zoneidx);
	for (sc.priority = DEF_PRIORITY; sc.priority >= 0; sc.priority--) {
		unsigned long before;

		do {
			before = sc.nr_reclaimed;
			reclaim_round(NODE_DATA(0), &sc);
		} while (sc.nr_reclaimed > before && wants_more(&sc));
		if (sc.nr_reclaimed >= SWAP_CLUSTER_MAX && !wants_more(&sc))
			break;
	}
	memalloc_noreclaim_restore(old);
	return sc.nr_reclaimed;
}

/*
 * Bring the zones up to @idx above their high watermarks. A run of several pages is not waited for when
 * twice as many pages have come free: the rest is compaction's business.
 */
static void balance_pgdat(struct pglist_data *node, unsigned int order, enum zone_type idx)
{
	struct scan_control sc = { .gfp = GFP_KERNEL, .order = order, .idx = idx, .kswapd = true };

	count_vm_event(PAGEOUTRUN);
	for (sc.priority = DEF_PRIORITY; sc.priority >= 1;) {
		unsigned long before = sc.nr_reclaimed;

		if (node_balanced(node, sc.order, idx))
			return;
		reclaim_round(node, &sc);
		/* Watermarks do not count what CPUs have in hand, and that may be all that came free. */
		drain_all_pages(NULL);
		if (sc.order && sc.nr_reclaimed >= 2UL << sc.order)
			sc.order = 0;
		if (sc.nr_reclaimed == before)
			sc.priority--;
		cond_resched();
	}
	if (!sc.nr_reclaimed)
		node->kswapd_failures++;
}

static bool somebody_asks(const struct pglist_data *node)
{
	return READ_ONCE(node->kswapd_highest_zoneidx) < MAX_NR_ZONES || kthread_should_stop();
}

/* Sleep until asked. First a nap: if the zones sink again at once, it was too early. */
static void kswapd_sleep(struct pglist_data *node, enum zone_type idx)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&node->kswapd_wait, &wait, TASK_INTERRUPTIBLE);
	if (!somebody_asks(node)) {
		if (schedule_timeout(NAP))
			count_vm_event(KSWAPD_LOW_WMARK_HIT_QUICKLY);
		else if (!node_balanced(node, 0, idx))
			count_vm_event(KSWAPD_HIGH_WMARK_HIT_QUICKLY);
		prepare_to_wait(&node->kswapd_wait, &wait, TASK_INTERRUPTIBLE);
		if (!somebody_asks(node))
			schedule();
	}
	finish_wait(&node->kswapd_wait, &wait);
}

static int kswapd(void *data)
{
	struct pglist_data *node = data;

	current->flags |= PF_MEMALLOC | PF_KSWAPD;
	while (!kthread_should_stop()) {
		unsigned int order = READ_ONCE(node->kswapd_order);
		enum zone_type idx = READ_ONCE(node->kswapd_highest_zoneidx);

		WRITE_ONCE(node->kswapd_order, 0);
		WRITE_ONCE(node->kswapd_highest_zoneidx, MAX_NR_ZONES); /* nobody asked */
		if (idx < MAX_NR_ZONES)
			balance_pgdat(node, order, idx);
		if (order)
			wakeup_kcompactd(order, idx); /* there is room now, perhaps in pieces */
		kswapd_sleep(node, idx < MAX_NR_ZONES ? idx : ZONE_NORMAL);
	}
	return 0;
}

/* From alloc_pages: a request of 2^@order found @zone below its low watermark. Context: any. */
static void wakeup_kswapd(struct zone *zone, unsigned int order, enum zone_type idx)
{
	struct pglist_data *node = zone->zone_pgdat;

	if (!managed_zone(zone) || node->kswapd_failures >= MAX_FRUITLESS || node_balanced(node, order, idx))
		return;
	if (node->kswapd_highest_zoneidx == MAX_NR_ZONES || node->kswapd_highest_zoneidx < idx)
		WRITE_ONCE(node->kswapd_highest_zoneidx, idx);
	if (node->kswapd_order < (int)order)
		WRITE_ONCE(node->kswapd_order, (int)order);
	if (waitqueue_active(&node->kswapd_wait)) {
		wake_up_interruptible(&node->kswapd_wait);
		/* Between low and min there is little: it runs at the next cond_resched(), not after the time slice. */
		this_cpu_write(need_resched_flag, true);
	}
}

static int __init kswapd_init(void)
{
	struct pglist_data *node = NODE_DATA(0);
	struct task_struct *task;

	node->kswapd_highest_zoneidx = MAX_NR_ZONES;
	task = kthread_run(kswapd, node, "kswapd%d", node->node_id);
	if (IS_ERR(task))
		return PTR_ERR(task);
	node->kswapd = task;
	reclaim_hook = try_to_free_pages;
	wake_kswapd_hook = wakeup_kswapd;
	return 0;
}
core_initcall(kswapd_init);
