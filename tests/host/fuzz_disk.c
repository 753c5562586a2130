// SPDX-License-Identifier: MIT
/*
 * tests/host/fuzz_disk.c: fuzz target for everything that reads tables from disks and words from drives.
 *
 * The first byte chooses: 0 an MBR, 1 a link of a chain, 2 and 3 a GPT header (3: its checksum put right
 * first, so that the numbers behind it are reached), 4 a GPT entry, 5 IDENTIFY data, 6 and 7 a scratch
 * signature (7: put right), 8 the marks of others, 9 names of disk.write=, 10 the head of a WAV file. Bytes 1 to 8 are the size of the
 * disk or another number that the parser is given. With clang's libFuzzer this file is the whole program;
 * without, main() replays the corpus and then changes bytes of it at random.
 */
#include "host.h"
#include <drivers/ata/ata.h>
#include <drivers/block/scratch.h>
#include <drivers/sound/sound.h>
#include <linux/crc32.h>
#include <slate/symbols.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* What %pS would ask for. */
const char *symbol_lookup(unsigned long addr, unsigned long *offset, unsigned long *size)
{
	return NULL;
}

int sprint_symbol(char *buf, unsigned long addr)
{
	return sprintf(buf, "0x%lx", addr);
}

#define HEAD  9	 /* choice and number */
#define KINDS 11

static u8 sector[SECTOR_SIZE];
static u64 number;

static void need(bool condition)
{
	if (!condition)
		__builtin_trap();
}

static void put_crc(int at, u32 crc)
{
	int i;

	for (i = 0; i < 4; i++)
		sector[at + i] = (u8)(crc >> 8 * i);
}

/* What is left of @p lies on the disk, begins where it did, and was cut only if it had to be. */
static void need_fit(struct partition *p)
{
	struct partition was = *p;
	int fit = partition_fit(p, number);

	need(p->start == was.start);
	need(fit == -ENOSPC ? was.start >= number : fit == (p->nr_sectors < was.nr_sectors));
	need(fit < 0 || (p->nr_sectors && p->start < number && p->nr_sectors <= number - p->start));
	need(fit <= 0 || p->start + p->nr_sectors == number);
}

static void fuzz_mbr(void)
{
	struct partition p[5];
	int i, n;

	p[4].type = 0x5a;
	n = mbr_parse(sector, p);
	need(n == -ENOENT || n == -EINVAL || (n >= 0 && n <= 4));
	for (i = 0; i < n; i++) {
		need(p[i].nr_sectors && p[i].start && p[i].number >= 1 && p[i].number <= 4);
		need_fit(&p[i]);
	}
	need(p[4].type == 0x5a);
	mbr_is_protective(sector);
}

static void fuzz_ebr(void)
{
	u64 base = number & 0xffffffff, at = base + (number >> 40), end = base + (1ull << 32), next;
	struct partition p;
	int n = ebr_parse(sector, base, at, end, &p, &next);

	need(n == -EINVAL || n == 0 || n == 1);
	need(n < 0 || !next || (next > at && next < end));
	if (n == 1) {
		need(p.start > at && p.start < end && p.nr_sectors && p.nr_sectors <= end - p.start);
		need_fit(&p);
	}
}

static void fuzz_gpt(bool repair)
{
	struct gpt_header h;
	u32 size;
	u64 table;

	memcpy(&size, sector + 12, 4);
	if (repair && size >= 92 && size <= SECTOR_SIZE) {
		put_crc(16, 0);
		put_crc(16, ~crc32_le(~0u, sector, size));
	}
	if (gpt_parse_header(sector, 1, number, &h))
		return;
	table = ((u64)h.nr_entries * h.entry_size + SECTOR_SIZE - 1) / SECTOR_SIZE;
	need(h.nr_entries && h.nr_entries <= GPT_MAX_ENTRIES && h.entry_size <= GPT_MAX_ENTRY_SIZE);
	need(SECTOR_SIZE % h.entry_size == 0 && h.table >= 2 && h.table < number && table <= number - h.table);
	need(h.first_usable <= h.last_usable && h.last_usable < number);
}

