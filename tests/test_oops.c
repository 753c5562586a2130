// SPDX-License-Identifier: MIT
/*
 * tests/test_oops.c: break the kernel's rules on purpose; each breach is named and survived.
 *
 * Every breach is committed in a thread of its own: the oops ends that thread, and the case looks at
 * last_oops to see what was reported.
 */
#include <asm/extable.h>
#include <asm/pgtable.h>
#include <asm/sections.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/vmalloc.h>
#include <slate/oops.h>
#include <slate/symbols.h>

#define PATIENCE_MS 2000 /* until a thread that must die has died */

static const unsigned long constant = 0x51a7e; /* lies in rodata */
static void *overrun_area;

static int read_null(void *unused)
{
	return *(volatile int *)(unsigned long)unused;
}

static int write_constant(void *unused)
{
	*(volatile unsigned long *)&constant = 1;
	return 0;
}

static int write_text(void *unused)
{
	*(volatile u8 *)(unsigned long)read_null = 0xc3;
	return 0;
}

static u8 code_in_data[] = { 0xc3 }; /* ret */

static int run_data(void *unused)
{
	void (*function)(void) = (void (*)(void))(unsigned long)code_in_data;

	function();
	return 0;
}

/* Takes the stack away word by word: what a runaway recursion does, without one. */
static int overflow_stack(void *unused)
{
	asm volatile("1: pushl $0; jmp 1b");
	return 0;
}

static int overrun_vmalloc(void *unused)
{
	((volatile u8 *)overrun_area)[PAGE_SIZE] = 1;
	return 0;
}

static int divide_by_zero(void *unused)
{
	asm volatile("xorl %%ecx, %%ecx; xorl %%edx, %%edx; divl %%ecx" : : "a"(1) : "ecx", "edx");
	return 0;
}

static int hit_bug(void *unused)
{
	BUG();
}

/* Run @breach in a thread; it must die with a report whose name holds @words. */
static void expect_oops(struct kunit *test, int (*breach)(void *), const char *words)
{
	unsigned int before = last_oops.count;
	struct task_struct *thread = kthread_create(breach, NULL, "breach");
	int waited_ms = 0;

	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	wake_up_process(thread);
	for (; READ_ONCE(thread->__state) != TASK_DEAD && waited_ms < PATIENCE_MS; waited_ms += 4)
		msleep(4);
	KUNIT_EXPECT_EQ(test, READ_ONCE(thread->__state), TASK_DEAD);
	KUNIT_EXPECT_EQ(test, last_oops.count, before + 1);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(last_oops.name ?: "", words), "reported: %s", last_oops.name);
	put_task_struct(thread);
}

static void a_null_read_is_named(struct kunit *test)
{
	expect_oops(test, read_null, "NULL pointer dereference");
	KUNIT_EXPECT_EQ(test, last_oops.address, 0);
}

static void a_write_to_rodata_is_named(struct kunit *test)
{
	unsigned long before = *(volatile const unsigned long *)&constant;

	expect_oops(test, write_constant, "write to rodata");
	KUNIT_EXPECT_EQ(test, last_oops.address, (unsigned long)&constant);
	KUNIT_EXPECT_EQ(test, *(volatile const unsigned long *)&constant, before);
}

static void a_write_to_text_is_named(struct kunit *test)
{
	expect_oops(test, write_text, "write to kernel text");
}

static void a_jump_into_data_is_named_where_there_is_nx(struct kunit *test)
{
	if (!__supported_nx)
		kunit_skip(test, "this CPU has no NX");
	expect_oops(test, run_data, "execution of non-executable memory");
	KUNIT_EXPECT_EQ(test, last_oops.ip, (unsigned long)code_in_data);
}

static void a_stack_overflow_is_named(struct kunit *test)
{
	expect_oops(test, overflow_stack, "kernel stack overflow");
}

static void a_vmalloc_overrun_is_named(struct kunit *test)
{
	overrun_area = vmalloc(PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, overrun_area);
	expect_oops(test, overrun_vmalloc, "unmapped page");
	KUNIT_EXPECT_EQ(test, last_oops.address, (unsigned long)overrun_area + PAGE_SIZE);
	vfree(overrun_area);
}

static void a_division_by_zero_is_named(struct kunit *test)
{
	expect_oops(test, divide_by_zero, "divide error");
}

static void a_bug_ends_its_thread(struct kunit *test)
{
	expect_oops(test, hit_bug, "BUG");
}

static void a_warning_goes_on(struct kunit *test)
{
	unsigned int before = warn_count();

	KUNIT_EXPECT_TRUE(test, WARN(1, "a warning that the self-test asks for\n"));
	KUNIT_EXPECT_EQ(test, warn_count(), before + 1);
}

static void a_probing_read_fails_without_an_oops(struct kunit *test)
{
	unsigned int before = last_oops.count;
	unsigned long word;

	KUNIT_EXPECT_EQ(test, probe_kernel_word((void *)PAGE_SIZE, &word), -EFAULT);
	KUNIT_EXPECT_EQ(test, probe_kernel_word((const void *)&constant, &word), 0);
	KUNIT_EXPECT_EQ(test, word, constant);
	KUNIT_EXPECT_EQ(test, last_oops.count, before);
}

static void an_address_gets_its_function(struct kunit *test)
{
	unsigned long offset, size;
	const char *name = symbol_lookup((unsigned long)expect_oops + 3, &offset, &size);
	char text[80];

	KUNIT_ASSERT_NOT_NULL(test, name);
	KUNIT_EXPECT_STREQ(test, name, "expect_oops");
	KUNIT_EXPECT_EQ(test, offset, 3);
	KUNIT_EXPECT_NULL(test, symbol_lookup((unsigned long)&constant, NULL, NULL));
	snprintf(text, sizeof(text), "%ps", expect_oops);
	KUNIT_EXPECT_STREQ(test, text, "expect_oops");
}

static struct kunit_case oops_cases[] = {
	KUNIT_CASE(a_null_read_is_named),
	KUNIT_CASE(a_write_to_rodata_is_named),
	KUNIT_CASE(a_write_to_text_is_named),
	KUNIT_CASE(a_jump_into_data_is_named_where_there_is_nx),
	KUNIT_CASE(a_stack_overflow_is_named),
	KUNIT_CASE(a_vmalloc_overrun_is_named),
	KUNIT_CASE(a_division_by_zero_is_named),
	KUNIT_CASE(a_bug_ends_its_thread),
	KUNIT_CASE(a_warning_goes_on),
	KUNIT_CASE(a_probing_read_fails_without_an_oops),
	KUNIT_CASE(an_address_gets_its_function),
	{}
};

static struct kunit_suite oops_suite = {
	.name = "oops",
	.test_cases = oops_cases,
};
kunit_test_suite(oops_suite);
