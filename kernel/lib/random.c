// SPDX-License-Identifier: MIT
/*
 * kernel/lib/random.c: pseudo-random numbers, repeatable.
 *
 * One generator (xorshift128, period 2^128 - 1) for everybody; its seed is `seed=N` or 1, so that a
 * failing run can be run again. Interrupts may draw too: a draw torn by an interrupt only makes the
 * sequence different, never invalid.
 *
 * Source: Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003), section 4.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/string.h>

static struct rnd_state global = { 1, 2, 3, 4 };
static u64 seed_in_use = 1;

u32 prandom_u32_state(struct rnd_state *state)
{
	u32 t = state->s1 ^ state->s1 << 11;

	state->s1 = state->s2;
	state->s2 = state->s3;
	state->s3 = state->s4;
	state->s4 ^= state->s4 >> 19 ^ t ^ t >> 8;
	return state->s4;
}
EXPORT_SYMBOL(prandom_u32_state);

/* The four words must not all be zero; splitting the seed by a linear congruence sees to that. */
void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	u32 word = (u32)seed ^ (u32)(seed >> 32) * 0x9e3779b9u;

	state->s1 = (word = word * 1664525u + 1013904223u) | 1;
	state->s2 = word = word * 1664525u + 1013904223u;
	state->s3 = word = word * 1664525u + 1013904223u;
	state->s4 = word * 1664525u + 1013904223u;
}
EXPORT_SYMBOL(prandom_seed_state);

void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes)
{
	for (u8 *p = buf; nbytes;) {
		u32 word = prandom_u32_state(state);
		size_t n = min(nbytes, sizeof(word));

		memcpy(p, &word, n);
		p += n;
		nbytes -= n;
	}
}
EXPORT_SYMBOL(prandom_bytes_state);

u64 random_seed(void)
{
	return seed_in_use;
}
EXPORT_SYMBOL(random_seed);

void random_set_seed(u64 seed)
{
	seed_in_use = seed;
	prandom_seed_state(&global, seed);
}
EXPORT_SYMBOL(random_set_seed);

void get_random_bytes(void *buf, size_t len)
{
	prandom_bytes_state(&global, buf, len);
}
EXPORT_SYMBOL(get_random_bytes);

u32 get_random_u32(void)
{
	return prandom_u32_state(&global);
}
EXPORT_SYMBOL(get_random_u32);

u8 get_random_u8(void)
{
	return get_random_u32() >> 24;
}
EXPORT_SYMBOL(get_random_u8);

u16 get_random_u16(void)
{
	return get_random_u32() >> 16;
}
EXPORT_SYMBOL(get_random_u16);

u64 get_random_u64(void)
{
	u64 high = get_random_u32();

	return high << 32 | get_random_u32();
}
EXPORT_SYMBOL(get_random_u64);

unsigned long get_random_long(void)
{
	return sizeof(long) == 8 ? get_random_u64() : get_random_u32();
}
EXPORT_SYMBOL(get_random_long);

u32 get_random_u32_below(u32 ceil)
{
	return prandom_u32_max(ceil);
}
EXPORT_SYMBOL(get_random_u32_below);
