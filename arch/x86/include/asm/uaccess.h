/* SPDX-License-Identifier: MIT */
/* asm/uaccess.h: drivers of the books include this name. */
#ifndef _ASM_X86_UACCESS_H
#define _ASM_X86_UACCESS_H
#include <linux/uaccess.h>
#endif
