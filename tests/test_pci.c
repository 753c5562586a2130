// SPDX-License-Identifier: MIT
/* tests/test_pci.c: the scan, searching, regions, and drivers that come and go. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/irqnr.h>
#include <linux/pci.h>
#include <linux/proc_fs.h>
#include <linux/string.h>

static struct pci_dev *probed;
static int removed;

static void need_pci(struct kunit *test)
{
	if (!pci_find_bus(0, 0))
		kunit_skip(test, "this machine has no PCI");
}

static void every_function_is_found_once(struct kunit *test)
{
	struct pci_dev *dev = NULL, *same;
	int n = 0;

	need_pci(test);
	for_each_pci_dev(dev) {
		u16 vendor;

		n++;
		KUNIT_ASSERT_EQ(test, pci_read_config_word(dev, PCI_VENDOR_ID, &vendor), 0);
		KUNIT_EXPECT_EQ(test, vendor, dev->vendor);
		same = pci_get_bus_and_slot(dev->bus->number, dev->devfn);
		KUNIT_EXPECT_PTR_EQ(test, same, dev);
		pci_dev_put(same);
	}
	KUNIT_EXPECT_GT(test, n, 0);
}

static void registers_that_are_not_aligned_are_refused(struct kunit *test)
{
	struct pci_dev *dev;
	u32 dword;
	u16 word;

	need_pci(test);
	dev = pci_get_device(PCI_ANY_ID, PCI_ANY_ID, NULL);
	KUNIT_ASSERT_NOT_NULL(test, dev);
	KUNIT_EXPECT_EQ(test, pci_read_config_word(dev, 1, &word), PCIBIOS_BAD_REGISTER_NUMBER);
	KUNIT_EXPECT_EQ(test, pci_read_config_dword(dev, 2, &dword), PCIBIOS_BAD_REGISTER_NUMBER);
	KUNIT_EXPECT_EQ(test, pci_read_config_dword(dev, 256, &dword), PCIBIOS_BAD_REGISTER_NUMBER);
	KUNIT_EXPECT_EQ(test, dword, ~0u);
	pci_dev_put(dev);
}

static void regions_are_whole_powers_of_two(struct kunit *test)
{
	struct pci_dev *dev = NULL;
	int bar;

	need_pci(test);
	for_each_pci_dev(dev) {
		for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
			resource_size_t len = pci_resource_len(dev, bar);

			KUNIT_EXPECT_EQ(test, len & (len - 1), (resource_size_t)0);
			if (len)
				KUNIT_EXPECT_EQ(test, pci_resource_start(dev, bar) & (len - 1),
						(resource_size_t)0);
		}
	}
}

static void nothing_masters_the_bus_without_a_driver(struct kunit *test)
{
	struct pci_dev *dev = NULL;
	u16 command;

	need_pci(test);
	for_each_pci_dev(dev) {
		unsigned int base = dev->class >> 16;

		if (dev->driver || base == PCI_BASE_CLASS_BRIDGE || base == PCI_BASE_CLASS_DISPLAY)
			continue;
		pci_read_config_word(dev, PCI_COMMAND, &command);
		KUNIT_EXPECT_EQ(test, command & PCI_COMMAND_MASTER, 0);
	}
}

static int test_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	probed = dev;
	return id->driver_data == 42 ? 0 : -EINVAL; /* a host bridge is left as it is */
}

static void test_remove(struct pci_dev *dev)
{
	removed++;
}

static const struct pci_device_id host_ids[] = {
	{ PCI_DEVICE(0x1, 0x1) },
	{ PCI_DEVICE_CLASS(PCI_CLASS_BRIDGE_HOST << 8, 0xffff00), .driver_data = 42 },
	{ 0 },
};

static struct pci_driver host_driver = {
	.name = "pci-test", .id_table = host_ids, .probe = test_probe, .remove = test_remove,
};

