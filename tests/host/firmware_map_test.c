// SPDX-License-Identifier: MIT
/*
 * tests/host/firmware_map_test.c: the firmware map against a zoo of hand-made maps and a naive model.
 *
 * The zoo (firmware_zoo.txt) says for each map what must come of it. The model asks, for each byte that
 * could matter, which raw ranges cover it and takes the most restrictive; it knows nothing of painting.
 */
#include "host.h"
#include <slate/boot_info.h>
#include <slate/firmware_map.h>

#define MAX_RAW 24

static struct firmware_range ranges[2 * BOOT_MAX_RANGES + 2];
static struct firmware_map map = { .max = ARRAY_SIZE(ranges), .range = ranges };
static struct boot_range raw[BOOT_MAX_RANGES];

static unsigned int parse_raw(char *text)
{
	unsigned int nr = 0;
	char *word;

	for (word = strtok(text, " "); word; word = strtok(NULL, " "), nr++) {
		raw[nr].type = strtoul(word, &word, 10);
		raw[nr].base = strtoull(word + 1, &word, 16);
		raw[nr].size = strtoull(word + 1, &word, 16);
	}
	return nr;
}

static void print_map(char *to, size_t size)
{
	unsigned int i, at = 0;

	to[0] = '\0';
	for (i = 0; i < map.nr; i++)
		at += snprintf(to + at, size - at, "%s%u:%llx-%llx", i ? " " : "", ranges[i].type,
			       (unsigned long long)ranges[i].start,
			       (unsigned long long)ranges[i].end);
}

static void trim(char *text)
{
	size_t length = strlen(text);

	while (length && (text[length - 1] == ' ' || text[length - 1] == '\n'))
		text[--length] = '\0';
}

static void test_zoo(const char *path)
{
	struct firmware_map_stats stats;
	char line[4096], got[4096];
	FILE *file = fopen(path, "r");
	unsigned int nr_maps = 0;

	EXPECT(file != NULL);
	while (file && fgets(line, sizeof(line), file)) {
		char *input = strchr(line, '|'), *want;

		if (line[0] == '#' || !input)
			continue;
		*input++ = '\0';
		want = strchr(input, '|');
		*want++ = '\0';
		want += *want == ' ';
		trim(want);
		firmware_map_build(&map, raw, parse_raw(input), &stats);
		print_map(got, sizeof(got));
		EXPECT(!firmware_map_check(&map) && !map.nr_lost);
		if (strcmp(got, want))
			printf("zoo: %s: got %s, want %s\n", line, got, want);
		EXPECT(!strcmp(got, want));
		nr_maps++;
	}
	if (file)
		fclose(file);
	EXPECT(nr_maps >= 60);
	printf("zoo: %u maps\n", nr_maps);
}

static unsigned int model_rank(unsigned int type)
{
	switch (type) {
	case FIRMWARE_RAM: return 1;
	case FIRMWARE_ACPI: return 2;
	case FIRMWARE_NVS: return 3;
	case FIRMWARE_PRAM: return 4;
	case FIRMWARE_UNUSABLE: return 6;
	default: return 5;
	}
}

static unsigned int model_rank_at(u64 addr, unsigned int nr)
{
	unsigned int i, rank = 0;

	for (i = 0; i < nr; i++)
		if (addr >= raw[i].base && addr - raw[i].base < raw[i].size &&
		    model_rank(raw[i].type) > rank)
			rank = model_rank(raw[i].type);
	return rank;
}

static unsigned int map_rank_at(u64 addr)
{
	unsigned int i;

	for (i = 0; i < map.nr; i++)
		if (addr >= ranges[i].start && addr < ranges[i].end)
			return model_rank(ranges[i].type);
	return 0;
}

/* A world of 64 cells somewhere in the address space, also where it ends. */
static unsigned int random_raw(u64 *base, u64 *unit)
{
	static const u32 types[] = { 1, 1, 1, 1, 2, 3, 4, 5, 12, 0, 20, 0xffffffff };
	unsigned int i, nr = host_below(MAX_RAW + 1);

	*unit = 1ull << host_below(30);
	*base = host_below(3) ? host_random() >> host_below(64) : 0 - 40 * *unit;
	for (i = 0; i < nr; i++) {
		raw[i].base = *base + host_below(64) * *unit;
		raw[i].size = host_below(16) ? host_below(20) * *unit : host_random();
		raw[i].type = types[host_below(ARRAY_SIZE(types))];
	}
	return nr;
}

static void test_random(unsigned long rounds)
{
	struct firmware_map_stats stats;
	u64 base, unit, at, ram, cell;
	unsigned int nr;
	bool same;

	while (rounds--) {
		nr = random_raw(&base, &unit);
		firmware_map_build(&map, raw, nr, &stats);
		same = !firmware_map_check(&map) && !map.nr_lost;
		for (cell = 0, at = base; cell < 84; cell++, at += unit) {
			same &= at == U64_MAX || map_rank_at(at) == model_rank_at(at, nr);
			same &= at == 0 || map_rank_at(at - 1) == model_rank_at(at - 1, nr);
		}
		for (cell = 0, ram = 0; cell < map.nr; cell++)
			if (ranges[cell].type == FIRMWARE_RAM)
				ram += ranges[cell].end - ranges[cell].start;
		same &= ram == firmware_map_bytes(&map, FIRMWARE_RAM);
		EXPECT(same);
	}
}

