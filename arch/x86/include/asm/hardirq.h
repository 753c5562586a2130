/* SPDX-License-Identifier: MIT */
/* asm/hardirq.h: where older drivers look for linux/hardirq.h. */
#ifndef _ASM_X86_HARDIRQ_H
#define _ASM_X86_HARDIRQ_H

#include <linux/hardirq.h>

#endif
