// SPDX-License-Identifier: MIT
/* tests/test_gpt.c: GUID partition tables, good, damaged and hostile, on a disk made of memory. */
#include <linux/blkdev.h>
#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "fake_disk.h"

#define ENTRIES	     128
#define ENTRY_BYTES  128
#define FIRST_USABLE 34
#define LAST	     (FAKE_SECTORS - 1)
#define LAST_USABLE  (LAST - 33)

static struct fake_disk *fake;

static u8 *sector(u64 lba)
{
	return fake->memory + (size_t)lba * SECTOR_SIZE;
}

static void put(u8 *p, u64 value, int bytes)
{
	for (; bytes; bytes--, value >>= 8)
		*p++ = (u8)value;
}

static void seal(u64 lba, u64 table)
{
	u8 *h = sector(lba);

	put(h + 88, ~crc32_le(~0u, sector(table), ENTRIES * ENTRY_BYTES), 4);
	put(h + 16, 0, 4);
	put(h + 16, ~crc32_le(~0u, h, 92), 4);
}

static void write_header(u64 lba, u64 other, u64 table)
{
	u8 *h = sector(lba);

	memcpy(h, "EFI PART", 8);
	put(h + 8, 0x10000, 4);
	put(h + 12, 92, 4);
	put(h + 24, lba, 8);
	put(h + 32, other, 8);
	put(h + 40, FIRST_USABLE, 8);
	put(h + 48, LAST_USABLE, 8);
	put(h + 72, table, 8);
	put(h + 80, ENTRIES, 4);
	put(h + 84, ENTRY_BYTES, 4);
	seal(lba, table);
}

static void write_entry(u64 table, int number, u64 first, u64 last)
{
	u8 *e = sector(table) + (number - 1) * ENTRY_BYTES;

	memset(e, 0x11, 16);
	memset(e + 16, number, 16);
	put(e + 32, first, 8);
	put(e + 40, last, 8);
}

/* Partitions 1 and 3, both tables alike. */
static int gpt_init(struct kunit *test)
{
	u8 *mbr;

	fake = fake_disk_new(test, 1);
	mbr = sector(0);
	mbr[446 + 4] = 0xee;
	put(mbr + 446 + 8, 1, 4);
	put(mbr + 446 + 12, FAKE_SECTORS - 1, 4);
	mbr[510] = 0x55;
	mbr[511] = 0xaa;
	write_entry(2, 1, 40, 99);
	write_entry(2, 3, 100, LAST_USABLE);
	memcpy(sector(LAST - 32), sector(2), ENTRIES * ENTRY_BYTES);
	write_header(1, LAST, 2);
	write_header(LAST, 1, LAST - 32);
	return 0;
}

static void gpt_exit(struct kunit *test)
{
	fake_disk_free(fake);
}

static void expect_both(struct kunit *test)
{
	fake_disk_add(test, fake);
	KUNIT_EXPECT_EQ(test, (u64)fake->disk.part[1].start, (u64)40);
	KUNIT_EXPECT_EQ(test, (u64)fake->disk.part[1].nr_sectors, (u64)60);
	KUNIT_EXPECT_EQ(test, (u64)fake->disk.part[2].nr_sectors, (u64)0);
	KUNIT_EXPECT_EQ(test, (u64)fake->disk.part[3].start, (u64)100);
	KUNIT_EXPECT_EQ(test, (u64)fake->disk.part[3].nr_sectors, (u64)LAST_USABLE - 99);
}

static void expect_none(struct kunit *test)
{
	int i;

	fake_disk_add(test, fake);
	for (i = 1; i < DISK_MAX_PARTS; i++)
		KUNIT_EXPECT_EQ(test, (u64)fake->disk.part[i].nr_sectors, (u64)0);
}

static void entries_become_partitions_with_their_numbers(struct kunit *test)
{
	expect_both(test);
}

static void a_damaged_header_hands_over_to_its_twin(struct kunit *test)
{
	sector(1)[40] ^= 1;
	memset(sector(2), 0, ENTRIES * ENTRY_BYTES);
	expect_both(test);
}

static void a_damaged_table_hands_over_to_its_twin(struct kunit *test)
{
	sector(2)[77] ^= 0x80;
	expect_both(test);
}

static void an_unreadable_header_hands_over_to_its_twin(struct kunit *test)
{
	fake->bad_sector = 1;
	expect_both(test);
}

static void two_damaged_headers_leave_no_partitions(struct kunit *test)
{
	sector(1)[16] ^= 1;
	sector(LAST)[16] ^= 1;
	expect_none(test);
}

