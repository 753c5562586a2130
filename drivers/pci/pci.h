/* SPDX-License-Identifier: MIT */
/* drivers/pci/pci.h: what the files of the PCI bus share. */
#ifndef _DRIVERS_PCI_H
#define _DRIVERS_PCI_H

#include <linux/pci.h>

bool pci_config_works(void);

/* Fill in resource[] of a function from its base address registers. */
void pci_read_bars(struct pci_dev *dev);
void pci_read_bridge_windows(struct pci_dev *dev);
void pci_claim_resources(struct pci_dev *dev);

/* "IDE interface" for class, subclass and interface, and a maker's name; never NULL. */
const char *pci_class_name(unsigned int class);
const char *pci_vendor_name(unsigned int vendor);

/* pci.c: bits of the command register. */
void pci_change_command(struct pci_dev *dev, u16 clear, u16 set);
/* msi.c: the message again, after the function has forgotten it. */
void pci_restore_msi_state(struct pci_dev *dev);

extern struct list_head pci_all_devices;
extern struct pci_ops pci_direct_ops;

#endif
