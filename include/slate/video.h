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

/**
 * framebuffer_console_init() - register a console on the picture that the boot loader has set up, if any.
 *
 * What was logged before is shown at once. Context: boot, with vmalloc and ioremap working.
 */
void framebuffer_console_init(void);

/* Shift-PgUp and Shift-PgDn: go @pages half screens back (below 0: forward). Context: any. */
void screen_scroll_back(int pages);

#endif
