// SPDX-License-Identifier: MIT
/*
 * kernel/line_editor.c: edit one line on any terminal.
 *
 * Problem.  A terminal sends bytes: letters, UTF-8 in several bytes, arrows as escape sequences, and,
 *           on a bad line, anything at all. It may understand nothing but printable text, backspace
 *           and line feed.
 * Idea.     A state machine that takes a byte at a time. The screen is only ever changed by printing
 *           characters and moving back with backspaces: what stands right of the cursor is printed
 *           again after each change, then the cursor goes back.
 *
 *     plain --ESC--> escape --'['--> sequence --final byte--> plain
 *       |               `----'O'--> ss3 ------any byte-----> plain
 *       `--first byte of UTF-8--> (pending) --last byte--> insert whole
 *
 * Invariants (line_editor_check walks them): cursor <= len < LINE_SIZE; line[len] is zero; cursor lies
 *           at the start of a character; the line holds no control characters.
 * Locks.    None: each editor belongs to one thread.
 * Paths.    line_editor_feed -> plain_byte | sequence_end -> line_editor_insert | delete_bytes | move_to
 * Cost.     A byte costs at most one reprint of the line.
 * Left out. Characters that are two columns wide, and lines longer than the terminal: both are edited
 *           rightly and may look wrong until Ctrl-L.
 * Sources.  ECMA-48 "Control Functions", 5.4; the keys are those of GNU readline.
 */
#include <linux/minmax.h>
#include <linux/string.h>
#include "line_editor.h"

#define CTRL(c)	  ((c) & 0x1f)
#define ESC	  0x1b
#define DELETE	  0x7f

#define MAX_PARAM 99

enum editor_state { STATE_PLAIN, STATE_ESCAPE, STATE_SEQUENCE, STATE_SS3 };

/* ---- the screen ---- */

static void put(struct line_editor *e, const char *text, size_t len)
{
	if (len)
		e->write(e, text, len);
}

void line_editor_print(struct line_editor *e, const char *text)
{
	put(e, text, strlen(text));
}

static void put_repeated(struct line_editor *e, const char *eight, unsigned int count)
{
	for (; count >= 8; count -= 8)
		put(e, eight, 8);
	put(e, eight, count);
}

static bool continues_character(char c)
{
	return (c & 0xc0) == 0x80;
}

/* How many columns @len bytes of text take. */
static unsigned int columns(const char *text, unsigned int len)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < len; i++)
		n += !continues_character(text[i]);
	return n;
}

static void move_back(struct line_editor *e, unsigned int cols)
{
	put_repeated(e, "\b\b\b\b\b\b\b\b", cols);
}

static void print_tail(struct line_editor *e, unsigned int erased_columns)
{
	const char *tail = e->line + e->cursor;
	unsigned int len = e->len - e->cursor;

	put(e, tail, len);
	put_repeated(e, "        ", erased_columns);
	move_back(e, columns(tail, len) + erased_columns);
}

void line_editor_redraw(struct line_editor *e)
{
	line_editor_print(e, e->prompt);
	put(e, e->line, e->cursor);
	print_tail(e, 0);
}

/* ---- the line ---- */

static unsigned int next_char(const struct line_editor *e, unsigned int at)
{
	if (at < e->len)
		at++;
	while (at < e->len && continues_character(e->line[at]))
		at++;
	return at;
}

static unsigned int prev_char(const struct line_editor *e, unsigned int at)
{
	if (at)
		at--;
	while (at && continues_character(e->line[at]))
		at--;
	return at;
}

static void move_to(struct line_editor *e, unsigned int at)
{
	if (at < e->cursor)
		move_back(e, columns(e->line + at, e->cursor - at));
	else
		put(e, e->line + e->cursor, at - e->cursor);
	e->cursor = at;
}

void line_editor_insert(struct line_editor *e, const char *text, unsigned int len)
{
	if (e->len + len >= LINE_SIZE) {
		line_editor_print(e, BELL);
		return;
	}
	memmove(e->line + e->cursor + len, e->line + e->cursor, e->len - e->cursor + 1);
	memcpy(e->line + e->cursor, text, len);
	e->len += len;
	put(e, text, len);
	e->cursor += len;
	if (e->cursor < e->len)
		print_tail(e, 0);
}