static void fuzz_entry(void)
{
	struct gpt_header h = { .first_usable = number & 0xffff, .last_usable = number >> 16 };
	struct partition p;

	if (gpt_parse_entry(sector, &h, &p) == 1)
		need(p.start >= h.first_usable && p.nr_sectors && p.start + p.nr_sectors - 1 <= h.last_usable &&
		     p.start + p.nr_sectors - 1 >= p.start);
}

static void fuzz_identify(void)
{
	struct ata_identity id;
	u16 words[256];

	memcpy(words, sector, sizeof(words));
	if (!ata_parse_identify(words, &id))
		need(id.nr_sectors && id.nr_sectors <= 1ull << 48 && id.queue_depth <= 32);
	need(strnlen(id.model, sizeof(id.model)) < sizeof(id.model));
	need(strnlen(id.serial, sizeof(id.serial)) < sizeof(id.serial));
	need(strnlen(id.mode, sizeof(id.mode)) < sizeof(id.mode));
	ata_parse_identify_packet(words, &id);
	need(strnlen(id.model, sizeof(id.model)) < sizeof(id.model));
}

static void fuzz_scratch(bool repair)
{
	struct scratch_signature s;

	if (repair) {
		memcpy(sector, "SLATE SCRATCH 1\n", 16);
		memset(sector + 68, 0, SECTOR_SIZE - 68);
		put_crc(64, ~crc32_le(~0u, sector, 64));
	}
	need(scratch_parse(sector, &s) == 0 || !repair);
	if (repair && scratch_window_fits(&s))
		need(s.first >= SCRATCH_MARGIN && s.first + s.nr_sectors > s.first &&
		     s.first + s.nr_sectors <= s.disk_sectors - SCRATCH_MARGIN);
}

/* @bytes: exactly so much may be read; the sanitizer sees to it. */
static void fuzz_wav(size_t bytes)
{
	u8 *head = malloc(bytes);
	struct wav wav;
	int err;

	memcpy(head, sector, bytes);
	err = wav_parse(head, bytes, &wav);
	need(err == 0 || err == -ENOENT || err == -EINVAL);
	if (!err)
		need(sound_format_is_playable(&wav.format) && wav.data_at <= bytes && wav.data_bytes);
	free(head);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	size_t i;

	if (size < HEAD)
		return 0;
	for (i = 0, number = 0; i < 8; i++)
		number |= (u64)data[1 + i] << 8 * i;
	memset(sector, 0, sizeof(sector));
	memcpy(sector, data + HEAD, min_t(size_t, size - HEAD, sizeof(sector)));
	switch (data[0] % KINDS) {
	case 0:
		fuzz_mbr();
		break;
	case 1:
		fuzz_ebr();
		break;
	case 2:
	case 3:
		fuzz_gpt(data[0] % KINDS == 3);
		break;
	case 4:
		fuzz_entry();
		break;
	case 5:
		fuzz_identify();
		break;
	case 6:
	case 7:
		fuzz_scratch(data[0] % KINDS == 7);
		break;
	case 8:
		foreign_magic(sector, number);
		break;
	case 10:
		fuzz_wav(min_t(size_t, size - HEAD, sizeof(sector)));
		break;
	default:
		sector[SECTOR_SIZE - 1] = sector[99] = '\0';
		write_gate_names((char *)sector, (char *)sector + 100);
	}
	return 0;
}

#ifndef LIBFUZZER
int main(int argc, char **argv)
{
	static u8 bytes[HEAD + SECTOR_SIZE], changed[HEAD + SECTOR_SIZE];
	unsigned long round, rounds = host_rounds(50000);
	int i;

	host_seed_random();
	for (i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "r");
		size_t size;

		EXPECT(file != NULL);
		if (!file)
			continue;
		size = fread(bytes, 1, sizeof(bytes), file);
		fclose(file);
		EXPECT(!LLVMFuzzerTestOneInput(bytes, size));
		for (round = 0; round < rounds; round++) {
			u64 flips = 1 + host_below(8);

			memcpy(changed, bytes, sizeof(changed));
			while (flips--)
				changed[1 + host_below(size - 1)] = (u8)host_random();
			EXPECT(!LLVMFuzzerTestOneInput(changed, size));
		}
	}
	EXPECT(argc > 1);
	return host_summary();
}
#endif
