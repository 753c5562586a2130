// SPDX-License-Identifier: MIT
/*
 * drivers/video/vga.c: the text screen at B8000 as a console.
 *
 * The adapter shows an array of cells, a character and its colour each; screen.c is the terminal that
 * fills them. Here is only how a cell is drawn, where the cursor's registers are, and whether the machine
 * has such an adapter at all.
 *
 *     B8000 [ S ][07][ l ][07][ a ][07] ...  80 cells a line, 25 lines
 *
 * Left out. Fonts; framebuffers are another file.
 * Sources.  IBM VGA Technical Reference, "CRT Controller Registers".
 */
#include "screen.h"
#include "vga_regs.h"
#include <asm/io.h>
#include <asm/page.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <slate/boot_info.h>
#include <slate/video.h>

#define COLUMNS	      80
#define ROWS	      25
#define HISTORY_LINES 200

static u16 cells[ROWS * COLUMNS], shown[ROWS * COLUMNS], history[HISTORY_LINES * COLUMNS];
static volatile u16 *video;

static void crtc_write(u8 index, u8 value)
{
	outb(index, VGA_CRTC_INDEX);
	outb(value, VGA_CRTC_DATA);
}

static u8 crtc_read(u8 index)
{
	outb(index, VGA_CRTC_INDEX);
	return inb(VGA_CRTC_DATA);
}

static void vga_draw(struct screen *screen, unsigned int place, u16 cell)
{
	video[place] = cell;
}

/* Beyond the last cell it is not seen. */
static void vga_show_cursor(struct screen *screen, unsigned int place)
{
	crtc_write(VGA_CURSOR_HIGH, place >> 8);
	crtc_write(VGA_CURSOR_LOW, place & 0xff);
}

static struct screen vga_screen = {
	.columns = COLUMNS, .rows = ROWS, .cells = cells, .shown = shown, .history = history,
	.history_lines = HISTORY_LINES, .draw = vga_draw, .show_cursor = vga_show_cursor,
};

/* Does the memory keep what is written, and do the cursor's registers? */
static bool screen_is_there(void)
{
	u16 kept = video[0];
	u8 cursor = crtc_read(VGA_CURSOR_LOW);
	bool there;

	video[0] = 0xa55a;
	there = video[0] == 0xa55a;
	video[0] = kept;
	crtc_write(VGA_CURSOR_LOW, 0x5a);
	there = there && crtc_read(VGA_CURSOR_LOW) == 0x5a;
	crtc_write(VGA_CURSOR_LOW, cursor);
	return there;
}

void __init vga_console_init(void)
{
	unsigned int place;

	if (boot_info.framebuffer.type != BOOT_FB_TEXT && boot_info.framebuffer.type != BOOT_FB_NONE)
		return;
	video = __va(VGA_TEXT_PHYS);
	if (!screen_is_there())
		return;
	/* Go on below what the firmware and the loader have written. */
	for (unsigned int i = 0; i < ROWS * COLUMNS; i++)
		cells[i] = shown[i] = video[i];
	place = crtc_read(VGA_CURSOR_HIGH) << 8 | crtc_read(VGA_CURSOR_LOW);
	vga_screen.row = min(place / COLUMNS + (place % COLUMNS != 0), ROWS - 1u);
	crtc_write(VGA_CURSOR_START, 14);
	crtc_write(VGA_CURSOR_END, 15);
	screen_register(&vga_screen);
}
