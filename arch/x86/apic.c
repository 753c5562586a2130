// SPDX-License-Identifier: MIT
/*
 * arch/x86/apic.c: the local APIC takes the messages that PCI devices write, instead of pins.
 *
 * Problem.  Lines of the 8259s are few and shared: each device on one must be asked if it was it.
 * Idea.     A write to FEE00000 | id << 12 is an interrupt: its data is the vector. The local APIC
 *           of the CPU with that id catches it. The 8259s stay as they are behind pin LINT0, which
 *           passes their vectors through ("virtual wire").
 *
 *     device --write FEE0_0000, vector--> local APIC --+--> CPU
 *     8259s  -------- INTR -------------> LINT0 -------+
 *
 * Rules.    A line of the 8259s gets its end-of-interrupt there, a message here, never both. What
 *           firmware has woken keeps its LINT0: interrupts reach us through it already.
 * Locks.    None: woken once by the first who asks, in threads that bind drivers one at a time.
 * Left out. x2APIC (refused: INTx serves), the APIC's timer, the I/O APIC, more than one CPU.
 * Sources.  Intel SDM vol. 3, "Advanced Programmable Interrupt Controller (APIC)": "Local APIC
 *           Registers", "Spurious Interrupt", "Message Signalled Interrupts".
 */
#include <asm/apic.h>
#include <asm/cpufeature.h>
#include <asm/fixmap.h>
#include <asm/msr.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/printk.h>

#define APICBASE_X2APIC	 BIT(10)
#define APICBASE_ENABLE	 BIT(11)
#define APICBASE_ADDRESS GENMASK_ULL(35, 12)

#define APIC_ID	   0x20 /* in bits 31-24 */
#define APIC_TPR   0x80 /* 0: every vector may come */
#define APIC_EOI   0xb0
#define APIC_SVR   0xf0
#define	 APIC_SVR_ENABLED BIT(8)
#define APIC_LINT0 0x350
#define APIC_LINT1 0x360
#define	 APIC_LVT_NMI	 0x400
#define	 APIC_LVT_EXTINT 0x700

#define SPURIOUS_VECTOR 0xff /* has no line, and gets no end-of-interrupt */
#define MSI_ADDRESS	0xfee00000

static void __iomem *apic_regs;

static void wake(void)
{
	u32 svr = readl(apic_regs + APIC_SVR);

	if (!(svr & APIC_SVR_ENABLED)) {
		writel(SPURIOUS_VECTOR | APIC_SVR_ENABLED, apic_regs + APIC_SVR);
		writel(APIC_LVT_EXTINT, apic_regs + APIC_LINT0);
		writel(APIC_LVT_NMI, apic_regs + APIC_LINT1);
	} else {
		writel(svr | SPURIOUS_VECTOR, apic_regs + APIC_SVR);
	}
	writel(0, apic_regs + APIC_TPR);
}

int apic_enable(void)
{
	unsigned long flags;
	u64 base;

	if (apic_regs)
		return 0;
	if (!boot_cpu_has(X86_FEATURE_APIC) || !boot_cpu_has(X86_FEATURE_MSR))
		return -ENODEV;
	rdmsrl(MSR_IA32_APICBASE, base);
	if (!(base & APICBASE_ENABLE) || base & APICBASE_X2APIC)
		return -ENODEV;
	apic_regs = (void __iomem *)set_fixmap_offset_nocache(FIX_APIC_BASE, base & APICBASE_ADDRESS);
	local_irq_save(flags);
	wake();
	local_irq_restore(flags);
	pr_info("apic: local APIC %u at %#llx takes messages\n", readl(apic_regs + APIC_ID) >> 24,
		base & APICBASE_ADDRESS);
	return 0;
}
EXPORT_SYMBOL(apic_enable);

void apic_compose_msg(unsigned int irq, struct msi_msg *msg)
{
	msg->address_lo = MSI_ADDRESS | readl(apic_regs + APIC_ID) >> 24 << 12;
	msg->address_hi = 0;
	msg->data = MSI_FIRST_VECTOR + irq;
}
EXPORT_SYMBOL(apic_compose_msg);

void apic_eoi(void)
{
	writel(0, apic_regs + APIC_EOI);
}
EXPORT_SYMBOL(apic_eoi);
