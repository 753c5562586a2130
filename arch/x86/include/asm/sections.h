/* SPDX-License-Identifier: MIT */
/* asm/sections.h: where linker.ld put what. All addresses are kernel addresses; sections are page aligned. */
#ifndef _ASM_X86_SECTIONS_H
#define _ASM_X86_SECTIONS_H

#include <linux/types.h>

extern char _image_start[], _image_end[]; /* the whole image, boot code included */
extern char __init_begin[], __init_end[]; /* freed at the end of boot: text first, then data */
extern char _sinittext[], _einittext[];
extern char _text[], _stext[], _etext[];
extern char __start_rodata[], __end_rodata[];
extern char _sdata[], _edata[];
extern char __bss_start[], __bss_stop[], _end[];
extern char __per_cpu_start[], __per_cpu_end[];
extern char boot_stack_guard[], boot_stack[], boot_stack_top[];

/* Is @addr the address of an instruction of the kernel (or of boot code not freed yet)? */
bool kernel_text_address(unsigned long addr);

static inline bool init_section_contains(const void *addr, size_t size)
{
	return (const char *)addr >= __init_begin && (const char *)addr + size <= __init_end;
}

static inline bool is_kernel_rodata(unsigned long addr)
{
	return addr >= (unsigned long)__start_rodata && addr < (unsigned long)__end_rodata;
}

static inline bool is_kernel_core_data(unsigned long addr)
{
	return addr >= (unsigned long)_sdata && addr < (unsigned long)_edata;
}

#endif
