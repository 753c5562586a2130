// SPDX-License-Identifier: MIT
/*
 * drivers/ata/ahci.c: find AHCI controllers and the disks on their ports.
 *
 * Idea.     The firmware gives the controller up (hand-off), the controller is reset and told to be
 *           AHCI; then each port that exists is asked whether somebody is there, gets its list and
 *           tables in coherent memory, and its disk is asked who it is.
 *
 *     host: CAP, GHC, IS, PI     port n at 100 + 80 n: list, FIS area, command, status, SACT, CI
 *
 * Paths.    ahci_probe -> ahci_take_over, set_up_ports -> set_up_port -> identify -> add_disk
 * Left out. Port multipliers.
 * Sources.  AHCI 1.3.1, 10.1 "Platform Communication", 10.6 "BIOS/OS Handoff".
 */
#include <asm/byteorder.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/param.h>

#include "ahci.h"
#include "ata_regs.h"

#define HANDOFF_MS 2000
#define RESET_MS   1000 /* 10.4.3 */

static bool allow_ncq = true, allow_64 = true;

static int __init set_ahci_ncq(char *value)
{
	return kstrtobool(value, &allow_ncq);
}
SLATE_PARAM_CALL("ahci.ncq", set_ahci_ncq, "0 or 1", "0: one command at a time");

static int __init set_ahci_64(char *value)
{
	return kstrtobool(value, &allow_64);
}
SLATE_PARAM_CALL("ahci.64", set_ahci_64, "0 or 1",
		 "0: address 32 bits only, as older controllers do");

/* From firmware, if it still has it; then everything back to its defaults. */
int ahci_take_over(struct ahci_host *host)
{
	u32 ports = readl(host->regs + HBA_PI);
	int err;

	if (readl(host->regs + HBA_CAP2) & HBA_CAP2_BOH) {
		writel(readl(host->regs + HBA_BOHC) | HBA_BOHC_OOS, host->regs + HBA_BOHC);
		if (ahci_wait_clear(host->regs + HBA_BOHC, HBA_BOHC_BOS | HBA_BOHC_BB, host->handoff_ms))
			dev_warn(host->dev, "the firmware does not let go: taken all the same\n");
	}
	writel(HBA_GHC_AE, host->regs + HBA_GHC);
	writel(HBA_GHC_AE | HBA_GHC_HR, host->regs + HBA_GHC);
	err = ahci_wait_clear(host->regs + HBA_GHC, HBA_GHC_HR, host->reset_ms);
	if (err)
		return err;
	writel(HBA_GHC_AE, host->regs + HBA_GHC);
	host->cap = readl(host->regs + HBA_CAP);
	host->ports = readl(host->regs + HBA_PI) ?: ports;
	return 0;
}

static void place_memory(struct ahci_port *port)
{
	u64 list = port->memory_dma + offsetof(struct ahci_memory, list);
	u64 received = port->memory_dma + offsetof(struct ahci_memory, received);
	unsigned int slot;

	for (slot = 0; slot < AHCI_MAX_SLOTS; slot++) {
		u64 table = port->memory_dma + offsetof(struct ahci_memory, table[slot]);

		port->memory->list[slot].table = cpu_to_le32((u32)table);
		port->memory->list[slot].table_high = cpu_to_le32((u32)(table >> 32));
	}
	writel((u32)list, port->regs + PORT_CLB);
	writel((u32)(list >> 32), port->regs + PORT_CLBU);
	writel((u32)received, port->regs + PORT_FB);
	writel((u32)(received >> 32), port->regs + PORT_FBU);
}

/* Ask the device who it is. Return: 0; -ENODEV nothing we know; -ETIMEDOUT; -EIO. */
static int identify(struct ahci_host *host, struct ahci_port *port, struct ata_identity *id)
{
	u16 words[256];
	int err;

	port->is_cd = readl(port->regs + PORT_SIG) == PORT_SIG_ATAPI;
	if (port->is_cd)
		err = ahci_identify_cd(port, id);
	else
		err = ahci_ask_identity(port, ATA_CMD_IDENTIFY, words)
			      ?: ata_parse_identify(words, id);
	if (err != -EINVAL)
		return err;
	dev_info(host->dev, "port %u: %s: no blocks of 512 bytes (of 2048 on a CD): skipped\n", port->number,
		 id->model);
	return -ENODEV;
}

static void set_up_disk(struct ahci_host *host, struct ahci_port *port,
			const struct ata_identity *id)
{
	struct gendisk *disk = &port->disk;
	unsigned int depth = min_t(unsigned int, id->queue_depth, HBA_CAP_NCS(host->cap));

	port->use_ncq = allow_ncq && depth > 1 && host->cap & HBA_CAP_SNCQ;
	port->has_lba48 = id->has_lba48;
	port->has_flush = id->has_flush;
	port->has_flush_ext = id->has_flush_ext;
	blk_init_queue(&port->queue, &ahci_ops, port->use_ncq ? depth : 1);
	disk->queue = &port->queue;
	disk->private_data = port;
	disk->dev = host->dev;
	disk->max_segments = AHCI_MAX_PRDS;
	disk->max_sectors = id->has_lba48 || port->is_cd ? 2048 : 256;
	disk->block_sectors = port->is_cd ? ATAPI_BLOCK / SECTOR_SIZE : 1;
	disk->read_only = port->is_cd;
	strscpy(disk->disk_name, port->is_cd ? "sr" : "sd", sizeof(disk->disk_name));
	strscpy(disk->model, id->model, sizeof(disk->model));
	strscpy(disk->serial, id->serial, sizeof(disk->serial));
	snprintf(disk->mode, sizeof(disk->mode), port->use_ncq ? "AHCI NCQ %u" : "AHCI", depth);
}

