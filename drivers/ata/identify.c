// SPDX-License-Identifier: MIT
/*
 * drivers/ata/identify.c: what a drive says about itself: a pure function from 256 words to
 * numbers. Sectors that are not of 512 bytes are refused: all that follows counts in these.
 *
 * Source: ATA/ATAPI-7 vol. 1, 6.17 "IDENTIFY DEVICE": words 10-19 serial, 27-46 model, 49 and 53
 * capabilities, 60-61 and 100-103 sizes, 63 and 88 DMA modes, 75 and 76 NCQ, 83 command sets; 106, 117-118 size of a sector.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "ata.h"
#include "ata_regs.h"

/* Text is stored two characters a word, the first in the high byte, padded with blanks. */
static void copy_text(char *to, const u16 *words, int nr_words)
{
	int i, last = -1, first = 0;

	for (i = 0; i < nr_words * 2; i++) {
		char c = (char)(i & 1 ? words[i / 2] : words[i / 2] >> 8);

		to[i] = c >= ' ' && c <= '~' ? c : ' ';
		if (to[i] != ' ')
			last = i;
	}
	to[last + 1] = '\0';
	while (to[first] == ' ')
		first++;
	memmove(to, to + first, (size_t)(last + 2 - first));
}

static void name_mode(struct ata_identity *id, const u16 *w)
{
	static const u16 udma_speed[] = {16, 25, 33, 44, 66, 100, 133};
	int mode;

	strscpy(id->mode, "PIO", sizeof(id->mode));
	if (!id->has_dma)
		return;
	strscpy(id->mode, "DMA", sizeof(id->mode));
	if (w[53] & 4)
		for (mode = 0; mode < 7; mode++)
			if (w[88] >> 8 & 1 << mode) { /* selected, not only possible */
				snprintf(id->mode, sizeof(id->mode), "UDMA/%u", udma_speed[mode]);
				id->transfer_mode = (u8)(ATA_MODE_UDMA | mode);
			}
	for (mode = 0; mode < 3; mode++)
		if (w[63] >> 8 & 1 << mode) {
			snprintf(id->mode, sizeof(id->mode), "MWDMA%d", mode);
			id->transfer_mode = (u8)(ATA_MODE_MWDMA | mode);
		}
}

static void name_drive(struct ata_identity *id, const u16 *words)
{
	copy_text(id->serial, words + 10, 10);
	copy_text(id->model, words + 27, 20);
	id->has_dma = !!(words[49] & 0x100);
	name_mode(id, words);
}

/**
 * ata_parse_identify() - decode IDENTIFY DEVICE data.
 * @words: 256 words as read from the drive.
 * @id: result.
 *
 * Context: any; pure.
 * Return: 0; -ENODEV for what is no disk, or has no size, or knows no linear addresses; -EINVAL: its sectors are
 * not of 512 bytes.
 */
int ata_parse_identify(const u16 *words, struct ata_identity *id)
{
	memset(id, 0, sizeof(*id));
	if (words[0] & 0x8000 || !(words[49] & 0x200))
		return -ENODEV;
	name_drive(id, words);
	if ((words[106] & 0xd000) == 0x5000 && (words[117] | (u32)words[118] << 16) != SECTOR_SIZE / 2)
		return -EINVAL;
	id->nr_sectors = words[60] | (u32)words[61] << 16;
	id->has_lba48 = (words[83] & 0xc400) == 0x4400;
	if (id->has_lba48) {
		u64 sectors = words[100] | (u32)words[101] << 16 | (u64)words[102] << 32 |
			      (u64)words[103] << 48;

		if (sectors)
			id->nr_sectors = sectors;
	}
	if ((words[83] & 0xc000) == 0x4000) {
		id->has_flush = words[83] & 1 << 12;
		id->has_flush_ext = words[83] & 1 << 13;
	}
	if (words[76] != 0xffff && words[76] & 1 << 8)
		id->queue_depth = (u8)((words[75] & 0x1f) + 1);
	return id->nr_sectors && id->nr_sectors <= 1ULL << 48 ? 0 : -ENODEV;
}

/*
 * Word 0 says what it is: bits 15-14 = 10 for PACKET devices, bits 12-8 = 5 for CD drives, bits 1-0
 * = 0 for command blocks of 12 bytes. ATA/ATAPI-7 vol. 1, 6.18.
 */
int ata_parse_identify_packet(const u16 *words, struct ata_identity *id)
{
	memset(id, 0, sizeof(*id));
	if ((words[0] & 0xc000) != 0x8000 || (words[0] >> 8 & 0x1f) != 5 || words[0] & 3)
		return -ENODEV;
	name_drive(id, words);
	return 0;
}
