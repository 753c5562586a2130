/* SPDX-License-Identifier: MIT */
/*
 * asm/linkage.h: how C and assembly call each other.
 *
 * C functions of the kernel get their first three arguments in EAX, EDX and ECX (-mregparm=3). What
 * assembly calls, or is, gets all of them on the stack (plain cdecl) and says so: asmlinkage.
 */
#ifndef _ASM_X86_LINKAGE_H
#define _ASM_X86_LINKAGE_H

#define asmlinkage __attribute__((regparm(0)))

#endif
