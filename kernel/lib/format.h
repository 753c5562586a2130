/* SPDX-License-Identifier: MIT */
/* kernel/lib/format.h: what the formatter's two halves share. */
#ifndef _KERNEL_LIB_FORMAT_H
#define _KERNEL_LIB_FORMAT_H

#include <linux/types.h>

/* Output that counts on past the end of the buffer. */
struct sink {
	char *buf;
	size_t size; /* bytes of buf */
	size_t pos;  /* bytes the text has so far */
};

struct spec {
	int width;	/* -1: none */
	int precision;	/* -1: none */
	u8 base;
	bool left, plus, space, alternate, zero, is_signed, upper;
};

void put_char(struct sink *out, char c);
/* @s padded to the width and cut to the precision of @spec. */
void put_string(struct sink *out, const char *s, const struct spec *spec);
void put_number(struct sink *out, u64 value, struct spec spec);

/* The letters behind %p; returns how many of them it used. */
int put_pointer(struct sink *out, const char *letters, void *ptr, struct spec spec);

#endif
