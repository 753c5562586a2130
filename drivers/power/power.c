// SPDX-License-Identifier: MIT
/*
 * drivers/power/power.c: switch the machine off, or start it anew, by ACPI.
 *
 * Problem.  Every PC switches off by writing two numbers to two ports, and which ones only its ACPI
 *           tables say; they lie in memory that firmware keeps, and may be nonsense.
 * Idea.     Read them once at boot, check every length and sum, keep six numbers. Switching off then
 *           needs no memory and no lock, so a dying machine can do it too.
 *
 *     RSDP -> RSDT -> FADT: ports, reset register
 *                      `--> DSDT: \_S5, the numbers for "off"
 *
 * Paths.    power_init -> find_rsdp -> find_fadt -> read_fadt -> acpi_find_s5
 *           machine_exit -> acpi_power_off      machine_restart -> acpi_restart
 * Left out. The XSDT: a 32-bit kernel needs no table above 4 GiB, and firmware that has no RSDT at all is
 *           not for 32-bit systems. Sleep states other than off.
 * Sources.  ACPI 6.4, 4.8.3 "PM1 Control Registers", 7.4.2 "System \_S5 State".
 */
#include <asm/io.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <asm/reboot.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <slate/boot_info.h>
#include "acpi_tables.h"

#define TABLE_MAX   (4 << 20) /* bytes of the longest table that is believed */
#define MODE_POLLS  1000000   /* looks at PM1 until ACPI mode is on; each takes a microsecond or so */
#define OFF_POLLS   1000000

static struct {
	u16 pm1a, pm1b;	 /* control ports; pm1b may be 0 */
	u16 smi_command; /* 0: no switch to ACPI mode is needed */
	u8 acpi_enable;
	struct acpi_s5 s5;
	u16 reset_port;
	u8 reset_value;
} power;

/* Map a whole table whose header says how long it is. Return: it (acpi_unmap() it), or NULL. */
static struct acpi_header *acpi_map(u32 phys, const char *signature)
{
	struct acpi_header *table = memremap(phys, sizeof(*table), MEMREMAP_WB);
	u32 len;

	if (!table)
		return NULL;
	len = table->length;
	if (signature && memcmp(table->signature, signature, 4))
		len = 0;
	memunmap(table);
	if (len < sizeof(*table) || len > TABLE_MAX)
		return NULL;
	table = memremap(phys, len, MEMREMAP_WB);
	if (table && !acpi_checksum_good(table, len)) {
		memunmap(table);
		table = NULL;
	}
	return table;
}

static bool is_rsdp(const struct acpi_rsdp *rsdp)
{
	return !memcmp(rsdp->signature, "RSD PTR ", 8) && acpi_checksum_good(rsdp, ACPI_V1_SIZE);
}

/* The loader's copy, or what BIOS left below 1 MiB. */
static const struct acpi_rsdp *__init find_rsdp(void)
{
	const char *at = __va(ACPI_RSDP_START), *end = __va(ACPI_RSDP_END);

	if (boot_info.rsdp_size >= ACPI_V1_SIZE && is_rsdp((const void *)boot_info.rsdp))
		return (const void *)boot_info.rsdp;
	for (; at < end; at += ACPI_RSDP_ALIGN)
		if (is_rsdp((const void *)at))
			return (const void *)at;
	return NULL;
}

static struct acpi_fadt *__init find_fadt(const struct acpi_rsdp *rsdp)
{
	struct acpi_header *rsdt = acpi_map(rsdp->rsdt, "RSDT");
	struct acpi_header *fadt = NULL;
	unsigned int count;
	const u32 *entry;

	if (!rsdt)
		return NULL;
	count = (rsdt->length - sizeof(*rsdt)) / sizeof(u32);
	entry = (const u32 *)(rsdt + 1);
	for (unsigned int i = 0; i < count && !fadt; i++)
		fadt = acpi_map(entry[i], "FACP");
	memunmap(rsdt);
	if (fadt && fadt->length < ACPI_FADT_V1_SIZE) {
		memunmap(fadt);
		fadt = NULL;
	}
	return (struct acpi_fadt *)fadt;
}

static int __init read_dsdt(u32 phys)
{
	struct acpi_header *dsdt = acpi_map(phys, "DSDT");
	int error;

	if (!dsdt)
		return -ENOENT;
	error = acpi_find_s5((const u8 *)(dsdt + 1), dsdt->length - sizeof(*dsdt), &power.s5);
	memunmap(dsdt);
	return error;
}

static void __init read_reset(const struct acpi_fadt *fadt)
{
	if (fadt->header.length < sizeof(*fadt) || !(fadt->flags & ACPI_FADT_RESET_REG))
		return;
	if (fadt->reset.space != ACPI_SPACE_PORTS || fadt->reset.address > 0xffff)
		return;
	power.reset_port = fadt->reset.address;
	power.reset_value = fadt->reset_value;
}

static bool in_acpi_mode(void)
{
	return inw(power.pm1a) & ACPI_PM1_SCI_ENABLE;
}

static void acpi_power_off(void)
{
	if (!in_acpi_mode() && power.smi_command && power.acpi_enable) {
		outb(power.acpi_enable, power.smi_command);
		for (unsigned int i = 0; i < MODE_POLLS && !in_acpi_mode(); i++)
			cpu_relax();
	}
	outw(ACPI_PM1_SLEEP_TYPE(power.s5.type_a) | ACPI_PM1_SLEEP_ENABLE, power.pm1a);
	if (power.pm1b)
		outw(ACPI_PM1_SLEEP_TYPE(power.s5.type_b) | ACPI_PM1_SLEEP_ENABLE, power.pm1b);
	/* It takes the hardware a moment. */
	for (unsigned int i = 0; i < OFF_POLLS; i++)
		inw(power.pm1a);
}

static void acpi_restart(void)
{
	outb(power.reset_value, power.reset_port);
	for (unsigned int i = 0; i < OFF_POLLS; i++)
		inb(power.reset_port);
}

/* Return: what is missing, or NULL. */
static const char *__init read_tables(void)
{
	const struct acpi_rsdp *rsdp = find_rsdp();
	struct acpi_fadt *fadt;
	u32 dsdt;

	if (!rsdp)
		return "no ACPI";
	fadt = find_fadt(rsdp);
	if (!fadt)
		return "no FADT";
	power.pm1a = fadt->pm1a_control;
	power.pm1b = fadt->pm1b_control;
	power.smi_command = fadt->smi_command;
	power.acpi_enable = fadt->acpi_enable;
	dsdt = fadt->dsdt;
	read_reset(fadt);
	memunmap(fadt);
	if (power.reset_port)
		pm_restart = acpi_restart;
	if (!power.pm1a)
		return "no PM1 control port";
	return read_dsdt(dsdt) ? "no \\_S5 in the DSDT" : NULL;
}

static int __init power_init(void)
{
	const char *missing = read_tables();

	if (missing) {
		pr_info("power: %s: the machine cannot switch itself off\n", missing);
		return 0;
	}
	pm_power_off = acpi_power_off;
	pr_info("power: off by ACPI, port %x type %u; restart by %s\n", power.pm1a, power.s5.type_a,
		power.reset_port ? "the reset register" : "the keyboard controller");
	return 0;
}
device_initcall(power_init);
