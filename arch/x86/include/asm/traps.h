/* SPDX-License-Identifier: MIT */
/* asm/traps.h: exception numbers and the page fault's error code. Source: Intel SDM vol. 3, "Exception and Interrupt Reference". */
#ifndef _ASM_X86_TRAPS_H
#define _ASM_X86_TRAPS_H

#include <linux/bits.h>

enum x86_exception {
	X86_TRAP_DE = 0,
	X86_TRAP_DB = 1,
	X86_TRAP_NMI = 2,
	X86_TRAP_BP = 3,
	X86_TRAP_UD = 6,
	X86_TRAP_DF = 8,
	X86_TRAP_TS = 10,
	X86_TRAP_GP = 13,
	X86_TRAP_PF = 14,
	X86_TRAP_MC = 18,
	NR_EXCEPTIONS = 32,
};

#define X86_PF_PROT  BIT(0) /* the page is present: a question of rights */
#define X86_PF_WRITE BIT(1)
#define X86_PF_USER  BIT(2)
#define X86_PF_RSVD  BIT(3) /* a reserved bit is set in an entry: corrupted page tables */
#define X86_PF_INSTR BIT(4) /* an instruction fetch; only where NX is on */

#endif
