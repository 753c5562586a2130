/* SPDX-License-Identifier: MIT */
/* drivers/video/vga_regs.h: VGA text mode. Source: IBM VGA Technical Reference, "CRT Controller Registers". */
#ifndef _VGA_REGS_H
#define _VGA_REGS_H

#define VGA_TEXT_PHYS  0xb8000
#define VGA_CRTC_INDEX 0x3d4
#define VGA_CRTC_DATA  0x3d5
#define	  VGA_CURSOR_START 0x0a /* first scan line; bit 5 hides it */
#define	  VGA_CURSOR_END   0x0b
#define	  VGA_CURSOR_HIGH  0x0e /* place, in cells */
#define	  VGA_CURSOR_LOW   0x0f

#define VGA_CELL(character, colour) ((u16)(colour) << 8 | (u8)(character))

#endif
