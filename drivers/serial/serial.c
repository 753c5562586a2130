// SPDX-License-Identifier: MIT
/*
 * drivers/serial/serial.c: COM1, the console that works first and last.
 *
 * Problem.  Something must tell what happens from the first instruction of C on, before memory,
 *           interrupts or locks exist, and still in a panic; and a user wants to type.
 * Idea.     Sending is by polling: wait until the transmitter is empty, then give it as many bytes as
 *           its FIFO holds. That needs no state, so it works anywhere. Receiving is by interrupt once
 *           there are interrupts; where the line cannot be had, a timer looks instead.
 *
 *     printk -> console_write_all -> serial_write -> [ THRE? ] -> 16 bytes -> wire
 *     wire -> FIFO -> IRQ 4 -> serial_interrupt -> input_put -> console
 *
 *
 * Rules.    Bytes stay in the UART while the queue is full, so that the other end can hold back (QEMU
 *           does; a real line overruns, and the UART says so). A wait for the transmitter ends after SEND_POLLS looks: a UART that stands still costs
 *           output, never the machine. A port that reads 0xff is no UART and is never touched again.
 * Locks.    serial.lock (irqs off) keeps two writers from mixing; it is only tried while somebody dies.
 * Paths.    Send     serial_write -> send_text -> send_chunk
 *           Receive  serial_interrupt | serial_poll -> serial_receive -> input_put
 * Cost.     A byte takes 87 us at 115200 baud; QEMU takes it at once.
 * Left out. COM2 to COM4, flow control, sending by interrupt: printk must not return before its text
 *           is out, or a crash would eat the last lines.
 * Sources.  PC16550D data sheet; LDD3 ch. 18 "TTY Drivers" for the names.
 */
#include <asm/io.h>
#include <linux/console.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/ioport.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <slate/input.h>
#include <slate/serial.h>
#include "uart_regs.h"

#define SEND_POLLS    200000 /* looks at the line status before a chunk is given up */
#define RECEIVE_BATCH 64     /* bytes handed on at once */
#define RECEIVE_BATCHES 32   /* in one interrupt; QEMU refills the FIFO as fast as it is read */
#define POLL_TICKS    2	     /* between looks where there is no interrupt */

static struct {
	spinlock_t lock;
	bool present;
	bool has_fifo;
	bool has_irq;	 /* input by interrupt; else the timer looks all the time */
	bool stuck;	 /* the transmitter did not get ready: try once, do not wait, until it is */
	unsigned int baud;
	u64 sent, received, line_errors, lost; /* bytes */
	struct timer_list poll;
} serial = {
	.lock = __SPIN_LOCK_UNLOCKED(serial.lock),
	.baud = UART_CLOCK_BAUD,
};

static u8 uart_read(unsigned int reg)
{
	return inb(COM1_BASE + reg);
}

static void uart_write(unsigned int reg, u8 value)
{
	outb(value, COM1_BASE + reg);
}

/* A UART keeps what is written to its scratch register and has zeroes where there are no bits. */
static bool detect_uart(void)
{
	if (uart_read(UART_LSR) == 0xff)
		return false;
	uart_write(UART_LCR, UART_LCR_WLEN8);
	uart_write(UART_IER, 0);
	if (uart_read(UART_IER) & UART_IER_UNUSED)
		return false;
	uart_write(UART_SCR, 0x5a);
	if (uart_read(UART_SCR) != 0x5a)
		return false;
	uart_write(UART_SCR, 0xa5);
	return uart_read(UART_SCR) == 0xa5;
}

static void set_baud(unsigned int baud)
{
	unsigned int divisor = UART_CLOCK_BAUD / baud;

	uart_write(UART_LCR, UART_LCR_WLEN8 | UART_LCR_DLAB);
	uart_write(UART_DLL, divisor & 0xff);
	uart_write(UART_DLM, divisor >> 8);
	uart_write(UART_LCR, UART_LCR_WLEN8);
	serial.baud = UART_CLOCK_BAUD / divisor;
}

static bool wait_for_room(void)
{
	unsigned int polls = serial.stuck ? 1 : SEND_POLLS;

	while (polls--) {
		if (uart_read(UART_LSR) & UART_LSR_THRE) {
			serial.stuck = false;
			return true;
		}
		cpu_relax();
	}
	serial.stuck = true;
	return false;
}

/* An empty transmitter takes a FIFO's worth without another look. */
static void send_chunk(const char *bytes, unsigned int count)
{
	if (!wait_for_room()) {
		serial.lost += count;
		return;
	}
	for (unsigned int i = 0; i < count; i++)
		uart_write(UART_TX, bytes[i]);
	serial.sent += count;
}

static void send_text(const char *text, unsigned int len)
{
	unsigned int room = serial.has_fifo ? UART_FIFO_BYTES : 1;
	char chunk[UART_FIFO_BYTES];
	unsigned int used = 0;

	for (unsigned int i = 0; i < len;) {
		bool newline = text[i] == '\n';

		if (used + newline + 1 > room && used) {
			send_chunk(chunk, used);
			used = 0;
		}
		if (newline && room == 1)
			send_chunk("\r", 1);
		else if (newline)
			chunk[used++] = '\r';
		chunk[used++] = text[i++];
	}
	if (used)
		send_chunk(chunk, used);
}

