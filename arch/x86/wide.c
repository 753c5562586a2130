// SPDX-License-Identifier: MIT
/*
 * arch/x86/wide.c: clear and copy pages sixteen or thirty-two bytes at a time.
 *
 * Problem.  `rep stosl` and `rep movsl` move four bytes a step: a page is 1024 steps, and emulators pay for
 *           each. Half of what memory management costs is clearing and copying pages.
 * Idea.     The SSE registers hold 16 bytes, the AVX registers 32. The kernel is compiled not to touch them, and
 *           there are no programs whose values they could hold, so they are free; only an interrupt handler may
 *           be in the way, which clears or copies a page while somebody else is at it:
 *
 *     clear   uses register 7 alone, and never puts anything but zero there: who interrupts leaves it as it is
 *     copy    uses registers 0 to 3, and puts back what it found there
 *
 *                  255           127                0
 *           ymm0  [             |       xmm0        ]    one register file, two widths
 *
 *           A boot uses one width only, the widest there is: going from one to the other with the upper halves in
 *           use is what real CPUs are slow at.
 * Invariants. Outside of these functions register 7 is zero or unused, in its whole width.
 * Paths.    clear_page (asm/page.h) -> clear_page_wide; copy_page -> copy_page_wide
 * Cost.     Instructions a page, by 32, by 16, with `rep`: 165, 307, 1038 to clear; 320, 600, 1045 to copy.
 * Left out. Stores that go around the cache: who asks for a clear page touches it next.
 * Sources.  Intel SDM vol. 1, "Programming with Streaming SIMD Extensions", "Programming with AVX"; vol. 3,
 *           "Providing Operating System Support for SSE Extensions", "The XSAVE Feature Set".
 */
#include <asm/cpufeature.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <linux/cache.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/string.h>

#define SSE_BYTES 16
#define AVX_BYTES 32

/* Bytes a move; 0 for CPUs without SSE. */
u8 wide_moves __ro_after_init;
EXPORT_SYMBOL(wide_moves);

/*
 * The instructions, once for both widths: @mov moves @width bytes to or from a register of the kind @reg. The
 * compiler does not know these registers, so they cannot be named as overwritten.
 */
#define CLEAR_PAGE(mov, reg, width, zero, end)						\
	do {										\
		unsigned long at = -PAGE_SIZE;						\
											\
		asm volatile(zero "\n"							\
			     "1:\n\t"							\
			     ".irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n\t" \
			     mov "	%%" reg "7, \\i*" width "(%1, %0)\n\t"		\
			     ".endr\n\t"						\
			     "addl	$16*" width ", %0\n\t"				\
			     "jnz	1b"						\
			     : "+r"(at) : "r"(end) : "memory", "cc");			\
	} while (0)

#define COPY_PAGE(mov, reg, width, to_end, from_end)					\
	do {										\
		unsigned long at = -PAGE_SIZE;						\
											\
		asm volatile("1:\n\t"							\
			     ".irp i, 0, 4, 8, 12\n\t"					\
			     mov "	\\i*" width "(%2, %0), %%" reg "0\n\t"		\
			     mov "	\\i*" width "+" width "(%2, %0), %%" reg "1\n\t"	\
			     mov "	\\i*" width "+2*" width "(%2, %0), %%" reg "2\n\t"	\
			     mov "	\\i*" width "+3*" width "(%2, %0), %%" reg "3\n\t"	\
			     mov "	%%" reg "0, \\i*" width "(%1, %0)\n\t"		\
			     mov "	%%" reg "1, \\i*" width "+" width "(%1, %0)\n\t"	\
			     mov "	%%" reg "2, \\i*" width "+2*" width "(%1, %0)\n\t"	\
			     mov "	%%" reg "3, \\i*" width "+3*" width "(%1, %0)\n\t"	\
			     ".endr\n\t"						\
			     "addl	$16*" width ", %0\n\t"				\
			     "jnz	1b"						\
			     : "+r"(at) : "r"(to_end), "r"(from_end) : "memory", "cc");	\
	} while (0)

