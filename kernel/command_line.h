/* SPDX-License-Identifier: MIT */
/* kernel/command_line.h: from a typed line to words. Pure. */
#ifndef _KERNEL_COMMAND_LINE_H
#define _KERNEL_COMMAND_LINE_H

#include <linux/types.h>

#define COMMAND_MAX_ARGS 32 /* words of one command */

/**
 * next_command() - cut the first command off a line.
 * @text: the line; changed: words are ended by zeroes, quotes taken away. Set to what follows the `;`,
 *        or NULL where that was the last command.
 * @argv: the words, NULL behind the last; COMMAND_MAX_ARGS + 1 places.
 *
 * Words are separated by blanks. 'single quotes' keep everything, "double quotes" and \ as in a shell;
 * # at the start of a word begins a comment.
 * Return: number of words (0 = an empty command), -EINVAL for a quote that does not end, -E2BIG for too
 * many words; *@text is NULL then.
 */
int next_command(char **text, char **argv);

/**
 * completion_command() - which command is the cursor in?
 * @line: text before the cursor, @len bytes.
 * @name: where to copy the command's name, @size bytes.
 *
 * Return: which word the cursor stands in: 0 = the command's own name.
 */
unsigned int completion_command(const char *line, unsigned int len, char *name, size_t size);

#endif