static void serial_write(struct console *con, const char *text, unsigned int len)
{
	unsigned long flags;
	bool locked = true;

	if (!serial.present)
		return;
	if (oops_in_progress)
		locked = spin_trylock_irqsave(&serial.lock, flags);
	else
		spin_lock_irqsave(&serial.lock, flags);
	send_text(text, len);
	if (locked)
		spin_unlock_irqrestore(&serial.lock, flags);
}

/* console=ttyS0,9600n8: the number counts, eight bits without parity are what we speak. */
static int serial_setup(struct console *con, char *options)
{
	unsigned int baud = 0;

	if (!options || !*options)
		return 0;
	for (const char *c = options; *c >= '0' && *c <= '9' && baud < UART_CLOCK_BAUD; c++)
		baud = baud * 10 + (*c - '0');
	if (baud < 50 || baud > UART_CLOCK_BAUD)
		return -EINVAL;
	if (serial.present)
		set_baud(baud);
	return 0;
}

static struct console serial_console = {
	.name = "ttyS",
	.write = serial_write,
	.setup = serial_setup,
	.flags = CON_PRINTBUFFER,
	.index = 0,
};

void serial_early_init(void)
{
	serial.present = detect_uart();
	if (!serial.present)
		return;
	set_baud(serial.baud);
	uart_write(UART_FCR, UART_FCR_ENABLE | UART_FCR_CLEAR_RCVR | UART_FCR_CLEAR_XMIT |
			     UART_FCR_TRIGGER_8);
	serial.has_fifo = (uart_read(UART_IIR) & UART_IIR_FIFO) == UART_IIR_FIFO;
	uart_write(UART_MCR, UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2);
	register_console(&serial_console);
}

/* Take what waits and fits, at most a batch. Return: is there more? */
static bool receive_batch(void)
{
	unsigned int room = min(input_room(), (unsigned int)RECEIVE_BATCH);
	u8 bytes[RECEIVE_BATCH];
	unsigned int count = 0;
	u8 status = 0;

	for (unsigned int i = 0; i < room; i++) {
		u8 byte;

		status = uart_read(UART_LSR);
		if (!(status & UART_LSR_DR))
			break;
		byte = uart_read(UART_RX);
		if (status & UART_LSR_ERROR)
			serial.line_errors++;
		/* An overrun lost others, this byte is good; a break is no byte at all. */
		if (!(status & UART_LSR_BI))
			bytes[count++] = byte;
	}
	serial.received += count;
	if (count)
		input_put(bytes, count);
	return !room || (status & UART_LSR_DR);
}

/* Take all that waits and fits. Return: is there more? */
static bool serial_receive(void)
{
	bool more = true;

	for (unsigned int i = 0; i < RECEIVE_BATCHES && more; i++)
		more = receive_batch();
	return more;
}

/*
 * The line to the 8259 counts by its edge, so it must fall before this returns: either nothing waits
 * any more, or interrupts go off and the timer takes over until nothing does.
 */
static irqreturn_t serial_interrupt(int irq, void *dev_id)
{
	if (uart_read(UART_IIR) & UART_IIR_NO_INT)
		return IRQ_NONE;
	if (serial_receive()) {
		uart_write(UART_IER, 0);
		mod_timer(&serial.poll, jiffies + POLL_TICKS);
	}
	return IRQ_HANDLED;
}

static void serial_poll(struct timer_list *timer)
{
	unsigned long flags;

	local_irq_save(flags);
	if (serial_receive() || !serial.has_irq)
		mod_timer(timer, jiffies + POLL_TICKS);
	else
		uart_write(UART_IER, UART_IER_RDI);
	local_irq_restore(flags);
}

int serial_check(void)
{
	int faults = 0;

	if (!serial.present)
		return 0;
	if (uart_read(UART_LCR) != UART_LCR_WLEN8) {
		pr_err("serial: line control is %02x, must be %02x\n", uart_read(UART_LCR),
		       UART_LCR_WLEN8);
		faults++;
	}
	if (serial.baud == 0 || serial.baud > UART_CLOCK_BAUD) {
		pr_err("serial: %u baud cannot be\n", serial.baud);
		faults++;
	}
	return faults;
}

/* Interrupts, ports and threads are there: from now on somebody may type. */
static int __init serial_init(void)
{
	int error;

	if (!serial.present) {
		pr_info("serial: no UART at 3f8, skipped\n");
		return 0;
	}
	if (!request_region(COM1_BASE, UART_PORTS, "serial"))
		pr_warn("serial: ports 3f8-3ff are taken\n");
	timer_setup(&serial.poll, serial_poll, 0);
	error = request_irq(COM1_IRQ, serial_interrupt, 0, "ttyS0", &serial);
	serial.has_irq = !error;
	if (error)
		pr_warn("serial: irq %d: error %d, input is polled\n", COM1_IRQ, error);
	/* The first look takes what has come so far, then turns the interrupt on. */
	mod_timer(&serial.poll, jiffies + POLL_TICKS);
	pr_info("serial: ttyS0 at 3f8 irq %d, %u baud, %s\n", COM1_IRQ, serial.baud,
		serial.has_fifo ? "16550 with FIFO" : "no FIFO");
	return 0;
}
device_initcall(serial_init);
