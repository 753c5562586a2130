// SPDX-License-Identifier: MIT
/*
 * kernel/soak.c: `soak [SECONDS] [KIND...]`: hold the allocators under water.
 *
 * Problem.  A page that two owners have, or that comes back with somebody else's bytes, shows up in no
 *           counter. One has to write to all of it, wait, and look.
 * Idea.     Four threads with 64 slots each draw a slot: a full one is checked whole and freed, an empty
 *           one is filled with memory of a random kind and size (soak_kinds.c), and every word of it with a
 *           pattern made of its address and its generation. A timer does the same with GFP_ATOMIC in an
 *           interrupt, in the middle of whatever the threads are doing. At the end all of it is freed, and
 *           memory must be what it was, counter by counter and block by block (memory_state.c).
 *
 *           word i of a block = (address of the word) ^ (generation * golden ratio)
 * Invariants. mismatches == 0; the state of memory after equals that before.
 * Locks.    None: each slot belongs to one thread, or to the timer.
 * Paths.    run_soak -> soaker -> exercise -> fill_slot | empty_slot;   atomic_tick -> exercise
 * Cost.     All CPU time there is, for the seconds asked for.
 * Sources.  The idea of memtest's moving inversions, on what allocators hand out.
 */
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
#include <slate/command.h>
#include "memory_state.h"
#include "soak.h"

#define THREADS	      4
#define SLOTS	      64
#define DEFAULT_TIME  20 /* seconds */
#define REPORT_EVERY  10 /* seconds */
#define TICK_BURST    8	 /* operations of one interrupt */

struct soaker {
	struct soak_slot slots[SLOTS];
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
	struct memory_state before;
} soak;

static u32 draw(struct soaker *me)
{
	me->draw = me->draw * 1664525 + 1013904223;
	return me->draw >> 8;
}

static u32 word_at(unsigned long address, u32 generation)
{
	return address ^ generation * 0x9e3779b9u;
}

void soak_write(u32 *map, unsigned long as, size_t bytes, u32 generation)
{
	for (size_t i = 0; i < bytes / sizeof(u32); i++)
		map[i] = word_at(as + i * sizeof(u32), generation);
}

unsigned long soak_check(const u32 *map, unsigned long as, size_t bytes, u32 generation)
{
	unsigned long wrong = 0;

	for (size_t i = 0; i < bytes / sizeof(u32); i++)
		wrong += map[i] != word_at(as + i * sizeof(u32), generation);
	return wrong;
}

static unsigned long walk_piece(u32 *map, unsigned long as, size_t bytes, u32 generation, bool check)
{
	if (check)
		return soak_check(map, as, bytes, generation);
	soak_write(map, as, bytes, generation);
	return 0;
}

/* All of a slot: what has an address in one piece, pages one by one through a local mapping. */
static unsigned long walk(struct soak_slot *slot, bool check)
{
	unsigned long wrong = 0;

	if (slot->address)
		return walk_piece(slot->address, (unsigned long)slot->address, slot->bytes, slot->generation,
				  check);
	for (size_t i = 0; i < slot->bytes >> PAGE_SHIFT; i++) {
		unsigned long as = (page_to_pfn(slot->page) + i) << PAGE_SHIFT;
		void *map = kmap_local_page(slot->page + i);

		wrong += walk_piece(map, as, PAGE_SIZE, slot->generation, check);
		kunmap_local(map);
		/* What is pinned must show the same page all the time. */
		if (check && slot->pin)
			wrong += soak_check(slot->pin, as, PAGE_SIZE, slot->generation);
	}
	return wrong;
}

static void empty_slot(struct soaker *me, struct soak_slot *slot)
{
	unsigned long wrong;

	if (slot->kind->settle)
		slot->kind->settle(slot);
	wrong = walk(slot, true);
	if (wrong) {
		pr_err("soak: %zu bytes of %s at %p: %lu words are not what was written\n", slot->bytes,
		       slot->kind->name, slot->address ?: slot->page, wrong);
		me->mismatches += wrong;
	}
	slot->kind->give(slot);
	memset(slot, 0, sizeof(*slot));
}

static const struct soak_kind *draw_kind(struct soaker *me)
{
	const struct soak_kind *kind;
	unsigned int n;

	do {
		n = draw(me) % nr_soak_kinds;
		kind = &soak_kinds[n];
	} while (!(soak.kinds & 1u << n) || (!gfpflags_allow_blocking(me->gfp) && !kind->atomic));
	return kind;
}

static void fill_slot(struct soaker *me, struct soak_slot *slot)
{
	const struct soak_kind *kind = draw_kind(me);

	if (!kind->take(slot, me->gfp, draw(me))) {
		me->refused++;
		memset(slot, 0, sizeof(*slot));
		return;
	}
	slot->kind = kind;
	slot->generation = draw(me);
	walk(slot, false);
	if (kind->start)
		kind->start(slot);
}

static void exercise(struct soaker *me)
{
	struct soak_slot *slot = &me->slots[draw(me) % SLOTS];

	me->operations++;
	if (slot->kind)
		empty_slot(me, slot);
	else
		fill_slot(me, slot);
}

static void empty_all(struct soaker *me)
{
	for (unsigned int i = 0; i < SLOTS; i++)
		if (me->slots[i].kind)
			empty_slot(me, &me->slots[i]);
}

static int soak_thread(void *data)
{
	struct soaker *me = data;

	current->make_it_fail = true; /* by a plan of failure that spares all but volunteers: task-filter */
	while (!READ_ONCE(soak.stop)) {
		exercise(me);
		cond_resched();
	}
	empty_all(me);
	complete(&me->done);
	return 0;
}

