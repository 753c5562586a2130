/* SPDX-License-Identifier: MIT */
/* slate/extra.h: external source linked into the image (make EXTRA=...), run after the boot. */
#ifndef _SLATE_EXTRA_H
#define _SLATE_EXTRA_H

#include <linux/types.h>

/* Is there any in this image? */
bool extra_present(void);

/**
 * extra_run() - call each module_init, then (extra=exit) its module_exit, then their KUnit suites.
 *
 * Context: a thread that may sleep.
 * Return: 0; else failed KUnit cases and threads that died, counted.
 */
int extra_run(void);

#endif
