// SPDX-License-Identifier: MIT
/*
 * kernel/console.c: the prompt: read a line, run its commands, print what they say.
 *
 * Problem.  Users on a serial line, a keyboard or both want to look at the running kernel; scripts
 *           want the same from the command line; what comes in may be noise.
 * Idea.     One thread. It reads bytes from the one input queue, feeds them to the line editor, cuts
 *           the finished line into commands and calls them one after the other. Commands come from a
 *           table that every floor adds to (slate/command.h).
 *
 *     input_get -> line_editor_feed -> next_command -> find_command -> command->run
 *                        |                                               |
 *                     (echo)                                      console_printf
 *                        `--------> console_write_all <------------------'
 *
 * Rules.    Output of commands goes to the consoles, not to the log. Ctrl-C is seen by the input queue
 *           while a command runs; what was typed before it is thrown away with it. A line that makes no
 *           sense costs one message.
 * Locks.    None: the editor and the words belong to the console's thread. console_run() may be called
 *           from others, which then print through the same consoles.
 * Paths.    Type  console_main -> read_line -> line_editor_feed
 *           Run   console_run -> run_line -> run_command -> command->run
 * Cost.     Nothing while nobody types: the thread sleeps.
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/command.h>
#include <slate/input.h>
#include "command_line.h"
#include "line_editor.h"

#define CONSOLE_PROMPT	 "slate# "
#define COMMAND_NAME_MAX 32
#define PRINT_CHUNK	 256	  /* bytes on the stack; longer texts take memory */
#define PROGRESS_AFTER	 (2 * HZ) /* ticks before a command has to tell how far it is */
#define PROGRESS_EVERY	 (HZ / 2)

static struct {
	struct line_editor editor;
	unsigned long command_began; /* jiffies */
	unsigned long progress_next; /* jiffies */
	bool progress_shown;
	char echo[PRINT_CHUNK]; /* what the editor wrote and nobody has seen yet */
	unsigned int echoed;
} console;

/* ---- output ---- */

void console_puts(const char *text, size_t len_bytes)
{
	while (len_bytes) {
		size_t n = min(len_bytes, (size_t)4 * PRINT_CHUNK);

		console_write_all(text, n);
		text += n;
		len_bytes -= n;
	}
}

void console_vprintf(const char *fmt, va_list args)
{
	char chunk[PRINT_CHUNK];
	va_list again;
	int len;
	char *text;

	va_copy(again, args);
	len = vsnprintf(chunk, sizeof(chunk), fmt, args);
	if (len < (int)sizeof(chunk)) {
		console_puts(chunk, len);
	} else {
		text = kmalloc(len + 1, GFP_KERNEL);
		if (text)
			vsnprintf(text, len + 1, fmt, again);
		console_puts(text ? text : chunk, text ? len : (int)sizeof(chunk) - 1);
		kfree(text);
	}
	va_end(again);
}

void console_printf(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	console_vprintf(fmt, args);
	va_end(args);
}

/* ---- long work ---- */

bool console_interrupted(void)
{
	return input_interrupted();
}

static void progress_begin(void)
{
	console.command_began = jiffies;
	console.progress_next = jiffies + PROGRESS_AFTER;
	console.progress_shown = false;
}

static void progress_end(void)
{
	if (console.progress_shown)
		console_printf("\n");
	console.progress_shown = false;
}

bool console_progress(const char *what, u64 done, u64 total)
{
	cond_resched();
	if (time_after_eq(jiffies, console.progress_next)) {
		unsigned int seconds = (jiffies - console.command_began) / HZ;

		if (total)
			console_printf("\r%s: %llu of %llu (%u %%), %u s ", what, done, total,
				       (unsigned int)div64_u64(done * 100, total), seconds);
		else
			console_printf("\r%s: %llu, %u s ", what, done, seconds);
		console.progress_shown = true;
		console.progress_next = jiffies + PROGRESS_EVERY;
	}
	return console_interrupted();
}

/* ---- commands ---- */

static const struct command *find_command(const char *name)
{
	for (const struct command *c = __start_command; c < __stop_command; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

static int run_command(int argc, char **argv)
{
	const struct command *command = find_command(argv[0]);
	int error;

	if (!command) {
		console_printf("%s: command not found; `help' lists them\n", argv[0]);
		return -ENOENT;
	}
	progress_begin();
	error = command->run(argc, argv);
	progress_end();
	if (error)
		console_printf("%s: %s\n", argv[0], errno_text(error));
	if (error == -EINVAL && *command->synopsis)
		console_printf("usage: %s %s\n", command->name, command->synopsis);
	return error;
}

/* Run each command of @line, which is cut up. Ctrl-C ends all of them. Return: the first error. */
static int run_line(char *line)
{
	char *argv[COMMAND_MAX_ARGS + 1];
	int result = 0;

	input_interrupt_clear();
	while (line && !input_interrupted()) {
		int error = 0;
		int argc = next_command(&line, argv);

		if (argc == -E2BIG)
			console_printf("more than %d words\n", COMMAND_MAX_ARGS);
		else if (argc == -EINVAL)
			console_printf("a quote does not end\n");
		if (argc < 0)
			error = argc;
		else if (argc > 0)
			error = run_command(argc, argv);
		if (!result)
			result = error;
	}
	if (input_interrupted()) {
		console_printf("^C\n");
		input_drop_interrupted();
		result = result ? result : -EINTR;
	}
	return result;
}

int console_run(const char *line)
{
	char *copy = kstrdup(line, GFP_KERNEL);
	int error;

	if (!copy)
		return -ENOMEM;
	error = run_line(copy);
	kfree(copy);
	return error;
}

/* ---- typing ---- */

static void flush_echo(void)
{
	console_puts(console.echo, console.echoed);
	console.echoed = 0;
}

/* The editor writes a few bytes at a time: gather them until it has no more input to work on. */
static void echo(struct line_editor *editor, const char *text, size_t len)
{
	while (len) {
		size_t n = min(len, sizeof(console.echo) - console.echoed);

		memcpy(console.echo + console.echoed, text, n);
		console.echoed += n;
		text += n;
		len -= n;
		if (console.echoed == sizeof(console.echo))
			flush_echo();
	}
}

static void offer_commands(struct completions *list)
{
	for (const struct command *c = __start_command; c < __stop_command; c++)
		if (!c->typed_whole)
			offer_completion(list, c->name);
}

static void complete_line(struct line_editor *editor, struct completions *list)
{
	char name[COMMAND_NAME_MAX];
	const struct command *command;

	if (!completion_command(editor->line, editor->cursor, name, sizeof(name))) {
		offer_commands(list);
		return;
	}
	command = find_command(name);
	if (command && command->complete)
		command->complete(list, list->word);
}

/* Return: the line, owned by the editor; NULL after Ctrl-C. */
static char *read_line(void)
{
	enum line_event event;

	line_editor_begin(&console.editor);
	do {
		int byte = input_get(0);

		if (byte < 0) {
			flush_echo();
			byte = input_get(MAX_SCHEDULE_TIMEOUT);
		}
		event = byte < 0 ? LINE_MORE : line_editor_feed(&console.editor, byte);
	} while (event == LINE_MORE);
	flush_echo();
	return event == LINE_DONE ? console.editor.line : NULL;
}

void __noreturn console_main(void)
{
	console.editor.prompt = CONSOLE_PROMPT;
	console.editor.write = echo;
	console.editor.complete = complete_line;
	for (;;) {
		char *line = read_line();

		if (line)
			console_run(line);
	}
}
