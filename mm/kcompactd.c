// SPDX-License-Identifier: MIT
/*
 * mm/kcompactd.c: a thread that makes runs for those who cannot wait for them.
 *
 * Problem.  An interrupt that wants 32 KiB in one run cannot compact, and nobody else will do it for him.
 * Idea.     Such a request, when it finds no run, leaves a note: the largest order asked for and the highest
 *           zone. The thread compacts the zones that are suitable, as a request that may wait would; the next
 *           such request finds a run. kswapd leaves a note, too, when it has made room for a run of pages.
 *
 *     GFP_NOWAIT, order 3: no run -> wakeup_kcompactd -> [order, zone] -> kcompactd -> compact_zone
 *
 * Rules.    Deferral counts for it as for everybody. It waits for no page's lock.
 * Locks.    None: the note is two words, and a note that is lost is written again by the next request.
 * Left out. Proactive compaction by a score of fragmentation (compaction_proactiveness).
 * Sources.  Linux 6.1 mm/compaction.c, kcompactd, in words.
 */
#include "compaction.h"
#include "internal.h"
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/vmstat.h>
#include <linux/wait.h>
#include <slate/leak.h>

static struct {
	wait_queue_head_t wait; /* for work, and for its end */
	int order;		/* asked for; 0: nothing to do */
	enum zone_type highest_zoneidx;
	bool busy;
} kcompactd;

static bool zone_wants(struct zone *zone, int order, enum zone_type idx)
{
	return managed_zone(zone) && compaction_suitable(zone, order, WMARK_MIN, idx) == COMPACT_CONTINUE;
}

void wakeup_kcompactd(int order, enum zone_type highest_zoneidx)
{
	struct zone *zone;

	if (order <= 0 || (order <= READ_ONCE(kcompactd.order) && highest_zoneidx <= kcompactd.highest_zoneidx))
		return;
	for_each_zone(zone) {
		if (zone_idx(zone) > highest_zoneidx || !zone_wants(zone, order, highest_zoneidx))
			continue;
		kcompactd.highest_zoneidx = max(kcompactd.order ? kcompactd.highest_zoneidx : 0, highest_zoneidx);
		WRITE_ONCE(kcompactd.order, max(order, kcompactd.order));
		wake_up(&kcompactd.wait);
		return;
	}
}
EXPORT_SYMBOL(wakeup_kcompactd);

static void compact_one(struct zone *zone, int order)
{
	struct compact_control cc = {
		.zone = zone,
		.order = order,
		.mode = MIGRATE_SYNC_LIGHT,
		.all_types = true,
		.file_pages = true,
	};

	if (compact_zone(&cc) == COMPACT_SUCCESS)
		compaction_defer_reset(zone, order, false);
	else
		defer_compaction(zone, order);
	count_vm_events(KCOMPACTD_MIGRATE_SCANNED, cc.migrate_scanned);
	count_vm_events(KCOMPACTD_FREE_SCANNED, cc.free_scanned);
}

static void do_work(int order, enum zone_type idx)
{
	struct zone *zone;

	count_vm_event(KCOMPACTD_WAKE);
	for_each_zone(zone)
		if (zone_idx(zone) <= idx && zone_wants(zone, order, idx) && !compaction_deferred(zone, order))
			compact_one(zone, order);
}

static int kcompactd_thread(void *unused)
{
	current->flags |= PF_MEMALLOC; /* it makes room, so it never asks for some */
	while (!kthread_should_stop()) {
		int order;

		wait_event(kcompactd.wait, READ_ONCE(kcompactd.order) || kthread_should_stop());
		order = kcompactd.order;
		kcompactd.busy = true;
		WRITE_ONCE(kcompactd.order, 0);
		if (order)
			do_work(order, kcompactd.highest_zoneidx);
		kcompactd.busy = false;
		wake_up_all(&kcompactd.wait);
	}
	return 0;
}

/* Who counts pages waits until none is on its way. */
static void wait_until_idle(void)
{
	wait_event(kcompactd.wait, !READ_ONCE(kcompactd.order) && !READ_ONCE(kcompactd.busy));
}
LEAK_COUNTER_DRAIN(kcompactd, NULL, wait_until_idle);

static int __init kcompactd_init(void)
{
	struct task_struct *task;

	init_waitqueue_head(&kcompactd.wait);
	task = kthread_run(kcompactd_thread, NULL, "kcompactd0");
	if (IS_ERR(task))
		return PTR_ERR(task);
	wake_kcompactd_hook = wakeup_kcompactd;
	return 0;
}
core_initcall(kcompactd_init);
