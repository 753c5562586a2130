// SPDX-License-Identifier: MIT
/*
 * drivers/video/screen.c: a terminal: bytes in, cells out.
 *
 * Problem.  Text mode and framebuffers show the same thing, and reading back from either is slow (video
 *           memory is not cached). Drawing each line of the log on a framebuffer as it comes would cost more
 *           than the boot.
 * Idea.     The terminal works on an array of cells in ordinary memory; a driver only knows how to draw one
 *           cell. Text is taken byte by byte: printable ones fill cells, the line editor's backspaces move
 *           back, and the escape sequences that are used here (colours, places, clearing) are understood.
 *           Text that scrolls is drawn ten times a second, the last of it by a timer: of the lines that
 *           scroll through in between only the last picture is drawn, and of that only what differs from
 *           what is shown.
 *
 *     bytes -> cells[] --(differs from shown[]?)--> draw(place, cell)
 *                |
 *                +--> history[]   lines that left at the top: Shift-PgUp shows them
 *
 * Invariants. row < rows; column <= columns: a full line waits for its next character before it wraps, as
 *           terminals do.
 * Locks.    screen->lock, irqs off; only tried while somebody dies. The picture is then drawn at once.
 * Paths.    screen_write -> put_byte -> put_text_byte | escape_byte;  screen_update -> draw
 * Cost.     UTF-8 beyond ASCII shows as one `?` a character. Fonts of other alphabets are left out.
 * Sources.  ECMA-48, "SGR", "CUP", "ED", "EL".
 */
#include "screen.h"
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <slate/video.h>

#define TAB_STOP      8
#define PICTURE_TICKS (HZ / 10) /* between two pictures of text that scrolls */

static struct screen *the_screen; /* one at most: a machine has text mode or a framebuffer */
static unsigned long drawn_at;	  /* jiffies */

static void touch(struct screen *s, unsigned int first, unsigned int end)
{
	s->dirty_first = min(s->dirty_first, first);
	s->dirty_end = max(s->dirty_end, end);
}

static void set_cell(struct screen *s, unsigned int place, u16 cell)
{
	s->cells[place] = cell;
	touch(s, place, place + 1);
}

static void clear_cells(struct screen *s, unsigned int from, unsigned int to)
{
	while (from < to)
		set_cell(s, from++, CELL(' ', COLOUR_NORMAL));
}

/* The line @back lines above what cells[] begins with: from the history, or a blank one. */
static const u16 *old_line(struct screen *s, unsigned int back)
{
	return &s->history[(s->scrolled - back) % s->history_lines * s->columns];
}

static u16 cell_to_show(struct screen *s, unsigned int place)
{
	unsigned int row = place / s->columns;

	if (row < s->back)
		return old_line(s, s->back - row)[place % s->columns];
	return s->cells[place - s->back * s->columns];
}

/* Draw what differs. Lock held. */
void screen_update(struct screen *s)
{
	for (unsigned int place = s->dirty_first; place < s->dirty_end; place++) {
		u16 cell = cell_to_show(s, place);

		if (s->shown[place] != cell) {
			s->shown[place] = cell;
			s->draw(s, place, cell);
		}
	}
	s->dirty_first = s->columns * s->rows;
	s->dirty_end = 0;
	s->show_cursor(s, s->back ? s->columns * s->rows :
				    s->row * s->columns + min(s->column, s->columns - 1));
	drawn_at = jiffies;
}

static void update_timer_fn(struct timer_list *unused)
{
	unsigned long flags;

	spin_lock_irqsave(&the_screen->lock, flags);
	screen_update(the_screen);
	spin_unlock_irqrestore(&the_screen->lock, flags);
}
static DEFINE_TIMER(update_timer, update_timer_fn);

/*
 * A line or two at once, and everything where nothing ticks (boot) or nothing may come after (panic). More
 * than that means that the text scrolls: ten pictures a second are as many as one can follow. Lock held.
 */
static void update_soon(struct screen *s)
{
	bool little = s->dirty_end < s->dirty_first + 2 * s->columns;

	if (little || oops_in_progress || system_state < SYSTEM_SCHEDULING ||
	    time_after_eq(jiffies, drawn_at + PICTURE_TICKS))
		screen_update(s);
	else if (!timer_pending(&update_timer))
		mod_timer(&update_timer, drawn_at + PICTURE_TICKS);
}

/* Back to the present: whoever prints wants to be seen. */
static void go_to_present(struct screen *s)
{
	if (!s->back)
		return;
	s->back = 0;
	touch(s, 0, s->columns * s->rows);
}

static void new_line(struct screen *s)
{
	unsigned int keep = (s->rows - 1) * s->columns;

	s->column = 0;
	if (++s->row < s->rows)
		return;
	s->row = s->rows - 1;
	if (s->history)
		memcpy(&s->history[s->scrolled % s->history_lines * s->columns], s->cells,
		       s->columns * sizeof(u16));
	s->scrolled++;
	memmove(s->cells, s->cells + s->columns, keep * sizeof(u16));
	clear_cells(s, keep, s->rows * s->columns);
	touch(s, 0, keep);
}

static void put_character(struct screen *s, u8 c)
{
	if (s->column == s->columns)
		new_line(s);
	set_cell(s, s->row * s->columns + s->column++, CELL(c, s->colour));
}

/* Back over the end of a line as well: the editor's line may be longer than the screen is wide. */
static void step_back(struct screen *s)
{
	if (s->column) {
		s->column--;
	} else if (s->row) {
		s->row--;
		s->column = s->columns - 1;
	}
}