/* Return: 0; -ENODEV nobody there, or no disk; -errno. */
static int set_up_port(struct ahci_host *host, struct ahci_port *port, struct ata_identity *id)
{
	int err;

	ahci_stop_port(port);
	err = ahci_bring_up(port, host->cap & HBA_CAP_SSS);
	if (err)
		return err;
	port->memory = dmam_alloc_coherent(host->dev, sizeof(*port->memory), &port->memory_dma,
					   GFP_KERNEL);
	if (!port->memory)
		return -ENOMEM;
	place_memory(port);
	err = ahci_start_port(port);
	if (err)
		return err;
	err = identify(host, port, id);
	writel(~0u, port->regs + PORT_IS);
	writel(err ? 0 : PORT_IS_WANTED, port->regs + PORT_IE);
	if (err)
		ahci_stop_port(port);
	else
		set_up_disk(host, port, id);
	return err;
}

static void set_up_ports(struct ahci_host *host)
{
	struct ata_identity id;
	unsigned int n;

	for (n = 0; n < AHCI_MAX_PORTS; n++) {
		struct ahci_port *port;
		int err;

		if (!(host->ports & BIT(n)))
			continue;
		port = devm_kzalloc(host->dev, sizeof(*port), GFP_KERNEL);
		if (!port)
			return;
		port->dev = host->dev;
		port->number = n;
		port->regs = host->regs + HBA_PORT(n);
		err = set_up_port(host, port, &id);
		if (!err) {
			port->disk.part[0].nr_sectors = id.nr_sectors;
			host->port[n] = port;
			continue;
		}
		if (err != -ENODEV)
			dev_warn(host->dev, "port %u cannot be used: %pe\n", n, ERR_PTR(err));
		devm_kfree(host->dev, port);
	}
}

static unsigned int add_disks(struct ahci_host *host)
{
	unsigned int n, found = 0;

	for (n = 0; n < AHCI_MAX_PORTS; n++) {
		struct ahci_port *port = host->port[n];

		if (!port)
			continue;
		port->present = !add_disk(&port->disk, port->disk.part[0].nr_sectors);
		found += port->present;
	}
	return found;
}

static int map_registers(struct pci_dev *pdev, struct ahci_host *host)
{
	int err = pcim_enable_device(pdev);

	if (!err)
		err = pci_request_region(pdev, AHCI_BAR, "ahci");
	if (err)
		return err;
	host->regs = devm_ioremap(&pdev->dev, pci_resource_start(pdev, AHCI_BAR),
				  pci_resource_len(pdev, AHCI_BAR));
	if (!host->regs)
		return -ENOMEM;
	pci_set_master(pdev);
	return 0;
}

/* A message if the machine can take it, or else the pin. */
static int set_up_interrupt(struct pci_dev *pdev, struct ahci_host *host)
{
	int err = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI | PCI_IRQ_LEGACY);

	if (err < 0)
		return err;
	host->irq = (unsigned int)pci_irq_vector(pdev, 0);
	err = request_irq(host->irq, ahci_interrupt, IRQF_SHARED, "ahci", host);
	if (err)
		pci_free_irq_vectors(pdev);
	return err;
}

static int ahci_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct ahci_host *host = devm_kzalloc(&pdev->dev, sizeof(*host), GFP_KERNEL);
	int err;

	if (!host)
		return -ENOMEM;
	host->dev = &pdev->dev;
	host->handoff_ms = HANDOFF_MS;
	host->reset_ms = RESET_MS;
	err = map_registers(pdev, host);
	if (err)
		return err;
	err = ahci_take_over(host);
	if (err)
		return err;
	err = dma_set_mask_and_coherent(&pdev->dev, host->cap & HBA_CAP_S64A && allow_64
							    ? DMA_BIT_MASK(64)
							    : DMA_BIT_MASK(32));
	if (err)
		return err;
	pci_set_drvdata(pdev, host);
	set_up_ports(host);
	err = set_up_interrupt(pdev, host);
	if (err)
		return err;
	writel(~0u, host->regs + HBA_IS);
	writel(HBA_GHC_AE | HBA_GHC_IE, host->regs + HBA_GHC);
	if (!add_disks(host))
		pci_info(pdev, "no disks\n");
	return 0;
}

static void ahci_remove(struct pci_dev *pdev)
{
	struct ahci_host *host = pci_get_drvdata(pdev);
	unsigned int n;

	for (n = 0; n < AHCI_MAX_PORTS; n++)
		if (host->port[n] && host->port[n]->present)
			del_gendisk(&host->port[n]->disk);
	writel(HBA_GHC_AE, host->regs + HBA_GHC);
	free_irq(host->irq, host);
	pci_free_irq_vectors(pdev);
	for (n = 0; n < AHCI_MAX_PORTS; n++) {
		struct ahci_port *port = host->port[n];

		if (!port)
			continue;
		ahci_stop_port(port);
		writel(readl(port->regs + PORT_CMD) & ~PORT_CMD_FRE, port->regs + PORT_CMD);
		ahci_wait_clear(port->regs + PORT_CMD, PORT_CMD_FR, RESET_MS);
		blk_exit_queue(&port->queue);
	}
}

static const struct pci_device_id ahci_ids[] = {
	{PCI_DEVICE_CLASS(PCI_CLASS_STORAGE_SATA_AHCI, 0xffffff)},
	{0},
};

static struct pci_driver ahci_driver = {
	.name = "ahci",
	.id_table = ahci_ids,
	.probe = ahci_probe,
	.remove = ahci_remove,
};
module_pci_driver(ahci_driver);
