// SPDX-License-Identifier: MIT
/* tests/test_pci_capability.c: lists of capabilities, messages and registers of functions that do it wrong. */
#include <linux/interrupt.h>
#include <linux/irqnr.h>
#include <linux/proc_fs.h>

#include "fake_function.h"

#define OTHER_CLASS 0xff0000u
#define ABSENT	    0x33 /* a capability that no function here has */
#define MOST_READS  150	 /* of bytes: the longest list has 48 entries */

static void link_capability(struct fake_function *fake, int from, int at, u8 id)
{
	fake_byte(fake, PCI_STATUS, PCI_STATUS_CAP_LIST);
	fake_byte(fake, from ? from + PCI_CAP_LIST_NEXT : PCI_CAPABILITY_LIST, (unsigned int)at);
	fake_byte(fake, (at & ~3) + PCI_CAP_LIST_ID, id);
}

static void capabilities_are_found_in_the_order_of_their_list(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, OTHER_CLASS);
	struct pci_dev *dev;

	link_capability(fake, 0, 0x90, PCI_CAP_ID_PM);
	link_capability(fake, 0x90, 0x53, PCI_CAP_ID_MSI); /* the lowest two bits are not part of it */
	link_capability(fake, 0x50, 0xfc, PCI_CAP_ID_PM);
	dev = fake_scan(test, fake);
	KUNIT_EXPECT_EQ(test, pci_find_capability(dev, PCI_CAP_ID_PM), 0x90);
	KUNIT_EXPECT_EQ(test, pci_find_next_capability(dev, 0x90, PCI_CAP_ID_PM), 0xfc);
	KUNIT_EXPECT_EQ(test, pci_find_next_capability(dev, 0xfc, PCI_CAP_ID_PM), 0);
	KUNIT_EXPECT_EQ(test, pci_find_capability(dev, PCI_CAP_ID_MSI), 0x50);
	KUNIT_EXPECT_EQ(test, pci_find_capability(dev, ABSENT), 0);
	fake_end(fake);
}

static void a_pointer_counts_only_if_the_status_says_that_there_is_a_list(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, OTHER_CLASS);
	struct pci_dev *dev;

	link_capability(fake, 0, 0x50, PCI_CAP_ID_MSI);
	fake_byte(fake, PCI_STATUS, 0);
	dev = fake_scan(test, fake);
	KUNIT_EXPECT_EQ(test, pci_find_capability(dev, PCI_CAP_ID_MSI), 0);
	KUNIT_EXPECT_EQ(test, pci_enable_msi(dev), -EINVAL);
	fake_end(fake);
	fake_byte(fake, PCI_STATUS, PCI_STATUS_CAP_LIST);
	fake_byte(fake, PCI_HEADER_TYPE, 0x7f); /* whose pointer is who knows where */
	dev = fake_scan(test, fake);
	KUNIT_EXPECT_EQ(test, pci_find_capability(dev, PCI_CAP_ID_MSI), 0);
	fake_end(fake);
}

/* Where the list at 0x50 goes on, and comes to no end that way. */
static void every_list_comes_to_an_end(struct kunit *test)
{
	static const u8 next[] = { 0x50, 0x60, 0x10, 0x3c, 0x01, 0xff, 0 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(next); i++) {
		struct fake_function *fake = fake_start(test, OTHER_CLASS);
		struct pci_dev *dev;

		link_capability(fake, 0, 0x50, PCI_CAP_ID_PM);
		fake_byte(fake, 0x50 + PCI_CAP_LIST_NEXT, next[i]);
		fake_byte(fake, 0x60 + PCI_CAP_LIST_NEXT, 0x50);
		dev = fake_scan(test, fake);
		fake->reads = 0;
		KUNIT_EXPECT_EQ(test, pci_find_capability(dev, ABSENT), 0);
		KUNIT_EXPECT_LE(test, fake->reads, (unsigned int)MOST_READS);
		KUNIT_EXPECT_EQ(test, pci_find_capability(dev, PCI_CAP_ID_PM), 0x50);
		fake_end(fake);
	}
}

