/* SPDX-License-Identifier: MIT */
/*
 * asm/cpufeature.h: what this CPU can do, asked once at boot.
 *
 * A feature is a number: word * 32 + bit, where the word is one register of one CPUID leaf, as in
 * Linux. Nothing may set a CR4 bit or an MSR before asking here.
 *
 * Source: Intel SDM vol. 2, "CPUID - CPU Identification".
 */
#ifndef _ASM_X86_CPUFEATURE_H
#define _ASM_X86_CPUFEATURE_H

#include <linux/types.h>

enum cpuid_word { CPUID_1_EDX, CPUID_1_ECX, CPUID_8000_0001_EDX, CPUID_7_EBX, NR_CPUID_WORDS };

#define X86_FEATURE(word, bit) ((word) * 32 + (bit))
#define X86_FEATURE_PSE	  X86_FEATURE(CPUID_1_EDX, 3)
#define X86_FEATURE_TSC	  X86_FEATURE(CPUID_1_EDX, 4)
#define X86_FEATURE_MSR	  X86_FEATURE(CPUID_1_EDX, 5)
#define X86_FEATURE_PAE	  X86_FEATURE(CPUID_1_EDX, 6)
#define X86_FEATURE_CX8	  X86_FEATURE(CPUID_1_EDX, 8)
#define X86_FEATURE_APIC  X86_FEATURE(CPUID_1_EDX, 9)
#define X86_FEATURE_PGE	  X86_FEATURE(CPUID_1_EDX, 13)
#define X86_FEATURE_CMOV  X86_FEATURE(CPUID_1_EDX, 15)
#define X86_FEATURE_PAT	  X86_FEATURE(CPUID_1_EDX, 16)
#define X86_FEATURE_PSE36 X86_FEATURE(CPUID_1_EDX, 17)
#define X86_FEATURE_CLFLUSH X86_FEATURE(CPUID_1_EDX, 19)
#define X86_FEATURE_FXSR  X86_FEATURE(CPUID_1_EDX, 24)
#define X86_FEATURE_XMM	  X86_FEATURE(CPUID_1_EDX, 25)
#define X86_FEATURE_XMM2  X86_FEATURE(CPUID_1_EDX, 26)
#define X86_FEATURE_XSAVE X86_FEATURE(CPUID_1_ECX, 26)
#define X86_FEATURE_AVX	  X86_FEATURE(CPUID_1_ECX, 28)
#define X86_FEATURE_HYPERVISOR X86_FEATURE(CPUID_1_ECX, 31)
#define X86_FEATURE_NX	  X86_FEATURE(CPUID_8000_0001_EDX, 20)
#define X86_FEATURE_ERMS  X86_FEATURE(CPUID_7_EBX, 9)

struct cpuinfo_x86 {
	u32 capability[NR_CPUID_WORDS];
	char vendor_id[13];
	char model_id[49];
	u8 family, model, stepping;
	u8 phys_bits; /* width of a physical address: RAM above it cannot be reached */
};

extern struct cpuinfo_x86 boot_cpu_data;

static inline bool boot_cpu_has(unsigned int feature)
{
	return boot_cpu_data.capability[feature / 32] >> (feature % 32) & 1;
}

static inline void cpuid(u32 leaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	asm volatile("cpuid" : "=a"(*eax), "=b"(*ebx), "=c"(*ecx), "=d"(*edx) : "a"(leaf), "c"(0));
}

/* arch/x86/wide.c: make SSE and AVX usable, where there is any. */
void wide_moves_init(void);
/* Fill boot_cpu_data; first of all arch calls, needs nothing. */
void cpu_identify(void);
/* Print the one line about this CPU. */
void cpu_report(void);

#endif
