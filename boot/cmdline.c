// SPDX-License-Identifier: MIT
/*
 * boot/cmdline.c: make the loader's command line regular.
 *
 * Problem.  QEMU and GRUB Legacy put the kernel's file name first; GRUB 2 hands x="a b" on as "x=a b".
 * Idea.     Drop the first where it is known to be there; move the quote of the second behind the `=`,
 *           which keeps the length, so both work in place.
 * Paths.    boot_info_parse -> boot_cmdline_normalise; multiboot1_parse -> boot_cmdline_strip_path
 * Sources.  GRUB grub-core/lib/cmdline.c; QEMU hw/i386/multiboot.c.
 */
#include <linux/ctype.h>
#include <linux/init.h>
#include <linux/string.h>
#include "boot_parse.h"

/**
 * boot_cmdline_strip_path() - take the kernel's file name off the front, if it is there.
 * @line: command line, changed in place.
 * @loader: the loader's name: those that put it there are known by it.
 */
void __init boot_cmdline_strip_path(char *line, const char *loader)
{
	char *rest = line;

	if (line[0] != '/' && strcmp(loader, "qemu") && strncmp(loader, "GNU GRUB 0.", 11))
		return;
	while (*rest && !isspace(*rest))
		rest++;
	while (isspace(*rest))
		rest++;
	memmove(line, rest, strlen(rest) + 1);
}

/* @word begins with a quote. Return: its `=`, if one stands in a name without blanks; else NULL. */
static char *__init quoted_assignment(char *word)
{
	char *at;

	for (at = word + 1; *at && *at != '"' && !isspace(*at); at++)
		if (*at == '=')
			return at > word + 1 && at[1] != '"' ? at : NULL;
	return NULL;
}

static char *__init end_of_word(char *at)
{
	bool quoted = false;

	for (; *at && (quoted || !isspace(*at)); at++)
		if (*at == '"')
			quoted = !quoted;
	return at;
}

/**
 * boot_cmdline_normalise() - turn each word "x=a b" into x="a b".
 * @line: command line, changed in place; its length stays.
 */
void __init boot_cmdline_normalise(char *line)
{
	char *word, *equals;

	for (word = line; *word; word = end_of_word(word)) {
		while (isspace(*word))
			word++;
		if (*word != '"')
			continue;
		equals = quoted_assignment(word);
		if (!equals)
			continue;
		memmove(word, word + 1, equals - word);
		*equals = '"';
	}
}
