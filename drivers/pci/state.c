// SPDX-License-Identifier: MIT
/*
 * drivers/pci/state.c: put a function to sleep and wake it up; keep its registers over that; cache lines.
 *
 *     pci_save_state -> reset or D3 -> (it has forgotten its BARs, command and message) -> pci_restore_state
 *
 * Order.    Registers come back from the highest to the lowest: the command register, which lets the function answer
 *           and master the bus, after the addresses at which it does.
 * Left out. Power of the slot (D3cold: as D3hot), wake-up by the function (PME), registers of other capabilities.
 * Sources.  PCI Bus Power Management 1.2, 3.2.4 "PMCSR", 5.3 "transition delays"; PCI 3.0, 6.2.4 "Cacheline Size".
 */
#include <linux/cache.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pci.h>

#include "pci.h"

#define D3_DELAY_MS	10
#define D2_DELAY_US	200
#define CACHE_LINE_DWORDS (L1_CACHE_BYTES / 4)

static bool has_state(struct pci_dev *dev, u8 cap, pci_power_t state)
{
	u16 can;

	pci_read_config_word(dev, cap + PCI_PM_PMC, &can);
	return (state != PCI_D1 || can & PCI_PM_CAP_D1) && (state != PCI_D2 || can & PCI_PM_CAP_D2);
}

static void move_to(struct pci_dev *dev, u8 cap, pci_power_t state)
{
	u16 control;
	int before;

	pci_read_config_word(dev, cap + PCI_PM_CTRL, &control);
	before = control & PCI_PM_CTRL_STATE_MASK;
	control = (u16)((control & ~PCI_PM_CTRL_STATE_MASK) | state);
	pci_write_config_word(dev, cap + PCI_PM_CTRL, control);
	if (before != state && (before == PCI_D3hot || state == PCI_D3hot))
		msleep(D3_DELAY_MS);
	else if (before == PCI_D2 || state == PCI_D2)
		udelay(D2_DELAY_US);
	pci_read_config_word(dev, cap + PCI_PM_CTRL, &control);
	dev->current_state = control & PCI_PM_CTRL_STATE_MASK;
}

/**
 * pci_set_power_state() - let a function sleep, or wake it up.
 * @state: PCI_D0 works, PCI_D3hot sleeps; PCI_D1 and PCI_D2 where it has them.
 *
 * From D3 a function may come back with registers as after a reset: pci_restore_state().
 * Context: may sleep.
 * Return: 0; -EIO: it has no such state, or no power management at all, or does not obey; -EINVAL: from one sleep to a
 *         lighter one.
 */
int pci_set_power_state(struct pci_dev *dev, pci_power_t state)
{
	u8 cap = pci_find_capability(dev, PCI_CAP_ID_PM);

	state = clamp(state, PCI_D0, PCI_D3hot);
	if (dev->current_state == state)
		return 0;
	if (state != PCI_D0 && dev->current_state <= PCI_D3cold && dev->current_state > state)
		return -EINVAL;
	if (!cap && state == PCI_D0)
		dev->current_state = PCI_D0; /* there is no other */
	if (!cap || !has_state(dev, cap, state))
		return -EIO;
	move_to(dev, cap, state);
	return dev->current_state == state ? 0 : -EIO;
}
EXPORT_SYMBOL(pci_set_power_state);

/* Keep the 64 bytes that every function has. Return: 0. */
int pci_save_state(struct pci_dev *dev)
{
	int i;

	for (i = 0; i < PCI_STD_HEADER_SIZEOF / 4; i++)
		pci_read_config_dword(dev, i * 4, &dev->saved_config_space[i]);
	dev->state_saved = 1;
	return 0;
}
EXPORT_SYMBOL(pci_save_state);

/* Write back what differs, once. */
void pci_restore_state(struct pci_dev *dev)
{
	u32 now;
	int i;

	if (!dev->state_saved)
		return;
	for (i = PCI_STD_HEADER_SIZEOF / 4 - 1; i >= 0; i--) {
		pci_read_config_dword(dev, i * 4, &now);
		if (now != dev->saved_config_space[i])
			pci_write_config_dword(dev, i * 4, dev->saved_config_space[i]);
	}
	pci_restore_msi_state(dev);
	dev->state_saved = 0;
}
EXPORT_SYMBOL(pci_restore_state);

/* Does @dev know how long a cache line is? Told, if not. Return: 0; -EINVAL: it cannot take that. */
static int set_cache_line(struct pci_dev *dev)
{
	u8 dwords;

	pci_read_config_byte(dev, PCI_CACHE_LINE_SIZE, &dwords);
	if (dwords >= CACHE_LINE_DWORDS && dwords % CACHE_LINE_DWORDS == 0)
		return 0;
	pci_write_config_byte(dev, PCI_CACHE_LINE_SIZE, CACHE_LINE_DWORDS);
	pci_read_config_byte(dev, PCI_CACHE_LINE_SIZE, &dwords);
	return dwords == CACHE_LINE_DWORDS ? 0 : -EINVAL;
}

/* Let it write whole cache lines at once (memory write and invalidate). Return: 0; -EINVAL. */
int pci_set_mwi(struct pci_dev *dev)
{
	int err = set_cache_line(dev);

	if (!err)
		pci_change_command(dev, 0, PCI_COMMAND_INVALIDATE);
	return err;
}
EXPORT_SYMBOL(pci_set_mwi);

void pci_clear_mwi(struct pci_dev *dev)
{
	pci_change_command(dev, PCI_COMMAND_INVALIDATE, 0);
}
EXPORT_SYMBOL(pci_clear_mwi);
