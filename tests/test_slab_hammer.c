// SPDX-License-Identifier: MIT
/*
 * tests/test_slab_hammer.c: threads, softirqs and hardirqs take and free objects of the same caches.
 *
 * All of them share one table of slots. Who draws a full slot takes the object out, checks every byte of
 * it and frees it, whoever made it; who draws an empty one fills it. So objects made in threads die in
 * interrupts and the other way round, in the middle of whatever the interrupted thread was doing to the
 * same cache. Meanwhile one thread shrinks the caches all the time.
 *
 *   object:  [ cache, bytes, generation | pattern of address and generation ... ]
 */
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/prandom.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include "../mm/slab.h"

#define THREADS	    4
#define SLOTS	    256
#define OPERATIONS  20000 /* of each thread, at least */
#define BURST	    24	  /* of each interrupt, of either kind */
#define INTERRUPTS  40	  /* timer interrupts, at least */
#define LINE	    13	  /* the FPU's, which nobody uses; only software raises it here */

struct living {
	struct kmem_cache *cache; /* NULL: kmalloc() */
	u32 bytes, generation;
	struct rcu_head rcu;
	u32 pattern[];
};

static const struct {
	const char *name;
	unsigned int size;
	slab_flags_t flags;
} kinds[] = {
	{ "hammer_small", 40, 0 },
	{ "hammer_line", 128, SLAB_HWCACHE_ALIGN },
	{ "hammer_large", 1500, 0 },
	{ "hammer_rcu", 96, SLAB_TYPESAFE_BY_RCU },
	{ "hammer_watched", 72, SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER | SLAB_CONSISTENCY_CHECKS },
};

static struct hammer {
	struct kmem_cache *caches[ARRAY_SIZE(kinds)];
	struct living *slots[SLOTS];
	struct timer_list timer;
	struct completion done;
	atomic_t running;
	bool stop;
	unsigned int interrupts;	      /* of the timer */
	atomic_t mismatches, generation;
	atomic_t freed_in_thread, freed_in_softirq, freed_in_hardirq;
} hammer;

static void fill(struct living *object)
{
	for (u32 i = 0; i < (object->bytes - sizeof(*object)) / sizeof(u32); i++)
		object->pattern[i] = (unsigned long)&object->pattern[i] ^ object->generation * 0x9e3779b9u;
}

static void check(const struct living *object)
{
	u32 wrong = 0;

	for (u32 i = 0; i < (object->bytes - sizeof(*object)) / sizeof(u32); i++)
		wrong += object->pattern[i] !=
			 ((unsigned long)&object->pattern[i] ^ object->generation * 0x9e3779b9u);
	if (wrong)
		atomic_inc(&hammer.mismatches);
}

static void count_free(void)
{
	if (in_hardirq())
		atomic_inc(&hammer.freed_in_hardirq);
	else if (in_serving_softirq())
		atomic_inc(&hammer.freed_in_softirq);
	else
		atomic_inc(&hammer.freed_in_thread);
}

static void end_object(struct living *object)
{
	struct kmem_cache *cache = object->cache;

	check(object);
	count_free();
	/* So that what is freed twice or used later does not look alive. */
	memset(object->pattern, 0xdd, object->bytes - sizeof(*object));
	if (cache && object->generation % 2)
		kmem_cache_free(cache, object);
	else if (!cache && object->generation % 16 == 0)
		kfree_rcu(object, rcu);
	else
		kfree(object);
}

static struct living *make_object(u32 random, gfp_t gfp)
{
	u32 kind = random % (ARRAY_SIZE(kinds) + 2);
	struct living *object;
	u32 bytes;

	if (kind < ARRAY_SIZE(kinds)) {
		bytes = kinds[kind].size;
		object = kmem_cache_alloc(hammer.caches[kind], gfp);
	} else {
		bytes = sizeof(*object) + (random >> 8) % 3000 / 4 * 4;
		object = kmalloc(bytes, gfp);
	}
	if (!object)
		return NULL;
	object->cache = kind < ARRAY_SIZE(kinds) ? hammer.caches[kind] : NULL;
	object->bytes = bytes;
	object->generation = atomic_inc_return(&hammer.generation);
	fill(object);
	return object;
}