static void registers_that_are_all_ones_hold_no_list(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, OTHER_CLASS);
	struct pci_dev *dev = fake_scan(test, fake);

	memset(fake->space, 0xff, sizeof(fake->space)); /* it was pulled out */
	fake->reads = 0;
	KUNIT_EXPECT_EQ(test, pci_find_capability(dev, PCI_CAP_ID_MSI), 0);
	KUNIT_EXPECT_EQ(test, pci_find_capability(dev, 0xff), 0);
	KUNIT_EXPECT_LE(test, fake->reads, (unsigned int)MOST_READS);
	KUNIT_EXPECT_EQ(test, pci_enable_msi(dev), -EINVAL);
	fake_end(fake);
}

static void without_messages_the_pin_serves_or_nothing(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, OTHER_CLASS);
	struct pci_dev *dev = fake_scan(test, fake);

	KUNIT_EXPECT_EQ(test, pci_alloc_irq_vectors(dev, 1, 1, PCI_IRQ_MSI | PCI_IRQ_LEGACY), -ENOSPC);
	dev->irq = 11;
	KUNIT_EXPECT_EQ(test, pci_alloc_irq_vectors(dev, 1, 1, PCI_IRQ_MSI), -ENOSPC);
	KUNIT_EXPECT_EQ(test, pci_alloc_irq_vectors(dev, 2, 2, PCI_IRQ_LEGACY), -ENOSPC);
	fake_byte(fake, PCI_COMMAND + 1, PCI_COMMAND_INTX_DISABLE >> 8);
	KUNIT_EXPECT_EQ(test, pci_alloc_irq_vectors(dev, 1, 4, PCI_IRQ_MSI | PCI_IRQ_LEGACY), 1);
	KUNIT_EXPECT_EQ(test, pci_irq_vector(dev, 0), 11);
	KUNIT_EXPECT_EQ(test, pci_irq_vector(dev, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, fake->space[PCI_COMMAND + 1], 0); /* the pin speaks again */
	pci_free_irq_vectors(dev);
	KUNIT_EXPECT_EQ(test, dev->irq, 11u);
	fake_end(fake);
}

static u32 space_dword(const struct fake_function *fake, int where)
{
	u32 value;

	memcpy(&value, fake->space + where, sizeof(value));
	return value;
}

static irqreturn_t nothing_to_do(int irq, void *data)
{
	return IRQ_NONE;
}

/* @flags: of the layout. The message into its place, the mask bit with the line, and all off again. */
static void check_layout(struct kunit *test, u16 flags)
{
	struct fake_function *fake = fake_start(test, OTHER_CLASS);
	int data = flags & PCI_MSI_FLAGS_64BIT ? PCI_MSI_DATA_64 : PCI_MSI_DATA_32;
	int mask = flags & PCI_MSI_FLAGS_64BIT ? 0x10 : 0x0c, cap = 0x60;
	struct pci_dev *dev;

	link_capability(fake, 0, cap, PCI_CAP_ID_MSI);
	memset(fake->writable + cap + PCI_MSI_FLAGS + 2, 0xff, 0x16);
	fake->writable[cap + PCI_MSI_FLAGS] = PCI_MSI_FLAGS_ENABLE | PCI_MSI_FLAGS_QSIZE;
	fake_byte(fake, cap + PCI_MSI_FLAGS, (flags & 0xff) | PCI_MSI_FLAGS_QSIZE);
	fake_byte(fake, cap + PCI_MSI_FLAGS + 1, flags >> 8);
	fake_dword(fake, cap + PCI_MSI_ADDRESS_HI, 0x11111111);
	fake_dword(fake, cap + mask, 0x22222222);
	dev = fake_scan(test, fake);
	if (pci_enable_msi(dev)) {
		fake_end(fake);
		kunit_skip(test, "no local APIC, or pci=nomsi");
	}
	KUNIT_EXPECT_EQ(test, space_dword(fake, cap + PCI_MSI_ADDRESS_LO) >> 20, 0xfeeu);
	if (flags & PCI_MSI_FLAGS_64BIT)
		KUNIT_EXPECT_EQ(test, space_dword(fake, cap + PCI_MSI_ADDRESS_HI), 0u);
	KUNIT_EXPECT_NE(test, space_dword(fake, cap + data) & 0xff, 0u);
	KUNIT_EXPECT_EQ(test, fake->space[cap + PCI_MSI_FLAGS] & 0x7f, PCI_MSI_FLAGS_ENABLE); /* one message */
	KUNIT_EXPECT_EQ(test, fake->space[PCI_COMMAND + 1], PCI_COMMAND_INTX_DISABLE >> 8);
	KUNIT_ASSERT_EQ(test, request_irq(dev->irq, nothing_to_do, 0, "fake", fake), 0);
	KUNIT_EXPECT_EQ(test, space_dword(fake, cap + mask), flags & PCI_MSI_FLAGS_MASKBIT ? 0u : 0x22222222);
	disable_irq(dev->irq);
	KUNIT_EXPECT_EQ(test, space_dword(fake, cap + mask), flags & PCI_MSI_FLAGS_MASKBIT ? 1u : 0x22222222);
	enable_irq(dev->irq);
	free_irq(dev->irq, fake);
	pci_disable_msi(dev);
	KUNIT_EXPECT_EQ(test, fake->space[cap + PCI_MSI_FLAGS] & PCI_MSI_FLAGS_ENABLE, 0);
	KUNIT_EXPECT_EQ(test, fake->space[PCI_COMMAND + 1], 0);
	KUNIT_EXPECT_EQ(test, dev->irq, 0u);
	fake_end(fake);
}

