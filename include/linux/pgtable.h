/* SPDX-License-Identifier: MIT */
/* linux/pgtable.h: page tables, which are the machine's. */
#ifndef _LINUX_PGTABLE_H
#define _LINUX_PGTABLE_H

#include <asm/pgtable.h>

#endif
