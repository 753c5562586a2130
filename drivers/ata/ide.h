/* SPDX-License-Identifier: MIT */
/* drivers/ata/ide.h: what the files of the IDE driver share. */
#ifndef _DRIVERS_ATA_IDE_H
#define _DRIVERS_ATA_IDE_H

#include <linux/blkdev.h>
#include <linux/pci.h>

#include "ata.h"

#define IDE_MAX_PRD  (PAGE_SIZE / sizeof(struct prd))
#define IDE_RESET_MS 2000 /* until a drive that was reset is given up */

/* Bus Master IDE 1.0, 1.2: what the controller reads. */
struct prd {
	__le32 address;
	__le32 count; /* bytes in the low half, PRD_END in the last row */
};
static_assert(sizeof(struct prd) == 8);

struct ide_drive {
	struct gendisk disk;
	struct ide_channel *channel;
	bool slave;
	bool use_dma;
	bool has_lba48, has_flush, has_flush_ext;
	bool present;
	bool is_atapi;
	bool changed;		 /* another medium may be in it than when it was looked at */
	u8 transfer_mode;	 /* for SET FEATURES after a reset; 0 = none */
	unsigned int dma_doubts; /* (L) requests that failed by DMA and went well by PIO */
};

/**
 * struct ide_channel - one cable with up to two drives.
 * @queue: requests of both; its lock (L) guards the registers once the drives are known.
 * @command: first port of the command block.
 * @control: port of the control register.
 * @bus_master: first port of the bus master's half, 0 = none.
 * @irq: line; of a native channel shared with the other one, and with other functions.
 * @prd: table for the bus master, in coherent memory.
 * @rq: (L) request that runs, or NULL.
 * @by_dma: (L) it goes by DMA.
 * @clean: (L) the last command ended well by DMA: the drive is idle, the bus master's causes are clear.
 * @direction: (L) what the bus master's command register holds when it does not run.
 * @selected: (L) drive whose registers are at the ports, or NULL if that is unknown.
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
	bool by_dma;
	bool clean;
	u8 direction;
	const struct ide_drive *selected;
	unsigned int pio_done;
	unsigned long started; /* jiffies at the start of @rq */
	u16 sector_buf[SECTOR_SIZE / 2]; /* (L) between port and page */
	struct ide_drive drive[2];
};

/* ide_io.c */
int ide_wait_ready(struct ide_channel *ch, unsigned int timeout_ms);
int ide_wait_drq(struct ide_channel *ch, unsigned int timeout_ms);
void ide_select(struct ide_channel *ch, const struct ide_drive *drive, u8 bits);
int ide_issue(struct ide_channel *ch, u8 opcode, u8 features, const struct request *rq);
int ide_prepare_dma(struct ide_channel *ch, struct request *rq);
void ide_run_dma(struct ide_channel *ch);
void ide_stop_dma(struct ide_channel *ch, struct request *rq);
void ide_progress(struct ide_channel *ch, struct request *rq);
void ide_end(struct ide_channel *ch, struct request *rq, int error);
irqreturn_t ide_advance(struct ide_channel *ch);
irqreturn_t ide_interrupt(int irq, void *data);
extern const struct blk_ops ide_ops;

/* ide_errors.c */
int ide_report(struct ide_channel *ch, struct request *rq, u8 status, u8 bm_status);
void ide_note_success(struct ide_channel *ch, struct request *rq);
bool ide_timed_out(struct request *rq);
void ide_abort(struct request *rq);
void ide_set_mode(struct ide_channel *ch, struct ide_drive *drive);
int ide_reset(struct gendisk *disk);

/* atapi.c */
int atapi_start(struct ide_channel *ch, struct request *rq);
irqreturn_t atapi_interrupt(struct ide_channel *ch, struct request *rq);
int atapi_read_size(struct ide_channel *ch, struct ide_drive *drive, u64 *nr_sectors);
sector_t atapi_check_medium(struct ide_channel *ch, struct ide_drive *drive, bool *changed);

#endif
