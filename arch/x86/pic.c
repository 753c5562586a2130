// SPDX-License-Identifier: MIT
/*
 * arch/x86/pic.c: two 8259A interrupt controllers in cascade.
 *
 * Problem.  Fifteen devices, one interrupt pin; and the firmware's vectors 8 to 15 are the CPU's exceptions.
 * Idea.     The chips are told to deliver IRQ n as vector 0x20 + n. The slave's output is the master's input 2.
 *           A mask register per chip keeps a line quiet; an end-of-interrupt command lets lines of the same
 *           and lower urgency through again.
 * Spurious. A line that goes quiet between asking and being asked leaves the chip without an answer; it then
 *           delivers its lowest line, 7 or 15, without marking it in service. So on these two the
 *           in-service register is read: not marked means nothing happened, and no end-of-interrupt may be
 *           sent (for 15: one to the master, which did see its input 2).
 * Locks.    The masks change under pic_lock, irqs off.
 * Sources.  Intel 8259A data sheet; "Initialization Command Words", "Operation Command Words".
 */
#include <asm/io.h>
#include <asm/tsc.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>

#define PIC_MASTER	 0x20 /* command; data at +1 */
#define PIC_SLAVE	 0xa0
#define PIC_DATA	 1
#define ICW1_INIT	 0x11 /* edge triggered, cascade, ICW4 follows */
#define ICW3_MASTER	 0x04 /* a slave on input 2 */
#define ICW3_SLAVE	 0x02 /* ... and its identity there */
#define ICW4_8086	 0x01
#define OCW2_SPECIFIC_EOI 0x60 /* | line within the chip */
#define OCW3_READ_ISR	 0x0b
#define CASCADE_LINE	 2
#define LINES_PER_CHIP	 8
#define FIRST_VECTOR	 0x20

static DEFINE_RAW_SPINLOCK(pic_lock);
static u16 pic_masks = 0xffff & ~(1U << CASCADE_LINE); /* bit set = line quiet */

static void write_mask(unsigned int line)
{
	if (line < LINES_PER_CHIP)
		outb((u8)pic_masks, PIC_MASTER + PIC_DATA);
	else
		outb((u8)(pic_masks >> LINES_PER_CHIP), PIC_SLAVE + PIC_DATA);
}

static void pic_mask(struct irq_data *data)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&pic_lock, flags);
	pic_masks |= (u16)(1U << data->hwirq);
	write_mask((unsigned int)data->hwirq);
	raw_spin_unlock_irqrestore(&pic_lock, flags);
}

static void pic_unmask(struct irq_data *data)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&pic_lock, flags);
	pic_masks &= (u16)~(1U << data->hwirq);
	write_mask((unsigned int)data->hwirq);
	raw_spin_unlock_irqrestore(&pic_lock, flags);
}

static void pic_eoi(struct irq_data *data)
{
	unsigned long line = data->hwirq;

	if (line >= LINES_PER_CHIP) {
		outb((u8)(OCW2_SPECIFIC_EOI | (line - LINES_PER_CHIP)), PIC_SLAVE);
		line = CASCADE_LINE;
	}
	outb((u8)(OCW2_SPECIFIC_EOI | line), PIC_MASTER);
}

static bool in_service(u16 chip, unsigned int bit)
{
	outb(OCW3_READ_ISR, chip);
	return inb(chip) >> bit & 1;
}

static bool pic_spurious(struct irq_data *data)
{
	unsigned long line = data->hwirq;

	if (line == LINES_PER_CHIP - 1)
		return !in_service(PIC_MASTER, LINES_PER_CHIP - 1);
	if (line != 2 * LINES_PER_CHIP - 1 || in_service(PIC_SLAVE, LINES_PER_CHIP - 1))
		return false;
	outb(OCW2_SPECIFIC_EOI | CASCADE_LINE, PIC_MASTER);
	return true;
}

static const struct irq_chip pic_chip = {
	.name = "XT-PIC",
	.irq_mask = pic_mask,
	.irq_unmask = pic_unmask,
	.irq_eoi = pic_eoi,
	.irq_spurious = pic_spurious,
};

static void init_chip(u16 chip, u8 vector, u8 cascade)
{
	outb(0xff, chip + PIC_DATA);
	outb(ICW1_INIT, chip);
	outb(vector, chip + PIC_DATA);
	outb(cascade, chip + PIC_DATA);
	outb(ICW4_8086, chip + PIC_DATA);
}

void __init pic_init(void)
{
	init_chip(PIC_MASTER, FIRST_VECTOR, ICW3_MASTER);
	init_chip(PIC_SLAVE, FIRST_VECTOR + LINES_PER_CHIP, ICW3_SLAVE);
	write_mask(0);
	write_mask(LINES_PER_CHIP);
	for (unsigned int line = 0; line < 2 * LINES_PER_CHIP; line++)
		if (line != CASCADE_LINE)
			irq_set_chip_data_and_name(line, &pic_chip, line, NULL, "");
}
