/* SPDX-License-Identifier: MIT */
/* linux/stackprotector.h: the word that functions with arrays put between them and their return address. */
#ifndef _LINUX_STACKPROTECTOR_H
#define _LINUX_STACKPROTECTOR_H

#include <asm/tsc.h>

extern unsigned long __stack_chk_guard;

/* Inlined into a function that never returns: whoever is active now would find the word changed. */
static __always_inline void boot_init_stack_canary(void)
{
	/* The lowest byte stays zero, so that no string operation can write the word. */
	__stack_chk_guard = ((unsigned long)rdtsc() * 0x9E3779B1UL) & ~0xffUL;
}

#endif
