/* SPDX-License-Identifier: MIT */
/* slate/symbols.h: from an address to the function it is in. */
#ifndef _SLATE_SYMBOLS_H
#define _SLATE_SYMBOLS_H

#include <linux/types.h>

/*
 * The name of the function that holds @addr, and how far into it; NULL outside the kernel's text.
 * @size gets the distance to the next function. Either pointer may be NULL.
 */
const char *symbol_lookup(unsigned long addr, unsigned long *offset, unsigned long *size);

/* Registered by the module loader: the same for the text of modules. */
extern const char *(*symbol_search_modules)(unsigned long addr, unsigned long *offset, unsigned long *size);

/* Write "name+0x12/0x34" (or the bare number) to @buf; returns the length, as Linux's. */
int sprint_symbol(char *buf, unsigned long addr);

#endif
