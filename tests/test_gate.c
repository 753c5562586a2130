// SPDX-License-Identifier: MIT
/*
 * tests/test_gate.c: nothing is written to a disk unless every condition holds; each one is broken
 * here.
 */
#include <drivers/ata/ata.h>
#include <drivers/ata/ata_regs.h>
#include <drivers/block/scratch.h>
#include <linux/bug.h>
#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/slab.h>

#include "fake_disk.h"

#define WINDOW_FIRST SCRATCH_MARGIN
#define WINDOW_COUNT (FAKE_SECTORS - 2 * SCRATCH_MARGIN)

static struct fake_disk *fake;
static u8 *buf;

static void put_le64(u8 *p, u64 value)
{
	int i;

	for (i = 0; i < 8; i++)
		p[i] = (u8)(value >> 8 * i);
}

/* As tools/scratch-disk.py does. */
static void sign(u64 here, u64 size, u64 first, u64 count, u8 id)
{
	u8 *s = fake->memory + (size_t)here * SECTOR_SIZE;
	u32 crc;

	memset(s, 0, SECTOR_SIZE);
	memcpy(s, "SLATE SCRATCH 1\n", 16);
	memset(s + 16, id, 16);
	put_le64(s + 32, size);
	put_le64(s + 40, first);
	put_le64(s + 48, count);
	put_le64(s + 56, here);
	crc = ~crc32_le(~0u, s, 64);
	put_le64(s + 64, crc);
}

static void sign_both(u64 size, u64 first, u64 count)
{
	sign(0, size, first, count, 7);
	sign(FAKE_SECTORS - 1, size, first, count, 7);
}

static int gate_init(struct kunit *test)
{
	fake = fake_disk_new(test, 1);
	sign_both(FAKE_SECTORS, WINDOW_FIRST, WINDOW_COUNT);
	fake_disk_add(test, fake);
	buf = kunit_kzalloc(test, 4 * SECTOR_SIZE, GFP_KERNEL);
	return 0;
}

static void gate_exit(struct kunit *test)
{
	fake_disk_free(fake);
}

/* The verdict with disk.write= naming the disk; the disk must not have changed meanwhile. */
static enum gate_verdict judge(void)
{
	write_gate_examine(&fake->disk, "TEST01");
	return fake->disk.gate.verdict;
}

static u8 *window(void)
{
	return fake->memory + WINDOW_FIRST * SECTOR_SIZE;
}

static int write_to(sector_t sector, unsigned int count)
{
	return blkdev_write(&fake->disk.part[0], sector, count, buf);
}

static void expect_refused(struct kunit *test, enum gate_verdict why)
{
	KUNIT_EXPECT_EQ(test, judge(), why);
	memset(buf, 0xee, SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, write_to(WINDOW_FIRST, 1), -EROFS);
	KUNIT_EXPECT_NULL(test, memchr_inv(window(), 0, SECTOR_SIZE));
	KUNIT_EXPECT_TRUE(test, IS_ERR(blkdev_get_by_path(fake->disk.disk_name, FMODE_WRITE,
							  NULL)));
}

static void a_signed_disk_that_was_asked_for_is_written(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, judge(), GATE_OPEN);
	memset(buf, 0xee, SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, write_to(WINDOW_FIRST, 1), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(window(), 0xee, SECTOR_SIZE));
	KUNIT_EXPECT_EQ(test, write_to(WINDOW_FIRST + WINDOW_COUNT - 1, 1), 0);
}

static void outside_the_window_nothing_is_written(struct kunit *test)
{
	static const struct {
		sector_t sector;
		unsigned int count;
	} outside[] = {
		{ 0, 1 }, { FAKE_SECTORS - 1, 1 }, { WINDOW_FIRST - 1, 1 }, { WINDOW_FIRST - 1, 2 },
		{ WINDOW_FIRST + WINDOW_COUNT, 1 }, { WINDOW_FIRST + WINDOW_COUNT - 1, 2 },
	};
	u8 *before = vmalloc(FAKE_SECTORS * SECTOR_SIZE);
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, before);
	memcpy(before, fake->memory, FAKE_SECTORS * SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, judge(), GATE_OPEN);
	memset(buf, 0xee, 2 * SECTOR_SIZE);
	for (i = 0; i < ARRAY_SIZE(outside); i++)
		KUNIT_EXPECT_EQ(test, write_to(outside[i].sector, outside[i].count), -EPERM);
	KUNIT_EXPECT_EQ(test, memcmp(before, fake->memory, FAKE_SECTORS * SECTOR_SIZE), 0);
	KUNIT_EXPECT_EQ(test, fake->disk.events.refused, (u64)ARRAY_SIZE(outside));
	vfree(before);
}

