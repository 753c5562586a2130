/* SPDX-License-Identifier: MIT */
/* linux/aio.h: requests that end later are struct kiocb (linux/fs.h); nobody can cancel one here. */
#ifndef _LINUX_AIO_H
#define _LINUX_AIO_H

#include <linux/fs.h>
#include <linux/uio.h>

#endif
