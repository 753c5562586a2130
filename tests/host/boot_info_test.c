// SPDX-License-Identifier: MIT
/*
 * tests/host/boot_info_test.c: both multiboot parsers on good, bad and random bytes.
 *
 * Memory is an array; the reader refuses whatever lies outside it, and AddressSanitizer whatever it
 * should have refused. Every result must pass boot_info_check().
 */
#include "host.h"
#include <slate/boot_info.h>
#include "boot_world.h"

static struct boot_world world;
static struct boot_info info;
static struct boot_range ranges[BOOT_MAX_RANGES];

static void parse(u32 magic)
{
	boot_world_parse(&world, magic, &info, ranges, BOOT_MAX_RANGES);
	EXPECT(!boot_info_check(&info));
}

static bool has(enum boot_fault fault)
{
	return info.faults >> fault & 1;
}

/* Append a multiboot2 tag with @size bytes of @body. */
static void tag(u32 type, const void *body, u32 size)
{
	boot_world_u32(&world, type);
	boot_world_u32(&world, size + 8);
	boot_world_bytes(&world, body, size);
	boot_world_align(&world, 8);
}

static void mb2_begin(void)
{
	boot_world_reset(&world, 0x10000);
	boot_world_u32(&world, 0);
	boot_world_u32(&world, 0);
}

static void mb2_end(void)
{
	tag(0, NULL, 0);
	boot_world_put_u32(&world, 0, world.used);
}

static void mb2_good_world(void)
{
	u32 map[] = { 24, 0, 0, 0, 0x9fc00, 0, 1, 0, 0x100000, 0, 0x3f00000, 0, 1, 0 };
	u32 module[] = { 0x200000, 0x201000, 0x6c6c6568, 0x0000006f };
	u8 fb[30] = { [0] = 0, [3] = 0xfd, [8] = 0x00, [9] = 0x10, [12] = 0x00, [13] = 0x04,
		      [16] = 0x00, [17] = 0x03, [20] = 32, [21] = 1, [24] = 16, [25] = 8,
		      [26] = 8, [27] = 8, [28] = 0, [29] = 8 };
	u8 rsdp[36] = "RSD PTR ";

	mb2_begin();
	tag(1, "\"run=a b\" quiet", 16);
	tag(2, "GRUB 2.06", 10);
	tag(6, map, sizeof(map));
	tag(3, module, sizeof(module));
	tag(8, fb, sizeof(fb));
	tag(15, rsdp, sizeof(rsdp));
	tag(14, rsdp, 20);
	tag(9, "ignored", 8);
	mb2_end();
}

static void test_mb2_good(void)
{
	mb2_good_world();
	parse(MULTIBOOT2_LOADER_MAGIC);
	EXPECT(!info.faults && info.protocol == BOOT_MULTIBOOT2);
	EXPECT(!strcmp(info.cmdline, "run=\"a b\" quiet"));
	EXPECT(!strcmp(info.loader, "GRUB 2.06"));
	EXPECT(info.nr_ranges == 2 && ranges[1].base == 0x100000 && ranges[1].size == 0x3f00000);
	EXPECT(info.nr_modules == 1 && info.modules[0].end == 0x201000);
	EXPECT(!strcmp(info.modules[0].cmdline, "hello"));
	EXPECT(info.framebuffer.type == BOOT_FB_RGB && info.framebuffer.width == 1024);
	EXPECT(info.framebuffer.addr == 0xfd000000 && info.framebuffer.pitch == 4096);
	EXPECT(info.rsdp_size == 36 && info.rsdp[0] == 'R');
	EXPECT(info.nr_extents == 1 && info.extents[0].size == world.used);
}

static void test_mb2_bad(void)
{
	u32 map16[] = { 16, 0, 0, 0, 0x1000, 0 }, map0[] = { 0, 0 };
	u32 map40[] = { 40, 0, 0x1000, 0, 0x2000, 0, 1, 0, 0, 0, 0, 0,
			0x9000, 0, 0x1000, 0, 2, 0, 0, 0, 0, 0 };
	u32 torn[] = { 24, 0, 0, 0, 0x1000, 0, 1, 0, 5 };
	u32 backwards[] = { 0x2000, 0x1000 }, memory[] = { 639, 31744 };

	mb2_begin();
	tag(6, map16, sizeof(map16));
	mb2_end();
	parse(MULTIBOOT2_LOADER_MAGIC);
	EXPECT(has(BOOT_FAULT_ENTRY_SIZE) && has(BOOT_FAULT_NO_MAP) && !info.nr_ranges);

	mb2_begin();
	tag(6, map0, sizeof(map0));
	tag(4, memory, sizeof(memory));
	mb2_end();
	parse(MULTIBOOT2_LOADER_MAGIC);
	EXPECT(has(BOOT_FAULT_ENTRY_SIZE) && has(BOOT_FAULT_NO_MAP) && info.nr_ranges == 2);
	EXPECT(ranges[0].size == 639 << 10 && ranges[1].size == 31744 << 10);

	mb2_begin();
	tag(4, memory, sizeof(memory));
	tag(6, map40, sizeof(map40));
	mb2_end();
	parse(MULTIBOOT2_LOADER_MAGIC);
	EXPECT(!info.faults && info.nr_ranges == 2 && ranges[1].base == 0x9000 && ranges[1].type == 2);

	mb2_begin();
	tag(6, torn, sizeof(torn));
	tag(3, backwards, sizeof(backwards));
	tag(1, "no end", 6);
	tag(1, NULL, 0);
	mb2_end();
	parse(MULTIBOOT2_LOADER_MAGIC);
	EXPECT(has(BOOT_FAULT_TRUNCATED) && has(BOOT_FAULT_MODULE) && has(BOOT_FAULT_UNTERMINATED));
	EXPECT(info.nr_ranges == 1 && !info.nr_modules && !strcmp(info.cmdline, "no end"));
}