static void strike(gfp_t gfp)
{
	u32 random = get_random_u32();
	struct living **slot = &hammer.slots[random % SLOTS];
	struct living *object = xchg(slot, NULL);

	if (object) {
		end_object(object);
		return;
	}
	object = make_object(random >> 8, gfp | __GFP_NOWARN);
	object = xchg(slot, object);
	/* Somebody else filled the slot in the meantime. */
	if (object)
		end_object(object);
}

static irqreturn_t strike_hard(int irq, void *unused)
{
	for (int i = 0; i < BURST; i++)
		strike(GFP_ATOMIC);
	return IRQ_HANDLED;
}

static void strike_soft(struct timer_list *timer)
{
	for (int i = 0; i < BURST; i++)
		strike(GFP_ATOMIC);
	generic_handle_irq_safe(LINE);
	hammer.interrupts++;
	if (!READ_ONCE(hammer.stop))
		mod_timer(timer, jiffies + 1);
}

static void leave(void)
{
	if (atomic_dec_and_test(&hammer.running))
		complete(&hammer.done);
}

static int strike_in_thread(void *unused)
{
	for (u32 i = 0; i < OPERATIONS || READ_ONCE(hammer.interrupts) < INTERRUPTS; i++) {
		strike(GFP_KERNEL);
		if (i % 7 == 0)
			cond_resched();
	}
	leave();
	return 0;
}

static int shrink_all_the_time(void *unused)
{
	while (atomic_read(&hammer.running) > 1) {
		for (u32 i = 0; i < ARRAY_SIZE(kinds); i++) {
			kmem_cache_shrink(hammer.caches[i]);
			schedule_timeout_uninterruptible(1);
		}
	}
	leave();
	return 0;
}

static void make_caches(struct kunit *test)
{
	memset(&hammer, 0, sizeof(hammer));
	init_completion(&hammer.done);
	for (u32 i = 0; i < ARRAY_SIZE(kinds); i++) {
		hammer.caches[i] = kmem_cache_create(kinds[i].name, kinds[i].size, 0,
						     kinds[i].flags | SLAB_NO_USER_FLAGS, NULL);
		KUNIT_ASSERT_NOT_NULL(test, hammer.caches[i]);
	}
}

static void start_threads(struct kunit *test)
{
	atomic_set(&hammer.running, THREADS + 1);
	for (u32 i = 0; i < THREADS; i++)
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, kthread_run(strike_in_thread, NULL, "hammer/%u", i));
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, kthread_run(shrink_all_the_time, NULL, "hammer/shrink"));
}

static void end_caches(struct kunit *test)
{
	for (u32 i = 0; i < SLOTS; i++)
		if (hammer.slots[i])
			end_object(hammer.slots[i]);
	rcu_barrier();
	for (u32 i = 0; i < ARRAY_SIZE(kinds); i++) {
		KUNIT_EXPECT_EQ(test, hammer.caches[i]->ops->check(hammer.caches[i]), 0);
		/* With objects left it would say so, and the cache would count as leaked. */
		kmem_cache_destroy(hammer.caches[i]);
	}
}

static void threads_and_interrupts_share_caches(struct kunit *test)
{
	make_caches(test);
	KUNIT_ASSERT_EQ(test, request_irq(LINE, strike_hard, 0, "hammer", NULL), 0);
	timer_setup(&hammer.timer, strike_soft, 0);
	mod_timer(&hammer.timer, jiffies + 1);
	start_threads(test);
	wait_for_completion(&hammer.done);
	WRITE_ONCE(hammer.stop, true);
	del_timer_sync(&hammer.timer);
	free_irq(LINE, NULL);
	end_caches(test);
	KUNIT_EXPECT_EQ(test, atomic_read(&hammer.mismatches), 0);
	KUNIT_EXPECT_GT(test, atomic_read(&hammer.freed_in_thread), OPERATIONS);
	KUNIT_EXPECT_GT(test, atomic_read(&hammer.freed_in_softirq), INTERRUPTS);
	KUNIT_EXPECT_GT(test, atomic_read(&hammer.freed_in_hardirq), INTERRUPTS);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
}

static struct kunit_case slab_hammer_cases[] = {
	KUNIT_CASE(threads_and_interrupts_share_caches),
	{}
};

static struct kunit_suite slab_hammer_suite = { .name = "slab_hammer", .test_cases = slab_hammer_cases };
kunit_test_suite(slab_hammer_suite);
