/* SPDX-License-Identifier: MIT */
/* linux/instruction_pointer.h: where this was called from, and where this is. */
#ifndef _LINUX_INSTRUCTION_POINTER_H
#define _LINUX_INSTRUCTION_POINTER_H

#include <linux/compiler.h>

#ifndef _RET_IP_
#define _RET_IP_ ((unsigned long)__builtin_return_address(0))
#endif

#endif
