/* SPDX-License-Identifier: MIT */
/* drivers/ata/ide.h: what the files of the IDE driver share. */
#ifndef _DRIVERS_ATA_IDE_H
#define _DRIVERS_ATA_IDE_H

#include <linux/blkdev.h>
#include <linux/pci.h>

#define IDE_MAX_PRD (PAGE_SIZE / sizeof(struct prd))

/* Bus Master IDE 1.0, 1.2: what the controller reads. */
struct prd {
	__le32 address;
	__le32 count; /* bytes in the low half, PRD_END in the last row */
};
static_assert(sizeof(struct prd) == 8);

struct ata_identity {
	char model[41], serial[21], mode[16];
	u64 nr_sectors;
	bool has_dma, has_lba48;
};

struct ide_drive {
	struct gendisk disk;
	struct ide_channel *channel;
	bool slave;
	bool use_dma;
	bool has_lba48;
	bool present;
};

/**
 * struct ide_channel - one cable with up to two drives.
 * @queue: requests of both; its lock (L) guards the registers once the drives are known.
 * @command: first port of the command block.
 * @control: port of the control register.
 * @bus_master: first port of the bus master's half, 0 = none.
 * @irq: line.
 * @prd: table for the bus master, in coherent memory.
 * @rq: (L) request that runs, or NULL.
 * @pio_done: (L) sectors of it that PIO has moved.
 */
struct ide_channel {
	struct request_queue queue;
	struct device *dev;
	const char *name;
	u16 command, control, bus_master;
	unsigned int irq;
	struct prd *prd;
	dma_addr_t prd_dma;
	struct request *rq;
	unsigned int pio_done;
	u16 sector_buf[SECTOR_SIZE / 2]; /* (L) between port and page */
	struct ide_drive drive[2];
};

int ata_parse_identify(const u16 *words, struct ata_identity *id);

int ide_wait_ready(struct ide_channel *ch, unsigned int timeout_ms);
void ide_select(struct ide_channel *ch, const struct ide_drive *drive, u8 bits);
void ide_soft_reset(struct ide_channel *ch);
irqreturn_t ide_interrupt(int irq, void *data);
extern const struct blk_ops ide_ops;

#endif
