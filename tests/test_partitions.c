// SPDX-License-Identifier: MIT
/* tests/test_partitions.c: partition tables and IDENTIFY data, good and hostile. */
#include <drivers/ata/ata.h>
#include <kunit/test.h>
#include <linux/blkdev.h>
#include <linux/random.h>
#include <linux/string.h>

#include "fake_disk.h"

static u8 sector[512];

static void put_row(int row, u8 type, u32 start, u32 count)
{
	u8 *at = sector + 446 + 16 * row;
	int i;

	at[4] = type;
	for (i = 0; i < 4; i++) {
		at[8 + i] = (u8)(start >> 8 * i);
		at[12 + i] = (u8)(count >> 8 * i);
	}
}

static int partitions_init(struct kunit *test)
{
	memset(sector, 0, sizeof(sector));
	sector[510] = 0x55;
	sector[511] = 0xaa;
	return 0;
}

static void rows_become_partitions_with_their_numbers(struct kunit *test)
{
	struct partition p[4];

	put_row(0, 0x0c, 2048, 1000);
	put_row(2, 0x83, 4096, 5904);
	KUNIT_ASSERT_EQ(test, mbr_parse(sector, p), 2);
	KUNIT_EXPECT_EQ(test, p[0].start, (u64)2048);
	KUNIT_EXPECT_EQ(test, p[1].nr_sectors, (u64)5904);
	KUNIT_EXPECT_EQ(test, p[1].number, 3);
	KUNIT_EXPECT_EQ(test, p[1].type, 0x83);
}

static void tables_are_cut_where_the_disk_ends(struct kunit *test)
{
	struct partition p[4];

	put_row(0, 0x83, 4096, 5905);
	put_row(1, 0x83, 0xffffffff, 0xffffffff);
	put_row(2, 0x83, 4096, 5904);
	put_row(3, 0x83, 10000, 1);
	KUNIT_ASSERT_EQ(test, mbr_parse(sector, p), 4);
	KUNIT_EXPECT_EQ(test, partition_fit(&p[0], 10000), 1);
	KUNIT_EXPECT_EQ(test, p[0].start, (u64)4096);
	KUNIT_EXPECT_EQ(test, p[0].nr_sectors, (u64)5904);
	KUNIT_EXPECT_EQ(test, partition_fit(&p[1], 10000), -ENOSPC);
	KUNIT_EXPECT_EQ(test, partition_fit(&p[2], 10000), 0);
	KUNIT_EXPECT_EQ(test, p[2].nr_sectors, (u64)5904);
	KUNIT_EXPECT_EQ(test, partition_fit(&p[3], 10000), -ENOSPC);
}

/* A partition that begins where the table stands: who wrote to it would lose the table. */
static void a_row_that_covers_the_table_is_refused(struct kunit *test)
{
	struct partition p[4];

	put_row(0, 0x83, 0, 10);
	KUNIT_EXPECT_EQ(test, mbr_parse(sector, p), -EINVAL);
}

static void a_sector_without_a_table_has_none(struct kunit *test)
{
	struct partition p[4];

	KUNIT_EXPECT_EQ(test, mbr_parse(sector, p), 0);
	sector[446] = 0x33; /* code, not a flag */
	KUNIT_EXPECT_EQ(test, mbr_parse(sector, p), -ENOENT);
	sector[446] = 0;
	sector[511] = 0;
	KUNIT_EXPECT_EQ(test, mbr_parse(sector, p), -ENOENT);
}

static void a_chain_leads_on_and_never_back(struct kunit *test)
{
	struct partition p;
	u64 next;

	put_row(0, 0x83, 63, 900);
	put_row(1, 0x05, 1000, 500);
	KUNIT_ASSERT_EQ(test, ebr_parse(sector, 5000, 5000, 9000, &p, &next), 1);
	KUNIT_EXPECT_EQ(test, p.start, (u64)5063);
	KUNIT_EXPECT_EQ(test, next, (u64)6000);
	KUNIT_EXPECT_EQ(test, ebr_parse(sector, 5000, 6000, 9000, &p, &next), -EINVAL);
	KUNIT_EXPECT_EQ(test, ebr_parse(sector, 5000, 5000, 6000, &p, &next), -EINVAL);
}

static void identify_data_gives_names_and_size(struct kunit *test)
{
	static u16 w[256];
	struct ata_identity id;

	memset(w, 0, sizeof(w));
	w[10] = 'A' << 8 | 'B';
	w[11] = 'C' << 8 | ' ';
	w[27] = ' ' << 8 | 'M';
	w[28] = 'X' << 8 | '\0';
	w[49] = 0x300;
	w[60] = 1000;
	KUNIT_ASSERT_EQ(test, ata_parse_identify(w, &id), 0);
	KUNIT_EXPECT_STREQ(test, id.serial, "ABC");
	KUNIT_EXPECT_STREQ(test, id.model, "MX");
	KUNIT_EXPECT_EQ(test, id.nr_sectors, (u64)1000);
	KUNIT_EXPECT_TRUE(test, id.has_dma);
	w[83] = 0x4400;
	w[102] = 1;
	w[53] = 4;
	w[88] = 0x2000 | 0x3f;
	KUNIT_ASSERT_EQ(test, ata_parse_identify(w, &id), 0);
	KUNIT_EXPECT_EQ(test, id.nr_sectors, (u64)1 << 32);
	KUNIT_EXPECT_STREQ(test, id.mode, "UDMA/100");
	w[0] = 0x8000;
	KUNIT_EXPECT_EQ(test, ata_parse_identify(w, &id), -ENODEV);
}

