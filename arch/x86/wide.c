// SPDX-License-Identifier: MIT
/*
 * arch/x86/wide.c: clear and copy pages sixteen bytes at a time.
 *
 * Problem.  `rep stosl` and `rep movsl` move four bytes a step: a page is 1024 steps, and emulators pay for
 *           each. Half of what memory management costs is clearing and copying pages.
 * Idea.     The SSE registers hold 16 bytes. The kernel is compiled not to touch them, and there are no programs
 *           whose values they could hold, so they are free; only an interrupt handler may be in the way,
 *           which clears or copies a page while somebody else is at it:
 *
 *     clear   uses %xmm7 alone, and never puts anything but zero there: who interrupts leaves it as it is
 *     copy    uses %xmm0 to %xmm3, and puts back what it found there
 *
 * Invariants. Outside of these functions %xmm7 is zero or unused, on CPUs that have it.
 * Paths.    clear_page (asm/page.h) -> clear_page_wide; copy_page -> copy_page_wide
 * Cost.     290 instructions a page to clear, 570 to copy; with `rep` 1029 and 1038.
 * Left out. Stores that go around the cache: who asks for a clear page touches it next.
 * Sources.  Intel SDM vol. 1, "Programming with Streaming SIMD Extensions"; vol. 3, "Providing Operating System
 *           Support for SSE Extensions".
 */
#include <asm/cpufeature.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <linux/cache.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/string.h>

bool wide_moves __ro_after_init;
EXPORT_SYMBOL(wide_moves);

/* The compiler does not know these registers, so they cannot be named as overwritten. */
void clear_page_wide(void *page)
{
	unsigned long at = -PAGE_SIZE;

	asm volatile("xorps	%%xmm7, %%xmm7\n"
		     "1:\n\t"
		     ".irp	off, 0, 16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240\n\t"
		     "movaps	%%xmm7, \\off(%1, %0)\n\t"
		     ".endr\n\t"
		     "addl	$256, %0\n\t"
		     "jnz	1b"
		     : "+r"(at) : "r"((char *)page + PAGE_SIZE) : "memory", "cc");
}
EXPORT_SYMBOL(clear_page_wide);

static __always_inline void load_registers(const u8 *values)
{
	asm volatile("movups	(%0), %%xmm0\n\t"
		     "movups	16(%0), %%xmm1\n\t"
		     "movups	32(%0), %%xmm2\n\t"
		     "movups	48(%0), %%xmm3"
		     : : "r"(values) : "memory");
}

static __always_inline void save_registers(u8 *values)
{
	asm volatile("movups	%%xmm0, (%0)\n\t"
		     "movups	%%xmm1, 16(%0)\n\t"
		     "movups	%%xmm2, 32(%0)\n\t"
		     "movups	%%xmm3, 48(%0)"
		     : : "r"(values) : "memory");
}

void copy_page_wide(void *to, const void *from)
{
	unsigned long at = -PAGE_SIZE;
	u8 kept[64];

	save_registers(kept);
	asm volatile("1:\n\t"
		     ".irp	off, 0, 64, 128, 192\n\t"
		     "movaps	\\off(%2, %0), %%xmm0\n\t"
		     "movaps	\\off+16(%2, %0), %%xmm1\n\t"
		     "movaps	\\off+32(%2, %0), %%xmm2\n\t"
		     "movaps	\\off+48(%2, %0), %%xmm3\n\t"
		     "movaps	%%xmm0, \\off(%1, %0)\n\t"
		     "movaps	%%xmm1, \\off+16(%1, %0)\n\t"
		     "movaps	%%xmm2, \\off+32(%1, %0)\n\t"
		     "movaps	%%xmm3, \\off+48(%1, %0)\n\t"
		     ".endr\n\t"
		     "addl	$256, %0\n\t"
		     "jnz	1b"
		     : "+r"(at) : "r"((char *)to + PAGE_SIZE), "r"((const char *)from + PAGE_SIZE) : "memory", "cc");
	load_registers(kept);
}
EXPORT_SYMBOL(copy_page_wide);

/*
 * What an interrupted copy relies on: another one leaves the registers as they were, and clearing leaves them too.
 * @to, @from: two pages of the caller's. Return: faults found.
 */
int wide_check(void *to, const void *from)
{
	u8 before[64], after[64];
	unsigned int i;

	if (!wide_moves)
		return 0;
	for (i = 0; i < sizeof(before); i++)
		before[i] = (u8)(i + 1);
	load_registers(before);
	copy_page_wide(to, from);
	clear_page_wide(to);
	save_registers(after);
	return memcmp(before, after, sizeof(before)) != 0;
}

/* Let the CPU execute them: no emulation, no lazy switching, and the promise to save what FXSAVE saves. */
void __init wide_moves_init(void)
{
	if (!boot_cpu_has(X86_FEATURE_XMM) || !boot_cpu_has(X86_FEATURE_FXSR))
		return;
	write_cr0((read_cr0() & ~(X86_CR0_EM | X86_CR0_TS)) | X86_CR0_MP);
	write_cr4(read_cr4() | X86_CR4_OSFXSR);
	wide_moves = true;
}
