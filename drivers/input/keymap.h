/* SPDX-License-Identifier: MIT */
/* drivers/input/keymap.h: from scan codes to the bytes a terminal sends. Pure. */
#ifndef _KEYMAP_H
#define _KEYMAP_H

#include <linux/types.h>

#define KEYMAP_MAX_BYTES 4 /* of one key: ESC [ 3 ~ */

/* Which keys are down that change others, and how far an escape code has come. */
struct keymap {
	u8 shifts; /* KEYMAP_SHIFT_ bits: left and right are told apart, or one up would lift both */
	u8 controls;
	bool caps_lock;
	bool escaped;	/* the next code is of the second table */
	u8 skip;	/* codes to pass over: the pause key sends six */
};

/**
 * keymap_translate() - take one code of scan code set 1.
 * @map: state; zeroed at first.
 * @code: from the keyboard.
 * @bytes: filled with what a terminal would send, KEYMAP_MAX_BYTES places.
 *
 * Return: number of bytes, 0 for releases, shifts and keys that mean nothing.
 */
unsigned int keymap_translate(struct keymap *map, u8 code, u8 *bytes);

#endif
