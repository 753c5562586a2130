/* SPDX-License-Identifier: MIT */
/* slate/format.h: how a higher floor adds a letter to %p. */
#ifndef _SLATE_FORMAT_H
#define _SLATE_FORMAT_H

#include <linux/types.h>

/* Write the text for @ptr to @buf; @letters starts with the registered one (in either case). */
typedef void (*pointer_formatter_t)(char *buf, size_t size, const char *letters, const void *ptr);

/* @letter: an upper-case letter that format_pointer.c passes on (G, R). */
void register_pointer_format(char letter, pointer_formatter_t formatter);

#endif
