// SPDX-License-Identifier: MIT
/*
 * drivers/isa/dma8237.c: the DMA controllers of the ISA bus: who has a channel, and what it may do.
 *
 * Problem.  The 8237 knows 16 address bits. A page register beside each channel holds the upper
 *           eight and does not count: a transfer that crosses 64 KiB wraps to where it must not be,
 *           and nothing above 16 MiB can be reached at all. Neither is noticed by the hardware.
 * Idea.     Remember what was programmed, and check it when the channel is about to run.
 *
 *     channel 0 1 2 3   bytes   address:  page(8) . counter(16)         border every 64 KiB
 *     channel 5 6 7     words   address:  page(7) . counter(16) . 0     border every 128 KiB
 *     channel 4         joins the two controllers: never free
 *
 * Rules.    Each 16-bit register takes its low byte first; a flip-flop says whose turn it is, and
 *           clear_dma_ff() puts it right. Count is transfers less one.
 * Locks.    dma_spin_lock, taken by the callers around a whole programming.
 * Paths.    request_dma ... claim_dma_lock, set_dma_*, enable_dma -> check_transfer
 * Sources.  Intel 8237A data sheet; LDD3 ch. 15 "DMA for ISA Devices".
 */
#include <asm/dma.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/isa-dma.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

#include "dma8237_regs.h"

#define CASCADE	    4
#define FIRST_WORDS 5

DEFINE_SPINLOCK(dma_spin_lock);
EXPORT_SYMBOL(dma_spin_lock);

/* What is known of a channel; under dma_spin_lock. */
static struct channel {
	const char *owner; /* NULL: free */
	u32 address, bytes;
	bool running;
} channels[MAX_DMA_CHANNELS] = {
	[CASCADE] = {.owner = "cascade"},
};

static const u16 page_ports[MAX_DMA_CHANNELS] = {0x87, 0x83, 0x81, 0x82, 0, 0x8b, 0x89, 0x8a};

/*
 * Can a driver mean @dmanr? What it cannot is reported: the number would lead beyond the table, or stop the three
 * channels behind the cascade.
 */
static bool exists(unsigned int dmanr)
{
	return !WARN(dmanr >= MAX_DMA_CHANNELS || dmanr == CASCADE, "dma: no channel %u\n", dmanr);
}

static bool moves_words(unsigned int dmanr)
{
	return dmanr > 3;
}

static u16 port_of(unsigned int dmanr, unsigned int reg)
{
	return (u16)(moves_words(dmanr) ? DMA2_BASE + reg * 2 : DMA1_BASE + reg);
}

int request_dma(unsigned int dmanr, const char *device_id)
{
	unsigned long flags;
	int err = 0;

	if (dmanr >= MAX_DMA_CHANNELS)
		return -EINVAL;
	flags = claim_dma_lock();
	if (channels[dmanr].owner)
		err = -EBUSY;
	else
		channels[dmanr] = (struct channel){.owner = device_id ?: "unknown"};
	release_dma_lock(flags);
	return err;
}
EXPORT_SYMBOL(request_dma);

void free_dma(unsigned int dmanr)
{
	unsigned long flags;

	if (WARN(dmanr >= MAX_DMA_CHANNELS || dmanr == CASCADE, "free_dma: no channel %u\n", dmanr))
		return;
	flags = claim_dma_lock();
	if (!WARN(!channels[dmanr].owner, "free_dma: channel %u is free\n", dmanr)) {
		disable_dma(dmanr);
		channels[dmanr].owner = NULL;
	}
	release_dma_lock(flags);
}
EXPORT_SYMBOL(free_dma);

