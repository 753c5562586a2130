// SPDX-License-Identifier: MIT
/* tests/test_spinlock.c: spinlocks hold, forbid sleeping, and notice their own holder. */
#include <kunit/test.h>
#include <linux/rwlock.h>
#include <linux/sched.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>

static void a_held_lock_cannot_be_taken_by_trylock(struct kunit *test)
{
	DEFINE_SPINLOCK(lock);

	KUNIT_ASSERT_TRUE(test, spin_trylock(&lock));
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&lock));
	KUNIT_EXPECT_FALSE(test, spin_trylock(&lock));
	spin_unlock(&lock);
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&lock));
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static void a_holder_is_atomic_and_irqsave_brings_the_flag_back(struct kunit *test)
{
	DEFINE_SPINLOCK(lock);
	unsigned long flags;

	spin_lock(&lock);
	KUNIT_EXPECT_TRUE(test, in_atomic());
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	spin_unlock(&lock);
	spin_lock_irqsave(&lock, flags);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	spin_unlock_irqrestore(&lock, flags);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	spin_lock_bh(&lock);
	KUNIT_EXPECT_TRUE(test, in_softirq());
	KUNIT_EXPECT_FALSE(test, in_serving_softirq());
	spin_unlock_bh(&lock);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static void taking_a_lock_twice_is_reported_and_survived(struct kunit *test)
{
	unsigned int before = spinlock_recursions();
	DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_unlock(&lock);
	KUNIT_EXPECT_EQ(test, spinlock_recursions(), before + 1);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_TRUE(test, spin_trylock(&lock));
	spin_unlock(&lock);
}

static void assert_spin_locked_reports_a_free_lock(struct kunit *test)
{
	unsigned int before = spinlock_not_held_reports();
	DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	assert_spin_locked(&lock);
	spin_unlock(&lock);
	KUNIT_EXPECT_EQ(test, spinlock_not_held_reports(), before);
	assert_spin_locked(&lock);
	KUNIT_EXPECT_EQ(test, spinlock_not_held_reports(), before + 1);
}

static void sleeping_under_a_lock_is_caught_at_the_call(struct kunit *test)
{
	unsigned int before = sleep_in_atomic_count();
	DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	might_sleep();
	spin_unlock(&lock);
	KUNIT_EXPECT_EQ(test, sleep_in_atomic_count(), before + 1);
	local_irq_disable();
	might_sleep();
	local_irq_enable();
	KUNIT_EXPECT_EQ(test, sleep_in_atomic_count(), before + 2);
	might_sleep();
	KUNIT_EXPECT_EQ(test, sleep_in_atomic_count(), before + 2);
}

static void readers_share_and_keep_writers_out(struct kunit *test)
{
	DEFINE_RWLOCK(lock);

	read_lock(&lock);
	KUNIT_EXPECT_TRUE(test, read_trylock(&lock));
	KUNIT_EXPECT_FALSE(test, write_trylock(&lock));
	read_unlock(&lock);
	KUNIT_EXPECT_FALSE(test, write_trylock(&lock));
	read_unlock(&lock);
	KUNIT_EXPECT_TRUE(test, write_trylock(&lock));
	KUNIT_EXPECT_FALSE(test, read_trylock(&lock));
	write_unlock(&lock);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static void a_seqcount_tells_readers_to_try_again(struct kunit *test)
{
	DEFINE_SEQLOCK(lock);
	unsigned int seq = read_seqbegin(&lock);

	KUNIT_EXPECT_FALSE(test, read_seqretry(&lock, seq));
	write_seqlock(&lock);
	write_sequnlock(&lock);
	KUNIT_EXPECT_TRUE(test, read_seqretry(&lock, seq));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_held_lock_cannot_be_taken_by_trylock),
	KUNIT_CASE(a_holder_is_atomic_and_irqsave_brings_the_flag_back),
	KUNIT_CASE(taking_a_lock_twice_is_reported_and_survived),
	KUNIT_CASE(assert_spin_locked_reports_a_free_lock),
	KUNIT_CASE(sleeping_under_a_lock_is_caught_at_the_call),
	KUNIT_CASE(readers_share_and_keep_writers_out),
	KUNIT_CASE(a_seqcount_tells_readers_to_try_again),
	{}
};

static struct kunit_suite suite = { .name = "spinlock", .test_cases = cases };
kunit_test_suite(suite);
