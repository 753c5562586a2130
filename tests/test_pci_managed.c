// SPDX-License-Identifier: MIT
/* tests/test_pci_managed.c: regions that go by themselves, registers over a sleep, cache lines, named interrupts. */
#include <linux/bits.h>
#include <linux/interrupt.h>
#include <linux/ioport.h>
#include <linux/irqnr.h>

#include "fake_function.h"

#define OTHER_CLASS 0xff0000u
#define PM_AT	    0x50
#define MEMORY	    0xe0100000u /* nobody decodes it, and it is no RAM on the test machines */
#define PORTS	    0xd100u

static struct fake_function *fake_with_regions(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, OTHER_CLASS);

	fake_bar(fake, 0, MEMORY, 4096);
	fake_bar(fake, 2, PORTS | PCI_BASE_ADDRESS_SPACE_IO, 16);
	fake_bar(fake, 4, MEMORY + 8192, 4096);
	return fake;
}

static int probe_result;
static void __iomem *seen[PCI_STD_NUM_BARS];

static int managed_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	int err = pcim_enable_device(dev) ?: pcim_iomap_regions(dev, BIT(0) | BIT(2), "kunit-managed");

	if (err)
		return err;
	memcpy(seen, pcim_iomap_table(dev), sizeof(seen));
	return probe_result;
}

static const struct pci_device_id managed_ids[] = { { PCI_DEVICE(0xfa4e, 0xfa4e) }, {} };
static struct pci_driver managed_driver = {
	.name = "kunit-managed", .id_table = managed_ids, .probe = managed_probe,
};

static bool is_free(struct resource *parent, resource_size_t start, resource_size_t n)
{
	if (!__request_region(parent, start, n, "kunit", 0))
		return false;
	__release_region(parent, start, n);
	return true;
}

static void what_a_probe_maps_goes_with_its_driver(struct kunit *test)
{
	struct fake_function *fake = fake_with_regions(test);
	struct pci_dev *dev;

	probe_result = 0;
	KUNIT_ASSERT_EQ(test, pci_register_driver(&managed_driver), 0);
	dev = fake_add(test, fake);
	KUNIT_EXPECT_PTR_EQ(test, dev->driver, &managed_driver);
	KUNIT_EXPECT_NOT_NULL(test, seen[0]);
	KUNIT_EXPECT_NOT_NULL(test, seen[2]);
	KUNIT_EXPECT_NULL(test, seen[1]);
	KUNIT_EXPECT_NULL(test, seen[4]);
	KUNIT_EXPECT_FALSE(test, is_free(&ioport_resource, PORTS, 16));
	KUNIT_EXPECT_NULL(test, pcim_iomap(dev, 0, 0)); /* once only */
	pcim_iounmap_regions(dev, BIT(2));
	KUNIT_EXPECT_TRUE(test, is_free(&ioport_resource, PORTS, 16));
	KUNIT_EXPECT_NULL(test, pcim_iomap_table(dev)[2]);
	KUNIT_EXPECT_EQ(test, pcim_iomap_regions(dev, BIT(2) | BIT(3), "none"), -EINVAL); /* there is no region 3 */
	KUNIT_EXPECT_EQ(test, pcim_iomap_regions(dev, BIT(0), "taken"), -EBUSY);
	KUNIT_EXPECT_TRUE(test, is_free(&ioport_resource, PORTS, 16));
	pci_unregister_driver(&managed_driver);
	KUNIT_EXPECT_TRUE(test, is_free(&iomem_resource, MEMORY, 4096));
	fake_end(fake);
}

static void a_probe_that_fails_leaves_nothing(struct kunit *test)
{
	struct fake_function *fake = fake_with_regions(test);

	probe_result = -ENXIO;
	KUNIT_ASSERT_EQ(test, pci_register_driver(&managed_driver), 0);
	KUNIT_EXPECT_NULL(test, fake_add(test, fake)->driver);
	KUNIT_EXPECT_TRUE(test, is_free(&iomem_resource, MEMORY, 4096));
	KUNIT_EXPECT_TRUE(test, is_free(&ioport_resource, PORTS, 16));
	pci_unregister_driver(&managed_driver);
	fake_end(fake);
}

static u32 space_dword(const struct fake_function *fake, int where)
{
	u32 value;

	memcpy(&value, fake->space + where, sizeof(value));
	return value;
}

