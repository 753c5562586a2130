// SPDX-License-Identifier: MIT
/*
 * drivers/ata/ide.c: find IDE channels and the drives on them.
 *
 * Idea.     A controller of class 0101 has two channels. Each is either at the PC's old ports, with
 *           interrupt 14 or 15, or in native mode at its BARs with the PCI interrupt, which both
 *           share, and others too; the programming interface byte tells. The PCI core has put the
 *           old ports where the BARs of a channel in compatibility mode would be. BAR 4 holds the
 *           bus master. A status that reads 00 or ff after a drive was selected means that nobody
 *           is there.
 *
 *     prog-if   bit 0 first channel native    bit 2 second channel native    bit 7 bus master
 *
 * Paths.    ide_probe -> set_up_channel -> identify -> add_disk
 * Left out. Drives behind no PCI controller.
 * Sources.  PCI IDE Controller Specification 1.0; ATA/ATAPI-7 vol. 2, 9.
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/param.h>

#include "ata_regs.h"
#include "ide.h"

#define IDE_COMMAND_PORTS  8
#define NATIVE_CONTROL_AT  2 /* of a native channel's four control ports; the others are reserved */
#define NATIVE_CONTROL_LEN 4

static const struct {
	u8 old_irq, native_bit;
	const char *name;
} channels[2] = {
	{14, PCI_IDE_NATIVE_0, "ide0"},
	{15, PCI_IDE_NATIVE_1, "ide1"},
};

static bool allow_dma = true;

static int __init set_ide_dma(char *value)
{
	return kstrtobool(value, &allow_dma);
}
SLATE_PARAM_CALL("ide.dma", set_ide_dma, "0 or 1", "0: read by PIO, as without a bus master");

struct ide_controller {
	struct ide_channel channel[2];
};

/* By polling: until the drive has its answer. Return: 0; -ENODEV nobody; -ETIMEDOUT. */
static int wait_for_identity(struct ide_channel *ch)
{
	unsigned int waited;

	for (waited = 0; waited < 1000; waited++) {
		u8 status;

		udelay(10);
		status = inb(ch->command + ATA_STATUS);
		if (!status)
			return -ENODEV;
		if (!(status & ATA_ST_BSY))
			return 0;
		if (waited > 20)
			msleep(1);
	}
	return -ETIMEDOUT;
}

static bool has_atapi_signature(struct ide_channel *ch)
{
	return inb(ch->command + ATA_LBA_MID) == ATAPI_SIG_MID &&
	       inb(ch->command + ATA_LBA_HIGH) == ATAPI_SIG_HIGH;
}

/* Ask the selected drive who it is. Return: 0; -ENODEV nobody or no disk; -ETIMEDOUT; -EIO. */
static int identify(struct ide_channel *ch, struct ide_drive *drive, struct ata_identity *id)
{
	u8 status;
	int err;

	ide_select(ch, drive, 0);
	status = inb(ch->control + ATA_ALT_STATUS);
	drive->is_atapi = has_atapi_signature(ch);
	if ((status == 0x00 && !drive->is_atapi) || status == 0xff || ide_wait_ready(ch, 100))
		return -ENODEV;
	ide_issue(ch, drive->is_atapi ? ATA_CMD_IDENTIFY_PACKET : ATA_CMD_IDENTIFY, 0, NULL);
	err = wait_for_identity(ch);
	if (!err && !drive->is_atapi && has_atapi_signature(ch)) {
		drive->is_atapi = true;
		ide_issue(ch, ATA_CMD_IDENTIFY_PACKET, 0, NULL);
		err = wait_for_identity(ch);
	}
	if (err)
		return err;
	status = inb(ch->command + ATA_STATUS);
	if (!(status & ATA_ST_DRQ) || status & (ATA_ST_ERR | ATA_ST_DF))
		return -EIO;
	insw(ch->command + ATA_DATA, ch->sector_buf, SECTOR_SIZE / 2);
	if (!drive->is_atapi)
		return ata_parse_identify(ch->sector_buf, id);
	err = ata_parse_identify_packet(ch->sector_buf, id)
		      ?: atapi_read_size(ch, drive, &id->nr_sectors);
	if (err == -ENOMEDIUM)
		id->nr_sectors = 0; /* asked again when somebody opens it */
	return err == -ENOMEDIUM ? 0 : err;
}

static void set_up_disk(struct ide_channel *ch, struct ide_drive *drive,
			const struct ata_identity *id)
{
	struct gendisk *disk = &drive->disk;

	drive->changed = false;
	drive->has_lba48 = id->has_lba48;
	drive->has_flush = id->has_flush;
	drive->has_flush_ext = id->has_flush_ext;
	drive->use_dma = allow_dma && id->has_dma && ch->prd;
	drive->transfer_mode = id->transfer_mode;
	drive->present = true;
	disk->queue = &ch->queue;
	disk->private_data = drive;
	disk->part[0].nr_sectors = id->nr_sectors;
	disk->dev = ch->dev;
	disk->max_segments = IDE_MAX_PRD / 2; /* each may be cut once at 64 KiB */
	/* By PIO an interrupt a sector: a request ends in good time on a slow drive only if it is short. */
	disk->max_sectors = (id->has_lba48 && drive->use_dma) || drive->is_atapi ? 2048 : 256;
	disk->block_sectors = drive->is_atapi ? ATAPI_BLOCK / SECTOR_SIZE : 1;
	disk->read_only = drive->is_atapi;
	strscpy(disk->disk_name, drive->is_atapi ? "sr" : "sd", sizeof(disk->disk_name));
	strscpy(disk->model, id->model, sizeof(disk->model));
	strscpy(disk->serial, id->serial, sizeof(disk->serial));
	strscpy(disk->mode, drive->use_dma ? id->mode : "PIO", sizeof(disk->mode));
}

