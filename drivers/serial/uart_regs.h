/* SPDX-License-Identifier: MIT */
/* drivers/serial/uart_regs.h: the 16550. Source: National Semiconductor PC16550D data sheet, "Registers". */
#ifndef _UART_REGS_H
#define _UART_REGS_H

#define COM1_BASE  0x3f8
#define COM1_IRQ   4
#define UART_PORTS 8 /* registers, one byte each */

#define UART_RX 0 /* read: received byte */
#define UART_TX 0 /* write: byte to send */

#define UART_IER 1	       /* which events interrupt */
#define	  UART_IER_RDI	  0x01 /* a byte came */
#define	  UART_IER_UNUSED 0xf0 /* these read as zero on every 16550 */

#define UART_IIR 2 /* read: why it interrupts */
#define	  UART_IIR_NO_INT 0x01
#define	  UART_IIR_FIFO	  0xc0 /* both set: a FIFO that works */

#define UART_FCR 2 /* write: FIFO control */
#define	  UART_FCR_ENABLE	0x01
#define	  UART_FCR_CLEAR_RCVR	0x02
#define	  UART_FCR_CLEAR_XMIT	0x04
#define	  UART_FCR_TRIGGER_8	0x80 /* interrupt at 8 bytes, or when the line falls silent */

#define UART_LCR 3 /* line control */
#define	  UART_LCR_WLEN8 0x03
#define	  UART_LCR_DLAB	 0x80 /* registers 0 and 1 are the divisor */

#define UART_DLL 0
#define UART_DLM 1

#define UART_MCR 4
#define	  UART_MCR_DTR	0x01
#define	  UART_MCR_RTS	0x02
#define	  UART_MCR_OUT2 0x08 /* gates the interrupt line on a PC */

#define UART_LSR 5
#define	  UART_LSR_DR	 0x01 /* a byte waits */
#define	  UART_LSR_ERROR 0x1e /* overrun, parity, framing, break */
#define	  UART_LSR_BI	 0x10 /* break */
#define	  UART_LSR_THRE	 0x20 /* room to send */

#define UART_SCR 7 /* scratch: keeps what is written, does nothing */

#define UART_CLOCK_BAUD 115200 /* at divisor 1 */
#define UART_FIFO_BYTES 16

#endif
