// SPDX-License-Identifier: MIT
/*
 * drivers/video/vga.c: the text screen at B8000 as a console.
 *
 * Problem.  A PC without a serial cable must show its boot, in colour if a program asks, and the line
 *           editor must work on it.
 * Idea.     The screen is an array of cells, a character and its colour each. Text is taken byte by
 *           byte: printable ones fill cells, the line editor's backspaces move back, and the few escape
 *           sequences that are used here (colours, home, clear) are understood.
 *
 *     B8000 [ S ][07][ l ][07][ a ][07] ...  80 cells a line, 25 lines; the last line full: all move up
 *
 * Invariants. row < ROWS; column <= COLUMNS: a full line waits for its next character before it wraps,
 *           as terminals do.
 * Locks.    screen.lock, irqs off; only tried while somebody dies.
 * Paths.    vga_write -> put_byte -> put_text_byte | escape_byte
 * Cost.     A scroll copies 4 KB by words. UTF-8 beyond ASCII shows as one `?` a character.
 * Left out. Fonts, scrolling back; framebuffers are another console.
 * Sources.  IBM VGA Technical Reference; ECMA-48, "SGR".
 */
#include <asm/io.h>
#include <asm/page.h>
#include <linux/console.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <slate/boot_info.h>
#include <slate/video.h>
#include "vga_regs.h"

#define COLUMNS	      80
#define ROWS	      25
#define TAB_STOP      8
#define COLOUR_NORMAL 0x07 /* light grey on black */
#define COLOUR_BRIGHT 0x08
#define MAX_PARAMS    4

enum parse_state { TEXT, ESCAPE, SEQUENCE };

static struct {
	spinlock_t lock;
	volatile u16 *cells;
	unsigned int row, column;
	u8 colour;
	enum parse_state state;
	unsigned int params[MAX_PARAMS], nr_params;
} screen = {
	.lock = __SPIN_LOCK_UNLOCKED(screen.lock),
	.colour = COLOUR_NORMAL,
};

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

static void show_cursor(void)
{
	unsigned int place = screen.row * COLUMNS + min(screen.column, COLUMNS - 1u);

	crtc_write(VGA_CURSOR_HIGH, place >> 8);
	crtc_write(VGA_CURSOR_LOW, place & 0xff);
}

static void clear_cells(unsigned int from, unsigned int to)
{
	while (from < to)
		screen.cells[from++] = VGA_CELL(' ', COLOUR_NORMAL);
}

static void new_line(void)
{
	screen.column = 0;
	if (++screen.row < ROWS)
		return;
	screen.row = ROWS - 1;
	for (unsigned int i = 0; i < (ROWS - 1) * COLUMNS; i++)
		screen.cells[i] = screen.cells[i + COLUMNS];
	clear_cells((ROWS - 1) * COLUMNS, ROWS * COLUMNS);
}

static void put_character(u8 c)
{
	if (screen.column == COLUMNS)
		new_line();
	screen.cells[screen.row * COLUMNS + screen.column++] = VGA_CELL(c, screen.colour);
}

/* Back over the end of a line as well: the editor's line may be longer than the screen is wide. */
static void step_back(void)
{
	if (screen.column) {
		screen.column--;
	} else if (screen.row) {
		screen.row--;
		screen.column = COLUMNS - 1;
	}
}

static void put_text_byte(u8 byte)
{
	switch (byte) {
	case '\n':
		new_line();
		break;
	case '\r':
		screen.column = 0;
		break;
	case '\b':
		step_back();
		break;
	case '\t':
		do {
			put_character(' ');
		} while (screen.column % TAB_STOP);
		break;
	case 0x1b:
		screen.state = ESCAPE;
		break;
	default:
		if (byte >= 0xc0)
			put_character('?');
		else if (byte >= 0x20 && byte < 0x7f)
			put_character(byte);
	}
}

