/* SPDX-License-Identifier: MIT */
/* linux/spinlock_types.h: what a spinlock and an rwlock are made of. */
#ifndef _LINUX_SPINLOCK_TYPES_H
#define _LINUX_SPINLOCK_TYPES_H

#include <linux/types.h>

/*
 * Bit 0 says held; with several CPUs the upper half names the holder (CPU number), so that a CPU
 * that waits for itself is recognised. One store of zero releases both.
 */
typedef struct raw_spinlock {
	union {
		u32 word;
		struct {
			u16 held;
			u16 owner_cpu;
		};
	};
} raw_spinlock_t;

typedef struct raw_spinlock spinlock_t;
typedef struct raw_spinlock arch_spinlock_t;

#define __RAW_SPIN_LOCK_UNLOCKED(name) (raw_spinlock_t) { { .word = 0 } }
#define __SPIN_LOCK_UNLOCKED(name)     (spinlock_t) { { .word = 0 } }
#define __ARCH_SPIN_LOCK_UNLOCKED      { { .word = 0 } }
#define DEFINE_RAW_SPINLOCK(x)	       raw_spinlock_t x = { { .word = 0 } }
#define DEFINE_SPINLOCK(x)	       spinlock_t x = { { .word = 0 } }

/* Readers count up by RWLOCK_READER; the writer bit excludes all. */
typedef struct {
	s32 count;
} rwlock_t;

#define RWLOCK_WRITER		 1
#define RWLOCK_READER		 2
#define __RW_LOCK_UNLOCKED(name) (rwlock_t) { 0 }
#define DEFINE_RWLOCK(x)	 rwlock_t x = { 0 }

#endif
