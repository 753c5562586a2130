// SPDX-License-Identifier: MIT
/*
 * tests/host/fuzz_boot.c: fuzz target for everything that boot reads: tags, firmware maps, command lines.
 *
 * The first byte chooses: 0 and 1 a multiboot structure, 2 a firmware map of 24-byte ranges, 3 a memmap=
 * value, 4 a command line cut into words. With clang's libFuzzer this file is the whole program
 * (`make fuzz`); without, main() replays the files named as arguments (`make host-test`).
 */
#include "host.h"
#include <slate/boot_info.h>
#include <slate/firmware_map.h>
#include "boot_world.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define MAX_FUZZ_RANGES 64

static struct boot_range raw[BOOT_MAX_RANGES];
static struct firmware_range painted[2 * MAX_FUZZ_RANGES + 2];
static struct firmware_map map = { .max = ARRAY_SIZE(painted), .range = painted };

static void need(bool condition)
{
	if (!condition)
		__builtin_trap();
}

static void fuzz_loader(const u8 *data, size_t size, u32 magic)
{
	static struct boot_world world;
	static struct boot_info info;

	boot_world_reset(&world, 0x1000);
	boot_world_bytes(&world, data, min_t(size_t, size, BOOT_WORLD_SIZE));
	boot_world_parse(&world, magic, &info, raw, BOOT_MAX_RANGES);
	need(!boot_info_check(&info));
}

static void fuzz_map(const u8 *data, size_t size)
{
	struct firmware_map_stats stats;
	unsigned int i, nr = min_t(size_t, size / 24, MAX_FUZZ_RANGES);

	for (i = 0; i < nr; i++, data += 24) {
		memcpy(&raw[i].base, data, 8);
		memcpy(&raw[i].size, data + 8, 8);
		memcpy(&raw[i].type, data + 16, 4);
	}
	firmware_map_build(&map, raw, nr, &stats);
	need(!firmware_map_check(&map) && !map.nr_lost);
}

static void fuzz_text(const char *text, bool memmap)
{
	char *copy = malloc(strlen(text) + 1), *rest = copy, *param, *val;

	strcpy(copy, text);
	if (memmap) {
		map.nr = 0;
		firmware_map_memmap(&map, copy);
		need(!firmware_map_check(&map));
	}
	while (*rest) {
		rest = next_arg(rest, &param, &val);
		need(param >= copy && rest >= param);
	}
	free(copy);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static char text[4096];
	size_t length = min_t(size_t, size, sizeof(text)) - 1;

	if (!size)
		return 0;
	memcpy(text, data + 1, length);
	text[length] = '\0';
	switch (data[0] % 5) {
	case 0:
		fuzz_loader(data + 1, size - 1, MULTIBOOT1_LOADER_MAGIC);
		break;
	case 1:
		fuzz_loader(data + 1, size - 1, MULTIBOOT2_LOADER_MAGIC);
		break;
	case 2:
		fuzz_map(data + 1, size - 1);
		break;
	default:
		fuzz_text(text, data[0] % 5 == 3);
	}
	return 0;
}

#ifndef LIBFUZZER
int main(int argc, char **argv)
{
	static u8 bytes[1 << 16];
	FILE *file;
	int i;

	for (i = 1; i < argc; i++) {
		file = fopen(argv[i], "r");
		EXPECT(file != NULL);
		if (!file)
			continue;
		EXPECT(!LLVMFuzzerTestOneInput(bytes, fread(bytes, 1, sizeof(bytes), file)));
		fclose(file);
	}
	EXPECT(argc > 1);
	return host_summary();
}
#endif
