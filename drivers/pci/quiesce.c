// SPDX-License-Identifier: MIT
/*
 * drivers/pci/quiesce.c: stop what firmware left running, before memory changes hands.
 *
 * Problem.  A network card or controller that firmware used may still write to memory by itself. As soon
 *           as the page allocator hands those frames to somebody else, that is corruption from outside.
 * Idea.     Walk all functions by configuration mechanism 1, which needs two I/O ports and nothing else,
 *           and clear the bus-master bit of each. Bridges keep it (they pass on what lies behind them),
 *           and so do displays (the picture is fetched by DMA on some machines).
 * Cost.     One port read for each of 8192 possible devices, 0.5 ms on emulators.
 * Sources.  PCI Local Bus Specification 3.0, 3.2.2.3.2 "Software Generation of Configuration
 *           Transactions", 6.2.2 "Device Control".
 */
#include <asm/io.h>
#include <linux/bits.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <slate/quiesce.h>

#define CONFIG_ADDRESS_PORT 0xcf8
#define CONFIG_DATA_PORT    0xcfc
#define CONFIG_ENABLE	    BIT(31)
#define REG_ID		    0x00
#define REG_COMMAND	    0x04
#define COMMAND_BUS_MASTER  BIT(2)
#define STATUS_BITS	    0xffff0000u /* written as 1 they would clear: write 0 */
#define REG_CLASS	    0x08
#define REG_HEADER	    0x0c
#define HEADER_MULTI	    BIT(23)
#define CLASS_DISPLAY	    0x03
#define CLASS_BRIDGE	    0x06
#define NO_DEVICE	    0xffffffffu

static u32 read_config(unsigned int bus, unsigned int devfn, unsigned int reg)
{
	outl(CONFIG_ENABLE | bus << 16 | devfn << 8 | reg, CONFIG_ADDRESS_PORT);
	return inl(CONFIG_DATA_PORT);
}

static void write_config(unsigned int bus, unsigned int devfn, unsigned int reg, u32 value)
{
	outl(CONFIG_ENABLE | bus << 16 | devfn << 8 | reg, CONFIG_ADDRESS_PORT);
	outl(value, CONFIG_DATA_PORT);
}

static bool mechanism_1_works(void)
{
	u32 saved = inl(CONFIG_ADDRESS_PORT);
	bool works;

	outl(CONFIG_ENABLE, CONFIG_ADDRESS_PORT);
	works = inl(CONFIG_ADDRESS_PORT) == CONFIG_ENABLE;
	outl(saved, CONFIG_ADDRESS_PORT);
	return works;
}

/* Returns whether the function was a bus master and is none now. */
static bool quiesce_function(unsigned int bus, unsigned int devfn)
{
	u32 command = read_config(bus, devfn, REG_COMMAND);
	u8 class = read_config(bus, devfn, REG_CLASS) >> 24;

	if (class == CLASS_BRIDGE || class == CLASS_DISPLAY || !(command & COMMAND_BUS_MASTER))
		return false;
	write_config(bus, devfn, REG_COMMAND, command & ~(STATUS_BITS | COMMAND_BUS_MASTER));
	return true;
}

void __init pci_early_quiesce(void)
{
	unsigned int stopped = 0;

	if (!mechanism_1_works()) {
		pr_info("pci: no configuration mechanism 1: no PCI\n");
		return;
	}
	for (unsigned int bus = 0; bus < 256; bus++) {
		for (unsigned int slot = 0; slot < 32; slot++) {
			unsigned int functions;

			if (read_config(bus, slot << 3, REG_ID) == NO_DEVICE)
				continue;
			functions = read_config(bus, slot << 3, REG_HEADER) & HEADER_MULTI ? 8 : 1;
			for (unsigned int fn = 0; fn < functions; fn++)
				if (read_config(bus, slot << 3 | fn, REG_ID) != NO_DEVICE)
					stopped += quiesce_function(bus, slot << 3 | fn);
		}
	}
	pr_info("pci: bus mastering switched off in %u functions that firmware left running\n", stopped);
}