static void test_mb2_sizes(void)
{
	u32 total, lie;

	for (total = 0; total < 40; total++) {
		mb2_begin();
		tag(1, "quiet", 6);
		mb2_end();
		boot_world_put_u32(&world, 0, total);
		parse(MULTIBOOT2_LOADER_MAGIC);
		EXPECT(total >= 32 || info.faults);
	}
	for (lie = 0; lie < 300; lie++) {
		mb2_begin();
		tag(1, "quiet", 6);
		mb2_end();
		boot_world_put_u32(&world, 12, lie < 200 ? lie : 0xffffffff - (lie - 200));
		parse(MULTIBOOT2_LOADER_MAGIC);
		EXPECT(lie >= 8 && lie < 200 ? 1 : has(BOOT_FAULT_TAG_SIZE));
	}
	mb2_begin();
	boot_world_put_u32(&world, 0, 0xffffffff);
	parse(MULTIBOOT2_LOADER_MAGIC);
	EXPECT(has(BOOT_FAULT_CUT));
}

static void test_mb2_too_many(void)
{
	u32 module[] = { 0, 1 }, map[2 + 6] = { 24, 0, 0, 0, 1, 0, 1, 0 };
	int i;

	mb2_begin();
	for (i = 0; i < BOOT_MAX_MODULES + 5; i++)
		tag(3, module, sizeof(module));
	for (i = 0; i < BOOT_MAX_RANGES + 7; i++)
		tag(6, map, sizeof(map));
	mb2_end();
	parse(MULTIBOOT2_LOADER_MAGIC);
	EXPECT(has(BOOT_FAULT_TOO_MANY) && info.nr_dropped == 12);
	EXPECT(info.nr_modules == BOOT_MAX_MODULES && info.nr_ranges == BOOT_MAX_RANGES);
}

static void test_long_cmdline(void)
{
	char text[BOOT_CMDLINE_SIZE + 10];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = 0;
	mb2_begin();
	tag(1, text, sizeof(text));
	mb2_end();
	parse(MULTIBOOT2_LOADER_MAGIC);
	EXPECT(has(BOOT_FAULT_CUT) && strlen(info.cmdline) == BOOT_CMDLINE_SIZE - 1);
	text[BOOT_CMDLINE_SIZE - 1] = 0;
	mb2_begin();
	tag(1, text, sizeof(text));
	mb2_end();
	parse(MULTIBOOT2_LOADER_MAGIC);
	EXPECT(!has(BOOT_FAULT_CUT) && strlen(info.cmdline) == BOOT_CMDLINE_SIZE - 1);
}

enum { MB1_CMDLINE = 0x200, MB1_LOADER = 0x300, MB1_MAP = 0x400, MB1_MODS = 0x500 };

static void mb1_world(u32 flags)
{
	u32 map[] = { 20, 0, 0, 0x9fc00, 0, 1, 24, 0x100000, 0, 0x1f00000, 0, 1, 0 };
	u32 mods[] = { 0x300000, 0x300800, MB1_CMDLINE, 0 };
	u64 at;

	boot_world_reset(&world, 0x10000);
	for (at = 0; at < 0x1000; at += 4)
		boot_world_u32(&world, 0);
	at = world.base;
	boot_world_put_u32(&world, 0, flags);
	boot_world_put_u32(&world, 4, 640);
	boot_world_put_u32(&world, 8, 31744);
	boot_world_put_u32(&world, 16, at + MB1_CMDLINE);
	boot_world_put_u32(&world, 20, 1);
	boot_world_put_u32(&world, 24, at + MB1_MODS);
	boot_world_put_u32(&world, 44, sizeof(map));
	boot_world_put_u32(&world, 48, at + MB1_MAP);
	boot_world_put_u32(&world, 64, at + MB1_LOADER);
	mods[2] += at;
	memcpy(world.bytes + MB1_CMDLINE, "slate.elf test=a", 17);
	memcpy(world.bytes + MB1_LOADER, "qemu", 5);
	memcpy(world.bytes + MB1_MAP, map, sizeof(map));
	memcpy(world.bytes + MB1_MODS, mods, sizeof(mods));
}

