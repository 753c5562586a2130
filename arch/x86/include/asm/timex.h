/* SPDX-License-Identifier: MIT */
/* asm/timex.h: cycles_t and get_cycles() under Linux's name for their header. */
#ifndef _ASM_X86_TIMEX_H
#define _ASM_X86_TIMEX_H

#include <asm/tsc.h>

#endif