/* Remove what lies between @from and @to; the cursor goes to @from. */
static void delete_bytes(struct line_editor *e, unsigned int from, unsigned int to)
{
	unsigned int cols = columns(e->line + from, to - from);

	if (from == to) {
		line_editor_print(e, BELL);
		return;
	}
	move_to(e, from);
	memmove(e->line + from, e->line + to, e->len - to + 1);
	e->len -= to - from;
	print_tail(e, cols);
}

static void replace_line(struct line_editor *e, const char *text)
{
	unsigned int old = columns(e->line, e->len);

	move_to(e, 0);
	strscpy(e->line, text, LINE_SIZE);
	e->len = strlen(e->line);
	put(e, e->line, e->len);
	e->cursor = e->len;
	if (old > columns(e->line, e->len))
		print_tail(e, old - columns(e->line, e->len));
}

static unsigned int word_start(const struct line_editor *e)
{
	unsigned int at = e->cursor;

	while (at && e->line[at - 1] == ' ')
		at--;
	while (at && e->line[at - 1] != ' ')
		at--;
	return at;
}

/* ---- history ---- */

static char *history_line(struct line_editor *e, unsigned int back)
{
	return e->history[(e->history_count - back) % LINE_HISTORY];
}

static void remember(struct line_editor *e)
{
	if (!e->len || (e->history_count && !strcmp(history_line(e, 1), e->line)))
		return;
	strscpy(e->history[e->history_count % LINE_HISTORY], e->line, LINE_SIZE);
	e->history_count++;
}

static void browse(struct line_editor *e, unsigned int back)
{
	if (back > min(e->history_count, (unsigned int)LINE_HISTORY)) {
		line_editor_print(e, BELL);
		return;
	}
	if (!e->browse)
		strscpy(e->draft, e->line, LINE_SIZE);
	e->browse = back;
	replace_line(e, back ? history_line(e, back) : e->draft);
}

/* ---- bytes ---- */

static enum line_event end_line(struct line_editor *e)
{
	move_to(e, e->len);
	line_editor_print(e, "\n");
	remember(e);
	e->browse = 0;
	return LINE_DONE;
}

static enum line_event cancel_line(struct line_editor *e)
{
	line_editor_print(e, "^C\n");
	e->len = e->cursor = e->browse = 0;
	e->line[0] = '\0';
	return LINE_CANCELLED;
}

static void clear_screen(struct line_editor *e)
{
	line_editor_print(e, "\033[H\033[2J");
	line_editor_redraw(e);
}

/* What an arrow and its control letter share. */
static void move_or_browse(struct line_editor *e, u8 letter)
{
	switch (letter) {
	case 'A':
		browse(e, e->browse + 1);
		break;
	case 'B':
		if (e->browse)
			browse(e, e->browse - 1);
		break;
	case 'C':
		move_to(e, next_char(e, e->cursor));
		break;
	case 'D':
		move_to(e, prev_char(e, e->cursor));
		break;
	case 'H':
		move_to(e, 0);
		break;
	case 'F':
		move_to(e, e->len);
		break;
	}
}

static enum line_event control_byte(struct line_editor *e, u8 byte)
{
	static const char letter_of[32] = {
		[CTRL('a')] = 'H', [CTRL('e')] = 'F', [CTRL('p')] = 'A', [CTRL('n')] = 'B',
		[CTRL('f')] = 'C', [CTRL('b')] = 'D',
	};

	switch (byte) {
	case '\r':
	case '\n':
		return end_line(e);
	case CTRL('c'):
		return cancel_line(e);
	case CTRL('h'):
	case DELETE:
		delete_bytes(e, prev_char(e, e->cursor), e->cursor);
		break;
	case CTRL('d'):
		delete_bytes(e, e->cursor, next_char(e, e->cursor));
		break;
	case CTRL('k'):
		if (e->cursor < e->len)
			delete_bytes(e, e->cursor, e->len);
		break;
	case CTRL('u'):
		if (e->cursor)
			delete_bytes(e, 0, e->cursor);
		break;
	case CTRL('w'):
		delete_bytes(e, word_start(e), e->cursor);
		break;
	case CTRL('l'):
		clear_screen(e);
		break;
	case '\t':
		line_editor_complete(e);
		break;
	case ESC:
		e->state = STATE_ESCAPE;
		break;
	default:
		move_or_browse(e, byte < 32 ? letter_of[byte] : 0);
	}
	return LINE_MORE;
}

