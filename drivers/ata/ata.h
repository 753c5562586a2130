/* SPDX-License-Identifier: MIT */
/* drivers/ata/ata.h: what IDE and AHCI share: who a drive is, and what may be asked of it. */
#ifndef _DRIVERS_ATA_H
#define _DRIVERS_ATA_H

#include <linux/blkdev.h>

struct ata_identity {
	char model[41], serial[21], mode[16];
	u64 nr_sectors;
	u8 transfer_mode; /* for SET FEATURES: the one that is selected; 0 = none known */
	u8 queue_depth;	  /* commands that NCQ takes; 0 = no NCQ */
	bool has_dma, has_lba48, has_flush, has_flush_ext;
};

/* Source: ATA/ATAPI-7 vol. 1, 6.17. Return: 0; -ENODEV for what is no disk; -EINVAL: sectors of another size. */
int ata_parse_identify(const u16 *words, struct ata_identity *id);
/*
 * The same of IDENTIFY PACKET DEVICE: name and modes. Return: 0; -ENODEV for what is no CD drive.
 */
int ata_parse_identify_packet(const u16 *words, struct ata_identity *id);

/**
 * ata_may_issue() - the drivers' whitelist: is this command one that Slate may send?
 * @opcode: ATA command.
 * @features: what the features register gets.
 * @rq: request that it serves, or NULL for a driver's own.
 *
 * Every place that writes a command register or builds a command FIS asks first. Reading, IDENTIFY,
 * FLUSH, SET FEATURES for the transfer mode and PACKET may be sent; what writes, only for a write
 * request to a disk whose gate is open. Anything else is reported and must not be sent.
 *
 * Context: any.
 */
bool ata_may_issue(u8 opcode, u8 features, const struct request *rq);
/* The same without a word, for tests. */
bool ata_on_whitelist(u8 opcode, u8 features, const struct request *rq);
/* The same for the first byte of a PACKET's command block. */
bool atapi_may_issue(u8 opcode);

/* runs.c: memory that a controller can be given in one piece */
struct ata_run {
	dma_addr_t at;
	u32 bytes;
};
struct scatterlist *ata_take_run(struct scatterlist *sg, unsigned int *pieces, u32 most,
				 struct ata_run *run);

/* packet.c: @cdb of 12 bytes that reads what @rq asks for. */
void atapi_fill_read(u8 *cdb, const struct request *rq);
/* Eight bytes that READ CAPACITY answered. Return: 0; -EINVAL: blocks of another size; -ENOMEDIUM: no blocks. */
int atapi_parse_capacity(const u8 *answer, u64 *nr_sectors);
/* Why is a drive not ready? Return: 0 ask again; -EAGAIN ask again later; -ENOMEDIUM. */
int atapi_judge_sense(const u8 *sense);
int atapi_ask_medium(int (*ask)(void *drive), void *drive, bool *changed);
const char *atapi_sense_name(u8 key);

#endif
