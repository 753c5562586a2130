// SPDX-License-Identifier: MIT
/*
 * arch/x86/cpu.c: what CPU is this?
 *
 * boot/entry.asm has refused what Slate cannot run on at all (no PAE, TSC, CMPXCHG8B, CMOV). What is
 * optional is asked here once: NX, global pages, PAT, and how wide a physical address is. The width
 * decides which RAM exists for us: a frame above it faults or aliases (PSE36 CPUs say 36 bits, CPUs
 * with leaf 80000008h say it themselves, others have 32).
 *
 * Source: Intel SDM vol. 2, "CPUID"; vol. 3, "Enumeration of Paging Features by CPUID".
 */
#include <asm/cpufeature.h>
#include <asm/page.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#define CPUID_LEAF_WIDTH 0x80000008
#define CPUID_LEAF_BRAND 0x80000002

struct cpuinfo_x86 boot_cpu_data;
EXPORT_SYMBOL(boot_cpu_data);

static void read_vendor(u32 *max_leaf)
{
	u32 words[4];

	cpuid(0, max_leaf, &words[0], &words[2], &words[1]);
	words[3] = 0;
	memcpy(boot_cpu_data.vendor_id, words, sizeof(boot_cpu_data.vendor_id));
}

static void read_family(u32 signature)
{
	u8 family = signature >> 8 & 0xf, model = signature >> 4 & 0xf;

	if (family == 6 || family == 15)
		model |= (signature >> 16 & 0xf) << 4;
	if (family == 15)
		family += signature >> 20 & 0xff;
	boot_cpu_data.family = family;
	boot_cpu_data.model = model;
	boot_cpu_data.stepping = signature & 0xf;
}

static void read_brand(u32 max_extended)
{
	u32 *out = (u32 *)boot_cpu_data.model_id;

	if (max_extended < CPUID_LEAF_BRAND + 2) {
		strscpy(boot_cpu_data.model_id, "unnamed", sizeof(boot_cpu_data.model_id));
		return;
	}
	for (u32 leaf = 0; leaf < 3; leaf++, out += 4)
		cpuid(CPUID_LEAF_BRAND + leaf, &out[0], &out[1], &out[2], &out[3]);
	boot_cpu_data.model_id[48] = 0;
}

void __init cpu_identify(void)
{
	u32 max_leaf, max_extended, eax, ebx, ecx, edx;
	u32 *words = boot_cpu_data.capability;

	read_vendor(&max_leaf);
	cpuid(1, &eax, &ebx, &words[CPUID_1_ECX], &words[CPUID_1_EDX]);
	read_family(eax);
	if (max_leaf >= 7)
		cpuid(7, &eax, &words[CPUID_7_EBX], &ecx, &edx);
	cpuid(0x80000000, &max_extended, &ebx, &ecx, &edx);
	if (max_extended < 0x80000000)
		max_extended = 0; /* old CPUs answer with leaf 1 */
	if (max_extended >= 0x80000001)
		cpuid(0x80000001, &eax, &ebx, &ecx, &words[CPUID_8000_0001_EDX]);
	read_brand(max_extended);
	boot_cpu_data.phys_bits = boot_cpu_has(X86_FEATURE_PSE36) ? 36 : 32;
	if (max_extended >= CPUID_LEAF_WIDTH) {
		cpuid(CPUID_LEAF_WIDTH, &eax, &ebx, &ecx, &edx);
		boot_cpu_data.phys_bits = eax & 0xff;
	}
	wide_moves_init();
}

void __init cpu_report(void)
{
	const char *name = boot_cpu_data.model_id;

	while (*name == ' ')
		name++;
	pr_info("cpu: %s (%s family %u model %u), %u-bit physical addresses, NX %s, global pages %s, PAT %s, moves of %u bytes\n",
		name, boot_cpu_data.vendor_id, boot_cpu_data.family, boot_cpu_data.model,
		boot_cpu_data.phys_bits, boot_cpu_has(X86_FEATURE_NX) ? "yes" : "no",
		boot_cpu_has(X86_FEATURE_PGE) ? "yes" : "no",
		boot_cpu_has(X86_FEATURE_PAT) ? "yes" : "no", wide_moves ? wide_moves : 4);
}
