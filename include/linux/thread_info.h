/* SPDX-License-Identifier: MIT */
/* linux/thread_info.h: the size and shape of a kernel stack. */
#ifndef _LINUX_THREAD_INFO_H
#define _LINUX_THREAD_INFO_H

#include <asm/current.h>
#include <linux/types.h>

#define THREAD_SIZE	  CONFIG_THREAD_SIZE /* bytes, fixed */
#define THREAD_SIZE_ORDER 1
#define THREAD_ALIGN	  THREAD_SIZE
#define STACK_END_MAGIC	  0x57AC6E9D /* the lowest word of each stack: still there, or it was overrun */

#endif
