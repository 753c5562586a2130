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
#include <asm/byteorder.h>

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

/* The same for fields that are not known at compile time, and by the type of the register. */
static __always_inline u64 field_multiplier(u64 field)
{
	return field & -field;
}

static __always_inline u64 field_mask(u64 field)
{
	return field / field_multiplier(field);
}
#define field_max(field) ((typeof(field))field_mask(field))

void __compiletime_error("value does not fit into mask") __field_overflow(void);
void __compiletime_error("bad bitfield mask") __bad_mask(void);

/* A mask and its lowest bit are constants, so the division is a shift. */
#define __BF_OP(type, base, to, from)                                                         \
	static __always_inline __##type type##_encode_bits(base v, base field)                \
	{                                                                                     \
		if (__builtin_constant_p(v) && (v & ~(base)field_mask(field)))                \
			__field_overflow();                                                   \
		return to((v & (base)field_mask(field)) * (base)field_multiplier(field));     \
	}                                                                                     \
	static __always_inline __##type type##_replace_bits(__##type old, base val, base field) \
	{                                                                                     \
		return (old & ~to(field)) | type##_encode_bits(val, field);                   \
	}                                                                                     \
	static __always_inline void type##p_replace_bits(__##type *p, base val, base field)   \
	{                                                                                     \
		*p = (*p & ~to(field)) | type##_encode_bits(val, field);                      \
	}                                                                                     \
	static __always_inline base type##_get_bits(__##type v, base field)                   \
	{                                                                                     \
		return (from(v) & field) >> (__builtin_ffsll(field) - 1);                     \
	}
#define __BF_SAME(x) (x)
#define __BF_OPS(size)                                                                        \
	__BF_OP(le##size, u##size, cpu_to_le##size, le##size##_to_cpu)                        \
	__BF_OP(be##size, u##size, cpu_to_be##size, be##size##_to_cpu)                        \
	__BF_OP(u##size, u##size, __BF_SAME, __BF_SAME)
__BF_OP(u8, u8, __BF_SAME, __BF_SAME)
__BF_OPS(16)
__BF_OPS(32)
__BF_OPS(64)
#undef __BF_OPS
#undef __BF_OP
#undef __BF_SAME

#endif