/* ESC [ n m: colours; VGA counts blue as 1 and red as 4, terminals the other way round. */
static void set_colour(unsigned int n)
{
	static const u8 vga_colour[8] = { 0, 4, 2, 6, 1, 5, 3, 7 };

	if (n == 0)
		screen.colour = COLOUR_NORMAL;
	else if (n == 1)
		screen.colour |= COLOUR_BRIGHT;
	else if (n >= 30 && n <= 37)
		screen.colour = (screen.colour & 0xf8) | vga_colour[n - 30];
	else if (n == 39)
		screen.colour = (screen.colour & 0xf8) | (COLOUR_NORMAL & 7);
	else if (n >= 40 && n <= 47)
		screen.colour = (screen.colour & 0x0f) | vga_colour[n - 40] << 4;
	else if (n == 49)
		screen.colour &= 0x0f;
	else if (n >= 90 && n <= 97)
		screen.colour = (screen.colour & 0xf0) | COLOUR_BRIGHT | vga_colour[n - 90];
}

static void end_sequence(u8 final)
{
	unsigned int here = screen.row * COLUMNS + min(screen.column, COLUMNS - 1u);

	screen.state = TEXT;
	switch (final) {
	case 'm':
		for (unsigned int i = 0; i < screen.nr_params; i++)
			set_colour(screen.params[i]);
		break;
	case 'H':
		screen.row = min(max(screen.params[0], 1u), (unsigned int)ROWS) - 1;
		screen.column = min(max(screen.params[1], 1u), (unsigned int)COLUMNS) - 1;
		break;
	case 'J':
		clear_cells(screen.params[0] == 2 ? 0 : here, ROWS * COLUMNS);
		break;
	case 'K':
		clear_cells(here, (screen.row + 1) * COLUMNS);
		break;
	}
}

static void escape_byte(u8 byte)
{
	unsigned int *param = &screen.params[screen.nr_params - 1];

	if (screen.state == ESCAPE) {
		screen.state = byte == '[' ? SEQUENCE : TEXT;
		screen.nr_params = 1;
		for (unsigned int i = 0; i < MAX_PARAMS; i++)
			screen.params[i] = 0;
	} else if (byte >= '0' && byte <= '9') {
		*param = min(*param * 10 + (byte - '0'), 999u);
	} else if (byte == ';') {
		screen.nr_params = min(screen.nr_params + 1, (unsigned int)MAX_PARAMS);
	} else if (byte >= 0x40 && byte <= 0x7e) {
		end_sequence(byte);
	} else if (byte < 0x20) {
		screen.state = TEXT;
	}
}

static void vga_write(struct console *con, const char *text, unsigned int len)
{
	unsigned long flags;
	bool locked = true;

	if (oops_in_progress)
		locked = spin_trylock_irqsave(&screen.lock, flags);
	else
		spin_lock_irqsave(&screen.lock, flags);
	for (unsigned int i = 0; i < len; i++) {
		if (screen.state == TEXT)
			put_text_byte(text[i]);
		else
			escape_byte(text[i]);
	}
	show_cursor();
	if (locked)
		spin_unlock_irqrestore(&screen.lock, flags);
}

static struct console vga_console = {
	.name = "tty",
	.write = vga_write,
	.flags = CON_PRINTBUFFER,
	.index = 0,
};

/* Does the memory keep what is written, and do the cursor's registers? */
static bool screen_is_there(void)
{
	u16 kept = screen.cells[0];
	u8 cursor = crtc_read(VGA_CURSOR_LOW);
	bool there;

	screen.cells[0] = 0xa55a;
	there = screen.cells[0] == 0xa55a;
	screen.cells[0] = kept;
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
	screen.cells = __va(VGA_TEXT_PHYS);
	if (!screen_is_there())
		return;
	/* Go on below what the firmware and the loader have written. */
	place = crtc_read(VGA_CURSOR_HIGH) << 8 | crtc_read(VGA_CURSOR_LOW);
	screen.row = min(place / COLUMNS, ROWS - 1u);
	if (place % COLUMNS)
		new_line();
	crtc_write(VGA_CURSOR_START, 14);
	crtc_write(VGA_CURSOR_END, 15);
	register_console(&vga_console);
}
