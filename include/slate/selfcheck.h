/* SPDX-License-Identifier: MIT */
/* slate/selfcheck.h: each unit's walk over its own invariants, under one roof. */
#ifndef _SLATE_SELFCHECK_H
#define _SLATE_SELFCHECK_H

#include <linux/compiler.h>

struct selfcheck {
	const char *name;
	int (*check)(void);   /* faults found, each named in the log; 0 = sound */
	void (*report)(void); /* print the unit's state; may be NULL */
};

#define SELFCHECK(name_, check_, report_)                                        \
	static const struct selfcheck __selfcheck_##name_ __used                \
		__section(".selfcheck") __aligned(4) = { #name_, check_, report_ }

extern const struct selfcheck __start_selfcheck[], __stop_selfcheck[];
#define for_each_selfcheck(c) \
	for (const struct selfcheck *c = __start_selfcheck; c < __stop_selfcheck; c++)

#endif