/* A request for sector 8 would read the 32 KiB-th byte of a disk whose sectors are of 4096. */
static void sectors_of_another_size_are_refused(struct kunit *test)
{
	static u16 w[256];
	struct ata_identity id;

	memset(w, 0, sizeof(w));
	w[49] = 0x300;
	w[60] = 1000;
	w[106] = 0x6003; /* 512 bytes, eight of them a physical sector */
	KUNIT_EXPECT_EQ(test, ata_parse_identify(w, &id), 0);
	w[106] = 0x5000; /* words 117 and 118 tell */
	w[117] = 256;
	KUNIT_EXPECT_EQ(test, ata_parse_identify(w, &id), 0);
	w[117] = 2048;
	KUNIT_EXPECT_EQ(test, ata_parse_identify(w, &id), -EINVAL);
	w[106] = 0x1000; /* not valid */
	KUNIT_EXPECT_EQ(test, ata_parse_identify(w, &id), 0);
}

static void a_disc_without_a_block_is_no_medium(struct kunit *test)
{
	u8 answer[8] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 8, 0 };
	u64 nr_sectors = 0;

	KUNIT_EXPECT_EQ(test, atapi_parse_capacity(answer, &nr_sectors), -ENOMEDIUM);
	answer[0] = 0;
	KUNIT_EXPECT_EQ(test, atapi_parse_capacity(answer, &nr_sectors), 0);
	KUNIT_EXPECT_EQ(test, nr_sectors, (u64)4 << 24);
	answer[6] = 2;
	KUNIT_EXPECT_EQ(test, atapi_parse_capacity(answer, &nr_sectors), -EINVAL);
}

/* A row of the table in @sector of a disk made of memory. */
static void put_row_on_disk(struct fake_disk *fake, u32 at, int row, u8 type, const u32 place[2])
{
	u8 *table = fake->memory + at * SECTOR_SIZE, *entry = table + 446 + row * 16;

	table[510] = 0x55;
	table[511] = 0xaa;
	entry[4] = type;
	memcpy(entry + 8, place, 8);
}

static void logical_partitions_of_two_containers_are_numbered_on(struct kunit *test)
{
	struct fake_disk *fake = fake_disk_new(test, 1);
	const struct block_device *part = fake->disk.part;
	u32 i;

	put_row_on_disk(fake, 0, 0, 0x05, (u32[]){ 100, 100 });
	put_row_on_disk(fake, 0, 1, 0x0f, (u32[]){ 200, 900 });
	put_row_on_disk(fake, 100, 0, 0x83, (u32[]){ 1, 9 });
	for (i = 0; i < 20; i++) {
		put_row_on_disk(fake, 200 + i * 10, 0, 0x83, (u32[]){ 1, 9 });
		put_row_on_disk(fake, 200 + i * 10, 1, i < 19 ? 0x05 : 0, (u32[]){ (i + 1) * 10, 10 });
	}
	KUNIT_ASSERT_EQ(test, add_disk(&fake->disk, FAKE_SECTORS), 0);
	KUNIT_EXPECT_EQ(test, part[5].start, (sector_t)101);
	for (i = 6; i < DISK_MAX_PARTS; i++)
		KUNIT_EXPECT_EQ(test, part[i].start, (sector_t)(201 + (i - 6) * 10));
	KUNIT_EXPECT_EQ(test, part[3].nr_sectors, (sector_t)0);
	fake_disk_free(fake);
}

/* A copy on a smaller disk: what lies beyond its end costs the others nothing, not even their numbers. */
static void rows_beyond_the_end_of_the_disk_cost_only_themselves(struct kunit *test)
{
	struct fake_disk *fake = fake_disk_new(test, 1);
	struct block_device *part = fake->disk.part;
	u8 *buf = kunit_kzalloc(test, SECTOR_SIZE, GFP_KERNEL);

	put_row_on_disk(fake, 0, 0, 0x83, (u32[]){ 10, 90 });
	put_row_on_disk(fake, 0, 1, 0x83, (u32[]){ FAKE_SECTORS, 1 });
	put_row_on_disk(fake, 0, 2, 0x83, (u32[]){ FAKE_SECTORS - 20, 0xffffffff });
	put_row_on_disk(fake, 0, 3, 0x83, (u32[]){ 100, FAKE_SECTORS - 100 });
	KUNIT_ASSERT_EQ(test, add_disk(&fake->disk, FAKE_SECTORS), 0);
	KUNIT_EXPECT_EQ(test, part[1].nr_sectors, (sector_t)90);
	KUNIT_EXPECT_EQ(test, part[2].nr_sectors, (sector_t)0);
	KUNIT_EXPECT_EQ(test, part[3].start, (sector_t)(FAKE_SECTORS - 20));
	KUNIT_EXPECT_EQ(test, part[3].nr_sectors, (sector_t)20);
	KUNIT_EXPECT_EQ(test, part[4].nr_sectors, (sector_t)(FAKE_SECTORS - 100));
	if (part[3].nr_sectors) {
		KUNIT_EXPECT_EQ(test, blkdev_read(&part[3], 19, 1, buf), 0);
		KUNIT_EXPECT_EQ(test, blkdev_read(&part[3], 20, 1, buf), -EINVAL);
	}
	fake_disk_free(fake);
}

