// SPDX-License-Identifier: MIT
/*
 * drivers/ata/ahci_port.c: a port's two engines: start them, stop them, and wake up who hangs on
 * the cable.
 *
 *     ST   works through the command list; may run only while FRE does and the disk is not busy
 *     FRE  receives what the disk says into memory
 *
 *   error, silence   ST off (the controller forgets its list), COMRESET (the link goes down and
 *                    up, the disk starts over and forgets its queue and its error), ST on
 *   nobody there     -ENODEV: the disk is gone for good
 *
 * An interrupt that was lost is found by looking at what is still issued.
 *
 * Source: AHCI 1.3.1, 10.1.2 "System Software Specific Initialization", 10.3 "Starting and
 * stopping", 10.4 "Reset".
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>

#include "ahci.h"
#include "ata_regs.h"

#define STOP_MS		 500  /* 10.3.2 */
#define LINK_MS		 20   /* until a link shows that somebody is there */
#define COMRESET_MS	 1000 /* until the link is up again */
#define READY_MS	 1000 /* until a disk that was reset is ready */
#define COMMAND_MS	 5000 /* a command of the set-up */
#define COMRESET_HOLD_MS 2

/* Until @bits read 0. Context: may sleep. Return: 0, -ETIMEDOUT. */
int ahci_wait_clear(void __iomem *reg, u32 bits, unsigned int timeout_ms)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(timeout_ms) + 1;
	unsigned int spins;

	for (spins = 0; readl(reg) & bits; spins++) {
		if (time_after(jiffies, deadline))
			return -ETIMEDOUT;
		if (spins < 100)
			udelay(10);
		else
			msleep(1);
	}
	return 0;
}

int ahci_stop_port(struct ahci_port *port)
{
	u32 cmd = readl(port->regs + PORT_CMD);

	writel(cmd & ~PORT_CMD_ST, port->regs + PORT_CMD);
	return ahci_wait_clear(port->regs + PORT_CMD, PORT_CMD_CR, STOP_MS);
}

/* With list and FIS area in place. Return: 0, -ETIMEDOUT: the disk stays busy. */
int ahci_start_port(struct ahci_port *port)
{
	u32 cmd = readl(port->regs + PORT_CMD);
	int err;

	writel(cmd | PORT_CMD_FRE, port->regs + PORT_CMD);
	writel(~0u, port->regs + PORT_SERR);
	err = ahci_wait_clear(port->regs + PORT_TFD, ATA_ST_BSY | ATA_ST_DRQ, READY_MS);
	if (err)
		return err;
	writel(~0u, port->regs + PORT_IS);
	writel(cmd | PORT_CMD_FRE | PORT_CMD_ST, port->regs + PORT_CMD);
	writel(PORT_IS_WANTED, port->regs + PORT_IE);
	return 0;
}

/* Return: what DET is when it is up, or when time is. */
static u32 wait_for_link(struct ahci_port *port, unsigned int timeout_ms)
{
	unsigned int waited;
	u32 det = 0;

	for (waited = 0; waited <= timeout_ms; waited++) {
		det = PORT_SSTS_DET(readl(port->regs + PORT_SSTS));
		if (det == PORT_DET_UP)
			break;
		if (waited >= LINK_MS && det == PORT_DET_NOBODY)
			break;
		msleep(1);
	}
	return det;
}

/**
 * ahci_bring_up() - is anybody at this port?
 * @spin_up: the controller leaves it to us to start the motor.
 *
 * Context: may sleep; engines off.
 * Return: 0; -ENODEV nobody; -ETIMEDOUT there, but not ready.
 */
int ahci_bring_up(struct ahci_port *port, bool spin_up)
{
	u32 cmd = readl(port->regs + PORT_CMD);

	if (spin_up)
		writel(cmd | PORT_CMD_SUD | PORT_CMD_POD, port->regs + PORT_CMD);
	if (PORT_SSTS_DET(readl(port->regs + PORT_SSTS)) == PORT_DET_NOBODY && !spin_up)
		return -ENODEV;
	if (wait_for_link(port, COMRESET_MS) != PORT_DET_UP)
		return -ENODEV;
	writel(~0u, port->regs + PORT_SERR);
	return 0;
}

