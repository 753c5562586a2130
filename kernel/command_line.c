// SPDX-License-Identifier: MIT
/*
 * kernel/command_line.c: cut a typed line into commands and words.
 *
 * Words are cut in place: quotes and backslashes only ever make a word shorter, so one pass with a
 * reading and a writing position is enough, and nothing needs memory.
 *
 *     cat "a b" ; ls
 *     ^read  ^write       -> [cat][a b]   rest: " ls"
 *
 * Source: POSIX, Shell Command Language, 2.2 "Quoting" (the parts that make sense without variables).
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "command_line.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Between double quotes a backslash quotes only these; elsewhere it quotes anything. */
static bool backslash_quotes(char quote, char next)
{
	return next && (quote != '"' || next == '"' || next == '\\');
}

/* Copy one word from *@read to *@write, without its quotes. Return: 0 or -EINVAL. */
static int copy_word(char **read, char **write)
{
	char *from = *read, *to = *write;
	char quote = 0;

	for (; *from; from++) {
		if (!quote && (is_blank(*from) || *from == ';'))
			break;
		if (quote && *from == quote)
			quote = 0;
		else if (!quote && (*from == '"' || *from == '\''))
			quote = *from;
		else if (*from == '\\' && quote != '\'' && backslash_quotes(quote, from[1]))
			*to++ = *++from;
		else
			*to++ = *from;
	}
	*read = from;
	*write = to;
	return quote ? -EINVAL : 0;
}

int next_command(char **text, char **argv)
{
	char *read = *text, *write = *text;
	int argc = 0;

	*text = NULL;
	argv[0] = NULL;
	for (;;) {
		char end;

		while (is_blank(*read))
			read++;
		if (*read == '#')
			read += strlen(read);
		if (!*read || *read == ';')
			break;
		if (argc == COMMAND_MAX_ARGS)
			return -E2BIG;
		argv[argc] = write;
		if (copy_word(&read, &write))
			return -EINVAL;
		/* The zero may land on the character that ended the word: step over that first. */
		end = *read;
		if (end)
			read++;
		*write++ = '\0';
		argv[++argc] = NULL;
		if (end == ';') {
			*text = read;
			return argc;
		}
		if (!end)
			return argc;
	}
	if (*read == ';')
		*text = read + 1;
	return argc;
}

unsigned int completion_command(const char *line, unsigned int len, char *name, size_t size)
{
	unsigned int word = 0;
	bool in_word = false;
	size_t copied = 0;
	char quote = 0;

	for (unsigned int i = 0; i < len; i++) {
		char c = line[i];

		if (!quote && c == ';') {
			word = 0;
			copied = 0;
			in_word = false;
		} else if (!quote && is_blank(c)) {
			word += in_word;
			in_word = false;
		} else {
			in_word = true;
			if (c == quote)
				quote = 0;
			else if (!quote && (c == '"' || c == '\''))
				quote = c;
			else if (!word && copied + 1 < size)
				name[copied++] = c;
		}
	}
	name[min(copied, size - 1)] = '\0';
	return word;
}
