// SPDX-License-Identifier: MIT
/*
 * kernel/soak.c: `soak [SECONDS] [pages|slab|vmalloc|all]`: hold the allocators under water.
 *
 * Problem.  A page that two owners have, or that comes back with somebody else's bytes, shows up in no
 *           counter. One has to write to all of it, wait, and look.
 * Idea.     Four threads with 64 slots each draw a slot: a full one is checked whole and freed, an empty
 *           one is filled with memory of a random kind and size, and every word of it with a pattern made
 *           of its address and its generation. A timer does the same with GFP_ATOMIC in an interrupt, in
 *           the middle of whatever the threads are doing. At the end all of it is freed, and every leak
 *           counter must be where it was.
 *
 *           word i of a block = (address of the word) ^ (generation * golden ratio)
 * Invariants. mismatches == 0; the counters after equal those before.
 * Locks.    None: each slot belongs to one thread, or to the timer.
 * Paths.    run_soak -> soaker -> exercise -> fill | verify;   atomic_tick -> exercise
 * Cost.     All CPU time there is, for the seconds asked for.
 * Sources.  The idea of memtest's moving inversions, on what allocators hand out.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>
#include <slate/command.h>
#include <slate/leak.h>

#define THREADS	      4
#define SLOTS	      64
#define DEFAULT_TIME  20  /* seconds */
#define REPORT_EVERY  10  /* seconds */
#define MAX_ORDER_ASKED 4 /* of pages: 64 KiB */
#define MAX_OBJECT    6000 /* bytes, of kmalloc */
#define MAX_AREA      5   /* pages, of vmalloc */

enum soak_kind { SOAK_PAGES, SOAK_SLAB, SOAK_VMALLOC, NR_SOAK_KINDS };
static const char *const kind_names[NR_SOAK_KINDS] = { "pages", "slab", "vmalloc" };

struct slot {
	enum soak_kind kind;
	void *address;	   /* NULL: empty (pages: see page) */
	struct page *page; /* SOAK_PAGES: it may have no address */
	size_t bytes;
	u32 generation;
};

struct soaker {
	struct slot slots[SLOTS];
	u32 draw; /* LCG */
	gfp_t gfp;
	unsigned long operations, refused, mismatches;
	struct completion done;
};

static struct soak {
	struct soaker *soakers; /* THREADS, and one for the timer */
	unsigned int kinds;	/* a bit each */
	bool stop;
	struct timer_list timer;
} soak;

static u32 draw(struct soaker *me)
{
	me->draw = me->draw * 1664525 + 1013904223;
	return me->draw >> 8;
}

/* Write (or compare) @bytes at @map, which stand for address @as. Returns words that differ. */
static unsigned long pattern(u32 *map, unsigned long as, size_t bytes, u32 generation, bool check)
{
	unsigned long wrong = 0;

	for (size_t i = 0; i < bytes / sizeof(u32); i++) {
		u32 word = (as + i * sizeof(u32)) ^ generation * 0x9e3779b9u;

		if (!check)
			map[i] = word;
		else
			wrong += map[i] != word;
	}
	return wrong;
}

/* All of a slot: highmem page by page through a local mapping, the rest in one piece. */
static unsigned long walk(struct slot *slot, bool check)
{
	unsigned long wrong = 0;

	if (slot->kind != SOAK_PAGES)
		return pattern(slot->address, (unsigned long)slot->address, slot->bytes,
			       slot->generation, check);
	for (size_t i = 0; i < slot->bytes >> PAGE_SHIFT; i++) {
		void *map = kmap_local_page(slot->page + i);

		wrong += pattern(map, (page_to_pfn(slot->page) + i) << PAGE_SHIFT, PAGE_SIZE,
				 slot->generation, check);
		kunmap_local(map);
	}
	return wrong;
}

static void empty_slot(struct soaker *me, struct slot *slot)
{
	unsigned long wrong = walk(slot, true);

	if (wrong) {
		pr_err("soak: %zu bytes of %s at %p: %lu words are not what was written\n", slot->bytes,
		       kind_names[slot->kind], slot->address ?: slot->page, wrong);
		me->mismatches += wrong;
	}
	if (slot->kind == SOAK_PAGES)
		__free_pages(slot->page, get_order(slot->bytes));
	else if (slot->kind == SOAK_VMALLOC)
		vfree(slot->address);
	else
		kfree(slot->address);
	slot->address = NULL;
	slot->page = NULL;
}

static bool take_memory(struct soaker *me, struct slot *slot)
{
	u32 size = draw(me);

	switch (slot->kind) {
	case SOAK_PAGES:
		slot->bytes = PAGE_SIZE << size % (MAX_ORDER_ASKED + 1);
		slot->page = alloc_pages(me->gfp | (size & 0x1000 ? __GFP_HIGHMEM : 0),
					 get_order(slot->bytes));
		return slot->page;
	case SOAK_SLAB:
		slot->bytes = sizeof(u32) * (1 + size % (MAX_OBJECT / sizeof(u32)));
		slot->address = kmalloc(slot->bytes, me->gfp);
		return slot->address;
	default:
		slot->bytes = PAGE_SIZE * (1 + size % MAX_AREA);
		slot->address = vmalloc(slot->bytes);
		return slot->address;
	}
}

