/* SPDX-License-Identifier: MIT */
/*
 * drivers/sound/sb16_regs.h: ports and commands of the Sound Blaster 16.
 *
 * Source: Creative, "Sound Blaster Series Hardware Programming Guide", 2 "DSP", 4 "Mixer", 6
 * "Commands".
 */
#ifndef _DRIVERS_SB16_REGS_H
#define _DRIVERS_SB16_REGS_H

#include <linux/bits.h>

#define SB16_BASE	  0x220
#define SB16_PORTS	  16
#define SB16_MIXER_INDEX  0x4
#define SB16_MIXER_DATA	  0x5
#define	 SB16_MIX_IRQ	  0x80 /* which line: bit 0 irq 2, 1 irq 5, 2 irq 7, 3 irq 10 */
#define	  SB16_IRQS	  0x0f
#define	  SB16_IRQ_5	  BIT(1)
#define	 SB16_MIX_DMA	  0x81 /* which channels, a bit each: one for bytes, one for words */
#define	  SB16_DMA_BYTES  0x0b
#define	  SB16_DMA_WORDS  0xe0
#define	  SB16_DMA_1	  BIT(1)
#define	  SB16_DMA_5	  BIT(5)
#define	 SB16_MIX_PENDING 0x82
#define	  SB16_PENDING_8  BIT(0)
#define	  SB16_PENDING_16 BIT(1)
#define SB16_RESET	  0x6 /* write 1, wait 3 us, write 0; the DSP answers aa */
#define	 SB16_RESET_ANSWER 0xaa
#define SB16_READ	  0xa
#define SB16_WRITE	  0xc /* read: bit 7 busy */
#define	 SB16_BUSY	  BIT(7)
#define SB16_READ_STATUS  0xe /* bit 7: an answer waits */
#define	 SB16_ANSWER	  BIT(7)
#define SB16_ACK_8	  SB16_READ_STATUS /* reading it acknowledges, as well */
#define SB16_ACK_16	  0xf

#define DSP_SET_OUTPUT_RATE 0x41 /* then high and low byte */
#define DSP_PLAY_16_AUTO    0xb6 /* auto-init, FIFO; then mode, length less one (low byte first) */
#define DSP_PLAY_8_AUTO	    0xc6
#define	 DSP_MODE_SIGNED    0x10
#define	 DSP_MODE_STEREO    0x20
#define DSP_STOP_8	    0xd0
#define DSP_STOP_16	    0xd5
#define DSP_END_16_AUTO	    0xd9
#define DSP_END_8_AUTO	    0xda
#define DSP_VERSION	    0xe1

#endif
