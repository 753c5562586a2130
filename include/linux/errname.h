/* SPDX-License-Identifier: MIT */
/* linux/errname.h: error numbers by name. */
#ifndef _LINUX_ERRNAME_H
#define _LINUX_ERRNAME_H

/* "-ENOMEM" for -ENOMEM, "ENOMEM" for ENOMEM; NULL for what is no error number. Context: any. */
const char *errname(int err);

#endif