/* In an interrupt, in the middle of what a thread does. */
static void atomic_tick(struct timer_list *timer)
{
	for (unsigned int i = 0; i < TICK_BURST; i++)
		exercise(&soak.soakers[THREADS]);
	if (!READ_ONCE(soak.stop))
		mod_timer(timer, jiffies + 1);
}

/* --- one run --------------------------------------------------------------------------------------- */

struct sums {
	unsigned long operations, in_interrupts, refused, mismatches;
};

static struct sums add_up(void)
{
	struct sums sums = { .in_interrupts = soak.soakers[THREADS].operations };

	for (unsigned int i = 0; i <= THREADS; i++) {
		sums.operations += soak.soakers[i].operations;
		sums.refused += soak.soakers[i].refused;
		sums.mismatches += soak.soakers[i].mismatches;
	}
	return sums;
}

static void wait_and_report(unsigned int seconds)
{
	unsigned long end = jiffies + seconds * HZ, next = jiffies + REPORT_EVERY * HZ;

	while (time_before(jiffies, end) && !console_interrupted()) {
		struct sums sums;

		msleep(50);
		if (time_before(jiffies, next))
			continue;
		next += REPORT_EVERY * HZ;
		sums = add_up();
		console_printf("soak: %lu operations, %lu refused, %lu mismatches\n", sums.operations,
			       sums.refused, sums.mismatches);
	}
}

/* Let the threads work; returns how many could be started. */
static unsigned int start_soakers(void)
{
	unsigned int started = 0;
	bool timer_has_work = false;

	for (unsigned int i = 0; i <= THREADS; i++) {
		soak.soakers[i].draw = 12345 + i;
		soak.soakers[i].gfp = i < THREADS ? GFP_KERNEL | __GFP_NOWARN : GFP_ATOMIC | __GFP_NOWARN;
		init_completion(&soak.soakers[i].done);
	}
	while (started < THREADS &&
	       !IS_ERR(kthread_run(soak_thread, &soak.soakers[started], "soak/%u", started)))
		started++;
	for (unsigned int n = 0; n < nr_soak_kinds; n++)
		timer_has_work |= soak.kinds & 1u << n && soak_kinds[n].atomic;
	timer_setup(&soak.timer, atomic_tick, 0);
	if (timer_has_work)
		mod_timer(&soak.timer, jiffies + 1);
	return started;
}

static void stop_soakers(unsigned int started)
{
	WRITE_ONCE(soak.stop, true);
	while (started-- > 0)
		wait_for_completion(&soak.soakers[started].done);
	del_timer_sync(&soak.timer);
	empty_all(&soak.soakers[THREADS]);
}

/* End the first @nr kinds; those that were not asked for never began. */
static void end_kinds(unsigned int nr)
{
	while (nr-- > 0)
		if (soak.kinds & 1u << nr && soak_kinds[nr].end)
			soak_kinds[nr].end();
}

static int begin_kinds(void)
{
	for (unsigned int n = 0; n < nr_soak_kinds; n++) {
		int err = soak.kinds & 1u << n && soak_kinds[n].begin ? soak_kinds[n].begin() : 0;

		if (err) {
			end_kinds(n);
			return err;
		}
	}
	return 0;
}

static int run_kinds(unsigned int seconds, struct sums *sums)
{
	int err = begin_kinds();

	if (err)
		return err;
	soak.soakers = kvzalloc((THREADS + 1) * sizeof(*soak.soakers), GFP_KERNEL);
	if (soak.soakers) {
		soak.stop = false;
		unsigned int started = start_soakers();

		wait_and_report(seconds);
		stop_soakers(started);
		*sums = add_up();
	}
	err = soak.soakers ? 0 : -ENOMEM;
	kvfree(soak.soakers);
	end_kinds(nr_soak_kinds);
	return err;
}

/* The threads have said that they are done; they get a moment to be gone. */
static int compare_patiently(char *text, int size)
{
	int differences = 0;

	for (unsigned int look = 0; look < 20; look++) {
		differences = memory_state_compare(&soak.before, text, size);
		if (!differences)
			break;
		msleep(50);
	}
	return differences;
}

static int soak_for(unsigned int seconds)
{
	struct sums sums = {};
	char text[200];
	int err, leaks;

	memory_state_take(&soak.before);
	err = run_kinds(seconds, &sums);
	if (err)
		return err;
	leaks = compare_patiently(text, sizeof(text));
	console_printf("soak: %lu of them in interrupts, %lu requests refused; memory %s%s\n", sums.in_interrupts,
		       sums.refused, leaks ? "differs: " : "is as before", leaks ? text : "");
	console_printf("soak: %lu operations, %lu mismatches\n", sums.operations, sums.mismatches);
	return sums.mismatches || leaks ? -EIO : 0;
}

static int kind_named(const char *name)
{
	for (unsigned int n = 0; n < nr_soak_kinds; n++)
		if (!strcmp(soak_kinds[n].name, name))
			return n;
	return -1;
}

static int run_soak(int argc, char **argv)
{
	unsigned int seconds = DEFAULT_TIME;

	soak.kinds = 0;
	for (int i = 1; i < argc; i++) {
		int kind = kind_named(argv[i]);

		if (kind >= 0)
			soak.kinds |= 1u << kind;
		else if (strcmp(argv[i], "all") && kstrtouint(argv[i], 0, &seconds))
			return -EINVAL;
	}
	if (!soak.kinds)
		soak.kinds = (1u << nr_soak_kinds) - 1;
	return soak_for(seconds);
}
COMMAND(soak, "[SECONDS] [pages|slab|vmalloc|kmap|mempool|dma|all...]",
	"allocate in four threads and in interrupts, check every byte", run_soak);
