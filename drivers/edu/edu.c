// SPDX-License-Identifier: MIT
/*
 * drivers/edu/edu.c: QEMU's teaching device, the smallest driver that does everything a DMA driver
 * does.
 *
 * Problem.  Read one driver before all others: registers, an interrupt, and DMA with an odd mask.
 * Idea.     Three things to ask of the device, each a few register writes, each ended by an
 *           interrupt whose cause is read, acknowledged and handed to whoever waits.
 *
 *     memory  --dma_map_page-->  bus address below 2^28  --SRC, DST, COUNT, CMD-->  buffer at 40000
 *
 * Rules.    A device that does not answer loses the bus before its memory is given back, for good.
 *           The device has 28 address bits and cuts what is above without a word: the mask must be
 *           told to the DMA API, which then bounces pages from 256 MiB up (edu.bits= where QEMU was given another
 *           dma_mask=). No transfer may touch
 *           the last byte of the buffer (a fault of QEMU 7.2).
 * Locks.    edu.mutex: one request at a time; the interrupt handler takes none.
 * Paths.    edu_transfer -> dma_map_page -> run -> edu_interrupt -> dma_unmap_page
 * Sources.  QEMU docs/specs/edu.txt; LDD3 ch. 12 "PCI Drivers", 15 "Direct Memory Access".
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <slate/edu.h>
#include <slate/param.h>

#include "edu_regs.h"

#define PATIENCE (2 * HZ) /* a transfer takes 0.1 s, on purpose */

static struct {
	struct mutex mutex;
	struct pci_dev *pdev; /* NULL: none; (mutex) */
	void __iomem *regs;
	struct completion done;
} edu = {
	.mutex = __MUTEX_INITIALIZER(edu.mutex),
};

static irqreturn_t edu_interrupt(int irq, void *data)
{
	u32 cause = readl(edu.regs + EDU_IRQ_STATUS);

	if (!cause)
		return IRQ_NONE; /* the line is shared */
	writel(cause, edu.regs + EDU_IRQ_ACK);
	complete(&edu.done);
	return IRQ_HANDLED;
}

static int wait_until_done(void)
{
	return wait_for_completion_timeout(&edu.done, PATIENCE) ? 0 : -ETIMEDOUT;
}

bool edu_present(void)
{
	return READ_ONCE(edu.pdev);
}

int edu_liveness(u32 value, u32 *answer)
{
	int err = -ENODEV;

	mutex_lock(&edu.mutex);
	if (edu.pdev) {
		writel(value, edu.regs + EDU_LIVENESS);
		*answer = readl(edu.regs + EDU_LIVENESS);
		err = 0;
	}
	mutex_unlock(&edu.mutex);
	return err;
}

int edu_factorial(u32 n, u32 *result)
{
	int err = -ENODEV;

	mutex_lock(&edu.mutex);
	if (edu.pdev) {
		reinit_completion(&edu.done);
		writel(EDU_ST_IRQ, edu.regs + EDU_STATUS);
		writel(n, edu.regs + EDU_FACTORIAL);
		err = wait_until_done();
		*result = readl(edu.regs + EDU_FACTORIAL);
		writel(0, edu.regs + EDU_STATUS);
	}
	mutex_unlock(&edu.mutex);
	return err;
}

/* 64 bits as two halves: the command comes last, and alone starts it. */
static void put_address(u32 reg, u64 value)
{
	writel((u32)value, edu.regs + reg);
	writel((u32)(value >> 32), edu.regs + reg + 4);
}

static int run(dma_addr_t memory, size_t bytes, u32 at, enum dma_data_direction dir)
{
	bool to_ram = dir == DMA_FROM_DEVICE;

	reinit_completion(&edu.done);
	put_address(EDU_DMA_SRC, to_ram ? EDU_BUFFER + at : memory);
	put_address(EDU_DMA_DST, to_ram ? memory : EDU_BUFFER + at);
	put_address(EDU_DMA_COUNT, bytes);
	put_address(EDU_DMA_CMD, EDU_DMA_RUN | EDU_DMA_RAISE | (to_ram ? EDU_DMA_TO_RAM : 0));
	return wait_until_done();
}

int edu_transfer(struct page *page, size_t offset, size_t bytes, u32 at,
		 enum dma_data_direction dir)
{
	struct device *dev;
	dma_addr_t memory;
	int err = -ENODEV;

	if (!bytes || bytes > EDU_MOST_BYTES || offset + bytes > PAGE_SIZE ||
	    at + bytes >= EDU_BUFFER_BYTES || (dir != DMA_TO_DEVICE && dir != DMA_FROM_DEVICE))
		return -EINVAL;
	mutex_lock(&edu.mutex);
	if (edu.pdev) {
		dev = &edu.pdev->dev;
		memory = dma_map_page(dev, page, offset, bytes, dir);
		err = dma_mapping_error(dev, memory) ? -ENOMEM : run(memory, bytes, at, dir);
		if (err == -ETIMEDOUT)
			pci_clear_master(edu.pdev); /* what is silent must not write later */
		if (err != -ENOMEM)
			dma_unmap_page(dev, memory, bytes, dir);
	}
	mutex_unlock(&edu.mutex);
	return err;
}

/* QEMU's property dma_mask= changes it, and no register tells. */
static unsigned int address_bits = EDU_ADDRESS_BITS;

static int __init set_edu_bits(char *value)
{
	unsigned int bits;
	int err = kstrtouint(value, 0, &bits);

	if (err || !bits || bits > 64)
		return -EINVAL;
	address_bits = bits;
	return 0;
}
SLATE_PARAM_CALL("edu.bits", set_edu_bits, "1 to 64", "address bits of edu (28), if QEMU was told another dma_mask=");

static int set_up(struct pci_dev *pdev)
{
	int err = pcim_enable_device(pdev);

	if (!err)
		err = pci_request_region(pdev, 0, "edu");
	if (!err)
		err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(address_bits));
	if (err)
		return err;
	edu.regs = devm_ioremap(&pdev->dev, pci_resource_start(pdev, 0), pci_resource_len(pdev, 0));
	if (!edu.regs)
		return -ENOMEM;
	if (!EDU_IDENT_IS_EDU(readl(edu.regs + EDU_IDENT)))
		return -ENODEV;
	init_completion(&edu.done);
	pci_set_master(pdev);
	return request_irq(pdev->irq, edu_interrupt, IRQF_SHARED, "edu", &edu);
}

static int edu_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	u32 ident;
	int err = -EBUSY;

	mutex_lock(&edu.mutex);
	if (!edu.pdev)
		err = set_up(pdev);
	if (!err)
		edu.pdev = pdev;
	mutex_unlock(&edu.mutex);
	if (err)
		return err;
	ident = readl(edu.regs + EDU_IDENT);
	pci_info(pdev, "edu: version %u.%u, irq %u, %u address bits\n", ident >> 24,
		 ident >> 16 & 0xff, pdev->irq, address_bits);
	return 0;
}

static void edu_remove(struct pci_dev *pdev)
{
	mutex_lock(&edu.mutex);
	free_irq(pdev->irq, &edu);
	edu.pdev = NULL;
	mutex_unlock(&edu.mutex);
}

static const struct pci_device_id edu_ids[] = {
	{PCI_DEVICE(EDU_VENDOR, EDU_DEVICE)},
	{0},
};

static struct pci_driver edu_driver = {
	.name = "edu",
	.id_table = edu_ids,
	.probe = edu_probe,
	.remove = edu_remove,
};
module_pci_driver(edu_driver);
