/* SPDX-License-Identifier: MIT */
/*
 * drivers/power/acpi_tables.h: the few ACPI tables that tell how to switch off and start anew.
 * Source: Advanced Configuration and Power Interface 6.4, 5.2 "ACPI System Description Tables".
 */
#ifndef _ACPI_TABLES_H
#define _ACPI_TABLES_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define ACPI_RSDP_START 0xe0000 /* where BIOS leaves it, at a 16-byte boundary */
#define ACPI_RSDP_END	0x100000
#define ACPI_RSDP_ALIGN 16
#define ACPI_V1_SIZE	20 /* bytes of an RSDP of ACPI 1.0, which its first checksum covers */

struct acpi_rsdp {
	char signature[8]; /* "RSD PTR " */
	u8 checksum;
	char oem[6];
	u8 revision; /* 0 = 1.0, 2 = there is an XSDT */
	u32 rsdt;    /* physical */
	u32 length;
	u64 xsdt; /* physical */
	u8 extended_checksum;
	u8 reserved[3];
} __packed;
static_assert(sizeof(struct acpi_rsdp) == 36);

struct acpi_header {
	char signature[4];
	u32 length; /* bytes, this header included */
	u8 revision, checksum;
	char oem[6], oem_table[8];
	u32 oem_revision, creator, creator_revision;
} __packed;
static_assert(sizeof(struct acpi_header) == 36);

/* Generic address: where a register is. */
struct acpi_address {
	u8 space; /* ACPI_SPACE_ */
	u8 bits, offset, access;
	u64 address;
} __packed;
#define ACPI_SPACE_MEMORY 0
#define ACPI_SPACE_PORTS  1

struct acpi_fadt {
	struct acpi_header header;
	u32 facs, dsdt; /* physical */
	u8 model, profile;
	u16 sci_irq;
	u32 smi_command; /* port; 0 = the machine is in ACPI mode always */
	u8 acpi_enable, acpi_disable, s4bios_request, pstate_control;
	u32 pm1a_event, pm1b_event, pm1a_control, pm1b_control; /* ports */
	u32 pm2_control, pm_timer, gpe0, gpe1;
	u8 pm1_event_length, pm1_control_length, pm2_control_length, pm_timer_length;
	u8 gpe0_length, gpe1_length, gpe1_base, cstate_control;
	u16 c2_latency, c3_latency, flush_size, flush_stride;
	u8 duty_offset, duty_width, day_alarm, month_alarm, century;
	u16 boot_flags;
	u8 reserved;
	u32 flags;
	struct acpi_address reset;
	u8 reset_value;
} __packed;
static_assert(offsetof(struct acpi_fadt, dsdt) == 40);
static_assert(offsetof(struct acpi_fadt, pm1a_control) == 64);
static_assert(offsetof(struct acpi_fadt, flags) == 112);
static_assert(offsetof(struct acpi_fadt, reset_value) == 128);
#define ACPI_FADT_V1_SIZE    116 /* without the reset register */
#define ACPI_FADT_RESET_REG  BIT(10) /* flags: there is one */

#define ACPI_PM1_SCI_ENABLE   0x0001 /* the machine is in ACPI mode */
#define ACPI_PM1_SLEEP_TYPE(t) ((u16)(t) << 10)
#define ACPI_PM1_SLEEP_ENABLE 0x2000

/* What to write to the PM1 control registers for soft-off. */
struct acpi_s5 {
	u8 type_a, type_b;
};

/* Do @len bytes add up to zero? */
bool acpi_checksum_good(const void *table, size_t len);

/**
 * acpi_find_s5() - look for the package \_S5 in a DSDT's byte code. Pure.
 * @aml: bytes behind the table's header.
 * @len: how many.
 * @s5: filled.
 *
 * Return: 0, or -ENOENT where it is not there or not in the one shape that firmware writes it.
 */
int acpi_find_s5(const u8 *aml, size_t len, struct acpi_s5 *s5);

#endif