static void a_message_is_written_where_the_layout_has_it(struct kunit *test)
{
	check_layout(test, 0);
	check_layout(test, PCI_MSI_FLAGS_MASKBIT);
	check_layout(test, PCI_MSI_FLAGS_64BIT);
	check_layout(test, PCI_MSI_FLAGS_64BIT | PCI_MSI_FLAGS_MASKBIT);
}

static void a_message_that_does_not_fit_is_refused(struct kunit *test)
{
	static const struct {
		u8 at;
		u16 flags;
	} cut[] = { { 0xf8, 0 },
		    { 0xf4, PCI_MSI_FLAGS_64BIT },
		    { 0xf0, PCI_MSI_FLAGS_MASKBIT },
		    { 0xec, PCI_MSI_FLAGS_64BIT | PCI_MSI_FLAGS_MASKBIT } };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cut); i++) {
		struct fake_function *fake = fake_start(test, OTHER_CLASS);
		struct pci_dev *dev;

		link_capability(fake, 0, cut[i].at, PCI_CAP_ID_MSI);
		fake_byte(fake, cut[i].at + PCI_MSI_FLAGS, cut[i].flags & 0xff);
		fake_byte(fake, cut[i].at + PCI_MSI_FLAGS + 1, cut[i].flags >> 8);
		dev = fake_scan(test, fake);
		KUNIT_EXPECT_EQ(test, pci_enable_msi(dev), -EINVAL);
		KUNIT_EXPECT_FALSE(test, dev->msi_enabled);
		fake_end(fake);
	}
}

static void a_wide_register_needs_the_one_behind_it(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, OTHER_CLASS);
	struct pci_dev *dev;

	fake_bar(fake, 4, 0xe0000000 | PCI_BASE_ADDRESS_MEM_TYPE_64, 4096); /* its other half is register 5 */
	memset(fake->writable + PCI_BASE_ADDRESS_5, 0xff, 4);
	dev = fake_scan(test, fake);
	KUNIT_EXPECT_EQ(test, pci_resource_start(dev, 4), (resource_size_t)0xe0000000);
	KUNIT_EXPECT_EQ(test, pci_resource_len(dev, 4), (resource_size_t)4096);
	KUNIT_EXPECT_EQ(test, pci_resource_flags(dev, 5), 0ul);
	fake_end(fake);

	fake = fake_start(test, OTHER_CLASS);
	fake_bar(fake, 5, 0xe0000000 | PCI_BASE_ADDRESS_MEM_TYPE_64, 4096);
	fake_dword(fake, PCI_CARDBUS_CIS, 0x12345678);
	memset(fake->writable + PCI_CARDBUS_CIS, 0xff, 4);
	fake->reads = 0;
	dev = fake_scan(test, fake);
	KUNIT_EXPECT_EQ(test, pci_resource_flags(dev, 5), 0ul);
	KUNIT_EXPECT_EQ(test, space_dword(fake, PCI_CARDBUS_CIS), 0x12345678u);
	fake_end(fake);
}

