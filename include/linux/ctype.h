/* SPDX-License-Identifier: MIT */
/* linux/ctype.h: classes of ASCII characters. */
#ifndef _LINUX_CTYPE_H
#define _LINUX_CTYPE_H

#define isdigit(c)  ((unsigned char)(c) - '0' < 10u)
#define isupper(c)  ((unsigned char)(c) - 'A' < 26u)
#define islower(c)  ((unsigned char)(c) - 'a' < 26u)
#define isalpha(c)  (((unsigned char)(c) | 32) - 'a' < 26u)
#define isalnum(c)  (isalpha(c) || isdigit(c))
#define isspace(c)  ((unsigned char)(c) == ' ' || (unsigned char)(c) - '\t' < 5u)
#define isprint(c)  ((unsigned char)(c) - 0x20 < 0x5fu)
#define isgraph(c)  ((unsigned char)(c) - 0x21 < 0x5eu)
#define iscntrl(c)  ((unsigned char)(c) < 0x20 || (unsigned char)(c) == 0x7f)
#define ispunct(c)  (isgraph(c) && !isalnum(c))
#define isxdigit(c) (isdigit(c) || ((unsigned char)(c) | 32) - 'a' < 6u)
#define isascii(c)  ((unsigned char)(c) <= 0x7f)

static inline unsigned char __tolower(unsigned char c)
{
	return isupper(c) ? c + 32 : c;
}

static inline unsigned char __toupper(unsigned char c)
{
	return islower(c) ? c - 32 : c;
}
#define tolower(c) __tolower(c)
#define toupper(c) __toupper(c)

#endif