static void test_mb1(void)
{
	mb1_world(1 | 1 << 2 | 1 << 3 | 1 << 6 | 1 << 9);
	parse(MULTIBOOT1_LOADER_MAGIC);
	EXPECT(!info.faults && info.protocol == BOOT_MULTIBOOT1);
	EXPECT(!strcmp(info.loader, "qemu") && !strcmp(info.cmdline, "test=a"));
	EXPECT(info.nr_ranges == 2 && ranges[1].size == 0x1f00000);
	EXPECT(info.nr_modules == 1 && !strcmp(info.modules[0].cmdline, "slate.elf test=a"));
	EXPECT(info.framebuffer.type == BOOT_FB_NONE);

	mb1_world(1 | 1 << 2);
	parse(MULTIBOOT1_LOADER_MAGIC);
	EXPECT(has(BOOT_FAULT_NO_MAP) && info.nr_ranges == 2 && !strcmp(info.cmdline, "slate.elf test=a"));

	mb1_world(1 << 6);
	boot_world_put_u32(&world, MB1_MAP, 0);
	parse(MULTIBOOT1_LOADER_MAGIC);
	EXPECT(has(BOOT_FAULT_ENTRY_SIZE) && !info.nr_ranges);

	mb1_world(1 << 6);
	boot_world_put_u32(&world, MB1_MAP, 0xfffffffc);
	parse(MULTIBOOT1_LOADER_MAGIC);
	EXPECT(info.nr_ranges == 1);

	mb1_world(1 << 6 | 1 << 3);
	boot_world_put_u32(&world, 48, 0xfffffff0);
	boot_world_put_u32(&world, 20, 0xffffffff);
	parse(MULTIBOOT1_LOADER_MAGIC);
	EXPECT(has(BOOT_FAULT_UNREADABLE) && has(BOOT_FAULT_TOO_MANY));

	mb1_world(1 << 12);
	boot_world_put_u32(&world, 88, 0xb8000);
	boot_world_put_u32(&world, 96, 160);
	boot_world_put_u32(&world, 100, 80);
	boot_world_put_u32(&world, 104, 25);
	boot_world_put_u32(&world, 108, 16 | 2 << 8);
	parse(MULTIBOOT1_LOADER_MAGIC);
	EXPECT(info.framebuffer.type == BOOT_FB_TEXT && info.framebuffer.height == 25);
	boot_world_put_u32(&world, 96, 159);
	parse(MULTIBOOT1_LOADER_MAGIC);
	EXPECT(has(BOOT_FAULT_FRAMEBUFFER) && info.framebuffer.type == BOOT_FB_NONE);

	parse(0x12345678);
	EXPECT(info.protocol == BOOT_UNKNOWN && has(BOOT_FAULT_NO_MAP));
}

static void cmdline_becomes(const char *from, const char *to)
{
	mb2_begin();
	tag(1, from, strlen(from) + 1);
	mb2_end();
	parse(MULTIBOOT2_LOADER_MAGIC);
	if (strcmp(info.cmdline, to))
		printf("%s became %s, not %s\n", from, info.cmdline, to);
	EXPECT(!strcmp(info.cmdline, to));
}

static void test_cmdline(void)
{
	cmdline_becomes("", "");
	cmdline_becomes("   ", "   ");
	cmdline_becomes("a b=c", "a b=c");
	cmdline_becomes("\"run=test; poweroff\"", "run=\"test; poweroff\"");
	cmdline_becomes("x=\"a b\" \"y=c d\" z", "x=\"a b\" y=\"c d\" z");
	cmdline_becomes("\"plain words\" \"=v w\"", "\"plain words\" \"=v w\"");
	cmdline_becomes("\"a b=c\"", "\"a b=c\"");
	cmdline_becomes("\"open=a b", "open=\"a b");
	cmdline_becomes("\"q=\"a", "\"q=\"a");
}

/* Damage a good structure in a few places, many times. */
static void test_damage(unsigned long rounds)
{
	unsigned int i;

	while (rounds--) {
		bool two = host_below(2);

		if (two)
			mb2_good_world();
		else
			mb1_world(host_random());
		for (i = host_below(6); i > 0; i--) {
			u32 at = host_below(world.used);

			world.bytes[at] = host_below(4) ? host_random() : 0xff * host_below(2);
		}
		parse(two ? MULTIBOOT2_LOADER_MAGIC : MULTIBOOT1_LOADER_MAGIC);
	}
}

int main(void)
{
	host_seed_random();
	test_mb2_good();
	test_mb2_bad();
	test_mb2_sizes();
	test_mb2_too_many();
	test_long_cmdline();
	test_mb1();
	test_cmdline();
	test_damage(host_rounds(20000));
	return host_summary();
}
