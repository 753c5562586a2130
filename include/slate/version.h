/* SPDX-License-Identifier: MIT */
/* slate/version.h: what the kernel calls itself. */
#ifndef _SLATE_VERSION_H
#define _SLATE_VERSION_H

/* As /proc/version and `version` show it; ends in a newline. */
extern const char slate_banner[];

#endif
