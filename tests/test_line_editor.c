// SPDX-License-Identifier: MIT
/* tests/test_line_editor.c: editing a line, completing it, cutting it into words. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/command.h>
#include "kernel/command_line.h"
#include "kernel/line_editor.h"

#define COLUMNS 256

/* A terminal that knows printable text, backspace, bell and line feed, and nothing else. */
struct terminal {
	struct line_editor editor; /* first: the editor's write() finds its terminal by it */
	char row[COLUMNS];
	unsigned int column, bells, lines;
};

static void show(struct line_editor *editor, const char *text, size_t len)
{
	struct terminal *t = container_of(editor, struct terminal, editor);

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\b')
			t->column -= t->column > 0;
		else if (text[i] == '\a')
			t->bells++;
		else if (text[i] == '\n')
			t->column = 0, t->lines++, memset(t->row, 0, sizeof(t->row));
		else if (t->column < COLUMNS - 1 && ((u8)text[i] & 0xc0) != 0x80)
			t->row[t->column++] = text[i];
	}
}

static void offer_fruit(struct line_editor *editor, struct completions *list)
{
	offer_completion(list, "apple");
	offer_completion(list, "apricot");
	offer_completion(list, "banana");
	offer_completion(list, "basket/");
}

static int editor_init(struct kunit *test)
{
	struct terminal *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;
	t->editor.prompt = "";
	t->editor.write = show;
	t->editor.complete = offer_fruit;
	line_editor_begin(&t->editor);
	test->priv = t;
	return 0;
}

static enum line_event type(struct kunit *test, const char *bytes)
{
	struct terminal *t = test->priv;
	enum line_event event = LINE_MORE;

	for (; *bytes; bytes++) {
		event = line_editor_feed(&t->editor, *bytes);
		KUNIT_EXPECT_EQ(test, line_editor_check(&t->editor), 0);
	}
	return event;
}

/* What is in the line is what stands on the screen, but for blanks at its end. */
static void expect_line(struct kunit *test, const char *line)
{
	struct terminal *t = test->priv;
	size_t n = strlen(line);

	KUNIT_EXPECT_STREQ(test, t->editor.line, line);
	KUNIT_EXPECT_EQ(test, memcmp(t->row, line, n), 0);
	KUNIT_EXPECT_EQ(test, strspn(t->row + n, " "), strlen(t->row + n));
}

static void typed_text_is_shown_and_kept(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, type(test, "cat x"), LINE_MORE);
	expect_line(test, "cat x");
	KUNIT_EXPECT_EQ(test, type(test, "\r"), LINE_DONE);
}

static void arrows_move_and_insert_in_the_middle(struct kunit *test)
{
	type(test, "held\033[D\033[Dl\033[D\033[CX");
	expect_line(test, "helXld");
	type(test, "\001>\005<");
	expect_line(test, ">helXld<");
}

static void backspace_and_delete_remove_one_character(struct kunit *test)
{
	type(test, "abcd\177");
	expect_line(test, "abc");
	type(test, "\033[H\033[3~");
	expect_line(test, "bc");
	type(test, "\033OF\b");
	expect_line(test, "b");
}

static void control_letters_cut_the_line(struct kunit *test)
{
	type(test, "one two three\027");
	expect_line(test, "one two ");
	type(test, "\001\033[C\033[C\033[C\013");
	expect_line(test, "one");
	type(test, "\025");
	expect_line(test, "");
}

static void umlauts_are_one_character_each(struct kunit *test)
{
	struct terminal *t = test->priv;

	type(test, "a\303\244\342\202\254z\033[D\177");
	KUNIT_EXPECT_STREQ(test, t->editor.line, "a\303\244z");
	type(test, "\033[D\177");
	KUNIT_EXPECT_STREQ(test, t->editor.line, "\303\244z");
}

static void broken_utf8_never_enters_the_line(struct kunit *test)
{
	type(test, "\200a\303b\377c\342\202d");
	expect_line(test, "abcd");
}

static void history_goes_back_and_returns_to_the_draft(struct kunit *test)
{
	struct terminal *t = test->priv;

	type(test, "first\r");
	line_editor_begin(&t->editor);
	type(test, "second\r");
	line_editor_begin(&t->editor);
	type(test, "dra\033[A\033[A");
	expect_line(test, "first");
	type(test, "\033[B\033[B");
	expect_line(test, "dra");
}

static void history_forgets_the_oldest_and_no_more(struct kunit *test)
{
	struct terminal *t = test->priv;
	char line[8];

	for (int i = 0; i < LINE_HISTORY + 3; i++) {
		snprintf(line, sizeof(line), "l%d\r", i);
		type(test, line);
		line_editor_begin(&t->editor);
	}
	for (int i = 0; i < LINE_HISTORY; i++)
		type(test, "\033[A");
	expect_line(test, "l3");
	type(test, "\033[A");
	expect_line(test, "l3");
}

static void a_full_line_takes_no_more_and_says_so(struct kunit *test)
{
	struct terminal *t = test->priv;

	for (int i = 0; i < LINE_SIZE + 10; i++)
		line_editor_feed(&t->editor, 'x');
	KUNIT_EXPECT_EQ(test, t->editor.len, LINE_SIZE - 1);
	KUNIT_EXPECT_EQ(test, t->bells, 11);
}

static void control_c_empties_the_line_even_within_a_sequence(struct kunit *test)
{
	struct terminal *t = test->priv;

	KUNIT_EXPECT_EQ(test, type(test, "rm\033[1\003"), LINE_CANCELLED);
	KUNIT_EXPECT_EQ(test, t->editor.len, 0);
}

