/* SPDX-License-Identifier: MIT */
/*
 * slate/command.h: commands of the console. Any floor may define one; none needs to know the console.
 *
 *	static int run_disks(int argc, char **argv) { ... return 0; }
 *	COMMAND(disks, "", "list disks and their partitions", run_disks);
 *
 * A command runs in the console's thread: it may sleep. argv[0] is its name, argv[argc] is NULL, and the
 * words may be changed in place. What it prints with console_printf() goes to every console and not to
 * the log. It returns 0 or -errno; a negative result is printed with its words and fails a `run="..."`.
 *
 * Manners: what may take more than two seconds calls console_progress() in its loop, which shows how far
 * it is and tells when the user has had enough (Ctrl-C):
 *
 *	if (console_progress("cksum", done, total))
 *		return -EINTR;
 */
#ifndef _SLATE_COMMAND_H
#define _SLATE_COMMAND_H

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

struct completions;

/**
 * struct command - one entry of the table.
 * @name: what one types.
 * @synopsis: arguments as `help` shows them: "FILE...", "[GLOB]", "".
 * @help: one line, no full stop.
 * @run: does it.
 * @complete: offers words for the argument that begins with @word; may be NULL.
 * @typed_whole: Tab does not complete its name: it ends the machine, and a slip must not.
 */
struct command {
	const char *name;
	const char *synopsis;
	const char *help;
	int (*run)(int argc, char **argv);
	void (*complete)(struct completions *list, const char *word);
	bool typed_whole;
};

extern const struct command __start_command[], __stop_command[];

#define __COMMAND(name_, synopsis_, help_, run_, ...)                                       \
	static const struct command __command_##name_ __used __section(".command")          \
		__aligned(__alignof__(struct command)) = { .name = #name_,                  \
							   .synopsis = synopsis_,           \
							   .help = help_,                   \
							   .run = run_,                     \
							   __VA_ARGS__ }
#define COMMAND(name_, synopsis_, help_, run_) __COMMAND(name_, synopsis_, help_, run_, )
#define COMMAND_COMPLETE(name_, synopsis_, help_, run_, complete_) \
	__COMMAND(name_, synopsis_, help_, run_, .complete = complete_)
#define COMMAND_TYPED_WHOLE(name_, synopsis_, help_, run_) \
	__COMMAND(name_, synopsis_, help_, run_, .typed_whole = true)

/**
 * offer_completion() - name one word that could stand here.
 * @list: as given to the hook.
 * @candidate: whole word; copied; ignored if it does not begin with what was typed. A word ending in '/'
 *             gets no space behind it.
 */
void offer_completion(struct completions *list, const char *candidate);

/* Offers the files of /proc; for commands that take a file. */
void complete_file(struct completions *list, const char *word);

/* Text for every console at once, not logged. \n is all a line end needs. Context: may sleep. */
__printf(1, 2) void console_printf(const char *fmt, ...);
__printf(1, 0) void console_vprintf(const char *fmt, va_list args);
void console_puts(const char *text, size_t len_bytes);

/* Has Ctrl-C been typed since the running command began? Context: any. */
bool console_interrupted(void);

/**
 * console_progress() - show that work goes on, twice a second, from its third second.
 * @what: word in front.
 * @done: so far, in the command's own unit.
 * @total: of this; 0 where nobody knows.
 *
 * Context: may sleep (lets other threads run).
 * Return: true when the user wants it to end.
 */
bool console_progress(const char *what, u64 done, u64 total);

/**
 * console_run() - run a line as if it had been typed.
 * @line: commands with `;` between them; not changed.
 *
 * Context: may sleep.
 * Return: 0, or the first error of a command.
 */
int console_run(const char *line);

/* Prompt, read, run, for ever. Context: a thread that may sleep. */
void __noreturn console_main(void);

/* What an errno means, in Linux's words: "No such file or directory". Takes either sign. */
const char *errno_text(int error);

#endif
