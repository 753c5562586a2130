/* SPDX-License-Identifier: MIT */
/* linux/capability.h: what a caller may do. All callers are the kernel, which may do anything. */
#ifndef _LINUX_CAPABILITY_H
#define _LINUX_CAPABILITY_H

#include <linux/types.h>

#define CAP_CHOWN	 0
#define CAP_DAC_OVERRIDE 1
#define CAP_NET_ADMIN	 12
#define CAP_SYS_RAWIO	 17
#define CAP_SYS_ADMIN	 21
#define CAP_SYS_RESOURCE 24
#define CAP_MKNOD	 27
#define CAP_LAST_CAP	 40

static inline bool capable(int cap)
{
	return cap >= 0 && cap <= CAP_LAST_CAP;
}

#endif