static void carriage_return_and_line_feed_end_one_line(struct kunit *test)
{
	struct terminal *t = test->priv;

	KUNIT_EXPECT_EQ(test, type(test, "a\r"), LINE_DONE);
	line_editor_begin(&t->editor);
	KUNIT_EXPECT_EQ(test, type(test, "\n"), LINE_MORE);
	KUNIT_EXPECT_EQ(test, type(test, "\n"), LINE_DONE);
}

static void tab_completes_what_is_unique_and_what_is_common(struct kunit *test)
{
	type(test, "x b\tn\t");
	expect_line(test, "x banana ");
	type(test, "\025ap\tr\t");
	expect_line(test, "apricot ");
	type(test, "\025bas\t");
	expect_line(test, "basket/");
}

static void a_second_tab_lists_the_candidates(struct kunit *test)
{
	struct terminal *t = test->priv;

	type(test, "ap\t");
	KUNIT_EXPECT_EQ(test, t->lines, 0);
	type(test, "\t");
	KUNIT_EXPECT_EQ(test, t->lines, 2);
	expect_line(test, "ap");
}

/* ---- words ---- */

static void words_are_cut_at_blanks_and_semicolons(struct kunit *test)
{
	char line[] = "  cat a\tb;ls ;; echo x";
	char *argv[COMMAND_MAX_ARGS + 1], *rest = line;

	KUNIT_EXPECT_EQ(test, next_command(&rest, argv), 3);
	KUNIT_EXPECT_STREQ(test, argv[0], "cat");
	KUNIT_EXPECT_STREQ(test, argv[2], "b");
	KUNIT_EXPECT_NULL(test, argv[3]);
	KUNIT_EXPECT_EQ(test, next_command(&rest, argv), 1);
	KUNIT_EXPECT_STREQ(test, argv[0], "ls");
	KUNIT_EXPECT_EQ(test, next_command(&rest, argv), 0);
	KUNIT_EXPECT_EQ(test, next_command(&rest, argv), 2);
	KUNIT_EXPECT_NULL(test, rest);
}

static void quotes_and_backslashes_keep_blanks(struct kunit *test)
{
	char line[] = "echo 'a;b  c' \"d \\\" e\" f\\ g \"\" # rest";
	char *argv[COMMAND_MAX_ARGS + 1], *rest = line;

	KUNIT_EXPECT_EQ(test, next_command(&rest, argv), 5);
	KUNIT_EXPECT_STREQ(test, argv[1], "a;b  c");
	KUNIT_EXPECT_STREQ(test, argv[2], "d \" e");
	KUNIT_EXPECT_STREQ(test, argv[3], "f g");
	KUNIT_EXPECT_STREQ(test, argv[4], "");
}

static void a_quote_without_end_is_refused(struct kunit *test)
{
	char line[] = "echo 'abc";
	char *argv[COMMAND_MAX_ARGS + 1], *rest = line;

	KUNIT_EXPECT_EQ(test, next_command(&rest, argv), -EINVAL);
	KUNIT_EXPECT_NULL(test, rest);
}

static void more_words_than_fit_are_refused(struct kunit *test)
{
	char line[2 * COMMAND_MAX_ARGS + 4];
	char *argv[COMMAND_MAX_ARGS + 1], *rest = line;

	for (int i = 0; i <= COMMAND_MAX_ARGS; i++)
		memcpy(line + 2 * i, "a ", 3);
	KUNIT_EXPECT_EQ(test, next_command(&rest, argv), -E2BIG);
}

static void completion_knows_the_command_it_stands_in(struct kunit *test)
{
	char name[16];

	KUNIT_EXPECT_EQ(test, completion_command("ls; cat /pr", 11, name, sizeof(name)), 1);
	KUNIT_EXPECT_STREQ(test, name, "cat");
	KUNIT_EXPECT_EQ(test, completion_command("echo ';' x; he", 14, name, sizeof(name)), 0);
}

static struct kunit_case line_editor_cases[] = {
	KUNIT_CASE(typed_text_is_shown_and_kept),
	KUNIT_CASE(arrows_move_and_insert_in_the_middle),
	KUNIT_CASE(backspace_and_delete_remove_one_character),
	KUNIT_CASE(control_letters_cut_the_line),
	KUNIT_CASE(umlauts_are_one_character_each),
	KUNIT_CASE(broken_utf8_never_enters_the_line),
	KUNIT_CASE(history_goes_back_and_returns_to_the_draft),
	KUNIT_CASE(history_forgets_the_oldest_and_no_more),
	KUNIT_CASE(a_full_line_takes_no_more_and_says_so),
	KUNIT_CASE(control_c_empties_the_line_even_within_a_sequence),
	KUNIT_CASE(carriage_return_and_line_feed_end_one_line),
	KUNIT_CASE(tab_completes_what_is_unique_and_what_is_common),
	KUNIT_CASE(a_second_tab_lists_the_candidates),
	KUNIT_CASE(words_are_cut_at_blanks_and_semicolons),
	KUNIT_CASE(quotes_and_backslashes_keep_blanks),
	KUNIT_CASE(a_quote_without_end_is_refused),
	KUNIT_CASE(more_words_than_fit_are_refused),
	KUNIT_CASE(completion_knows_the_command_it_stands_in),
	{}
};

static struct kunit_suite line_editor_suite = {
	.name = "line_editor",
	.init = editor_init,
	.test_cases = line_editor_cases,
};
kunit_test_suite(line_editor_suite);
