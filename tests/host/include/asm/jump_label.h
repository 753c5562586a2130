/* SPDX-License-Identifier: MIT */
/* asm/jump_label.h for programs on the host: no code is patched, the key's count is read each time. */
#ifndef _ASM_X86_JUMP_LABEL_H
#define _ASM_X86_JUMP_LABEL_H

#include <linux/compiler.h>
#include <linux/types.h>

#define arch_static_branch(key, branch)	     (((key)->enabled.counter > 0) != (branch))
#define arch_static_branch_jump(key, branch) arch_static_branch(key, branch)

#endif
