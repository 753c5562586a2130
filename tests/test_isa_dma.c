// SPDX-License-Identifier: MIT
/* tests/test_isa_dma.c: channels of the 8237: owners, registers, and the borders of the bus. */
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/isa-dma.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>

#define BYTES 3 /* channels that no device of the test machines uses */
#define WORDS 7

static int isa_dma_init(struct kunit *test)
{
	int err = request_dma(BYTES, "test-bytes");

	if (err)
		return err;
	err = request_dma(WORDS, "test-words");
	if (err)
		free_dma(BYTES);
	return err;
}

static void isa_dma_exit(struct kunit *test)
{
	free_dma(BYTES);
	free_dma(WORDS);
}

/* Return: whether the channel was let run; it is masked again, for no device asks for anything. */
static bool try_transfer(unsigned int channel, u32 address, u32 bytes)
{
	unsigned long flags = claim_dma_lock();
	bool runs;

	disable_dma(channel);
	clear_dma_ff(channel);
	set_dma_mode(channel, DMA_MODE_READ);
	set_dma_addr(channel, address);
	set_dma_count(channel, bytes);
	enable_dma(channel);
	runs = isa_dma_enabled(channel);
	disable_dma(channel);
	release_dma_lock(flags);
	return runs;
}

static void expect_refused(struct kunit *test, unsigned int channel, u32 address, u32 bytes)
{
	unsigned int warned = warn_count();

	KUNIT_EXPECT_FALSE(test, try_transfer(channel, address, bytes));
	KUNIT_EXPECT_EQ(test, warn_count(), warned + 1);
}

static void a_channel_has_one_owner(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, request_dma(BYTES, "second"), -EBUSY);
	KUNIT_EXPECT_EQ(test, request_dma(4, "anybody"), -EBUSY);
	KUNIT_EXPECT_EQ(test, request_dma(MAX_DMA_CHANNELS, "nobody"), -EINVAL);
}

static void proc_dma_names_the_owners(struct kunit *test)
{
	struct file *file = proc_open("dma", 0);
	char *text = kunit_kzalloc(test, 512, GFP_KERNEL);
	loff_t pos = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	KUNIT_EXPECT_GT(test, kernel_read(file, text, 511, &pos), 0);
	proc_close(file);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " 3: test-bytes\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " 4: cascade\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " 7: test-words\n"));
}

static void what_was_not_moved_is_the_residue(struct kunit *test)
{
	unsigned long flags;
	int bytes, words;

	KUNIT_EXPECT_TRUE(test, try_transfer(BYTES, 0x12345, 1000));
	KUNIT_EXPECT_TRUE(test, try_transfer(WORDS, 0x23456, 2000));
	flags = claim_dma_lock();
	clear_dma_ff(BYTES);
	bytes = get_dma_residue(BYTES);
	clear_dma_ff(WORDS);
	words = get_dma_residue(WORDS);
	release_dma_lock(flags);
	KUNIT_EXPECT_EQ(test, bytes, 1000);
	KUNIT_EXPECT_EQ(test, words, 2000);
}

static void a_transfer_may_end_at_a_border_and_not_cross_it(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, try_transfer(BYTES, 0x1f000, 0x1000));
	expect_refused(test, BYTES, 0x1f000, 0x1001);
	KUNIT_EXPECT_TRUE(test, try_transfer(BYTES, 0x20000, 0x10000));
	KUNIT_EXPECT_TRUE(test, try_transfer(WORDS, 0x1f000, 0x1000));
	KUNIT_EXPECT_TRUE(test, try_transfer(WORDS, 0x2f000, 0x2000));
	expect_refused(test, WORDS, 0x3f000, 0x1002);
}

static void nothing_beyond_16_mib_is_reached(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, try_transfer(BYTES, 0xfff000, 0x1000));
	expect_refused(test, BYTES, 0x1000000, 16);
	expect_refused(test, BYTES, 0xfffffff0, 32);
}

static void nonsense_is_refused(struct kunit *test)
{
	expect_refused(test, BYTES, 0x20000, 0);
	expect_refused(test, BYTES, 0x20000, 0x10001);
	expect_refused(test, WORDS, 0x20001, 16);
	expect_refused(test, WORDS, 0x20000, 15);
}

static void what_is_no_channel_is_refused_by_each_call(struct kunit *test)
{
	unsigned int warned = warn_count();

	KUNIT_EXPECT_EQ(test, request_dma(MAX_DMA_CHANNELS, "none"), -EINVAL);
	KUNIT_EXPECT_FALSE(test, try_transfer(MAX_DMA_CHANNELS, 0x1000, 16));
	KUNIT_EXPECT_EQ(test, get_dma_residue(~0u), 0);
	free_dma(MAX_DMA_CHANNELS);
	KUNIT_EXPECT_EQ(test, warn_count(), warned + 10); /* all but the first */
}

static void a_channel_nobody_has_does_not_run(struct kunit *test)
{
	unsigned int warned = warn_count();

	free_dma(BYTES);
	free_dma(BYTES);
	KUNIT_EXPECT_EQ(test, warn_count(), warned + 1);
	expect_refused(test, BYTES, 0x20000, 16);
	KUNIT_EXPECT_EQ(test, request_dma(BYTES, "test-bytes"), 0);
}

/* It carries channels 5 to 7: masked or programmed, it would stop them. */
static void the_cascade_is_no_driver_s_to_program(struct kunit *test)
{
	unsigned int warned = warn_count();

	KUNIT_EXPECT_FALSE(test, try_transfer(4, 0x20000, 16));
	KUNIT_EXPECT_EQ(test, get_dma_residue(4), 0);
	free_dma(4);
	KUNIT_EXPECT_EQ(test, warn_count(), warned + 10);
	KUNIT_EXPECT_EQ(test, request_dma(4, "after all"), -EBUSY);
}

static struct kunit_case isa_dma_cases[] = {
	KUNIT_CASE(a_channel_has_one_owner),
	KUNIT_CASE(proc_dma_names_the_owners),
	KUNIT_CASE(what_was_not_moved_is_the_residue),
	KUNIT_CASE(a_transfer_may_end_at_a_border_and_not_cross_it),
	KUNIT_CASE(nothing_beyond_16_mib_is_reached),
	KUNIT_CASE(nonsense_is_refused),
	KUNIT_CASE(what_is_no_channel_is_refused_by_each_call),
	KUNIT_CASE(a_channel_nobody_has_does_not_run),
	KUNIT_CASE(the_cascade_is_no_driver_s_to_program),
	{}
};

static struct kunit_suite isa_dma_suite = {
	.name = "isa_dma", .init = isa_dma_init, .exit = isa_dma_exit, .test_cases = isa_dma_cases,
};
kunit_test_suite(isa_dma_suite);
