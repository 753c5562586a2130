/* SPDX-License-Identifier: MIT */
/* asm/unaligned.h: numbers at any address; x86 reads them with plain loads. */
#ifndef _ASM_X86_UNALIGNED_H
#define _ASM_X86_UNALIGNED_H

#include <asm/byteorder.h>

#define get_unaligned(ptr)                                                            \
	({                                                                            \
		const struct { typeof(*(ptr)) x; } __packed *__pptr = (typeof(__pptr))(ptr); \
		__pptr->x;                                                            \
	})
#define put_unaligned(val, ptr)                                                       \
	do {                                                                          \
		struct { typeof(*(ptr)) x; } __packed *__pptr = (typeof(__pptr))(ptr); \
		__pptr->x = (val);                                                    \
	} while (0)

#define get_unaligned_le16(p) le16_to_cpu(get_unaligned((const u16 *)(p)))
#define get_unaligned_le32(p) le32_to_cpu(get_unaligned((const u32 *)(p)))
#define get_unaligned_le64(p) le64_to_cpu(get_unaligned((const u64 *)(p)))
#define get_unaligned_be16(p) be16_to_cpu(get_unaligned((const u16 *)(p)))
#define get_unaligned_be32(p) be32_to_cpu(get_unaligned((const u32 *)(p)))
#define get_unaligned_be64(p) be64_to_cpu(get_unaligned((const u64 *)(p)))
#define put_unaligned_le16(v, p) put_unaligned(cpu_to_le16(v), (u16 *)(p))
#define put_unaligned_le32(v, p) put_unaligned(cpu_to_le32(v), (u32 *)(p))
#define put_unaligned_le64(v, p) put_unaligned(cpu_to_le64(v), (u64 *)(p))
#define put_unaligned_be16(v, p) put_unaligned(cpu_to_be16(v), (u16 *)(p))
#define put_unaligned_be32(v, p) put_unaligned(cpu_to_be32(v), (u32 *)(p))

#endif
