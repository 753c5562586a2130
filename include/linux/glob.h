/* SPDX-License-Identifier: MIT */
/* linux/glob.h: shell patterns: glob_match() is declared with the other string functions. */
#ifndef _LINUX_GLOB_H
#define _LINUX_GLOB_H

#include <linux/string.h>

#endif
