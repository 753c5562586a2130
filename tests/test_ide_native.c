// SPDX-License-Identifier: MIT
/*
 * tests/test_ide_native.c: IDE channels that are where their BARs say.
 *
 * QEMU's PC controllers know the compatibility mode only. So a function that exists in memory alone (fake_function.h)
 * points the driver to channels that are real: to one of an ISA card at ports of its own and a line of its own
 * (ide_native.port=, the row ide-native of tests/run.py), where PIO works; and to the PC's own first channel, bus
 * master included, as if its ports were BARs. Both disks hold the same, and one is read in compatibility mode before.
 */
#include <drivers/ata/ide.h>
#include <linux/blkdev.h>
#include <linux/ioport.h>
#include <linux/kstrtox.h>
#include <slate/param.h>

#include "fake_function.h"

#define ALL_NATIVE   (PCI_CLASS_STORAGE_IDE << 8 | PCI_IDE_NATIVE_0 | PCI_IDE_NATIVE_1)
#define CARD_IRQ     11
#define DISK_SECTORS 512u
#define PIECE	     128u

static unsigned int card_port; /* of the card's command block; its control block is 0x100 further on */

static int __init set_card_port(char *value)
{
	return kstrtouint(value, 0, &card_port);
}
SLATE_PARAM_CALL("ide_native.port", set_card_port, "port", "tests: where an ISA IDE card with interrupt 11 is");

static struct gendisk *disk_with_serial(const char *serial)
{
	struct gendisk *disk;

	for (disk = next_disk(NULL); disk; disk = next_disk(disk))
		if (!strcmp(disk->serial, serial))
			return disk;
	return NULL;
}

static unsigned int nr_disks(void)
{
	struct gendisk *disk;
	unsigned int n = 0;

	for (disk = next_disk(NULL); disk; disk = next_disk(disk))
		n++;
	return n;
}

static u8 *contents(struct kunit *test, struct gendisk *disk)
{
	u8 *all = kunit_kzalloc(test, DISK_SECTORS * SECTOR_SIZE, GFP_KERNEL);
	unsigned int at;

	KUNIT_ASSERT_NOT_NULL(test, all);
	KUNIT_ASSERT_NOT_NULL(test, disk);
	KUNIT_ASSERT_EQ(test, disk->part[0].nr_sectors, (u64)DISK_SECTORS);
	for (at = 0; at < DISK_SECTORS; at += PIECE)
		KUNIT_ASSERT_EQ(test, blkdev_read(&disk->part[0], at, PIECE, all + at * SECTOR_SIZE), 0);
	return all;
}

/* The disk of the PC's first channel, on its function. */
static struct gendisk *need_disks(struct kunit *test)
{
	struct gendisk *disk = disk_with_serial("COMPAT");

	if (!card_port || !disk)
		kunit_skip(test, "no ide_native.port=, or no disk COMPAT");
	KUNIT_ASSERT_PTR_EQ(test, disk->queue->ops, &ide_ops);
	return disk;
}

static struct fake_function *native_function(struct kunit *test, u16 command, u16 control, unsigned int irq)
{
	struct fake_function *fake = fake_start(test, ALL_NATIVE);

	fake_bar(fake, 0, command | PCI_BASE_ADDRESS_SPACE_IO, 8);
	fake_bar(fake, 1, (control & ~3u) | PCI_BASE_ADDRESS_SPACE_IO, 4);
	fake_byte(fake, PCI_INTERRUPT_PIN, 1);
	fake_byte(fake, PCI_INTERRUPT_LINE, irq);
	return fake;
}

static void a_native_channel_is_read_by_pio_at_its_own_ports(struct kunit *test)
{
	u8 *want = contents(test, need_disks(test)), *got;
	struct fake_function *fake = native_function(test, (u16)card_port, (u16)(card_port + 0x102), CARD_IRQ);
	struct gendisk *disk;

	fake_add(test, fake);
	KUNIT_EXPECT_EQ(test, fake->space[PCI_COMMAND] & PCI_COMMAND_IO, PCI_COMMAND_IO);
	disk = disk_with_serial("NATIVE");
	got = contents(test, disk);
	KUNIT_EXPECT_EQ(test, memcmp(got, want, DISK_SECTORS * SECTOR_SIZE), 0);
	KUNIT_EXPECT_STREQ(test, disk->mode, "PIO");
	KUNIT_EXPECT_GE(test, disk->events.pio_sectors, (u64)DISK_SECTORS);
	KUNIT_EXPECT_EQ(test, disk->events.lost_interrupts + disk->events.errors, (u64)0);
	fake_end(fake);
	KUNIT_EXPECT_NULL(test, disk_with_serial("NATIVE"));
}

