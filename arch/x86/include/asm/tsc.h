/* SPDX-License-Identifier: MIT */
/* asm/tsc.h: the time-stamp counter. Source: Intel SDM vol. 3, "Time-Stamp Counter". */
#ifndef _ASM_X86_TSC_H
#define _ASM_X86_TSC_H

#include <linux/types.h>

typedef unsigned long long cycles_t;

static __always_inline u64 rdtsc(void)
{
	u64 value;

	asm volatile("rdtsc" : "=A"(value));
	return value;
}

static __always_inline cycles_t get_cycles(void)
{
	return rdtsc();
}

extern unsigned int tsc_khz; /* cycles per millisecond; 0 until tsc_init() */

/* Measure tsc_khz against the 8254 and start the clock. */
void tsc_init(void);
/* Cycles to nanoseconds, exact over any span. */
u64 tsc_cycles_to_ns(u64 cycles);
/* The 8254: the tick at HZ, and a measured span for tsc_init(). */
void pit_start_tick(void);
/* Let about @us microseconds (at most 50000) pass on the 8254. Return: TSC cycles in *@cycles and 8254 ticks; 0 if it stands still. */
unsigned int pit_measure_tsc(unsigned int us, u64 *cycles);
void pic_init(void);

#define PIT_HZ 1193182U /* the 8254's input clock */

#endif
