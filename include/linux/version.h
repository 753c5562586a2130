/* SPDX-License-Identifier: MIT */
/* linux/version.h: the version whose names and semantics these headers have. */
#ifndef _LINUX_VERSION_H
#define _LINUX_VERSION_H

#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))
#define LINUX_VERSION_MAJOR	 6
#define LINUX_VERSION_PATCHLEVEL 1
#define LINUX_VERSION_SUBLEVEL	 0
#define LINUX_VERSION_CODE	 KERNEL_VERSION(6, 1, 0)

#endif
