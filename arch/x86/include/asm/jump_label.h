/* SPDX-License-Identifier: MIT */
/*
 * asm/jump_label.h: a branch that is five bytes of code instead of a test (linux/jump_label.h).
 *
 *     key off    3e 8d 74 26 00    lea esi, ds:[esi + 0]: does nothing, one instruction
 *     key on     e9 rel32          jmp to the other side
 *
 * The lea is a nop on every CPU since the 386; the long nop 0f 1f is not known to all of i686.
 *
 * Source: Linux Documentation/staging/static-keys.rst; Intel SDM vol. 2, "LEA", "JMP".
 */
#ifndef _ASM_X86_JUMP_LABEL_H
#define _ASM_X86_JUMP_LABEL_H

#include <linux/compiler.h>
#include <linux/types.h>

#define JUMP_LABEL_NOP_SIZE 5
#define JUMP_LABEL_NOP	    0x3e, 0x8d, 0x74, 0x26, 0x00
#define JUMP_LABEL_JMP	    0xe9

struct static_key;

/* One site. Bit 0 of @key: what the key is when the site falls through. */
struct jump_entry {
	unsigned long code, target, key;
};

#define __JUMP_LABEL_ENTRY                      \
	" .pushsection .jump_table, \"a\"\n"    \
	" .balign 4\n"                          \
	" .long 1b, %l[l_yes], %c0 + %c1\n"     \
	" .popsection\n"

/* True when the key differs from @branch; falls through when assembled. */
static __always_inline bool arch_static_branch(struct static_key *const key, const bool branch)
{
	asm goto("1: .byte 0x3e, 0x8d, 0x74, 0x26, 0x00\n" __JUMP_LABEL_ENTRY
		 : : "i"(key), "i"(branch) : : l_yes);
	return false;
l_yes:
	return true;
}

/* The same; jumps when assembled. */
static __always_inline bool arch_static_branch_jump(struct static_key *const key, const bool branch)
{
	asm goto("1: .byte 0xe9\n .long %l[l_yes] - (1b + 5)\n" __JUMP_LABEL_ENTRY
		 : : "i"(key), "i"(branch) : : l_yes);
	return false;
l_yes:
	return true;
}

#endif
