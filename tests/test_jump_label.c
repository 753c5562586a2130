// SPDX-License-Identifier: MIT
/* tests/test_jump_label.c: a static key changes the code of its sites, all of them, and nothing else. */
#include <asm/text-patching.h>
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/jump_label.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <slate/pagetables.h>

static DEFINE_STATIC_KEY_TRUE(true_key);
static DEFINE_STATIC_KEY_FALSE(false_key);
static struct static_key old_key = STATIC_KEY_INIT_FALSE;
static DEFINE_STATIC_KEY_ARRAY_FALSE(many, 3);

static noinline bool true_likely(void)
{
	return static_branch_likely(&true_key);
}

static noinline bool true_unlikely(void)
{
	return static_branch_unlikely(&true_key);
}

static noinline bool false_likely(void)
{
	return static_branch_likely(&false_key);
}

static noinline bool false_unlikely(void)
{
	return static_branch_unlikely(&false_key);
}

static void expect_all(struct kunit *test, bool true_on, bool false_on)
{
	KUNIT_EXPECT_EQ(test, true_likely(), true_on);
	KUNIT_EXPECT_EQ(test, true_unlikely(), true_on);
	KUNIT_EXPECT_EQ(test, static_key_enabled(&true_key), true_on);
	KUNIT_EXPECT_EQ(test, false_likely(), false_on);
	KUNIT_EXPECT_EQ(test, false_unlikely(), false_on);
	KUNIT_EXPECT_EQ(test, static_key_enabled(&false_key), false_on);
	KUNIT_EXPECT_EQ(test, jump_label_check(), 0);
}

static void each_kind_of_site_follows_its_key(struct kunit *test)
{
	expect_all(test, true, false);
	static_branch_disable(&true_key);
	expect_all(test, false, false);
	static_branch_enable(&false_key);
	expect_all(test, false, true);
	static_branch_enable(&true_key);
	expect_all(test, true, true);
	static_branch_disable(&false_key);
	expect_all(test, true, false);
}

static void the_older_names_work_on_the_same_keys(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, static_key_false(&old_key));
	KUNIT_EXPECT_TRUE(test, static_key_slow_inc(&old_key));
	KUNIT_EXPECT_TRUE(test, static_key_false(&old_key));
	static_key_slow_dec(&old_key);
	KUNIT_EXPECT_FALSE(test, static_key_false(&old_key));
}

static void a_counted_key_is_on_until_the_last_user_leaves(struct kunit *test)
{
	static_branch_inc(&false_key);
	static_branch_inc(&false_key);
	KUNIT_EXPECT_EQ(test, static_key_count(&false_key.key), 2);
	static_branch_dec(&false_key);
	expect_all(test, true, true);
	static_branch_dec(&false_key);
	expect_all(test, true, false);
}

static void one_user_too_few_is_reported_and_changes_nothing(struct kunit *test)
{
	unsigned int before = warn_count();

	static_branch_dec(&false_key);
	KUNIT_EXPECT_EQ(test, warn_count(), before + 1);
	KUNIT_EXPECT_EQ(test, static_key_count(&false_key.key), 0);
	expect_all(test, true, false);
}

static void a_key_of_an_array_leaves_its_neighbours_alone(struct kunit *test)
{
	static_branch_enable(&many[1]);
	KUNIT_EXPECT_FALSE(test, static_branch_unlikely(&many[0]));
	KUNIT_EXPECT_TRUE(test, static_branch_unlikely(&many[1]));
	KUNIT_EXPECT_FALSE(test, static_branch_unlikely(&many[2]));
	static_branch_disable(&many[1]);
	KUNIT_EXPECT_FALSE(test, static_branch_unlikely(&many[1]));
}

static void interrupts_stay_as_they_were(struct kunit *test)
{
	unsigned long flags;

	static_branch_enable(&false_key);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	local_irq_save(flags);
	static_branch_disable(&false_key);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_restore(flags);
}

static void no_page_becomes_writable_and_executable(struct kunit *test)
{
	struct pagetable_audit before, after;

	audit_page_tables(&before);
	static_branch_enable(&false_key);
	audit_page_tables(&after);
	KUNIT_EXPECT_EQ(test, memcmp(&before, &after, sizeof(before)), 0);
	static_branch_disable(&false_key);
}

/* Registers and flags; that it is one instruction, the disassembly says: lea 0x0(%esi,%eiz,1),%esi. */
static void the_nop_changes_no_register_and_no_flag(struct kunit *test)
{
	unsigned long flags_before, flags_after, esi = 0x12345678;

	asm volatile("pushf\n pop %0\n"
		     ".byte 0x3e, 0x8d, 0x74, 0x26, 0x00\n"
		     "pushf\n pop %1\n"
		     : "=&r"(flags_before), "=&r"(flags_after), "+S"(esi));
	KUNIT_EXPECT_EQ(test, esi, 0x12345678UL);
	KUNIT_EXPECT_EQ(test, flags_before, flags_after);
}

static void bytes_across_a_page_boundary_and_in_rodata_are_written(struct kunit *test)
{
	static const u8 constant[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	static const u8 news[5] = { 9, 8, 7, 6, 5 };
	u8 *block = (u8 *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 1);

	KUNIT_ASSERT_NOT_NULL(test, block);
	for (unsigned int back = 0; back <= 5; back++) {
		u8 *at = block + PAGE_SIZE - back;

		memset(block, 0, 2 * PAGE_SIZE);
		text_poke(at, news, sizeof(news));
		KUNIT_EXPECT_EQ(test, memcmp(at, news, sizeof(news)), 0);
		KUNIT_EXPECT_EQ(test, at[-1] | at[5], 0);
	}
	free_pages((unsigned long)block, 1);
	text_poke((void *)(constant + 1), news, sizeof(news));
	KUNIT_EXPECT_EQ(test, READ_ONCE(constant[0]), 1);
	KUNIT_EXPECT_EQ(test, READ_ONCE(constant[1]), 9);
	KUNIT_EXPECT_EQ(test, READ_ONCE(constant[5]), 5);
	KUNIT_EXPECT_EQ(test, READ_ONCE(constant[6]), 7);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(each_kind_of_site_follows_its_key),
	KUNIT_CASE(the_older_names_work_on_the_same_keys),
	KUNIT_CASE(a_counted_key_is_on_until_the_last_user_leaves),
	KUNIT_CASE(one_user_too_few_is_reported_and_changes_nothing),
	KUNIT_CASE(a_key_of_an_array_leaves_its_neighbours_alone),
	KUNIT_CASE(interrupts_stay_as_they_were),
	KUNIT_CASE(no_page_becomes_writable_and_executable),
	KUNIT_CASE(the_nop_changes_no_register_and_no_flag),
	KUNIT_CASE(bytes_across_a_page_boundary_and_in_rodata_are_written),
	{}
};

static struct kunit_suite suite = { .name = "jump_label", .test_cases = cases };
kunit_test_suite(suite);