static int find_drives(struct ide_channel *ch)
{
	int i, found = 0;

	if (inb(ch->control + ATA_ALT_STATUS) == 0xff) {
		pr_info("%s: nothing answers at port %x: skipped\n", ch->name, ch->command);
		return 0;
	}
	outb(ATA_CTL_NIEN, ch->control + ATA_CONTROL);
	for (i = 0; i < 2; i++) {
		struct ata_identity id = {};
		int err;

		ch->drive[i].channel = ch;
		ch->drive[i].slave = i;
		err = identify(ch, &ch->drive[i], &id);
		if (!err) {
			set_up_disk(ch, &ch->drive[i], &id);
			found++;
		} else if (err == -EINVAL) {
			pr_info("%s: %s: no blocks of 512 bytes (of 2048 on a CD): skipped\n", ch->name, id.model);
		} else if (err != -ENODEV) {
			pr_warn("%s: drive %d does not identify itself: %pe\n", ch->name, i,
				ERR_PTR(err));
		}
	}
	return found;
}

static bool has_ports(struct pci_dev *pdev, int bar, unsigned int nr)
{
	return pci_resource_flags(pdev, bar) & IORESOURCE_IO && pci_resource_start(pdev, bar) &&
	       pci_resource_len(pdev, bar) >= nr;
}

/* Return: 0; -ENXIO the function has no ports or no interrupt for it. */
static int place_channel(struct pci_dev *pdev, struct ide_channel *ch, int i)
{
	bool native = pdev->class & channels[i].native_bit;
	int bar = 2 * i;

	ch->name = channels[i].name;
	ch->dev = &pdev->dev;
	ch->irq = native ? pdev->irq : channels[i].old_irq;
	if (!ch->irq || !has_ports(pdev, bar, IDE_COMMAND_PORTS) ||
	    !has_ports(pdev, bar + 1, native ? NATIVE_CONTROL_LEN : 1))
		return -ENXIO;
	ch->command = (u16)pci_resource_start(pdev, bar);
	ch->control = (u16)pci_resource_start(pdev, bar + 1) + (native ? NATIVE_CONTROL_AT : 0);
	if (pdev->class & PCI_IDE_BUSMASTER && has_ports(pdev, 4, BM_PORTS))
		ch->bus_master = (u16)(pci_resource_start(pdev, 4) + i * BM_CHANNEL);
	return 0;
}

/* Ports, table and interrupt are managed: they go when the driver does. */
static int set_up_channel(struct pci_dev *pdev, struct ide_channel *ch, int i)
{
	int err = place_channel(pdev, ch, i), n;

	if (err)
		return err;
	if (!devm_request_region(ch->dev, ch->command, IDE_COMMAND_PORTS, ch->name) ||
	    !devm_request_region(ch->dev, ch->control, 1, ch->name))
		return -EBUSY;
	blk_init_queue(&ch->queue, &ide_ops, 1);
	if (ch->bus_master)
		ch->prd = dmam_alloc_coherent(ch->dev, PAGE_SIZE, &ch->prd_dma, GFP_KERNEL);
	if (!find_drives(ch))
		return -ENODEV;
	err = request_irq(ch->irq, ide_interrupt, IRQF_SHARED, ch->name, ch);
	if (err)
		return err;
	inb(ch->command + ATA_STATUS);
	outb(0, ch->control + ATA_CONTROL); /* interrupts on */
	for (n = 0; n < 2; n++)
		if (ch->drive[n].present &&
		    add_disk(&ch->drive[n].disk, ch->drive[n].disk.part[0].nr_sectors))
			ch->drive[n].present = false;
	return 0;
}

static int ide_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct ide_controller *ide;
	int err, i, up = 0;

	err = pcim_enable_device(pdev);
	if (err)
		return err;
	ide = devm_kzalloc(&pdev->dev, sizeof(*ide), GFP_KERNEL);
	if (!ide)
		return -ENOMEM;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (err)
		return err;
	if (pci_resource_flags(pdev, 4) & IORESOURCE_IO) {
		err = pci_request_region(pdev, 4, "ide");
		if (err)
			return err;
		pci_set_master(pdev);
	}
	pci_set_drvdata(pdev, ide);
	for (i = 0; i < 2; i++) {
		err = set_up_channel(pdev, &ide->channel[i], i);
		if (!err)
			up++;
		else if (err != -ENODEV)
			pci_warn(pdev, "channel %d cannot be used: %pe\n", i, ERR_PTR(err));
	}
	if (!up)
		pci_info(pdev, "no drives\n");
	return 0;
}

static void ide_remove(struct pci_dev *pdev)
{
	struct ide_controller *ide = pci_get_drvdata(pdev);
	int i, n;

	for (i = 0; i < 2; i++) {
		struct ide_channel *ch = &ide->channel[i];
		bool used = false;

		for (n = 0; n < 2; n++) {
			if (!ch->drive[n].present)
				continue;
			del_gendisk(&ch->drive[n].disk);
			used = true;
		}
		if (!used)
			continue;
		outb(ATA_CTL_NIEN, ch->control + ATA_CONTROL);
		free_irq(ch->irq, ch);
		blk_exit_queue(&ch->queue);
	}
}

static const struct pci_device_id ide_ids[] = {
	{PCI_DEVICE_CLASS(PCI_CLASS_STORAGE_IDE << 8, 0xffff00)},
	{0},
};

static struct pci_driver ide_driver = {
	.name = "ide",
	.id_table = ide_ids,
	.probe = ide_probe,
	.remove = ide_remove,
};
module_pci_driver(ide_driver);
