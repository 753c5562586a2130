/* SPDX-License-Identifier: MIT */
/* slate/video.h: the screen as a console. */
#ifndef _SLATE_VIDEO_H
#define _SLATE_VIDEO_H

/**
 * vga_console_init() - register the text screen at B8000 as a console, where the machine has one.
 *
 * Context: boot, after boot_info_init() and with lowmem mapped.
 */
void vga_console_init(void);

#endif
