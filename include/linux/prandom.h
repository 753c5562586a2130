/* SPDX-License-Identifier: MIT */
/*
 * linux/prandom.h, linux/random.h: numbers for tests and back-off, repeatable with seed=.
 *
 * Not for secrets: there are none to keep here.
 */
#ifndef _LINUX_PRANDOM_H
#define _LINUX_PRANDOM_H

#include <linux/types.h>

struct rnd_state {
	u32 s1, s2, s3, s4;
};

u32 prandom_u32_state(struct rnd_state *state);
void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes);
void prandom_seed_state(struct rnd_state *state, u64 seed);

void get_random_bytes(void *buf, size_t len);
u8 get_random_u8(void);
u16 get_random_u16(void);
u32 get_random_u32(void);
u64 get_random_u64(void);
unsigned long get_random_long(void);
/* 0 to ceil - 1; ceil must not be 0. */
u32 get_random_u32_below(u32 ceil);
static inline u32 prandom_u32_max(u32 ceil)
{
	return (u32)((u64)get_random_u32() * ceil >> 32);
}
static inline u32 prandom_u32(void)
{
	return get_random_u32();
}
static inline void prandom_bytes(void *buf, size_t nbytes)
{
	get_random_bytes(buf, nbytes);
}

/* The seed in use: printed by tests, set by seed=N. */
u64 random_seed(void);
void random_set_seed(u64 seed);

#endif
