/* SPDX-License-Identifier: MIT */
/* asm/linkage.h: the calling convention between C and assembly is plain cdecl, for every function. */
#ifndef _ASM_X86_LINKAGE_H
#define _ASM_X86_LINKAGE_H

#define asmlinkage __attribute__((regparm(0)))

#endif
