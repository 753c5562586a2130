/* SPDX-License-Identifier: MIT */
/* linux/once.h: do something the first time only. */
#ifndef _LINUX_ONCE_H
#define _LINUX_ONCE_H

#include <asm/cmpxchg.h>
#include <linux/types.h>

/* Call @func the first time this place is reached. Value: whether that was now. */
#define DO_ONCE(func, ...)                            \
	({                                            \
		static u32 ___done;                   \
		bool ___first = !___done && !xchg(&___done, 1); \
		if (___first)                         \
			func(__VA_ARGS__);            \
		___first;                             \
	})
#define get_random_once(buf, nbytes) DO_ONCE(get_random_bytes, (buf), (nbytes))

#endif
