// SPDX-License-Identifier: MIT
/* tests/test_screen.c: the terminal of drivers/video/screen.c on a grid of five lines of ten. */
#include "drivers/video/screen.h"
#include <kunit/test.h>
#include <linux/string.h>

#define COLUMNS 10
#define ROWS	5
#define HISTORY 8

static u16 cells[COLUMNS * ROWS], shown[COLUMNS * ROWS], history[COLUMNS * HISTORY];
static unsigned int drawn, cursor;

static void count_draw(struct screen *s, unsigned int place, u16 cell)
{
	drawn++;
}

static void note_cursor(struct screen *s, unsigned int place)
{
	cursor = place;
}

static struct screen grid;

static int clear_grid(struct kunit *test)
{
	memset(&grid, 0, sizeof(grid));
	grid = (struct screen){ .columns = COLUMNS, .rows = ROWS, .cells = cells, .shown = shown,
				.history = history, .history_lines = HISTORY, .draw = count_draw,
				.show_cursor = note_cursor, .colour = COLOUR_NORMAL };
	for (int i = 0; i < COLUMNS * ROWS; i++)
		cells[i] = shown[i] = CELL(' ', COLOUR_NORMAL);
	drawn = 0;
	return 0;
}

static void put(const char *text)
{
	screen_put(&grid, text, strlen(text));
}

static void expect_line(struct kunit *test, int row, const char *text)
{
	char line[COLUMNS + 1];

	for (int i = 0; i < COLUMNS; i++)
		line[i] = cells[row * COLUMNS + i];
	line[COLUMNS] = '\0';
	KUNIT_EXPECT_STREQ(test, strim(line), text);
}

static void a_full_line_wraps_with_the_next_character(struct kunit *test)
{
	put("0123456789");
	KUNIT_EXPECT_EQ(test, grid.row, 0);
	put("a\rb");
	expect_line(test, 0, "0123456789");
	expect_line(test, 1, "b");
}

static void the_last_line_scrolls_and_the_first_is_kept(struct kunit *test)
{
	put("one\ntwo\nthree\nfour\nfive\nsix");
	expect_line(test, 0, "two");
	expect_line(test, 4, "six");
	KUNIT_EXPECT_EQ(test, grid.scrolled, 1);
	KUNIT_EXPECT_EQ(test, history[0], CELL('o', COLOUR_NORMAL));
}

static void sequences_place_clear_and_colour(struct kunit *test)
{
	put("abcdef\033[1;3H\033[K\033[31;1mX\033[0m\033[3;1Hend");
	expect_line(test, 0, "abX");
	KUNIT_EXPECT_EQ(test, cells[2], CELL('X', 4 | COLOUR_BRIGHT));
	expect_line(test, 2, "end");
	put("\033[2J");
	expect_line(test, 0, "");
	put("\033[999;999H!\033[A\033[2Dv");
	KUNIT_EXPECT_EQ(test, cells[COLUMNS * ROWS - 1], CELL('!', COLOUR_NORMAL));
	KUNIT_EXPECT_EQ(test, cells[COLUMNS * (ROWS - 1) - 3], CELL('v', COLOUR_NORMAL));
}

static void noise_harms_nothing(struct kunit *test)
{
	static const char noise[] = "\033[9999999999;;;;;;;;;5H\033[\033\033[?25l\xff\xfe\x01\x9b\177\b\b\b\b\b\b\033[1000A";

	for (int i = 0; i < 50; i++)
		screen_put(&grid, noise, sizeof(noise));
	KUNIT_EXPECT_LT(test, grid.row, ROWS);
	KUNIT_EXPECT_LE(test, grid.column, COLUMNS);
	put("\033[2J\033[Hok");
	expect_line(test, 0, "ok");
}

static void only_what_differs_is_drawn(struct kunit *test)
{
	put("abc");
	screen_update(&grid);
	KUNIT_EXPECT_EQ(test, drawn, 3);
	KUNIT_EXPECT_EQ(test, cursor, 3);
	put("\rabd");
	screen_update(&grid);
	KUNIT_EXPECT_EQ(test, drawn, 4);
	put("\n\n\n\n\n\n\n\n\033[Habd");
	screen_update(&grid);
	KUNIT_EXPECT_EQ(test, drawn, 4);
}

static struct kunit_case screen_cases[] = {
	KUNIT_CASE(a_full_line_wraps_with_the_next_character),
	KUNIT_CASE(the_last_line_scrolls_and_the_first_is_kept),
	KUNIT_CASE(sequences_place_clear_and_colour),
	KUNIT_CASE(noise_harms_nothing),
	KUNIT_CASE(only_what_differs_is_drawn),
	{}
};

static struct kunit_suite screen_suite = {
	.name = "screen",
	.init = clear_grid,
	.test_cases = screen_cases,
};
kunit_test_suite(screen_suite);
