/* SPDX-License-Identifier: MIT */
/* linux/swab.h: reverse the bytes of a number. */
#ifndef _LINUX_SWAB_H
#define _LINUX_SWAB_H

#include <linux/types.h>

#define swab16(x) __builtin_bswap16(x)
#define swab32(x) __builtin_bswap32(x)
#define swab64(x) __builtin_bswap64(x)
#define __swab16(x) swab16(x)
#define __swab32(x) swab32(x)
#define __swab64(x) swab64(x)

static inline void swab16s(u16 *p)
{
	*p = swab16(*p);
}

static inline void swab32s(u32 *p)
{
	*p = swab32(*p);
}

#endif
