/* SPDX-License-Identifier: MIT */
/* kernel/line_editor.h: one editable line of text. Pure: bytes in, bytes out, no kernel underneath. */
#ifndef _KERNEL_LINE_EDITOR_H
#define _KERNEL_LINE_EDITOR_H

#include <linux/types.h>

#define LINE_SIZE	512 /* bytes of a line with its final zero */
#define LINE_HISTORY	32  /* lines that are remembered; a power of two */
#define BELL "\a" /* what the user hears when nothing can be done */
#define COMPLETION_SIZE 128 /* bytes of the longest word that is completed, with its final zero */

/* What feeding a byte led to. */
enum line_event {
	LINE_MORE,	/* go on typing */
	LINE_DONE,	/* Enter: editor->line is the line */
	LINE_CANCELLED, /* Ctrl-C: the line is empty */
};

/* Candidates for the word before the cursor, gathered by offer_completion(). */
struct completions {
	const char *word; /* what was typed of it */
	size_t word_len;
	unsigned int count;
	char common[COMPLETION_SIZE]; /* the longest beginning that all candidates share */
	void (*each)(struct completions *list, const char *candidate); /* may be NULL */
	void *context;
};

struct line_editor;

/**
 * struct line_editor - a line being typed.
 * @line: text so far, always ended by zero and always whole UTF-8 characters.
 * @len: bytes of it; @cursor: bytes before the cursor, at the start of a character.
 * @state, @parameter: of the escape sequence that is coming in.
 * @pending: a UTF-8 character that is coming in: @pending_len of @pending_need bytes.
 * @history: the last lines, oldest overwritten first; @history_count ever stored.
 * @browse: how many lines back the user looks, 0 = at the line itself, kept in @draft meanwhile.
 * @tabs: how often Tab was hit in a row.
 */
struct line_editor {
	char line[LINE_SIZE];
	unsigned int len, cursor;
	unsigned int state, parameter;
	char pending[4];
	unsigned int pending_len, pending_need;
	unsigned int tabs;
	char history[LINE_HISTORY][LINE_SIZE];
	unsigned int history_count, browse;
	char draft[LINE_SIZE];
	const char *prompt;
	void (*write)(struct line_editor *editor, const char *text, size_t len);
	void (*complete)(struct line_editor *editor, struct completions *list); /* may be NULL */
	bool after_cr; /* a line feed that follows belongs to the line that has ended */
};

/* Forget the line (not the history) and show the prompt. */
void line_editor_begin(struct line_editor *editor);
/* Take one byte from the terminal. After LINE_DONE the line is in the history; begin the next one. */
enum line_event line_editor_feed(struct line_editor *editor, u8 byte);
/* Every invariant of the struct. Return: number of faults. */
int line_editor_check(const struct line_editor *editor);

/* Where the word before the cursor begins, in bytes; fills @list->word. */
unsigned int completion_begin(const struct line_editor *editor, struct completions *list,
			      char *word);

/* Between line_editor.c and line_complete.c: text to the terminal, text into the line, all of it again. */
void line_editor_print(struct line_editor *editor, const char *text);
void line_editor_insert(struct line_editor *editor, const char *text, unsigned int len);
void line_editor_redraw(struct line_editor *editor);
void line_editor_complete(struct line_editor *editor);

#endif
