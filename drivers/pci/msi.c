// SPDX-License-Identifier: MIT
/*
 * drivers/pci/msi.c: a function's interrupt as a message, or as its pin.
 *
 * Idea.     The function is told where to write and what (its MSI capability); the local APIC turns
 *           the write into the vector of a line that only this function has. Nothing is shared, and
 *           data that was written before the message is in memory when the handler runs.
 *
 *     pci_alloc_irq_vectors -> pci_enable_msi -> apic_enable, irq_alloc_line, write_message
 *
 * Rules.    While messages are on, the pin is off, and dev->irq names the message's line; the pin's
 *           comes back with pci_disable_msi(). One message a function.
 * Left out. MSI-X and more than one message: no driver here has more than one thing to say.
 *           A function without a mask bit in its capability is not silenced by disable_irq(): what
 *           it says meanwhile is lost.
 * Sources.  PCI Local Bus 3.0, 6.8.1 "MSI Capability Structure"; LDD3 ch. 10.
 */
#include <asm/apic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/param.h>

#include "pci.h"

#define MSI_MASK_32 0x0c /* behind the data, where the capability has it */
#define MSI_MASK_64 0x10
#define MSI_PENDING_32 0x10 /* and what waits meanwhile; 4 further on with a wide address */

static bool no_msi;

static int __init set_pci(char *value)
{
	if (strcmp(value, "nomsi"))
		return -EINVAL;
	no_msi = true;
	return 0;
}
SLATE_PARAM_CALL("pci", set_pci, "nomsi", "nomsi: interrupts by pin only");

static u16 msi_flags(struct pci_dev *dev)
{
	u16 flags;

	pci_read_config_word(dev, dev->msi_cap + PCI_MSI_FLAGS, &flags);
	return flags;
}

/* Does the capability, as long as its flags say, end within configuration space? */
static bool is_whole(struct pci_dev *dev)
{
	u16 flags = msi_flags(dev);
	unsigned int wide = flags & PCI_MSI_FLAGS_64BIT ? 4 : 0;
	unsigned int last = flags & PCI_MSI_FLAGS_MASKBIT ? MSI_PENDING_32 : PCI_MSI_DATA_32;

	return dev->msi_cap + last + wide < (unsigned int)dev->cfg_size;
}

static void set_mask(struct irq_data *data, u32 mask)
{
	struct pci_dev *dev = data->chip_data;
	u16 flags = msi_flags(dev);

	if (flags & PCI_MSI_FLAGS_MASKBIT)
		pci_write_config_dword(dev, dev->msi_cap + (flags & PCI_MSI_FLAGS_64BIT ? MSI_MASK_64
											: MSI_MASK_32),
				       mask);
}

static void msi_mask(struct irq_data *data)
{
	set_mask(data, 1);
}

static void msi_unmask(struct irq_data *data)
{
	set_mask(data, 0);
}

static void msi_eoi(struct irq_data *data)
{
	apic_eoi();
}

static const struct irq_chip msi_chip = {
	.name = "PCI-MSI",
	.irq_mask = msi_mask,
	.irq_unmask = msi_unmask,
	.irq_eoi = msi_eoi,
};

static void write_message(struct pci_dev *dev, const struct msi_msg *msg)
{
	u16 flags = msi_flags(dev);

	pci_write_config_dword(dev, dev->msi_cap + PCI_MSI_ADDRESS_LO, msg->address_lo);
	if (flags & PCI_MSI_FLAGS_64BIT) {
		pci_write_config_dword(dev, dev->msi_cap + PCI_MSI_ADDRESS_HI, msg->address_hi);
		pci_write_config_word(dev, dev->msi_cap + PCI_MSI_DATA_64, (u16)msg->data);
	} else {
		pci_write_config_word(dev, dev->msi_cap + PCI_MSI_DATA_32, (u16)msg->data);
	}
	pci_write_config_word(dev, dev->msi_cap + PCI_MSI_FLAGS,
			      (u16)((flags & ~PCI_MSI_FLAGS_QSIZE) | PCI_MSI_FLAGS_ENABLE));
}

/**
 * pci_enable_msi() - from now on @dev interrupts by message, on a line of its own: dev->irq.
 *
 * Context: may sleep; no handler on the pin's line for @dev.
 * Return: 0; -EINVAL no such capability, or a part of one, on already, or pci=nomsi; -ENODEV no local APIC;
 *         -ENOSPC no line.
 */