static void a_header_that_was_moved_is_refused(struct kunit *test)
{
	struct gpt_header h;

	KUNIT_EXPECT_EQ(test, gpt_parse_header(sector(1), 1, FAKE_SECTORS, &h), 0);
	KUNIT_EXPECT_EQ(test, gpt_parse_header(sector(1), 2, FAKE_SECTORS, &h), -EINVAL);
	fake_disk_add(test, fake);
}

static void an_entry_outside_the_usable_sectors_is_refused(struct kunit *test)
{
	write_entry(2, 1, FIRST_USABLE - 1, 99);
	write_entry(2, 2, 100, 99);
	write_entry(2, 3, 100, LAST_USABLE + 1);
	seal(1, 2);
	expect_none(test);
}

/* Right checksums over wrong numbers, each field in turn. */
static void a_header_that_adds_up_but_makes_no_sense_is_refused(struct kunit *test)
{
	static const struct {
		int at, bytes;
		u64 value;
	} wrong[] = {
		{ 8, 4, 0x20000 },     { 12, 4, 91 },	      { 12, 4, 513 },	  { 12, 4, ~0u },
		{ 40, 8, 1 },	       { 40, 8, LAST_USABLE + 1 }, { 48, 8, FAKE_SECTORS },
		{ 48, 8, ~0ull },      { 72, 8, 1 },	      { 72, 8, FAKE_SECTORS },
		{ 72, 8, ~0ull },
		{ 72, 8, LAST },       { 80, 4, 0 },	      { 80, 4, ~0u },	  { 84, 4, 0 },
		{ 84, 4, 64 },	       { 84, 4, 192 },	      { 84, 4, 0x10000 },
	};
	struct gpt_header h;
	u8 *copy = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		u32 size;

		memcpy(copy, sector(1), SECTOR_SIZE);
		put(copy + wrong[i].at, wrong[i].value, wrong[i].bytes);
		put(copy + 16, 0, 4);
		memcpy(&size, copy + 12, 4);
		put(copy + 16, ~crc32_le(~0u, copy, min(size, 512u)), 4);
		KUNIT_EXPECT_EQ_MSG(test, gpt_parse_header(copy, 1, FAKE_SECTORS, &h), -EINVAL,
				    "field at %d", wrong[i].at);
	}
	fake_disk_add(test, fake);
}

static void one_flipped_bit_is_noticed(struct kunit *test)
{
	struct gpt_header h;
	int bit;

	for (bit = 0; bit < 92 * 8; bit++) {
		sector(1)[bit / 8] ^= (u8)(1 << bit % 8);
		KUNIT_EXPECT_NE(test, gpt_parse_header(sector(1), 1, FAKE_SECTORS, &h), 0);
		sector(1)[bit / 8] ^= (u8)(1 << bit % 8);
	}
	fake_disk_add(test, fake);
}

static void any_bytes_parse_without_harm(struct kunit *test)
{
	u8 *bytes = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);
	struct gpt_header h = { .first_usable = 34, .last_usable = 1000 };
	struct partition p;
	int round;

	for (round = 0; round < 2000; round++) {
		get_random_bytes(bytes, SECTOR_SIZE);
		if (round & 1)
			memset(bytes + 33, 0, 7);
		if (gpt_parse_entry(bytes, &h, &p) != 1)
			continue;
		KUNIT_ASSERT_GE(test, p.start, h.first_usable);
		KUNIT_ASSERT_LE(test, p.start + p.nr_sectors - 1, h.last_usable);
	}
	fake_disk_add(test, fake);
}

static struct kunit_case gpt_cases[] = {
	KUNIT_CASE(entries_become_partitions_with_their_numbers),
	KUNIT_CASE(a_damaged_header_hands_over_to_its_twin),
	KUNIT_CASE(a_damaged_table_hands_over_to_its_twin),
	KUNIT_CASE(an_unreadable_header_hands_over_to_its_twin),
	KUNIT_CASE(two_damaged_headers_leave_no_partitions),
	KUNIT_CASE(a_header_that_was_moved_is_refused),
	KUNIT_CASE(an_entry_outside_the_usable_sectors_is_refused),
	KUNIT_CASE(a_header_that_adds_up_but_makes_no_sense_is_refused),
	KUNIT_CASE(one_flipped_bit_is_noticed),
	KUNIT_CASE(any_bytes_parse_without_harm),
	{}
};

static struct kunit_suite gpt_suite = {
	.name = "gpt", .init = gpt_init, .exit = gpt_exit, .test_cases = gpt_cases,
};
kunit_test_suite(gpt_suite);