/* Firmware that has put a device where memory is: the memory stays what it was. */
static void a_register_that_points_at_memory_maps_nothing(struct kunit *test)
{
	u32 *page = (u32 *)get_zeroed_page(GFP_KERNEL);
	struct fake_function *fake = fake_start(test, OTHER_CLASS);
	struct pci_dev *dev;

	KUNIT_ASSERT_NOT_NULL(test, page);
	fake_bar(fake, 0, (u32)__pa(page), 4096);
	fake_bar(fake, 1, 0xfffff000, 4096); /* the last page below 4 GiB: its end must not wrap */
	fake_bar(fake, 2, 0xcf8 | PCI_BASE_ADDRESS_SPACE_IO, 8); /* the ports that configuration goes through */
	dev = fake_add(test, fake);
	KUNIT_EXPECT_EQ(test, pci_resource_start(dev, 0), (resource_size_t)__pa(page));
	KUNIT_EXPECT_NULL(test, pci_ioremap_bar(dev, 0));
	KUNIT_EXPECT_NULL(test, pci_iomap(dev, 0, 0));
	KUNIT_EXPECT_EQ(test, pci_request_region(dev, 0, "fake"), -EBUSY);
	KUNIT_EXPECT_EQ(test, pci_request_region(dev, 2, "fake"), -EBUSY);
	KUNIT_EXPECT_EQ(test, pci_resource_end(dev, 1), (resource_size_t)0xffffffff);
	fake_end(fake);
	KUNIT_EXPECT_NULL(test, memchr_inv(page, 0, PAGE_SIZE));
	free_page((unsigned long)page);
}

/* To the bus it is on, to one that is known, to one below: the walk would not end. */
static void bridges_that_lead_back_are_not_followed(struct kunit *test)
{
	static const u8 secondary[] = { 0, 1, FAKE_BUS, FAKE_BUS - 1 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(secondary); i++) {
		struct fake_function *fake = fake_start(test, PCI_CLASS_BRIDGE_PCI << 8);

		fake_byte(fake, PCI_HEADER_TYPE, PCI_HEADER_TYPE_BRIDGE);
		fake_byte(fake, PCI_SECONDARY_BUS, secondary[i]);
		fake_byte(fake, PCI_SUBORDINATE_BUS, 0xff);
		fake_add(test, fake);
		KUNIT_EXPECT_NULL(test, fake->dev->subordinate);
		fake_end(fake);
	}
}

static void proc_pci_shows_a_function_that_makes_no_sense(struct kunit *test)
{
	struct fake_function *fake = fake_start(test, 0xabcdef);
	char *text = kunit_kzalloc(test, 16384, GFP_KERNEL);
	struct file *file;
	loff_t pos = 0;

	KUNIT_ASSERT_NOT_NULL(test, text);
	fake_byte(fake, PCI_HEADER_TYPE, 0x7e);
	fake_byte(fake, PCI_INTERRUPT_PIN, 77);
	fake_byte(fake, PCI_INTERRUPT_LINE, 200);
	fake_add(test, fake);
	KUNIT_EXPECT_EQ(test, fake->dev->irq, 0u);
	KUNIT_EXPECT_NULL(test, fake->dev->driver);
	file = proc_open("pci", 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	KUNIT_EXPECT_GT(test, kernel_read(file, text, 16383, &pos), 0);
	proc_close(file);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "  Bus 254, device   0, function  0:\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "PCI device fa4e:fa4e"));
	fake_end(fake);
}

static struct kunit_case capability_cases[] = {
	KUNIT_CASE(capabilities_are_found_in_the_order_of_their_list),
	KUNIT_CASE(a_pointer_counts_only_if_the_status_says_that_there_is_a_list),
	KUNIT_CASE(every_list_comes_to_an_end),
	KUNIT_CASE(registers_that_are_all_ones_hold_no_list),
	KUNIT_CASE(without_messages_the_pin_serves_or_nothing),
	KUNIT_CASE(a_message_is_written_where_the_layout_has_it),
	KUNIT_CASE(a_message_that_does_not_fit_is_refused),
	KUNIT_CASE(a_wide_register_needs_the_one_behind_it),
	KUNIT_CASE(a_register_that_points_at_memory_maps_nothing),
	KUNIT_CASE(bridges_that_lead_back_are_not_followed),
	KUNIT_CASE(proc_pci_shows_a_function_that_makes_no_sense),
	{}
};

static struct kunit_suite capability_suite = {
	.name = "pci_capability", .test_cases = capability_cases,
};
kunit_test_suite(capability_suite);