static void a_native_channel_is_read_by_its_bus_master(struct kunit *test)
{
	struct gendisk *disk = need_disks(test);
	u8 *want = contents(test, disk), *got;
	struct pci_dev *real = to_pci_dev(disk->dev);
	struct fake_function *fake = native_function(test, 0x1f0, 0x3f6, 14);

	fake_byte(fake, PCI_CLASS_PROG, (u8)ALL_NATIVE | PCI_IDE_BUSMASTER);
	fake_bar(fake, 4, (u32)pci_resource_start(real, 4) | PCI_BASE_ADDRESS_SPACE_IO, 16);
	device_release_driver(&real->dev);
	pci_set_master(real); /* the fake one's bit masters nothing */
	fake_add(test, fake);
	disk = disk_with_serial("COMPAT");
	got = contents(test, disk);
	KUNIT_EXPECT_PTR_EQ(test, disk->dev, &fake->dev->dev);
	KUNIT_EXPECT_EQ(test, memcmp(got, want, DISK_SECTORS * SECTOR_SIZE), 0);
	KUNIT_EXPECT_EQ(test, fake->space[PCI_COMMAND] & PCI_COMMAND_MASTER, PCI_COMMAND_MASTER);
	KUNIT_EXPECT_GE(test, disk->events.dma_sectors, (u64)DISK_SECTORS);
	KUNIT_EXPECT_EQ(test, disk->events.lost_interrupts + disk->events.errors, (u64)0);
	fake_end(fake);
	pci_clear_master(real);
	KUNIT_EXPECT_EQ(test, device_attach(&real->dev), 1);
}

static void a_native_channel_without_ports_or_interrupt_is_refused(struct kunit *test)
{
	unsigned int before = nr_disks(), kind;

	for (kind = 0; kind < 3; kind++) {
		struct fake_function *fake = native_function(test, 0xe000, 0xe102, kind == 0 ? 0xff : CARD_IRQ);

		if (kind == 1)
			fake_bar(fake, 0, 0xe0000000, 4096); /* memory */
		if (kind == 2)
			fake_bar(fake, 1, 0, 0);
		fake_add(test, fake);
		KUNIT_EXPECT_NOT_NULL(test, fake->dev->driver); /* which found two channels that cannot be used */
		KUNIT_EXPECT_EQ(test, nr_disks(), before);
		fake_end(fake);
	}
}

static void a_channel_in_compatibility_mode_is_at_the_old_ports(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, PCI_CLASS_STORAGE_IDE << 8 | PCI_IDE_NATIVE_1);
	struct pci_dev *dev;

	fake_bar(fake, 0, 0xb001, 8); /* left over from another life */
	fake_bar(fake, 1, 1, 4);      /* never given a place */
	fake_bar(fake, 2, 0xc001, 8);
	fake_bar(fake, 3, 0xd001, 4);
	dev = fake_scan(test, fake);
	KUNIT_EXPECT_EQ(test, pci_resource_start(dev, 0), (resource_size_t)0x1f0);
	KUNIT_EXPECT_EQ(test, pci_resource_end(dev, 0), (resource_size_t)0x1f7);
	KUNIT_EXPECT_EQ(test, pci_resource_start(dev, 1), (resource_size_t)0x3f6);
	KUNIT_EXPECT_EQ(test, pci_resource_flags(dev, 1), (unsigned long)(IORESOURCE_IO | IORESOURCE_PCI_FIXED));
	KUNIT_EXPECT_EQ(test, pci_resource_start(dev, 2), (resource_size_t)0xc000);
	KUNIT_EXPECT_EQ(test, pci_resource_len(dev, 3), (resource_size_t)4);
	KUNIT_EXPECT_EQ(test, pci_enable_device(dev), 0); /* although a register is empty */
	pci_disable_device(dev);
	fake_end(fake);
}

static struct kunit_case native_cases[] = {
	KUNIT_CASE(a_native_channel_is_read_by_pio_at_its_own_ports),
	KUNIT_CASE(a_native_channel_is_read_by_its_bus_master),
	KUNIT_CASE(a_native_channel_without_ports_or_interrupt_is_refused),
	KUNIT_CASE(a_channel_in_compatibility_mode_is_at_the_old_ports),
	{}
};

static struct kunit_suite native_suite = {
	.name = "ide_native", .test_cases = native_cases,
};
kunit_test_suite(native_suite);
