// SPDX-License-Identifier: MIT
/*
 * arch/x86/pit.c: the 8254 timer: the tick, and a ruler to measure the TSC with.
 *
 * Channel 0 interrupts HZ times a second (mode 2: divide by n). Channel 2, whose gate port 0x61 opens, counts
 * down once (mode 0) without interrupting anyone; its counter is latched and read at both ends of
 * a span, together with the TSC. Reading takes microseconds on a virtual machine, so each end is read
 * several times and the reading that took the fewest cycles counts: its midpoint is when the latch was.
 *
 * Every loop is bounded: a machine without an 8254 (or one that stands still) gives 0 and not a hang.
 *
 * Sources. Intel 8254 data sheet, "Counter Latch Command"; OSDev "Programmable Interval Timer".
 */
#include <asm/io.h>
#include <asm/tsc.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/timekeeping.h>

#define PIT_CHANNEL(n)	 (0x40 + (n))
#define PIT_COMMAND	 0x43
#define CMD_SELECT(n)	 ((n) << 6)
#define CMD_LATCH	 0x00
#define CMD_LOW_HIGH	 0x30 /* low byte, then high byte */
#define CMD_MODE0	 0x00 /* count down once */
#define CMD_MODE2	 0x04 /* divide by n */
#define PORT_B		 0x61
#define PORT_B_GATE2	 0x01
#define PORT_B_SPEAKER	 0x02
#define TICK_IRQ	 0
#define TICK_DIVISOR	 ((PIT_HZ + HZ / 2) / HZ)
#define COUNT_START	 0xffff
#define READINGS	 5
#define POLL_MAX	 200000 /* readings after which the counter surely stands still */

static u16 read_counter(void)
{
	u8 low;

	outb(CMD_SELECT(2) | CMD_LATCH, PIT_COMMAND);
	low = inb(PIT_CHANNEL(2));
	return (u16)(low | inb(PIT_CHANNEL(2)) << 8);
}

/* The counter and the TSC at one moment, as exactly as this machine allows. */
static u16 read_both(u64 *tsc)
{
	u64 best = ~0ULL;
	u16 count = 0;

	for (int i = 0; i < READINGS; i++) {
		u64 before = rdtsc(), after;
		u16 now;

		outb(CMD_SELECT(2) | CMD_LATCH, PIT_COMMAND);
		after = rdtsc();
		now = inb(PIT_CHANNEL(2));
		now = (u16)(now | inb(PIT_CHANNEL(2)) << 8);
		if (after - before < best) {
			best = after - before;
			*tsc = before + best / 2;
			count = now;
		}
	}
	return count;
}

unsigned int pit_measure_tsc(unsigned int us, u64 *cycles)
{
	unsigned int span = us * (PIT_HZ / 1000) / 1000, polls = 0;
	u8 port_b = inb(PORT_B);
	unsigned long flags;
	u64 begin = 0, end = 0;
	u16 first, last;

	local_irq_save(flags);
	outb((u8)((port_b & ~PORT_B_SPEAKER) | PORT_B_GATE2), PORT_B);
	outb(CMD_SELECT(2) | CMD_LOW_HIGH | CMD_MODE0, PIT_COMMAND);
	outb(COUNT_START & 0xff, PIT_CHANNEL(2));
	outb(COUNT_START >> 8, PIT_CHANNEL(2));
	read_counter(); /* the new count arrives with the next clock */
	first = read_both(&begin);
	while (first - read_counter() < (int)span && polls < POLL_MAX)
		polls++;
	last = read_both(&end);
	outb(port_b, PORT_B);
	local_irq_restore(flags);
	*cycles = end - begin;
	return polls == POLL_MAX || last >= first ? 0 : (unsigned int)(first - last);
}
EXPORT_SYMBOL(pit_measure_tsc);

static irqreturn_t tick_interrupt(int irq, void *dev_id)
{
	tick_handler();
	return IRQ_HANDLED;
}

void __init pit_start_tick(void)
{
	outb(CMD_SELECT(0) | CMD_LOW_HIGH | CMD_MODE2, PIT_COMMAND);
	outb(TICK_DIVISOR & 0xff, PIT_CHANNEL(0));
	outb(TICK_DIVISOR >> 8, PIT_CHANNEL(0));
	if (request_irq(TICK_IRQ, tick_interrupt, IRQF_TIMER, "timer", NULL))
		panic("pit: nobody gave me IRQ 0");
}