static void a_disk_nobody_asked_for_stays_read_only(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, fake->disk.gate.verdict, GATE_NOT_ASKED);
	KUNIT_EXPECT_EQ(test, write_to(WINDOW_FIRST, 1), -EROFS);
	write_gate_examine(&fake->disk, "TEST02");
	KUNIT_EXPECT_EQ(test, fake->disk.gate.verdict, GATE_NOT_ASKED);
}

static void only_the_tail_of_a_serial_names_a_disk(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, write_gate_names("TEST01", "FAKE-TEST01"));
	KUNIT_EXPECT_TRUE(test, write_gate_names("other,T01", "FAKE-TEST01"));
	KUNIT_EXPECT_TRUE(test, write_gate_names("FAKE-TEST01", "FAKE-TEST01"));
	KUNIT_EXPECT_FALSE(test, write_gate_names("FAKE", "FAKE-TEST01"));
	KUNIT_EXPECT_FALSE(test, write_gate_names("xFAKE-TEST01", "FAKE-TEST01"));
	KUNIT_EXPECT_FALSE(test, write_gate_names("", "FAKE-TEST01"));
	KUNIT_EXPECT_FALSE(test, write_gate_names("01", "FAKE-TEST01"));
	KUNIT_EXPECT_FALSE(test, write_gate_names(",,,", "FAKE-TEST01"));
	KUNIT_EXPECT_FALSE(test, write_gate_names("TEST01", ""));
}

static void no_signature_no_writing(struct kunit *test)
{
	memset(fake->memory, 0, SECTOR_SIZE);
	expect_refused(test, GATE_NO_SIGNATURE);
}

static void one_flipped_bit_of_the_signature_forbids_writing(struct kunit *test)
{
	int at;

	for (at = 0; at < SECTOR_SIZE; at++) {
		fake->memory[at] ^= (u8)(1 << at % 8);
		KUNIT_EXPECT_EQ(test, judge(), GATE_NO_SIGNATURE);
		fake->memory[at] ^= (u8)(1 << at % 8);
	}
	KUNIT_EXPECT_EQ(test, judge(), GATE_OPEN);
}

static void without_its_twin_a_signature_is_worth_nothing(struct kunit *test)
{
	memset(fake->memory + (FAKE_SECTORS - 1) * SECTOR_SIZE, 0, SECTOR_SIZE);
	expect_refused(test, GATE_NO_SECOND);
	sign(FAKE_SECTORS - 1, FAKE_SECTORS, WINDOW_FIRST, WINDOW_COUNT, 8);
	expect_refused(test, GATE_NO_SECOND);
	sign(FAKE_SECTORS - 1, FAKE_SECTORS, WINDOW_FIRST, WINDOW_COUNT - 1, 7);
	expect_refused(test, GATE_NO_SECOND);
	memcpy(fake->memory + (FAKE_SECTORS - 1) * SECTOR_SIZE, fake->memory, SECTOR_SIZE);
	expect_refused(test, GATE_NO_SECOND); /* a copy that says it is the first */
}

static void a_signature_for_another_size_is_refused(struct kunit *test)
{
	sign_both(FAKE_SECTORS + 1, WINDOW_FIRST, WINDOW_COUNT);
	expect_refused(test, GATE_WRONG_SIZE);
}

static void a_window_must_leave_the_margins(struct kunit *test)
{
	sign_both(FAKE_SECTORS, WINDOW_FIRST - 1, WINDOW_COUNT);
	expect_refused(test, GATE_BAD_WINDOW);
	sign_both(FAKE_SECTORS, WINDOW_FIRST, WINDOW_COUNT + 1);
	expect_refused(test, GATE_BAD_WINDOW);
	sign_both(FAKE_SECTORS, WINDOW_FIRST, 0);
	expect_refused(test, GATE_BAD_WINDOW);
	sign_both(FAKE_SECTORS, WINDOW_FIRST, ~0ull);
	expect_refused(test, GATE_BAD_WINDOW);
	sign_both(FAKE_SECTORS, ~0ull, 2);
	expect_refused(test, GATE_BAD_WINDOW);
}

