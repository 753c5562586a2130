/* SPDX-License-Identifier: MIT */
/* linux/sprintf.h: text from values. The formats are explained at the head of kernel/lib/format.c. */
#ifndef _LINUX_SPRINTF_H
#define _LINUX_SPRINTF_H

#include <linux/compiler_types.h>
#include <linux/stdarg.h>
#include <linux/types.h>

/* Length that the whole text has, even where @size cut it. */
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);
__printf(3, 4) int snprintf(char *buf, size_t size, const char *fmt, ...);
/* Length that was written. */
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args);
__printf(3, 4) int scnprintf(char *buf, size_t size, const char *fmt, ...);
__printf(2, 3) int sprintf(char *buf, const char *fmt, ...);
int vsprintf(char *buf, const char *fmt, va_list args);

/* Into an allocation of the right size, for kfree(): mm/util.c. */
char *kvasprintf(gfp_t gfp, const char *fmt, va_list args);
__printf(2, 3) char *kasprintf(gfp_t gfp, const char *fmt, ...);

int vsscanf(const char *buf, const char *fmt, va_list args);
__scanf(2, 3) int sscanf(const char *buf, const char *fmt, ...);

#endif
