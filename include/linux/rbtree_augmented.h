/* SPDX-License-Identifier: MIT */
/* linux/rbtree_augmented.h: kept for sources that include it; linux/rbtree.h has everything. */
#ifndef _LINUX_RBTREE_AUGMENTED_H
#define _LINUX_RBTREE_AUGMENTED_H

#include <linux/rbtree.h>

#endif