static void build(const char *text)
{
	struct firmware_map_stats stats;
	char copy[256];

	snprintf(copy, sizeof(copy), "%s", text);
	firmware_map_build(&map, raw, parse_raw(copy), &stats);
}

static void expect_map(const char *want)
{
	char got[512];

	print_map(got, sizeof(got));
	if (strcmp(got, want))
		printf("got %s, want %s\n", got, want);
	EXPECT(!strcmp(got, want));
	EXPECT(!firmware_map_check(&map));
}

static void test_parameters(void)
{
	u64 size;

	build("1:0+10000000");
	EXPECT(!firmware_map_mem(&map, "64M"));
	expect_map("1:0-4000000");
	EXPECT(firmware_map_mem(&map, "") < 0 && firmware_map_mem(&map, "0") < 0);
	EXPECT(firmware_map_mem(&map, NULL) < 0 && firmware_map_mem(&map, "12Q") < 0);
	EXPECT(firmware_map_mem(&map, "-4M") < 0 && firmware_map_mem(&map, "nopentium") < 0);
	expect_map("1:0-4000000");
	EXPECT(!firmware_map_memmap(&map, "1M$16M,64K#0x2000000,4K!48M"));
	expect_map("1:0-1000000 2:1000000-1100000 1:1100000-2000000 3:2000000-2010000 "
		   "1:2010000-3000000 12:3000000-3001000 1:3001000-4000000");
	EXPECT(!firmware_map_memmap(&map, "16M@4G"));
	EXPECT(firmware_map_bytes_in(&map, FIRMWARE_RAM, 1ull << 32, U64_MAX) == 16 << 20);
	EXPECT(!firmware_map_memmap(&map, "exactmap,640K@0,31M@1M"));
	expect_map("1:0-a0000 1:100000-2000000");
	EXPECT(!firmware_map_memmap(&map, "16M"));
	expect_map("1:0-a0000 1:100000-1000000");
	EXPECT(firmware_map_memmap(&map, "1M@") < 0 && firmware_map_memmap(&map, "@1M") < 0);
	EXPECT(firmware_map_memmap(&map, "1M%4M") < 0 && firmware_map_memmap(&map, "0@4M") < 0);
	EXPECT(firmware_map_memmap(&map, "1M@4M;") < 0 && firmware_map_memmap(&map, NULL) < 0);
	expect_map("1:0-a0000 1:100000-1000000");
	build("1:0+1000000 2:800000+100000");
	EXPECT(!firmware_map_memmap(&map, "16M@0"));
	expect_map("1:0-800000 2:800000-900000 1:900000-1000000");
	EXPECT(!parse_memory_size("0x10k", &size) && size == 0x4000);
	EXPECT(!parse_memory_size("2G", &size) && size == 2ull << 30);
}

static void test_full_map(void)
{
	struct firmware_range few[3];
	struct firmware_map small = { .max = 3, .range = few };
	struct firmware_range r = { 0, 0x10000, FIRMWARE_RAM };

	EXPECT(!firmware_map_add(&small, &r));
	r = (struct firmware_range){ 0x4000, 0x5000, FIRMWARE_RESERVED };
	EXPECT(!firmware_map_add(&small, &r));
	EXPECT(small.nr == 3 && firmware_map_add(&small, &r) == -ENOSPC);
	EXPECT(firmware_map_remove(&small, 1, 2, 0) == -ENOSPC && !firmware_map_check(&small));
}

static void test_lowmem_end(void)
{
	const u64 mib = 1 << 20, room = 888 * mib;

	EXPECT(lowmem_end(64 * mib, room, 0) == 64 * mib);
	EXPECT(lowmem_end(64 * mib + 5, room, 0) == 64 * mib);
	EXPECT(lowmem_end(4096 * mib, room, 0) == room);
	EXPECT(lowmem_end(64 * mib, room, 32 * mib) == 32 * mib);
	EXPECT(lowmem_end(64 * mib, room, 30 * mib) == 32 * mib);
	EXPECT(lowmem_end(64 * mib, room, 60 * mib) == LOWMEM_MIN);
	EXPECT(lowmem_end(64 * mib, room, U64_MAX) == LOWMEM_MIN);
	EXPECT(lowmem_end(8 * mib, room, 4 * mib) == 8 * mib);
}

int main(int argc, char **argv)
{
	host_seed_random();
	test_zoo(argc > 1 ? argv[1] : "tests/host/firmware_zoo.txt");
	test_parameters();
	test_full_map();
	test_lowmem_end();
	test_random(host_rounds(100000));
	return host_summary();
}
