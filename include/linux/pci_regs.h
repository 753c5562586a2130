/* SPDX-License-Identifier: MIT */
/*
 * linux/pci_regs.h: configuration space of a PCI function, offset by offset, bits beneath.
 *
 * Source: PCI Local Bus Specification 3.0, ch. 6 "Configuration Space"; PCI-to-PCI Bridge
 * Architecture 1.2, ch. 3; PCI Express Base 3.0, ch. 7 for the capability ids.
 */
#ifndef _LINUX_PCI_REGS_H
#define _LINUX_PCI_REGS_H

#define PCI_CFG_SPACE_SIZE     256
#define PCI_CFG_SPACE_EXP_SIZE 4096
#define PCI_STD_HEADER_SIZEOF  64
#define PCI_STD_NUM_BARS       6

/* 6.2.1 Device identification */
#define PCI_VENDOR_ID		     0x00 /* 16 bits; 0xffff: no function here */
#define PCI_DEVICE_ID		     0x02 /* 16 bits */
#define PCI_CLASS_REVISION	     0x08 /* high 24 bits class, low 8 revision */
#define PCI_REVISION_ID		     0x08
#define PCI_CLASS_PROG		     0x09
#define PCI_CLASS_DEVICE	     0x0a
#define PCI_HEADER_TYPE		     0x0e /* 8 bits */
#define	 PCI_HEADER_TYPE_MASK	     0x7f
#define	 PCI_HEADER_TYPE_NORMAL	     0
#define	 PCI_HEADER_TYPE_BRIDGE	     1
#define	 PCI_HEADER_TYPE_CARDBUS     2
#define	 PCI_HEADER_TYPE_MFD	     0x80 /* more than one function */

/* 6.2.2 Device control, 16 bits */
#define PCI_COMMAND		     0x04
#define	 PCI_COMMAND_IO		     0x1   /* answers at its I/O BARs */
#define	 PCI_COMMAND_MEMORY	     0x2   /* answers at its memory BARs */
#define	 PCI_COMMAND_MASTER	     0x4   /* may start transfers itself */
#define	 PCI_COMMAND_SPECIAL	     0x8
#define	 PCI_COMMAND_INVALIDATE	     0x10
#define	 PCI_COMMAND_VGA_PALETTE     0x20
#define	 PCI_COMMAND_PARITY	     0x40
#define	 PCI_COMMAND_WAIT	     0x80
#define	 PCI_COMMAND_SERR	     0x100
#define	 PCI_COMMAND_FAST_BACK	     0x200
#define	 PCI_COMMAND_INTX_DISABLE    0x400

/* 6.2.3 Device status, 16 bits; error bits clear when written as ones */
#define PCI_STATUS		     0x06
#define	 PCI_STATUS_INTERRUPT	     0x08
#define	 PCI_STATUS_CAP_LIST	     0x10
#define	 PCI_STATUS_66MHZ	     0x20
#define	 PCI_STATUS_PARITY	     0x100
#define	 PCI_STATUS_SIG_TARGET_ABORT 0x800
#define	 PCI_STATUS_REC_TARGET_ABORT 0x1000
#define	 PCI_STATUS_REC_MASTER_ABORT 0x2000
#define	 PCI_STATUS_SIG_SYSTEM_ERROR 0x4000
#define	 PCI_STATUS_DETECTED_PARITY  0x8000

/* 6.2.4 Miscellaneous */
#define PCI_CACHE_LINE_SIZE	     0x0c /* in units of 4 bytes */
#define PCI_LATENCY_TIMER	     0x0d
#define PCI_BIST		     0x0f

/* 6.2.5 Base addresses */
#define PCI_BASE_ADDRESS_0	     0x10
#define PCI_BASE_ADDRESS_1	     0x14
#define PCI_BASE_ADDRESS_2	     0x18
#define PCI_BASE_ADDRESS_3	     0x1c
#define PCI_BASE_ADDRESS_4	     0x20
#define PCI_BASE_ADDRESS_5	     0x24
#define	 PCI_BASE_ADDRESS_SPACE	     0x01
#define	 PCI_BASE_ADDRESS_SPACE_IO   0x01
#define	 PCI_BASE_ADDRESS_SPACE_MEMORY 0x00
#define	 PCI_BASE_ADDRESS_MEM_TYPE_MASK 0x06
#define	 PCI_BASE_ADDRESS_MEM_TYPE_32 0x00
#define	 PCI_BASE_ADDRESS_MEM_TYPE_1M 0x02
#define	 PCI_BASE_ADDRESS_MEM_TYPE_64 0x04
#define	 PCI_BASE_ADDRESS_MEM_PREFETCH 0x08
#define	 PCI_BASE_ADDRESS_MEM_MASK   (~0x0fUL)
#define	 PCI_BASE_ADDRESS_IO_MASK    (~0x03UL)

