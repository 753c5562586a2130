// SPDX-License-Identifier: MIT
/*
 * mm/flusher.c: the thread that writes dirty pages in the background, and the brake for who makes too many.
 *
 * Problem.  If dirty pages are written only when somebody asks, a crash loses hours of work, and memory fills
 *           with what cannot be dropped. If writers are faster than the disk, it fills however early one begins.
 * Idea.     Three reasons to write, in one thread:
 *
 *             age         every dirty_writeback_centisecs: devices with pages dirty for dirty_expire_centisecs
 *             background  more than dirty_background_ratio % of what could be dirty is
 *             reclaim     somebody needs the memory (wakeup_flusher_threads)
 *
 *           and a brake: who dirties pages while more than dirty_ratio % are dirty or being written waits until
 *           enough have gone.
 *
 *     dirty pages  0 ......... background .................. limit
 *                  |  by age   |  the flusher writes         |  writers wait
 *
 *           What could be dirty is what is free (above the high watermarks) and what the cache holds.
 * Invariants: a mapping is on dirty_mappings if and only if mapping->nrdirty; mapping->users keeps it from
 *           going away while the thread works on it without the lock.
 * Locks.    page_cache_lock for the list. None while writing.
 * Paths.    flusher -> write_old, write_background -> do_writepages
 *           balance_dirty_pages_ratelimited -> brake
 * Cost.     A look at two counters for each page dirtied.
 * Left out. A thread per disk: a slow one delays the others' turn, not their requests. Fairness between
 *           writers, dirty_bytes. Highmem counts, unlike in Linux, since pages of block devices live there.
 * Sources.  LKD ch. 16 "The Flusher Threads"; Linux Documentation/admin-guide/sysctl/vm.rst.
 */
#include "page_cache.h"
#include <linux/export.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/vmstat.h>
#include <linux/wait.h>
#include <linux/writeback.h>

#define CHUNK	    1024L     /* pages of one device in one go */
#define BRAKE_TICKS (HZ / 5) /* at most between looks of who waits */

int dirty_background_ratio = 10;
int vm_dirty_ratio = 20;
unsigned int dirty_writeback_interval = 500;
unsigned int dirty_expire_interval = 3000;

/* The oldest first (C). */
LIST_HEAD(dirty_mappings);

static struct {
	wait_queue_head_t wait;	  /* the thread */
	wait_queue_head_t braked; /* writers */
	wait_queue_head_t unused; /* who waits for mapping->users */
	bool kicked;
} flusher = {
	.wait = __WAIT_QUEUE_HEAD_INITIALIZER(flusher.wait),
	.braked = __WAIT_QUEUE_HEAD_INITIALIZER(flusher.braked),
	.unused = __WAIT_QUEUE_HEAD_INITIALIZER(flusher.unused),
};

/* ---- limits ---- */

static unsigned long dirtyable_pages(void)
{
	unsigned long pages = nr_free_pages() + node_page_state(NODE_DATA(0), NR_FILE_PAGES), reserved = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		reserved += high_wmark_pages(zone);
	return pages > reserved ? pages - reserved : 0;
}

void global_dirty_limits(unsigned long *background, unsigned long *dirty)
{
	unsigned long pages = dirtyable_pages();

	*dirty = max(pages / 100 * vm_dirty_ratio, 1ul);
	*background = pages / 100 * dirty_background_ratio;
	if (*background >= *dirty)
		*background = *dirty / 2;
}
EXPORT_SYMBOL(global_dirty_limits);

static unsigned long nr_dirty(void)
{
	return node_page_state(NODE_DATA(0), NR_FILE_DIRTY);
}

static bool over_background(void)
{
	unsigned long background, dirty;

	global_dirty_limits(&background, &dirty);
	return nr_dirty() > background;
}

static bool over_limit(void)
{
	unsigned long background, dirty;

	global_dirty_limits(&background, &dirty);
	return nr_dirty() + node_page_state(NODE_DATA(0), NR_WRITEBACK) > dirty;
}

/* ---- who dirties ---- */

/* Let the flusher work now. @reason: for the reader of the call. Context: any. */
void wakeup_flusher_threads(enum wb_reason reason)
{
	WRITE_ONCE(flusher.kicked, true);
	wake_up(&flusher.wait);
}
EXPORT_SYMBOL(wakeup_flusher_threads);

