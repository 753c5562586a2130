// SPDX-License-Identifier: MIT
/*
 * arch/x86/tsc.c: nanoseconds from the time-stamp counter.
 *
 * Problem.  Dividing 64-bit numbers on every look at the clock is slow, and a product of two overflows.
 * Idea.     ns = cycles * mult >> shift, with mult = (10^6 << shift) / kHz just below 2^32. The product of 64
 *           by 32 bits is taken in two halves (mul_u64_u32_shr), so no span is too long, and no tick
 *           has to refresh anything.
 * Measure.  Once, against the 8254, over MEASURE_US; three measurements, the middle one counts, which a host that
 *           stopped us in one of them cannot spoil. The clock reads 0 until then, but counts from the
 *           kernel's first line: the first reader notes the TSC.
 * Cost.     ktime_get_ns is about 15 instructions.
 * Sources.  Intel SDM vol. 3, "Time-Stamp Counter".
 */
#include <asm/tsc.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched/clock.h>

#define MEASURE_US    1000
#define MEASUREMENTS  3
#define FALLBACK_KHZ  1000000 /* an 8254 that stands still: better a wrong clock than none */

unsigned int tsc_khz;
EXPORT_SYMBOL(tsc_khz);

static struct {
	u64 first; /* TSC at the kernel's first look at the clock */
	u32 mult;
	u32 shift;
} clock;

u64 tsc_cycles_to_ns(u64 cycles)
{
	return mul_u64_u32_shr(cycles, clock.mult, clock.shift);
}
EXPORT_SYMBOL(tsc_cycles_to_ns);

u64 sched_clock(void)
{
	if (unlikely(!clock.mult)) {
		if (!clock.first)
			clock.first = rdtsc();
		return 0;
	}
	return tsc_cycles_to_ns(rdtsc() - clock.first);
}
EXPORT_SYMBOL(sched_clock);

static unsigned int measure_khz(void)
{
	u64 cycles;
	unsigned int ticks = pit_measure_tsc(MEASURE_US, &cycles);

	return ticks ? (unsigned int)div_u64(div_u64(cycles * PIT_HZ, 1000), ticks) : 0;
}

static unsigned int middle_of_three(unsigned int a, unsigned int b, unsigned int c)
{
	return max(min(a, b), min(max(a, b), c));
}

/* The largest shift whose mult fits 32 bits. */
static void set_scale(unsigned int khz)
{
	u64 mult;

	for (clock.shift = 32;; clock.shift--) {
		mult = div_u64(1000000ULL << clock.shift, khz);
		if (mult <= U32_MAX)
			break;
	}
	clock.mult = (u32)mult;
}

void __init tsc_init(void)
{
	unsigned int khz[MEASUREMENTS];

	for (int i = 0; i < MEASUREMENTS; i++)
		khz[i] = measure_khz();
	tsc_khz = middle_of_three(khz[0], khz[1], khz[2]);
	if (!tsc_khz) {
		tsc_khz = FALLBACK_KHZ;
		pr_warn("tsc: the 8254 stands still; taking %u.%03u MHz for granted\n", tsc_khz / 1000, tsc_khz % 1000);
	}
	if (!clock.first)
		clock.first = rdtsc();
	set_scale(tsc_khz);
	pr_info("tsc: %u.%03u MHz, measured over %u us of the 8254\n", tsc_khz / 1000, tsc_khz % 1000,
		MEASUREMENTS * MEASURE_US);
}
