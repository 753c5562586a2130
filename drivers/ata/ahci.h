/* SPDX-License-Identifier: MIT */
/* drivers/ata/ahci.h: what the files of the AHCI driver share. */
#ifndef _DRIVERS_AHCI_H
#define _DRIVERS_AHCI_H

#include <linux/blkdev.h>
#include <linux/io.h>
#include <linux/pci.h>

#include "ahci_regs.h"
#include "ata.h"

/* What the controller reads and writes of a port: one piece of coherent memory. */
struct ahci_memory {
	struct ahci_header list[AHCI_MAX_SLOTS]; /* 1 KiB, aligned to it */
	u8 received[256];
	u8 identity[512]; /* what IDENTIFY says */
	u8 reserved[256];
	struct ahci_table table[AHCI_MAX_SLOTS];
};
static_assert(offsetof(struct ahci_memory, received) % 256 == 0);
static_assert(offsetof(struct ahci_memory, table) % 128 == 0);

/**
 * struct ahci_port - one port with a disk.
 * @queue: its lock (L) guards the registers once the disk is known.
 * @regs: the port's registers.
 * @memory, @memory_dma: see struct ahci_memory.
 * @rq: (L) requests that run, by slot.
 * @issued: (L) their slots, one bit each.
 * @queued: (L) they are queued commands.
 * @use_ncq: the disk takes queued commands.
 * @changed: another medium may be in it than when it was looked at.
 */
struct ahci_port {
	struct gendisk disk;
	struct request_queue queue;
	struct device *dev;
	void __iomem *regs;
	unsigned int number;
	struct ahci_memory *memory;
	dma_addr_t memory_dma;
	struct request *rq[AHCI_MAX_SLOTS];
	u32 issued;
	bool queued;
	bool use_ncq, has_lba48, has_flush, has_flush_ext;
	bool is_cd, changed;
	bool present;
};

struct ahci_host {
	void __iomem *regs;
	struct device *dev;
	u32 cap;
	u32 ports; /* that exist, one bit each */
	unsigned int irq;
	unsigned int handoff_ms, reset_ms; /* how long firmware and controller may take */
	struct ahci_port *port[AHCI_MAX_PORTS];
};

/* ahci.c */
int ahci_take_over(struct ahci_host *host);

/* ahci_io.c */
bool ahci_fill_command(struct ahci_port *port, unsigned int slot, u8 opcode, u8 features,
		       const struct request *rq);
void ahci_set_piece(struct ahci_port *port, unsigned int slot, unsigned int i, dma_addr_t at,
		    u32 bytes);
void ahci_set_header(struct ahci_port *port, unsigned int slot, u32 flags, unsigned int pieces);
void ahci_complete(struct ahci_port *port, u32 done);
irqreturn_t ahci_interrupt(int irq, void *data);
extern const struct blk_ops ahci_ops;

/* ahci_cd.c */
bool ahci_fill_cd_read(struct ahci_port *port, const struct request *rq);
int ahci_identify_cd(struct ahci_port *port, struct ata_identity *id);
sector_t ahci_check_cd(struct ahci_port *port, bool *changed);

/* ahci_port.c */
int ahci_poll_command(struct ahci_port *port, u32 flags, u32 bytes);
int ahci_ask_identity(struct ahci_port *port, u8 opcode, u16 *words);
int ahci_wait_clear(void __iomem *reg, u32 bits, unsigned int timeout_ms);
int ahci_stop_port(struct ahci_port *port);
int ahci_start_port(struct ahci_port *port);
int ahci_bring_up(struct ahci_port *port, bool spin_up);
bool ahci_timed_out(struct request *rq);
void ahci_quiesce(struct gendisk *disk);
void ahci_abort(struct request *rq);
int ahci_reset(struct gendisk *disk);

#endif