/* The final byte of ESC [ ... : a letter, or '~' behind a number. */
static void sequence_end(struct line_editor *e, u8 byte)
{
	static const char letter_of[] = { [1] = 'H', [4] = 'F', [7] = 'H', [8] = 'F' };

	e->state = STATE_PLAIN;
	if (byte != '~')
		move_or_browse(e, byte);
	else if (e->parameter == 3)
		delete_bytes(e, e->cursor, next_char(e, e->cursor));
	else if (e->parameter < sizeof(letter_of))
		move_or_browse(e, letter_of[e->parameter]);
}

static void sequence_byte(struct line_editor *e, u8 byte)
{
	if (e->state == STATE_ESCAPE) {
		e->parameter = 0;
		e->state = byte == '[' ? STATE_SEQUENCE : byte == 'O' ? STATE_SS3 : STATE_PLAIN;
	} else if (e->state == STATE_SS3 || (byte >= 0x40 && byte <= 0x7e)) {
		sequence_end(e, byte);
	} else if (byte >= '0' && byte <= '9') {
		e->parameter = min(e->parameter * 10 + (byte - '0'), (unsigned int)MAX_PARAM);
	} else if (byte < 0x20 || byte > 0x7e) {
		e->state = STATE_PLAIN;
	}
}

/* Bytes that a character with this first byte has; 0 where none begins so. */
static unsigned int utf8_length(u8 byte)
{
	if (byte < 0x80)
		return 1;
	if (byte >= 0xc2 && byte <= 0xdf)
		return 2;
	if (byte >= 0xe0 && byte <= 0xef)
		return 3;
	return byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;
}

/* Printable bytes: gather a character, insert it whole. A broken one is dropped. */
static void text_byte(struct line_editor *e, u8 byte)
{
	if (e->pending_len && !continues_character(byte))
		e->pending_len = 0;
	if (!e->pending_len) {
		e->pending_need = utf8_length(byte);
		if (!e->pending_need)
			return;
	}
	e->pending[e->pending_len++] = byte;
	if (e->pending_len < e->pending_need)
		return;
	e->pending_len = 0;
	line_editor_insert(e, e->pending, e->pending_need);
}

enum line_event line_editor_feed(struct line_editor *e, u8 byte)
{
	bool second_half = byte == '\n' && e->after_cr;

	e->after_cr = byte == '\r';
	if (second_half)
		return LINE_MORE;
	e->tabs = byte == '\t' ? e->tabs + 1 : 0;
	if (byte == CTRL('c') || byte == '\r' || byte == '\n')
		e->state = STATE_PLAIN;
	if (e->state != STATE_PLAIN) {
		sequence_byte(e, byte);
		return LINE_MORE;
	}
	if (byte >= 0x20 && byte != DELETE) {
		text_byte(e, byte);
		return LINE_MORE;
	}
	e->pending_len = 0;
	return control_byte(e, byte);
}

void line_editor_begin(struct line_editor *e)
{
	e->len = e->cursor = e->browse = e->tabs = 0;
	e->pending_len = 0;
	e->state = STATE_PLAIN;
	e->line[0] = '\0';
	line_editor_print(e, e->prompt);
}

int line_editor_check(const struct line_editor *e)
{
	int faults = 0;

	faults += e->len >= LINE_SIZE || e->cursor > e->len;
	if (faults)
		return faults;
	faults += e->line[e->len] != '\0' || strlen(e->line) != e->len;
	faults += e->cursor < e->len && continues_character(e->line[e->cursor]);
	faults += e->pending_len >= sizeof(e->pending);
	faults += e->browse > min(e->history_count, (unsigned int)LINE_HISTORY);
	for (unsigned int i = 0; i < e->len; i++)
		faults += (u8)e->line[i] < 0x20 || e->line[i] == DELETE;
	return faults;
}
