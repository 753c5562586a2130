/* SPDX-License-Identifier: MIT */
/* asm/apic.h: the local APIC, as far as message-signalled interrupts need it. */
#ifndef _ASM_X86_APIC_H
#define _ASM_X86_APIC_H

#include <linux/types.h>

#define MSI_FIRST_VECTOR 0x20 /* + line, as the 8259s' */

/* What a device writes, and where, to interrupt this CPU. */
struct msi_msg {
	u32 address_lo, address_hi;
	u32 data;
};

/* Wake the local APIC, once. Context: thread. Return: 0; -ENODEV: none to be had. */
int apic_enable(void);
/* The message that raises @irq. Context: any; after apic_enable(). */
void apic_compose_msg(unsigned int irq, struct msi_msg *msg);
/* The handler of the vector in service is through. Context: interrupts off. */
void apic_eoi(void);

#endif