static void logical_partitions_beyond_the_end_keep_their_numbers(struct kunit *test)
{
	struct fake_disk *fake = fake_disk_new(test, 1);
	const struct block_device *part = fake->disk.part;

	put_row_on_disk(fake, 0, 0, 0x05, (u32[]){ 1000, 9000 });
	put_row_on_disk(fake, 0, 1, 0x83, (u32[]){ 10, 90 });
	put_row_on_disk(fake, 1000, 0, 0x83, (u32[]){ 5000, 10 });
	put_row_on_disk(fake, 1000, 1, 0x05, (u32[]){ 100, 2000 });
	put_row_on_disk(fake, 1100, 0, 0x83, (u32[]){ 50, 1950 });
	put_row_on_disk(fake, 1100, 1, 0x05, (u32[]){ 3000, 100 });
	KUNIT_ASSERT_EQ(test, add_disk(&fake->disk, FAKE_SECTORS), 0);
	KUNIT_EXPECT_EQ(test, part[1].nr_sectors, (sector_t)(FAKE_SECTORS - 1000));
	KUNIT_EXPECT_EQ(test, part[2].nr_sectors, (sector_t)90);
	KUNIT_EXPECT_EQ(test, part[5].nr_sectors, (sector_t)0);
	KUNIT_EXPECT_EQ(test, part[6].start, (sector_t)1150);
	KUNIT_EXPECT_EQ(test, part[6].nr_sectors, (sector_t)(FAKE_SECTORS - 1150));
	KUNIT_EXPECT_EQ(test, part[7].nr_sectors, (sector_t)0);
	fake_disk_free(fake);
}

static void any_bytes_parse_without_harm(struct kunit *test)
{
	struct partition p[5];
	struct ata_identity id;
	static u16 w[256];
	int round;

	p[4].type = 0x5a;
	for (round = 0; round < 2000; round++) {
		u64 next;
		int n;

		get_random_bytes(sector, sizeof(sector));
		get_random_bytes(w, sizeof(w));
		sector[510] = 0x55;
		sector[511] = 0xaa;
		sector[446] = sector[462] = sector[478] = sector[494] = 0;
		n = mbr_parse(sector, p);
		KUNIT_ASSERT_TRUE(test, n == -EINVAL || (n >= 0 && n <= 4));
		while (--n >= 0)
			if (partition_fit(&p[n], 1u << 31) >= 0)
				KUNIT_ASSERT_LE(test, p[n].start + p[n].nr_sectors, (u64)1 << 31);
		if (ebr_parse(sector, 100, 200, 1 << 30, p, &next) >= 0 && next)
			KUNIT_ASSERT_GT(test, next, (u64)200);
		w[49] |= 0x200;
		w[0] &= 0x7fff;
		if (!ata_parse_identify(w, &id)) {
			KUNIT_ASSERT_LE(test, strlen(id.model), (size_t)40);
			KUNIT_ASSERT_LE(test, strlen(id.serial), (size_t)20);
		}
	}
	KUNIT_EXPECT_EQ(test, p[4].type, 0x5a);
}

static struct kunit_case partitions_cases[] = {
	KUNIT_CASE(rows_become_partitions_with_their_numbers),
	KUNIT_CASE(tables_are_cut_where_the_disk_ends),
	KUNIT_CASE(a_row_that_covers_the_table_is_refused),
	KUNIT_CASE(a_sector_without_a_table_has_none),
	KUNIT_CASE(a_chain_leads_on_and_never_back),
	KUNIT_CASE(identify_data_gives_names_and_size),
	KUNIT_CASE(sectors_of_another_size_are_refused),
	KUNIT_CASE(a_disc_without_a_block_is_no_medium),
	KUNIT_CASE(logical_partitions_of_two_containers_are_numbered_on),
	KUNIT_CASE(rows_beyond_the_end_of_the_disk_cost_only_themselves),
	KUNIT_CASE(logical_partitions_beyond_the_end_keep_their_numbers),
	KUNIT_CASE(any_bytes_parse_without_harm),
	{}
};

static struct kunit_suite partitions_suite = {
	.name = "partitions", .init = partitions_init, .test_cases = partitions_cases,
};
kunit_test_suite(partitions_suite);