/*
 * Run slot 0 by polling, its answer of @bytes into memory->identity. Context: set-up, interrupts
 * off; may sleep. Return: 0; -EIO the device says error, and the port works again; -ETIMEDOUT.
 */
int ahci_poll_command(struct ahci_port *port, u32 flags, u32 bytes)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(COMMAND_MS) + 1;
	u64 answer = port->memory_dma + offsetof(struct ahci_memory, identity);
	int err = 0;

	if (bytes)
		ahci_set_piece(port, 0, 0, answer, bytes);
	ahci_set_header(port, 0, flags, bytes ? 1 : 0);
	wmb(); /* the table before the bit */
	writel(1, port->regs + PORT_CI);
	while (readl(port->regs + PORT_CI) & 1 && !err) {
		if (readl(port->regs + PORT_IS) & PORT_IS_ERRORS)
			err = -EIO;
		else if (time_after(jiffies, deadline))
			err = -ETIMEDOUT;
		else
			udelay(10);
	}
	if (!err && readl(port->regs + PORT_TFD) & (ATA_ST_ERR | ATA_ST_DF))
		err = -EIO;
	rmb(); /* the bit before the data */
	if (err == -EIO) {
		ahci_stop_port(port);
		ahci_start_port(port);
		writel(0, port->regs + PORT_IE);
	}
	return err;
}

/* IDENTIFY or IDENTIFY PACKET. Return: as ahci_poll_command(). */
int ahci_ask_identity(struct ahci_port *port, u8 opcode, u16 *words)
{
	const u8 *bytes = port->memory->identity;
	int i, err;

	if (!ahci_fill_command(port, 0, opcode, 0, NULL))
		return -EPERM;
	err = ahci_poll_command(port, 0, SECTOR_SIZE);
	for (i = 0; !err && i < 256; i++)
		words[i] = (u16)(bytes[2 * i] | bytes[2 * i + 1] << 8);
	return err;
}

/* COMRESET. Return: 0; -ENODEV nobody answers. */
static int reset_link(struct ahci_port *port)
{
	u32 sctl = readl(port->regs + PORT_SCTL) & ~(u32)PORT_SCTL_DET;

	writel(sctl | PORT_SCTL_RESET, port->regs + PORT_SCTL);
	msleep(COMRESET_HOLD_MS);
	writel(sctl, port->regs + PORT_SCTL);
	return wait_for_link(port, COMRESET_MS) == PORT_DET_UP ? 0 : -ENODEV;
}

/* The layer has waited long enough. Has @rq ended, and only its interrupt is missing? */
bool ahci_timed_out(struct request *rq)
{
	struct ahci_port *port = rq->disk->private_data;
	u32 bit = BIT(rq->tag);

	if ((readl(port->regs + PORT_SACT) | readl(port->regs + PORT_CI)) & bit)
		return false;
	if (readl(port->regs + PORT_IS) & PORT_IS_ERRORS ||
	    readl(port->regs + PORT_TFD) & ATA_ST_ERR)
		return false;
	pr_warn("%s: an interrupt was lost\n", rq->disk->disk_name);
	ahci_complete(port, bit);
	return true;
}

/*
 * Stopping the engine is not enough: a disk that was silent for long may still send its data, and
 * QEMU writes it to memory then. A disk whose link went down has forgotten its queue, and its
 * error.
 */
void ahci_quiesce(struct gendisk *disk)
{
	struct ahci_port *port = disk->private_data;

	writel(0, port->regs + PORT_IE);
	ahci_stop_port(port);
	reset_link(port);
}

/* Engines off, nothing runs, the link was reset. */
int ahci_reset(struct gendisk *disk)
{
	struct ahci_port *port = disk->private_data;
	int err = 0;

	if (PORT_SSTS_DET(readl(port->regs + PORT_SSTS)) != PORT_DET_UP)
		err = reset_link(port);
	return err ?: ahci_start_port(port);
}