static void exercise(struct soaker *me)
{
	struct slot *slot = &me->slots[draw(me) % SLOTS];

	me->operations++;
	if (slot->address || slot->page) {
		empty_slot(me, slot);
		return;
	}
	do
		slot->kind = draw(me) % NR_SOAK_KINDS;
	while (!(soak.kinds & 1u << slot->kind));
	/* What cannot be had in an interrupt is had as an object there. */
	if (!gfpflags_allow_blocking(me->gfp) && slot->kind == SOAK_VMALLOC)
		slot->kind = SOAK_SLAB;
	slot->generation = draw(me);
	if (take_memory(me, slot))
		walk(slot, false);
	else
		me->refused++;
}

static int soak_thread(void *data)
{
	struct soaker *me = data;

	while (!READ_ONCE(soak.stop)) {
		exercise(me);
		cond_resched();
	}
	for (unsigned int i = 0; i < SLOTS; i++)
		if (me->slots[i].address || me->slots[i].page)
			empty_slot(me, &me->slots[i]);
	complete(&me->done);
	return 0;
}

/* In an interrupt, in the middle of what a thread does. */
static void atomic_tick(struct timer_list *timer)
{
	exercise(&soak.soakers[THREADS]);
	if (!READ_ONCE(soak.stop))
		mod_timer(timer, jiffies + 1);
}

static void add_up(unsigned long *operations, unsigned long *refused, unsigned long *mismatches)
{
	*operations = *refused = *mismatches = 0;
	for (unsigned int i = 0; i <= THREADS; i++) {
		*operations += soak.soakers[i].operations;
		*refused += soak.soakers[i].refused;
		*mismatches += soak.soakers[i].mismatches;
	}
}

static void wait_and_report(unsigned int seconds)
{
	unsigned long end = jiffies + seconds * HZ, next = jiffies + REPORT_EVERY * HZ;
	unsigned long operations, refused, mismatches;

	while (time_before(jiffies, end) && !console_interrupted()) {
		msleep(50);
		if (time_before(jiffies, next))
			continue;
		next += REPORT_EVERY * HZ;
		add_up(&operations, &refused, &mismatches);
		console_printf("soak: %lu operations, %lu refused, %lu mismatches\n", operations,
			       refused, mismatches);
	}
}

/* Let the threads work; returns how many could be started. */
static unsigned int start_soakers(void)
{
	unsigned int started = 0;

	for (unsigned int i = 0; i <= THREADS; i++) {
		soak.soakers[i].draw = 12345 + i;
		soak.soakers[i].gfp = i < THREADS ? GFP_KERNEL | __GFP_NOWARN : GFP_ATOMIC | __GFP_NOWARN;
		init_completion(&soak.soakers[i].done);
	}
	while (started < THREADS &&
	       !IS_ERR(kthread_run(soak_thread, &soak.soakers[started], "soak/%u", started)))
		started++;
	timer_setup(&soak.timer, atomic_tick, 0);
	mod_timer(&soak.timer, jiffies + 1);
	return started;
}

static void stop_soakers(unsigned int started)
{
	struct soaker *atomic = &soak.soakers[THREADS];

	WRITE_ONCE(soak.stop, true);
	while (started-- > 0)
		wait_for_completion(&soak.soakers[started].done);
	del_timer_sync(&soak.timer);
	for (unsigned int i = 0; i < SLOTS; i++)
		if (atomic->slots[i].address || atomic->slots[i].page)
			empty_slot(atomic, &atomic->slots[i]);
}

static int soak_for(unsigned int seconds)
{
	unsigned long operations, refused, mismatches;
	struct leak_snapshot before;
	unsigned int started;
	char text[160];
	int leaks;

	leak_snapshot(&before);
	soak.soakers = kvzalloc((THREADS + 1) * sizeof(*soak.soakers), GFP_KERNEL);
	if (!soak.soakers)
		return -ENOMEM;
	soak.stop = false;
	started = start_soakers();
	wait_and_report(seconds);
	stop_soakers(started);
	add_up(&operations, &refused, &mismatches);
	kvfree(soak.soakers);
	leaks = leak_compare(&before, text, sizeof(text));
	console_printf("soak: %lu operations, %lu mismatches\n", operations, mismatches);
	console_printf("soak: %lu requests refused; counters %s%s\n", refused,
		       leaks ? "differ: " : "are as before", leaks ? text : "");
	return mismatches || leaks ? -EIO : 0;
}

static int run_soak(int argc, char **argv)
{
	unsigned int seconds = DEFAULT_TIME;

	soak.kinds = 1u << SOAK_PAGES;
	for (int i = 1; i < argc; i++) {
		int kind = match_string(kind_names, NR_SOAK_KINDS, argv[i]);

		if (!strcmp(argv[i], "all"))
			soak.kinds = (1u << NR_SOAK_KINDS) - 1;
		else if (kind >= 0)
			soak.kinds = 1u << kind;
		else if (kstrtouint(argv[i], 0, &seconds))
			return -EINVAL;
	}
	return soak_for(seconds);
}
COMMAND(soak, "[SECONDS] [pages|slab|vmalloc|all]", "allocate in four threads and in interrupts, check every byte",
	run_soak);
