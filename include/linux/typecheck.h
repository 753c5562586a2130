/* SPDX-License-Identifier: MIT */
/* linux/typecheck.h: a macro's argument has exactly this type, or the compiler says so. */
#ifndef _LINUX_TYPECHECK_H
#define _LINUX_TYPECHECK_H

#define typecheck(type, x)             \
	({                             \
		type __dummy;          \
		typeof(x) __dummy2;    \
		(void)(&__dummy == &__dummy2); \
		1;                     \
	})

#endif