static void what_others_wrote_into_the_margins_is_respected(struct kunit *test)
{
	static const struct {
		u32 at;
		const char *bytes;
		size_t len;
	} marks[] = {
		{ 0x438, "\x53\xef", 2 },	 { 512, "EFI PART", 8 },     { 0x8001, "CD001", 5 },
		{ 0x10040, "_BHRfS_M", 8 },	 { 0xff6, "SWAPSPACE2", 10 },
		{ 1024, "LABELONE", 8 },
		{ 0x1000, "\xfc\x4e\x2b\xa9", 4 }, { 510 + 512 * 63, "\x55\xaa", 2 },
		{ (FAKE_SECTORS - 2) * 512, "EFI PART", 8 },
		{ (FAKE_SECTORS - 128) * 512, "\xfc\x4e\x2b\xa9", 4 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		memcpy(fake->memory + marks[i].at, marks[i].bytes, marks[i].len);
		expect_refused(test, GATE_OCCUPIED);
		KUNIT_EXPECT_NOT_NULL(test, fake->disk.gate.seen);
		memset(fake->memory + marks[i].at, 0, marks[i].len);
	}
	KUNIT_EXPECT_EQ(test, judge(), GATE_OPEN);
}

static void a_margin_that_cannot_be_read_forbids_writing(struct kunit *test)
{
	fake->bad_sector = 300;
	expect_refused(test, GATE_UNREADABLE);
	fake->bad_sector = FAKE_SECTORS - 1;
	expect_refused(test, GATE_UNREADABLE);
}

static void a_medium_that_cannot_be_written_is_not_looked_at(struct kunit *test)
{
	fake->disk.read_only = true;
	fake->starts = 0;
	expect_refused(test, GATE_MEDIUM);
	KUNIT_EXPECT_EQ(test, fake->starts, 0u);
}

static void every_verdict_has_its_words(struct kunit *test)
{
	int v;

	for (v = 0; v < NR_GATE_VERDICTS; v++) {
		fake->disk.gate.verdict = v;
		KUNIT_EXPECT_NOT_NULL(test, write_gate_reason(&fake->disk));
	}
}

/* All 256 opcodes with all 256 features: what is not in these lists is never sent. */
static void no_other_opcode_can_be_sent(struct kunit *test)
{
	static const u8 reading[] = {
		0x20, 0x24, 0x25, 0x2f, 0x60, 0xa0, 0xa1, 0xc8, 0xe7, 0xea, 0xec,
	};
	static const u8 writing[] = { 0x30, 0x34, 0x35, 0x61, 0xca };
	struct request *rq = kunit_kzalloc(test, sizeof(*rq), GFP_KERNEL);
	unsigned int opcode, features;

	rq->disk = &fake->disk;
	rq->op = REQ_OP_WRITE;
	KUNIT_ASSERT_EQ(test, judge(), GATE_OPEN);
	for (opcode = 0; opcode < 256; opcode++) {
		bool reads = memchr(reading, (int)opcode, sizeof(reading));
		bool writes = memchr(writing, (int)opcode, sizeof(writing));

		for (features = 0; features < 256; features++) {
			bool mode = opcode == 0xef && features == 3;

			KUNIT_ASSERT_EQ(test, ata_on_whitelist((u8)opcode, (u8)features, rq),
					reads || writes || mode);
			KUNIT_ASSERT_EQ(test, ata_on_whitelist((u8)opcode, (u8)features, NULL),
					reads || mode);
		}
		rq->op = REQ_OP_READ;
		KUNIT_EXPECT_FALSE(test, writes && ata_on_whitelist((u8)opcode, 0, rq));
		rq->op = REQ_OP_WRITE;
	}
	fake->disk.gate.verdict = GATE_NOT_ASKED;
	for (opcode = 0; opcode < sizeof(writing); opcode++)
		KUNIT_EXPECT_FALSE(test, ata_on_whitelist(writing[opcode], 0, rq));
}

static void a_forbidden_opcode_is_reported(struct kunit *test)
{
	unsigned int warned = warn_count();

	KUNIT_EXPECT_FALSE(test, ata_may_issue(0xf7, 0, NULL)); /* FORMAT UNIT */
	KUNIT_EXPECT_FALSE(test, atapi_may_issue(0x2a)); /* WRITE(10) */
	KUNIT_EXPECT_EQ(test, warn_count(), warned + 2);
}

static struct kunit_case gate_cases[] = {
	KUNIT_CASE(a_signed_disk_that_was_asked_for_is_written),
	KUNIT_CASE(outside_the_window_nothing_is_written),
	KUNIT_CASE(a_disk_nobody_asked_for_stays_read_only),
	KUNIT_CASE(only_the_tail_of_a_serial_names_a_disk),
	KUNIT_CASE(no_signature_no_writing),
	KUNIT_CASE(one_flipped_bit_of_the_signature_forbids_writing),
	KUNIT_CASE(without_its_twin_a_signature_is_worth_nothing),
	KUNIT_CASE(a_signature_for_another_size_is_refused),
	KUNIT_CASE(a_window_must_leave_the_margins),
	KUNIT_CASE(what_others_wrote_into_the_margins_is_respected),
	KUNIT_CASE(a_margin_that_cannot_be_read_forbids_writing),
	KUNIT_CASE(a_medium_that_cannot_be_written_is_not_looked_at),
	KUNIT_CASE(every_verdict_has_its_words),
	KUNIT_CASE(no_other_opcode_can_be_sent),
	KUNIT_CASE(a_forbidden_opcode_is_reported),
	{}
};

static struct kunit_suite gate_suite = {
	.name = "gate", .init = gate_init, .exit = gate_exit, .test_cases = gate_cases,
};
kunit_test_suite(gate_suite);