int pci_enable_msi(struct pci_dev *dev)
{
	u8 cap = (u8)pci_find_capability(dev, PCI_CAP_ID_MSI);
	struct msi_msg msg;
	int irq, err;

	if (no_msi || !cap || dev->msi_enabled)
		return -EINVAL;
	dev->msi_cap = cap;
	if (!is_whole(dev))
		return -EINVAL;
	err = apic_enable();
	if (err)
		return err;
	irq = irq_alloc_line();
	if (irq < 0)
		return irq;
	dev->pin_irq = dev->irq;
	dev->irq = (unsigned int)irq;
	dev->msi_enabled = 1;
	irq_set_chip_data_and_name(dev->irq, &msi_chip, dev->irq, dev, "edge");
	apic_compose_msg(dev->irq, &msg);
	pci_intx(dev, 0);
	write_message(dev, &msg);
	return 0;
}
EXPORT_SYMBOL(pci_enable_msi);

void pci_restore_msi_state(struct pci_dev *dev)
{
	struct msi_msg msg;

	if (!dev->msi_enabled)
		return;
	apic_compose_msg(dev->irq, &msg);
	write_message(dev, &msg);
}

/* Back to the pin. Context: may sleep; no handler on the message's line. */
void pci_disable_msi(struct pci_dev *dev)
{
	if (!dev->msi_enabled)
		return;
	pci_write_config_word(dev, dev->msi_cap + PCI_MSI_FLAGS,
			      (u16)(msi_flags(dev) & ~PCI_MSI_FLAGS_ENABLE));
	pci_intx(dev, 1);
	irq_free_line(dev->irq);
	dev->irq = dev->pin_irq;
	dev->msi_enabled = 0;
}
EXPORT_SYMBOL(pci_disable_msi);

/* The best of what @flags allow. Return: 1; -ENOSPC nothing of that, or more is wanted. */
int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned int min_vecs, unsigned int max_vecs,
			  unsigned int flags)
{
	if (min_vecs > 1 || !max_vecs)
		return -ENOSPC;
	if (flags & PCI_IRQ_MSI && !pci_enable_msi(dev))
		return 1;
	if (!(flags & PCI_IRQ_LEGACY) || !dev->irq)
		return -ENOSPC;
	pci_intx(dev, 1);
	return 1;
}
EXPORT_SYMBOL(pci_alloc_irq_vectors);

void pci_free_irq_vectors(struct pci_dev *dev)
{
	pci_disable_msi(dev);
}
EXPORT_SYMBOL(pci_free_irq_vectors);

/**
 * pci_request_irq() - request_threaded_irq() for one of pci_alloc_irq_vectors().
 * @nr: which.
 * @fmt: name, for /proc/interrupts; kept until pci_free_irq().
 *
 * Context: may sleep.
 * Return: 0; -EINVAL: no such vector; -ENOMEM; as request_threaded_irq().
 */
int pci_request_irq(struct pci_dev *dev, unsigned int nr, irq_handler_t handler, irq_handler_t thread_fn,
		    void *dev_id, const char *fmt, ...)
{
	unsigned long flags = IRQF_SHARED | (handler ? 0 : IRQF_ONESHOT);
	int irq = pci_irq_vector(dev, nr), err;
	va_list ap;
	char *name;

	if (irq < 0)
		return irq;
	va_start(ap, fmt);
	name = kvasprintf(GFP_KERNEL, fmt, ap);
	va_end(ap);
	if (!name)
		return -ENOMEM;
	err = request_threaded_irq((unsigned int)irq, handler, thread_fn, flags, name, dev_id);
	if (err)
		kfree(name);
	return err;
}
EXPORT_SYMBOL(pci_request_irq);

void pci_free_irq(struct pci_dev *dev, unsigned int nr, void *dev_id)
{
	kfree(free_irq((unsigned int)pci_irq_vector(dev, nr), dev_id));
}
EXPORT_SYMBOL(pci_free_irq);

int pci_irq_vector(struct pci_dev *dev, unsigned int nr)
{
	return nr ? -EINVAL : (int)dev->irq;
}
EXPORT_SYMBOL(pci_irq_vector);
