// SPDX-License-Identifier: MIT
/*
 * drivers/video/framebuffer.c: the picture that the boot loader has set up, as a console.
 *
 * Problem.  A PC that was booted by UEFI has no text mode, and perhaps no serial port: without this it
 *           would boot in the dark.
 * Idea.     The loader tells where the picture lies, how long a line is and which bits are which colour.
 *           It is mapped write-combining, so that the CPU collects neighbouring stores; it is only ever
 *           written, since reading it back is very slow. A character is drawn as 8 x 16 dots, each row of
 *           the font twice; the cursor is a bar under the cell. screen.c is the terminal.
 *
 *     addr + y * pitch + x * bytes per dot;   dot = red << red_pos | green << green_pos | blue << blue_pos
 *
 * Left out. Dots that are indices into a palette (8 bits and less): such a picture is reported and left
 *           alone. Setting modes: the loader's is kept.
 * Sources.  Multiboot2 specification, "Framebuffer info"; Intel SDM vol. 3, "Page Attribute Table".
 */
#include "screen.h"
#include <linux/init.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <slate/boot_info.h>
#include <slate/video.h>

#define CELL_WIDTH    8
#define CELL_HEIGHT   16
#define GLYPH_LEFT    1 /* dots before the letter */
#define GLYPH_TOP     1
#define MAX_COLUMNS   240
#define MAX_ROWS      100
#define HISTORY_LINES 500

static struct {
	u8 __iomem *base;
	unsigned int pitch, dot_bytes;
	u32 dots[16]; /* VGA's colours as dots of this picture */
	unsigned int cursor; /* place where the bar is drawn, or beyond all */
} picture;

static struct screen fb_screen;

/* 8 bits of each colour into the fields of a dot. */
static u32 make_dot(const struct boot_framebuffer *fb, u32 red, u32 green, u32 blue)
{
	return red >> (8 - min_t(u8, fb->red_size, 8)) << fb->red_pos |
	       green >> (8 - min_t(u8, fb->green_size, 8)) << fb->green_pos |
	       blue >> (8 - min_t(u8, fb->blue_size, 8)) << fb->blue_pos;
}

/* Bit 0 blue, bit 1 green, bit 2 red, bit 3 bright; dark yellow is brown, as on every PC. */
static void make_colours(const struct boot_framebuffer *fb)
{
	for (unsigned int i = 0; i < 16; i++) {
		u32 low = i & 8 ? 0x55 : 0, high = low + 0xaa;

		picture.dots[i] = make_dot(fb, i & 4 ? high : low, i == 6 ? 0x55 : i & 2 ? high : low,
					   i & 1 ? high : low);
	}
}

static void put_dot(u8 __iomem *at, u32 dot)
{
	switch (picture.dot_bytes) {
	case 4:
		writel_relaxed(dot, at);
		break;
	case 3:
		writeb(dot, at);
		writeb(dot >> 8, at + 1);
		writeb(dot >> 16, at + 2);
		break;
	default:
		writew(dot, at);
	}
}

static u8 __iomem *place_of(struct screen *s, unsigned int place)
{
	return picture.base + place / s->columns * CELL_HEIGHT * picture.pitch +
	       place % s->columns * CELL_WIDTH * picture.dot_bytes;
}

/* One row of a cell: bit 7 of @bits is its leftmost dot. */
static void draw_row(u8 __iomem *at, u8 bits, u32 on, u32 off)
{
	for (int x = 0; x < CELL_WIDTH; x++, at += picture.dot_bytes)
		put_dot(at, bits & 0x80 >> x ? on : off);
}

static void fb_draw(struct screen *s, unsigned int place, u16 cell)
{
	u8 __iomem *at = place_of(s, place);
	u32 on = picture.dots[cell >> 8 & 15], off = picture.dots[cell >> 12];
	u8 c = cell;
	const u8 *glyph = font_5x7[(c >= FONT_FIRST && c <= FONT_LAST ? c : '?') - FONT_FIRST];

	for (int y = 0; y < CELL_HEIGHT; y++, at += picture.pitch) {
		int row = (y - GLYPH_TOP) / 2;
		u8 bits = y >= GLYPH_TOP && row < FONT_ROWS ? glyph[row] << (8 - 5 - GLYPH_LEFT) : 0;

		draw_row(at, bits, on, off);
	}
}

static void fb_show_cursor(struct screen *s, unsigned int place)
{
	unsigned int end = s->columns * s->rows;

	if (picture.cursor < end && picture.cursor != place)
		fb_draw(s, picture.cursor, s->shown[picture.cursor]);
	picture.cursor = place;
	if (place >= end)
		return;
	for (int y = CELL_HEIGHT - 1; y < CELL_HEIGHT; y++)
		draw_row(place_of(s, place) + y * picture.pitch, 0xff, picture.dots[7], 0);
}

static bool usable(const struct boot_framebuffer *fb)
{
	if (fb->type != BOOT_FB_RGB)
		return false;
	return fb->width >= 40 * CELL_WIDTH && fb->height >= 4 * CELL_HEIGHT && fb->bpp >= 15;
}

static bool __init map_picture(const struct boot_framebuffer *fb)
{
	size_t bytes = (size_t)fb->pitch * fb->height;

	picture.base = ioremap_wc(fb->addr, bytes);
	if (!picture.base)
		return false;
	request_mem_region(fb->addr, bytes, "framebuffer");
	picture.pitch = fb->pitch;
	picture.dot_bytes = DIV_ROUND_UP(fb->bpp, 8);
	return true;
}

static bool __init allocate_cells(struct screen *s)
{
	unsigned int count = s->columns * s->rows;

	s->cells = vmalloc(count * 2 * sizeof(u16));
	s->history = vzalloc(HISTORY_LINES * s->columns * sizeof(u16));
	if (!s->cells || !s->history) {
		vfree(s->cells);
		vfree(s->history);
		return false;
	}
	s->shown = s->cells + count;
	s->history_lines = HISTORY_LINES;
	for (unsigned int i = 0; i < count; i++) {
		s->cells[i] = CELL(' ', COLOUR_NORMAL);
		s->shown[i] = 0; /* unlike any cell: all are drawn once */
	}
	return true;
}

void __init framebuffer_console_init(void)
{
	const struct boot_framebuffer *fb = &boot_info.framebuffer;
	struct screen *s = &fb_screen;

	if (fb->type == BOOT_FB_NONE || fb->type == BOOT_FB_TEXT)
		return;
	if (!usable(fb)) {
		pr_info("framebuffer: %ux%u dots of %u bits, type %d: no console on it\n", fb->width,
			fb->height, fb->bpp, fb->type);
		return;
	}
	s->columns = min(fb->width / CELL_WIDTH, (u32)MAX_COLUMNS);
	s->rows = min(fb->height / CELL_HEIGHT, (u32)MAX_ROWS);
	if (!allocate_cells(s) || !map_picture(fb)) {
		pr_err("framebuffer: no room to map %u bytes at %#llx\n", fb->pitch * fb->height, fb->addr);
		return;
	}
	make_colours(fb);
	picture.cursor = s->columns * s->rows;
	s->draw = fb_draw;
	s->show_cursor = fb_show_cursor;
	pr_info("framebuffer: console of %u x %u characters at %#llx, %s\n", s->columns, s->rows, fb->addr,
		pat_enabled() ? "write-combining" : "uncached");
	screen_register(s);
}