static void put_text_byte(struct screen *s, u8 byte)
{
	switch (byte) {
	case '\n':
		new_line(s);
		break;
	case '\r':
		s->column = 0;
		break;
	case '\b':
		step_back(s);
		break;
	case '\t':
		do {
			put_character(s, ' ');
		} while (s->column % TAB_STOP);
		break;
	case 0x1b:
		s->state = SCREEN_ESCAPE;
		break;
	default:
		if (byte >= 0xc0)
			put_character(s, '?');
		else if (byte >= FONT_FIRST && byte <= FONT_LAST)
			put_character(s, byte);
	}
}

/* ESC [ n m: colours; VGA counts blue as 1 and red as 4, terminals the other way round. */
static void set_colour(struct screen *s, unsigned int n)
{
	static const u8 vga_colour[8] = { 0, 4, 2, 6, 1, 5, 3, 7 };

	if (n == 0)
		s->colour = COLOUR_NORMAL;
	else if (n == 1)
		s->colour |= COLOUR_BRIGHT;
	else if (n == 7)
		s->colour = s->colour << 4 | s->colour >> 4;
	else if (n >= 30 && n <= 37)
		s->colour = (s->colour & 0xf8) | vga_colour[n - 30];
	else if (n == 39)
		s->colour = (s->colour & 0xf8) | (COLOUR_NORMAL & 7);
	else if (n >= 40 && n <= 47)
		s->colour = (s->colour & 0x0f) | vga_colour[n - 40] << 4;
	else if (n == 49)
		s->colour &= 0x0f;
	else if (n >= 90 && n <= 97)
		s->colour = (s->colour & 0xf0) | COLOUR_BRIGHT | vga_colour[n - 90];
}

static void move_cursor(struct screen *s, u8 final)
{
	unsigned int n = max(s->params[0], 1u), column = min(s->column, s->columns - 1);

	if (final == 'A')
		s->row -= min(n, s->row);
	else if (final == 'B')
		s->row = min(s->row + n, s->rows - 1);
	else if (final == 'C')
		s->column = min(column + n, s->columns - 1);
	else if (final == 'D')
		s->column = column - min(n, column);
	else if (final == 'G')
		s->column = min(n, s->columns) - 1;
}

static void end_sequence(struct screen *s, u8 final)
{
	unsigned int here = s->row * s->columns + min(s->column, s->columns - 1);

	s->state = SCREEN_TEXT;
	switch (final) {
	case 'm':
		for (unsigned int i = 0; i < s->nr_params; i++)
			set_colour(s, s->params[i]);
		break;
	case 'H':
		s->row = min(max(s->params[0], 1u), s->rows) - 1;
		s->column = min(max(s->params[1], 1u), s->columns) - 1;
		break;
	case 'J':
		clear_cells(s, s->params[0] == 2 ? 0 : here, s->rows * s->columns);
		break;
	case 'K':
		clear_cells(s, here, (s->row + 1) * s->columns);
		break;
	default:
		move_cursor(s, final);
	}
}

static void escape_byte(struct screen *s, u8 byte)
{
	unsigned int *param = &s->params[s->nr_params - 1];

	if (s->state == SCREEN_ESCAPE) {
		s->state = byte == '[' ? SCREEN_SEQUENCE : SCREEN_TEXT;
		s->nr_params = 1;
		memset(s->params, 0, sizeof(s->params));
	} else if (byte >= '0' && byte <= '9') {
		*param = min(*param * 10 + (byte - '0'), 999u);
	} else if (byte == ';') {
		s->nr_params = min(s->nr_params + 1, (unsigned int)SCREEN_PARAMS);
	} else if (byte >= 0x40 && byte <= 0x7e) {
		end_sequence(s, byte);
	} else if (byte < 0x20) {
		s->state = SCREEN_TEXT;
	}
}

void screen_put(struct screen *s, const char *text, unsigned int len)
{
	for (unsigned int i = 0; i < len; i++) {
		if (s->state == SCREEN_TEXT)
			put_text_byte(s, text[i]);
		else
			escape_byte(s, text[i]);
	}
}

static void screen_write(struct console *con, const char *text, unsigned int len)
{
	struct screen *s = con->data;
	unsigned long flags;
	bool locked = true;

	if (oops_in_progress)
		locked = spin_trylock_irqsave(&s->lock, flags);
	else
		spin_lock_irqsave(&s->lock, flags);
	go_to_present(s);
	screen_put(s, text, len);
	update_soon(s);
	if (locked)
		spin_unlock_irqrestore(&s->lock, flags);
}

void screen_scroll_back(int pages)
{
	struct screen *s = the_screen;
	unsigned long flags;
	long back;

	if (!s || !s->history)
		return;
	spin_lock_irqsave(&s->lock, flags);
	back = (long)s->back + pages * (long)(s->rows / 2);
	back = clamp(back, 0L, (long)min(s->rows, min(s->scrolled, s->history_lines)));
	s->back = back;
	touch(s, 0, s->columns * s->rows);
	screen_update(s);
	spin_unlock_irqrestore(&s->lock, flags);
}

void screen_register(struct screen *s)
{
	spin_lock_init(&s->lock);
	s->colour = COLOUR_NORMAL;
	s->dirty_first = 0;
	s->dirty_end = s->columns * s->rows;
	s->console.write = screen_write;
	s->console.flags = CON_PRINTBUFFER;
	s->console.data = s;
	strscpy(s->console.name, "tty", sizeof(s->console.name));
	the_screen = s;
	register_console(&s->console);
}
