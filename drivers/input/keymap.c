// SPDX-License-Identifier: MIT
/*
 * drivers/input/keymap.c: a US keyboard, in scan code set 1, as a terminal.
 *
 * A key sends its code when it goes down and the code with bit 7 set when it goes up. Keys that the first
 * PC did not have send E0 in front; E0 2A and E0 36 are shifts that the keyboard makes up for old
 * software, and mean nothing. Arrows and their neighbours become the escape sequences of a VT220.
 *
 * Source: Microsoft, "Keyboard Scan Code Specification"; ECMA-48 for the sequences.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "keymap.h"

#define RELEASED      0x80
#define CODE_ESCAPE   0xe0
#define CODE_PAUSE    0xe1
#define PAUSE_REST    5 /* codes that follow it */
#define CODE_CTRL     0x1d
#define CODE_LSHIFT   0x2a
#define CODE_RSHIFT   0x36
#define CODE_CAPSLOCK 0x3a
#define LEFT	      0x01
#define RIGHT	      0x02

static const char plain[0x60] = {
	"\0\0331234567890-=\177\t"
	"qwertyuiop[]\r\0as"
	"dfghjkl;'`\0\\zxcv"
	"bnm,./\0*\0 "
};

static const char shifted[0x60] = {
	"\0\033!@#$%^&*()_+\177\t"
	"QWERTYUIOP{}\r\0AS"
	"DFGHJKL:\"~\0|ZXCV"
	"BNM<>?\0*\0 "
};

/* The number block, where it has no E0 in front: NumLock is taken as on. */
#define KEYPAD_FIRST 0x47
static const char keypad[] = "789-456+1230.";

/* Keys behind E0. */
static const struct {
	u8 code;
	char bytes[KEYMAP_MAX_BYTES + 1];
} extended[] = {
	{ 0x1c, "\r" },	   { 0x35, "/" },	{ 0x47, "\033[H" },  { 0x48, "\033[A" },
	{ 0x49, "\033[5~" }, { 0x4b, "\033[D" }, { 0x4d, "\033[C" }, { 0x4f, "\033[F" },
	{ 0x50, "\033[B" },  { 0x51, "\033[6~" }, { 0x52, "\033[2~" }, { 0x53, "\033[3~" },
};

static void set_bit_of(u8 *bits, u8 bit, bool down)
{
	*bits = down ? *bits | bit : *bits & ~bit;
}

static unsigned int translate_extended(struct keymap *map, u8 code, bool down, u8 *bytes)
{
	if (code == CODE_CTRL)
		set_bit_of(&map->controls, RIGHT, down);
	if (!down)
		return 0;
	for (unsigned int i = 0; i < ARRAY_SIZE(extended); i++) {
		if (extended[i].code == code) {
			unsigned int n = strlen(extended[i].bytes);

			memcpy(bytes, extended[i].bytes, n);
			return n;
		}
	}
	return 0;
}

/* Is @code a key that only changes others? */
static bool take_modifier(struct keymap *map, u8 code, bool down)
{
	switch (code) {
	case CODE_CTRL:
		set_bit_of(&map->controls, LEFT, down);
		return true;
	case CODE_LSHIFT:
		set_bit_of(&map->shifts, LEFT, down);
		return true;
	case CODE_RSHIFT:
		set_bit_of(&map->shifts, RIGHT, down);
		return true;
	case CODE_CAPSLOCK:
		map->caps_lock ^= down;
		return true;
	}
	return false;
}

static char character_of(const struct keymap *map, u8 code)
{
	bool letter, shift = map->shifts;
	char c;

	if (code >= KEYPAD_FIRST && code < KEYPAD_FIRST + sizeof(keypad) - 1)
		return keypad[code - KEYPAD_FIRST];
	if (code >= sizeof(plain))
		return 0;
	letter = plain[code] >= 'a' && plain[code] <= 'z';
	if (letter)
		shift ^= map->caps_lock;
	c = shift ? shifted[code] : plain[code];
	/* Ctrl takes the letters, and @ [ \ ] ^ _, to the first 32 codes. */
	if (map->controls && (letter || (c >= '@' && c <= '_')))
		c &= 0x1f;
	return c;
}

unsigned int keymap_translate(struct keymap *map, u8 code, u8 *bytes)
{
	bool down = !(code & RELEASED);
	bool escaped = map->escaped;

	if (map->skip) {
		map->skip--;
		return 0;
	}
	map->escaped = code == CODE_ESCAPE;
	if (map->escaped)
		return 0;
	if (code == CODE_PAUSE) {
		map->skip = PAUSE_REST;
		return 0;
	}
	code &= ~RELEASED;
	if (escaped)
		return translate_extended(map, code, down, bytes);
	if (take_modifier(map, code, down) || !down)
		return 0;
	bytes[0] = character_of(map, code);
	return bytes[0] != 0;
}
