/* SPDX-License-Identifier: MIT */
/*
 * drivers/video/screen.h: a terminal on any grid of cells; what shows the cells registers how.
 *
 * A cell is a character (low byte) and its colour (high byte: foreground, background << 4, in VGA's order).
 */
#ifndef _VIDEO_SCREEN_H
#define _VIDEO_SCREEN_H

#include <linux/console.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define CELL(character, colour) ((u16)(colour) << 8 | (u8)(character))
#define COLOUR_NORMAL 0x07 /* light grey on black */
#define COLOUR_BRIGHT 0x08
#define SCREEN_PARAMS 4	   /* of an escape sequence */

#define FONT_FIRST 32
#define FONT_LAST  126
#define FONT_ROWS  7
extern const u8 font_5x7[FONT_LAST - FONT_FIRST + 1][FONT_ROWS];

enum screen_state { SCREEN_TEXT, SCREEN_ESCAPE, SCREEN_SEQUENCE };

struct screen {
	/* Set by the driver before screen_register(). */
	unsigned int columns, rows;
	u16 *cells;	       /* what should be shown: columns * rows */
	u16 *shown;	       /* what is: the same size, or NULL: draw whatever changed */
	u16 *history;	       /* lines that have left at the top, a ring; or NULL */
	unsigned int history_lines;
	void (*draw)(struct screen *screen, unsigned int place, u16 cell);
	void (*show_cursor)(struct screen *screen, unsigned int place);
	struct console console;

	spinlock_t lock; /* all below; only tried while somebody dies */
	unsigned int row, column;
	u8 colour;
	enum screen_state state;
	unsigned int params[SCREEN_PARAMS], nr_params;
	unsigned int dirty_first, dirty_end; /* places to look at when the picture is brought up to date */
	unsigned int scrolled;	/* lines left at the top since boot */
	unsigned int back;	/* lines the user has gone back */
};

/* Take text into cells; draw what differs from what is shown. Lock held, or nobody else has the screen. */
void screen_put(struct screen *screen, const char *text, unsigned int len);
void screen_update(struct screen *screen);

/* Begin to show the log on @screen. Context: boot or later. */
void screen_register(struct screen *screen);

#endif