/* Would the bus do what the caller means? */
static bool check_transfer(unsigned int dmanr)
{
	const struct channel *c = &channels[dmanr];
	u32 span = moves_words(dmanr) ? DMA_WORDS_SPAN : DMA_BYTES_SPAN;
	u32 last = c->address + c->bytes - 1;

	if (WARN(!c->owner, "dma %u: nobody has requested it\n", dmanr))
		return false;
	if (WARN(!c->bytes || c->bytes > span, "dma %u: %u bytes\n", dmanr, c->bytes))
		return false;
	if (WARN(last >= DMA_REACH || last < c->address, "dma %u: %08x-%08x is beyond 16 MiB\n",
		 dmanr, c->address, last))
		return false;
	if (WARN(c->address / span != last / span, "dma %u: %08x-%08x crosses %u KiB\n", dmanr,
		 c->address, last, span >> 10))
		return false;
	return !WARN(moves_words(dmanr) && (c->address | c->bytes) & 1,
		     "dma %u: odd %08x, %u bytes\n", dmanr, c->address, c->bytes);
}

void enable_dma(unsigned int dmanr)
{
	if (!exists(dmanr) || !check_transfer(dmanr))
		return;
	channels[dmanr].running = true;
	outb((u8)(dmanr & 3), port_of(dmanr, DMA_REG_MASK));
}
EXPORT_SYMBOL(enable_dma);

void disable_dma(unsigned int dmanr)
{
	if (!exists(dmanr))
		return;
	channels[dmanr].running = false;
	outb((u8)(DMA_MASK_SET | (dmanr & 3)), port_of(dmanr, DMA_REG_MASK));
}
EXPORT_SYMBOL(disable_dma);

bool isa_dma_enabled(unsigned int dmanr)
{
	if (!exists(dmanr))
		return false;
	return channels[dmanr].running;
}

void clear_dma_ff(unsigned int dmanr)
{
	if (!exists(dmanr))
		return;
	outb(0, port_of(dmanr, DMA_REG_CLEAR_FF));
}
EXPORT_SYMBOL(clear_dma_ff);

void set_dma_mode(unsigned int dmanr, char mode)
{
	if (!exists(dmanr))
		return;
	outb((u8)((u8)mode | (dmanr & 3)), port_of(dmanr, DMA_REG_MODE));
}
EXPORT_SYMBOL(set_dma_mode);

void set_dma_page(unsigned int dmanr, char pagenr)
{
	u8 page = (u8)pagenr & (moves_words(dmanr) ? 0xfe : 0xff);

	if (dmanr != CASCADE && dmanr < MAX_DMA_CHANNELS)
		outb(page, page_ports[dmanr]);
}
EXPORT_SYMBOL(set_dma_page);

void set_dma_addr(unsigned int dmanr, unsigned int a)
{
	u16 counter = (u16)(moves_words(dmanr) ? a >> 1 : a);

	if (!exists(dmanr))
		return;
	channels[dmanr].address = a;
	set_dma_page(dmanr, (char)(a >> 16));
	outb((u8)counter, port_of(dmanr, DMA_REG_ADDR(dmanr & 3)));
	outb((u8)(counter >> 8), port_of(dmanr, DMA_REG_ADDR(dmanr & 3)));
}
EXPORT_SYMBOL(set_dma_addr);

void set_dma_count(unsigned int dmanr, unsigned int count)
{
	u16 transfers = (u16)((moves_words(dmanr) ? count >> 1 : count) - 1);

	if (!exists(dmanr))
		return;
	channels[dmanr].bytes = count;
	outb((u8)transfers, port_of(dmanr, DMA_REG_COUNT(dmanr & 3)));
	outb((u8)(transfers >> 8), port_of(dmanr, DMA_REG_COUNT(dmanr & 3)));
}
EXPORT_SYMBOL(set_dma_count);

int get_dma_residue(unsigned int dmanr)
{
	u16 port = port_of(dmanr, DMA_REG_COUNT(dmanr & 3)), transfers;

	if (!exists(dmanr))
		return 0;
	transfers = inb(port);
	transfers = (u16)(transfers + (inb(port) << 8) + 1);
	return moves_words(dmanr) ? transfers << 1 : transfers;
}
EXPORT_SYMBOL(get_dma_residue);

int isa_dma_show(struct seq_file *m, void *unused)
{
	unsigned int i;

	for (i = 0; i < MAX_DMA_CHANNELS; i++)
		if (channels[i].owner)
			seq_printf(m, "%2u: %s\n", i, channels[i].owner);
	return 0;
}