#define SAVE(mov, reg, width, values)							\
	asm volatile(mov "	%%" reg "0, (%0)\n\t"					\
		     mov "	%%" reg "1, " width "(%0)\n\t"				\
		     mov "	%%" reg "2, 2*" width "(%0)\n\t"			\
		     mov "	%%" reg "3, 3*" width "(%0)" : : "r"(values) : "memory")

#define LOAD(mov, reg, width, values)							\
	asm volatile(mov "	(%0), %%" reg "0\n\t"					\
		     mov "	" width "(%0), %%" reg "1\n\t"				\
		     mov "	2*" width "(%0), %%" reg "2\n\t"			\
		     mov "	3*" width "(%0), %%" reg "3" : : "r"(values) : "memory")

void clear_page_wide(void *page)
{
	char *end = (char *)page + PAGE_SIZE;

	if (wide_moves == AVX_BYTES)
		CLEAR_PAGE("vmovaps", "ymm", "32", "vxorps %%xmm7, %%xmm7, %%xmm7", end);
	else
		CLEAR_PAGE("movaps", "xmm", "16", "xorps %%xmm7, %%xmm7", end);
}
EXPORT_SYMBOL(clear_page_wide);

static void copy_by_16(char *to_end, const char *from_end)
{
	u8 kept[4 * SSE_BYTES];

	SAVE("movups", "xmm", "16", kept);
	COPY_PAGE("movaps", "xmm", "16", to_end, from_end);
	LOAD("movups", "xmm", "16", kept);
}

static void copy_by_32(char *to_end, const char *from_end)
{
	u8 kept[4 * AVX_BYTES];

	SAVE("vmovups", "ymm", "32", kept);
	COPY_PAGE("vmovaps", "ymm", "32", to_end, from_end);
	LOAD("vmovups", "ymm", "32", kept);
}

void copy_page_wide(void *to, const void *from)
{
	if (wide_moves == AVX_BYTES)
		copy_by_32((char *)to + PAGE_SIZE, (const char *)from + PAGE_SIZE);
	else
		copy_by_16((char *)to + PAGE_SIZE, (const char *)from + PAGE_SIZE);
}
EXPORT_SYMBOL(copy_page_wide);

/*
 * What an interrupted copy relies on: another one leaves the registers as they were, and clearing leaves them too.
 * @to, @from: two pages of the caller's. Return: faults found.
 */
int wide_check(void *to, const void *from)
{
	u8 before[4 * AVX_BYTES], after[4 * AVX_BYTES] = {};
	unsigned int i;

	if (!wide_moves)
		return 0;
	for (i = 0; i < sizeof(before); i++)
		before[i] = (u8)(i + 1);
	if (wide_moves == AVX_BYTES)
		LOAD("vmovups", "ymm", "32", before);
	else
		LOAD("movups", "xmm", "16", before);
	copy_page_wide(to, from);
	clear_page_wide(to);
	if (wide_moves == AVX_BYTES)
		SAVE("vmovups", "ymm", "32", after);
	else
		SAVE("movups", "xmm", "16", after);
	return memcmp(before, after, 4u * wide_moves) != 0;
}

/* Let the CPU execute them: no emulation, no lazy switching, and the promise to save what FXSAVE saves. */
void __init wide_moves_init(void)
{
	if (!boot_cpu_has(X86_FEATURE_XMM) || !boot_cpu_has(X86_FEATURE_FXSR))
		return;
	write_cr0((read_cr0() & ~(X86_CR0_EM | X86_CR0_TS)) | X86_CR0_MP);
	write_cr4(read_cr4() | X86_CR4_OSFXSR);
	wide_moves = SSE_BYTES;
	if (!boot_cpu_has(X86_FEATURE_XSAVE) || !boot_cpu_has(X86_FEATURE_AVX))
		return;
	write_cr4(read_cr4() | X86_CR4_OSXSAVE);
	write_xcr0(XCR0_X87 | XCR0_SSE | XCR0_AVX);
	wide_moves = AVX_BYTES;
}
