/* SPDX-License-Identifier: MIT */
/*
 * linux/bitfield.h: parts of a register, named by a mask of adjacent bits.
 *
 *     #define STATUS_SPEED GENMASK(7, 4)
 *     speed = FIELD_GET(STATUS_SPEED, reg);    reg |= FIELD_PREP(STATUS_SPEED, 3);
 *
 * The mask must be a constant, not 0 and without gaps: anything else does not compile.
 */
#ifndef _LINUX_BITFIELD_H
#define _LINUX_BITFIELD_H

#include <linux/build_bug.h>

#define __bf_shf(mask) (__builtin_ffsll(mask) - 1)
#define __bf_check(mask)                                                                      \
	({                                                                                    \
		BUILD_BUG_ON(!__builtin_constant_p(mask) || !(mask));                         \
		BUILD_BUG_ON(((mask) + (1ULL << __bf_shf(mask))) & (mask) & ~0ULL);           \
	})

/* The largest value the field can hold; whether @val fits. */
#define FIELD_MAX(mask)	     ({ __bf_check(mask); (typeof(mask))((mask) >> __bf_shf(mask)); })
#define FIELD_FIT(mask, val) ({ __bf_check(mask); !((((typeof(mask))val) << __bf_shf(mask)) & ~(mask)); })

#define FIELD_PREP(mask, val) ({ __bf_check(mask); ((typeof(mask))(val) << __bf_shf(mask)) & (mask); })
#define FIELD_GET(mask, reg)  ({ __bf_check(mask); (typeof(mask))(((reg) & (mask)) >> __bf_shf(mask)); })

#endif
