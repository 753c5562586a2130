/* SPDX-License-Identifier: MIT */
/* linux/kmap_ctrl.h: the part of a thread that remembers its kmap_local mappings (mm/kmap_local.c). */
#ifndef _LINUX_KMAP_CTRL_H
#define _LINUX_KMAP_CTRL_H

#include <linux/types.h>

#define KM_MAX_IDX 16 /* mappings a thread, and the interrupts on top of it, may have open */

/* In task_struct as `kmap_ctrl`; all zero in a new thread, and again when a thread ends. */
struct kmap_ctrl {
	unsigned int idx;		     /* open mappings: the depth */
	unsigned int window[KM_MAX_IDX + 1]; /* 0; from 1 on their page numbers, oldest first */
};

#endif