static noinline void brake(void)
{
	/* Who frees memory must not wait for memory's sake. */
	while (over_limit() && !(current->flags & PF_MEMALLOC)) {
		wakeup_flusher_threads(WB_REASON_BACKGROUND);
		wait_event_timeout(flusher.braked, !over_limit(), BRAKE_TICKS);
	}
}

/**
 * balance_dirty_pages_ratelimited() - called by who has dirtied a page: may he go on?
 * @mapping: whose page.
 *
 * Context: may sleep, until enough has been written; the caller holds no page's lock.
 */
void balance_dirty_pages_ratelimited(struct address_space *mapping)
{
	if (likely(!over_background()))
		return;
	wakeup_flusher_threads(WB_REASON_BACKGROUND);
	brake();
}
EXPORT_SYMBOL(balance_dirty_pages_ratelimited);

/* From the end of each write. Context: any. */
void writeback_ended(void)
{
	if (unlikely(wq_has_sleeper(&flusher.braked)))
		wake_up_all(&flusher.braked);
}

/* ---- the thread ---- */

static bool is_old(const struct address_space *mapping)
{
	return time_after_eq(jiffies, mapping->dirtied_when + msecs_to_jiffies(dirty_expire_interval * 10));
}

/* Keep @mapping from going away. page_cache_lock is held. */
void mapping_use(struct address_space *mapping)
{
	mapping->users++;
}

void mapping_unuse(struct address_space *mapping)
{
	spin_lock(&page_cache_lock);
	mapping->users--;
	spin_unlock(&page_cache_lock);
	wake_up_all(&flusher.unused);
}

/* Until nobody works on it any more. Context: may sleep. */
void mapping_wait_unused(struct address_space *mapping)
{
	wait_event(flusher.unused, !READ_ONCE(mapping->users));
}

/* The device whose turn it is, kept; behind all others then. NULL: nothing (old) is dirty. */
static struct address_space *next_dirty(bool only_old)
{
	struct address_space *mapping = NULL;

	spin_lock(&page_cache_lock);
	if (!list_empty(&dirty_mappings))
		mapping = list_first_entry(&dirty_mappings, struct address_space, dirty_list);
	if (mapping && only_old && !is_old(mapping))
		mapping = NULL;
	if (mapping) {
		list_move_tail(&mapping->dirty_list, &dirty_mappings);
		mapping->dirtied_when = jiffies; /* of what is left, or comes from now on */
		mapping_use(mapping);
	}
	spin_unlock(&page_cache_lock);
	return mapping;
}

/* Return: pages on their way; what was put off does not count, or a device that puts off all would keep us busy. */
static long write_some(struct address_space *mapping, long nr)
{
	struct writeback_control wbc = {
		.nr_to_write = nr, .range_end = LLONG_MAX, .sync_mode = WB_SYNC_NONE, .range_cyclic = true,
	};

	do_writepages(mapping, &wbc);
	return nr - wbc.nr_to_write - wbc.pages_skipped;
}

static void write_old(void)
{
	struct address_space *mapping;

	while ((mapping = next_dirty(true))) {
		mapping->writeback_index = 0;
		write_some(mapping, LONG_MAX);
		mapping_unuse(mapping);
		cond_resched();
	}
}

/* Until enough is written; @always: one round at least. */
static void write_background(bool always)
{
	struct address_space *mapping;
	unsigned int idle = 0; /* turns in which nothing could be written */

	while ((always || over_background()) && idle < 2 && (mapping = next_dirty(false))) {
		idle = write_some(mapping, CHUNK) > 0 ? 0 : idle + 1;
		mapping_unuse(mapping);
		always = false;
		cond_resched();
	}
}

static bool work_asked(void)
{
	return READ_ONCE(flusher.kicked) || kthread_should_stop();
}

static int flush_thread(void *unused)
{
	while (!kthread_should_stop()) {
		long ticks = dirty_writeback_interval ? msecs_to_jiffies(dirty_writeback_interval * 10) :
							MAX_SCHEDULE_TIMEOUT;
		bool kicked = wait_event_idle_timeout(flusher.wait, work_asked(), ticks);

		WRITE_ONCE(flusher.kicked, false);
		if (dirty_writeback_interval)
			write_old();
		write_background(kicked);
	}
	return 0;
}

static int __init flusher_init(void)
{
	struct task_struct *task = kthread_run(flush_thread, NULL, "flush");

	return PTR_ERR_OR_ZERO(task);
}
core_initcall(flusher_init);