static void registers_come_back_after_they_were_forgotten(struct kunit *test)
{
	struct fake_function *fake = fake_with_regions(test);
	struct pci_dev *dev = fake_scan(test, fake);

	pci_write_config_word(dev, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	pci_restore_state(dev); /* nothing was kept */
	KUNIT_EXPECT_EQ(test, pci_save_state(dev), 0);
	fake_dword(fake, PCI_BASE_ADDRESS_0, 0);
	fake_dword(fake, PCI_COMMAND, 0);
	pci_restore_state(dev);
	KUNIT_EXPECT_EQ(test, space_dword(fake, PCI_BASE_ADDRESS_0), MEMORY);
	KUNIT_EXPECT_EQ(test, fake->space[PCI_COMMAND], PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	fake_dword(fake, PCI_COMMAND, 0);
	pci_restore_state(dev); /* once */
	KUNIT_EXPECT_EQ(test, fake->space[PCI_COMMAND], 0);
	fake_end(fake);
}

static void a_function_sleeps_and_wakes(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, OTHER_CLASS);
	struct pci_dev *dev;

	fake_byte(fake, PCI_STATUS, PCI_STATUS_CAP_LIST);
	fake_byte(fake, PCI_CAPABILITY_LIST, PM_AT);
	fake_byte(fake, PM_AT + PCI_CAP_LIST_ID, PCI_CAP_ID_PM);
	fake_byte(fake, PM_AT + PCI_PM_PMC + 1, PCI_PM_CAP_D2 >> 8);
	fake_byte(fake, PM_AT + PCI_PM_CTRL, PCI_D3hot); /* as firmware may leave it */
	fake->writable[PM_AT + PCI_PM_CTRL] = PCI_PM_CTRL_STATE_MASK;
	dev = fake_scan(test, fake);
	KUNIT_EXPECT_EQ(test, pci_enable_device(dev), 0);
	KUNIT_EXPECT_EQ(test, fake->space[PM_AT + PCI_PM_CTRL], PCI_D0);
	KUNIT_EXPECT_EQ(test, pci_set_power_state(dev, PCI_D1), -EIO);
	KUNIT_EXPECT_EQ(test, pci_set_power_state(dev, PCI_D3hot), 0);
	KUNIT_EXPECT_EQ(test, fake->space[PM_AT + PCI_PM_CTRL], PCI_D3hot);
	KUNIT_EXPECT_EQ(test, pci_set_power_state(dev, PCI_D2), -EINVAL);
	KUNIT_EXPECT_EQ(test, pci_set_power_state(dev, PCI_D0), 0);
	KUNIT_EXPECT_EQ(test, pci_set_power_state(dev, PCI_D2), 0);
	fake->writable[PM_AT + PCI_PM_CTRL] = 0;
	KUNIT_EXPECT_EQ(test, pci_set_power_state(dev, PCI_D0), -EIO); /* it does not wake */
	pci_disable_device(dev);
	fake_end(fake);
}

static void what_knows_no_sleep_is_awake(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, OTHER_CLASS);
	struct pci_dev *dev = fake_scan(test, fake);

	KUNIT_EXPECT_EQ(test, pci_enable_device(dev), 0);
	KUNIT_EXPECT_EQ(test, pci_set_power_state(dev, PCI_D0), 0);
	KUNIT_EXPECT_EQ(test, pci_set_power_state(dev, PCI_D3hot), -EIO);
	pci_disable_device(dev);
	fake_end(fake);
}

static void whole_cache_lines_are_written_by_who_knows_their_size(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, OTHER_CLASS);
	struct pci_dev *dev = fake_scan(test, fake);

	KUNIT_EXPECT_EQ(test, pci_set_mwi(dev), -EINVAL); /* its register keeps nothing */
	KUNIT_EXPECT_FALSE(test, fake->space[PCI_COMMAND] & PCI_COMMAND_INVALIDATE);
	fake->writable[PCI_CACHE_LINE_SIZE] = 0xff;
	KUNIT_EXPECT_EQ(test, pci_try_set_mwi(dev), 0);
	KUNIT_EXPECT_TRUE(test, fake->space[PCI_COMMAND] & PCI_COMMAND_INVALIDATE);
	pci_clear_mwi(dev);
	KUNIT_EXPECT_FALSE(test, fake->space[PCI_COMMAND] & PCI_COMMAND_INVALIDATE);
	fake_end(fake);
}

static irqreturn_t never(int irq, void *data)
{
	return IRQ_NONE;
}

static void an_interrupt_keeps_its_name_until_it_is_given_back(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, OTHER_CLASS);
	struct pci_dev *dev = fake_scan(test, fake);

	dev->irq = 11;
	KUNIT_EXPECT_EQ(test, pci_request_irq(dev, 1, never, NULL, fake, "kunit"), -EINVAL);
	KUNIT_ASSERT_EQ(test, pci_request_irq(dev, 0, never, NULL, fake, "kunit-%d", 7), 0);
	pci_free_irq(dev, 0, fake); /* the name is counted: a leak fails the case */
	dev->irq = 0;
	fake_end(fake);
}

static struct kunit_case pci_managed_cases[] = {
	KUNIT_CASE(what_a_probe_maps_goes_with_its_driver),
	KUNIT_CASE(a_probe_that_fails_leaves_nothing),
	KUNIT_CASE(registers_come_back_after_they_were_forgotten),
	KUNIT_CASE(a_function_sleeps_and_wakes),
	KUNIT_CASE(what_knows_no_sleep_is_awake),
	KUNIT_CASE(whole_cache_lines_are_written_by_who_knows_their_size),
	KUNIT_CASE(an_interrupt_keeps_its_name_until_it_is_given_back),
	{}
};

static struct kunit_suite pci_managed_suite = { .name = "pci_managed", .test_cases = pci_managed_cases };
kunit_test_suite(pci_managed_suite);
