/* SPDX-License-Identifier: MIT */
#ifndef _ASM_X86_IOCTL_H
#define _ASM_X86_IOCTL_H
#include <linux/ioctl.h>
#endif
