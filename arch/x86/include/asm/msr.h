/* SPDX-License-Identifier: MIT */
/* asm/msr.h: model-specific registers, and the time stamp counter. Source: Intel SDM vol. 4. */
#ifndef _ASM_X86_MSR_H
#define _ASM_X86_MSR_H

#include <linux/types.h>

#define MSR_IA32_APICBASE   0x1b
#define MSR_IA32_CR_PAT	    0x277
#define MSR_EFER	    0xc0000080
#define EFER_NX		    (1u << 11)

static inline u64 rdmsrl_raw(u32 msr)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return low | (u64)high << 32;
}

static inline void wrmsrl(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c"(msr), "a"((u32)value), "d"((u32)(value >> 32)) : "memory");
}

#define rdmsrl(msr, val) ((val) = rdmsrl_raw(msr))

static __always_inline u64 rdtsc(void)
{
	u64 ticks;

	asm volatile("rdtsc" : "=A"(ticks));
	return ticks;
}

#endif
