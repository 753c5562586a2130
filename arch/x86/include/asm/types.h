/* SPDX-License-Identifier: MIT */
/* asm/types.h: sources that ask for the machine's types get the common ones. */
#ifndef _ASM_X86_TYPES_H
#define _ASM_X86_TYPES_H

#include <linux/types.h>

#endif
