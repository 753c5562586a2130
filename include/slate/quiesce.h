/* SPDX-License-Identifier: MIT */
/* slate/quiesce.h: stop devices that firmware left running, before memory changes hands. */
#ifndef _SLATE_QUIESCE_H
#define _SLATE_QUIESCE_H

/*
 * Switch bus mastering off for every PCI function but bridges and displays: a network card that firmware
 * left receiving would write into memory that belongs to somebody else by now.
 * Context: boot, before memblock_free_all(); needs port I/O only.
 */
void pci_early_quiesce(void);

#endif