static void a_driver_gets_what_its_table_names(struct kunit *test)
{
	need_pci(test);
	probed = NULL;
	removed = 0;
	KUNIT_ASSERT_EQ(test, pci_register_driver(&host_driver), 0);
	if (probed) {
		KUNIT_EXPECT_EQ(test, probed->class >> 8, (unsigned int)PCI_CLASS_BRIDGE_HOST);
		KUNIT_EXPECT_PTR_EQ(test, probed->driver, &host_driver);
	}
	pci_unregister_driver(&host_driver);
	KUNIT_EXPECT_EQ(test, removed, probed ? 1 : 0);
	if (probed)
		KUNIT_EXPECT_NULL(test, probed->driver);
}

/* A function with the capability that nobody drives (its message is only written down). */
static struct pci_dev *undriven_with_msi(void)
{
	struct pci_dev *dev = NULL;

	for_each_pci_dev(dev)
		if (!dev->driver && pci_find_capability(dev, PCI_CAP_ID_MSI))
			return dev;
	return NULL;
}

static void messages_go_on_and_the_pin_comes_back(struct kunit *test)
{
	struct pci_dev *dev = undriven_with_msi();
	unsigned int pin;
	u16 flags, command;
	int err;

	if (!dev)
		kunit_skip(test, "no free function with MSI");
	pin = dev->irq;
	err = pci_alloc_irq_vectors(dev, 1, 1, PCI_IRQ_MSI);
	if (err < 0) {
		KUNIT_EXPECT_EQ(test, dev->irq, pin);
		pci_dev_put(dev);
		kunit_skip(test, "no local APIC, or pci=nomsi");
	}
	KUNIT_EXPECT_GE(test, pci_irq_vector(dev, 0), NR_IRQS_LEGACY);
	KUNIT_EXPECT_EQ(test, pci_enable_msi(dev), -EINVAL);
	pci_read_config_word(dev, dev->msi_cap + PCI_MSI_FLAGS, &flags);
	pci_read_config_word(dev, PCI_COMMAND, &command);
	KUNIT_EXPECT_TRUE(test, flags & PCI_MSI_FLAGS_ENABLE);
	KUNIT_EXPECT_TRUE(test, command & PCI_COMMAND_INTX_DISABLE);
	pci_free_irq_vectors(dev);
	pci_read_config_word(dev, dev->msi_cap + PCI_MSI_FLAGS, &flags);
	KUNIT_EXPECT_FALSE(test, flags & PCI_MSI_FLAGS_ENABLE);
	KUNIT_EXPECT_EQ(test, dev->irq, pin);
	pci_dev_put(dev);
}

static void proc_pci_lists_every_function(struct kunit *test)
{
	struct file *file = proc_open("pci", 0);
	char *text = kunit_kzalloc(test, 8192, GFP_KERNEL), line[48];
	struct pci_dev *dev = NULL;
	loff_t pos = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	KUNIT_EXPECT_GT(test, kernel_read(file, text, 8191, &pos), 0);
	proc_close(file);
	for_each_pci_dev(dev) {
		snprintf(line, sizeof(line), "  Bus %2d, device %3d, function %2d:\n", dev->bus->number,
			 PCI_SLOT(dev->devfn), PCI_FUNC(dev->devfn));
		KUNIT_EXPECT_NOT_NULL(test, strstr(text, line));
		snprintf(line, sizeof(line), "PCI device %04x:%04x", dev->vendor, dev->device);
		KUNIT_EXPECT_NOT_NULL(test, strstr(text, line));
	}
}

static struct kunit_case pci_cases[] = {
	KUNIT_CASE(messages_go_on_and_the_pin_comes_back),
	KUNIT_CASE(every_function_is_found_once),
	KUNIT_CASE(registers_that_are_not_aligned_are_refused),
	KUNIT_CASE(regions_are_whole_powers_of_two),
	KUNIT_CASE(nothing_masters_the_bus_without_a_driver),
	KUNIT_CASE(a_driver_gets_what_its_table_names),
	KUNIT_CASE(proc_pci_lists_every_function),
	{}
};

static struct kunit_suite pci_suite = {
	.name = "pci", .test_cases = pci_cases,
};
kunit_test_suite(pci_suite);
