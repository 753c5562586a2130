/* SPDX-License-Identifier: MIT */
/* drivers/input/i8042_regs.h: the keyboard controller. Source: IBM PS/2 Technical Reference, "Keyboard Controller". */
#ifndef _I8042_REGS_H
#define _I8042_REGS_H

#define I8042_DATA   0x60
#define I8042_STATUS 0x64 /* read */
#define	  I8042_STATUS_OUTPUT_FULL 0x01 /* a byte waits for us */
#define	  I8042_STATUS_INPUT_FULL  0x02 /* it has not taken ours yet */
#define	  I8042_STATUS_AUX	   0x20 /* the waiting byte is the mouse's */
#define I8042_COMMAND 0x64 /* write */
#define	  I8042_READ_CONFIG	 0x20
#define	  I8042_WRITE_CONFIG	 0x60
#define	  I8042_AUX_DISABLE	 0xa7
#define	  I8042_SELF_TEST	 0xaa
#define	  I8042_SELF_TEST_PASSED 0x55
#define	  I8042_KEYBOARD_DISABLE 0xad
#define	  I8042_KEYBOARD_ENABLE	 0xae

#define I8042_CONFIG_IRQ1      0x01 /* the keyboard interrupts */
#define I8042_CONFIG_IRQ12     0x02
#define I8042_CONFIG_TRANSLATE 0x40 /* scan code set 1 for us, whatever the keyboard speaks */

#define KEYBOARD_IRQ	     1
#define KEYBOARD_ENABLE_SCAN 0xf4
#define KEYBOARD_ACK	     0xfa
#define KEYBOARD_RESEND	     0xfe

#endif