/* Header type 0 */
#define PCI_CARDBUS_CIS		     0x28
#define PCI_SUBSYSTEM_VENDOR_ID	     0x2c
#define PCI_SUBSYSTEM_ID	     0x2e
#define PCI_ROM_ADDRESS		     0x30
#define	 PCI_ROM_ADDRESS_ENABLE	     0x01
#define	 PCI_ROM_ADDRESS_MASK	     (~0x7ffU)
#define PCI_CAPABILITY_LIST	     0x34 /* offset of the first capability */
#define PCI_INTERRUPT_LINE	     0x3c /* 8 bits: the 8259 input the firmware routed to */
#define PCI_INTERRUPT_PIN	     0x3d /* 8 bits: 0 none, 1 to 4 INTA to INTD */
#define PCI_MIN_GNT		     0x3e
#define PCI_MAX_LAT		     0x3f

/* Header type 1: bridge to another bus */
#define PCI_PRIMARY_BUS		     0x18
#define PCI_SECONDARY_BUS	     0x19
#define PCI_SUBORDINATE_BUS	     0x1a
#define PCI_SEC_LATENCY_TIMER	     0x1b
#define PCI_IO_BASE		     0x1c
#define PCI_IO_LIMIT		     0x1d
#define	 PCI_IO_RANGE_TYPE_MASK	     0x0f
#define	 PCI_IO_RANGE_TYPE_32	     0x01
#define	 PCI_IO_RANGE_MASK	     (~0x0fUL)
#define PCI_SEC_STATUS		     0x1e
#define PCI_MEMORY_BASE		     0x20
#define PCI_MEMORY_LIMIT	     0x22
#define	 PCI_MEMORY_RANGE_MASK	     (~0x0fUL)
#define PCI_PREF_MEMORY_BASE	     0x24
#define PCI_PREF_MEMORY_LIMIT	     0x26
#define	 PCI_PREF_RANGE_TYPE_MASK    0x0f
#define	 PCI_PREF_RANGE_TYPE_64	     0x01
#define	 PCI_PREF_RANGE_MASK	     (~0x0fUL)
#define PCI_PREF_BASE_UPPER32	     0x28
#define PCI_PREF_LIMIT_UPPER32	     0x2c
#define PCI_IO_BASE_UPPER16	     0x30
#define PCI_IO_LIMIT_UPPER16	     0x32
#define PCI_ROM_ADDRESS1	     0x38
#define PCI_BRIDGE_CONTROL	     0x3e
#define	 PCI_BRIDGE_CTL_VGA	     0x08
#define	 PCI_BRIDGE_CTL_BUS_RESET    0x40

/* 6.7 Capabilities list */
#define PCI_CAP_LIST_ID		     0
#define	 PCI_CAP_ID_PM		     0x01
#define	 PCI_CAP_ID_AGP		     0x02
#define	 PCI_CAP_ID_VPD		     0x03
#define	 PCI_CAP_ID_SLOTID	     0x04
#define	 PCI_CAP_ID_MSI		     0x05
#define	 PCI_CAP_ID_CHSWP	     0x06
#define	 PCI_CAP_ID_PCIX	     0x07
#define	 PCI_CAP_ID_HT		     0x08
#define	 PCI_CAP_ID_VNDR	     0x09
#define	 PCI_CAP_ID_DBG		     0x0a
#define	 PCI_CAP_ID_SHPC	     0x0c
#define	 PCI_CAP_ID_SSVID	     0x0d
#define	 PCI_CAP_ID_EXP		     0x10
#define	 PCI_CAP_ID_MSIX	     0x11
#define	 PCI_CAP_ID_SATA	     0x12
#define	 PCI_CAP_ID_AF		     0x13
#define PCI_CAP_LIST_NEXT	     1
#define PCI_CAP_FLAGS		     2
#define PCI_CAP_SIZEOF		     4

/* 6.8.1 MSI capability */
#define PCI_MSI_FLAGS		     0x02
#define	 PCI_MSI_FLAGS_ENABLE	     0x0001
#define	 PCI_MSI_FLAGS_QMASK	     0x000e
#define	 PCI_MSI_FLAGS_QSIZE	     0x0070
#define	 PCI_MSI_FLAGS_64BIT	     0x0080
#define	 PCI_MSI_FLAGS_MASKBIT	     0x0100
#define PCI_MSI_ADDRESS_LO	     0x04
#define PCI_MSI_ADDRESS_HI	     0x08
#define PCI_MSI_DATA_32		     0x08
#define PCI_MSI_DATA_64		     0x0c

/* PCI power management 1.2, 3.2 */
#define PCI_PM_PMC		     2
#define	 PCI_PM_CAP_D1		     0x0200
#define	 PCI_PM_CAP_D2		     0x0400
#define PCI_PM_CTRL		     4
#define	 PCI_PM_CTRL_STATE_MASK	     0x0003

#endif
