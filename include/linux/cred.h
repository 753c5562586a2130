/* SPDX-License-Identifier: MIT */
/* linux/cred.h: who the caller is: the kernel, which is root. */
#ifndef _LINUX_CRED_H
#define _LINUX_CRED_H

#include <linux/capability.h>
#include <linux/uidgid.h>

#define current_uid()	GLOBAL_ROOT_UID
#define current_euid()	GLOBAL_ROOT_UID
#define current_fsuid() GLOBAL_ROOT_UID
#define current_gid()	GLOBAL_ROOT_GID
#define current_egid()	GLOBAL_ROOT_GID
#define current_fsgid() GLOBAL_ROOT_GID

#endif
