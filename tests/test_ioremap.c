// SPDX-License-Identifier: MIT
/* tests/test_ioremap.c: promises of ioremap and of the accessors. */
#include <asm/cpufeature.h>
#include <asm/extable.h>
#include <asm/pgtable.h>
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/vmap.h"

#define BIOS_ROM 0xf0000 /* never RAM to the kernel, readable on every PC */
#define PCI_HOLE 0xfed40000ULL /* nothing answers there, or a chip that reading does not upset */

static void a_rom_reads_the_same_through_any_offset(struct kunit *test)
{
	u8 __iomem *whole = ioremap_cache(BIOS_ROM, 0x10000);
	u8 __iomem *part = ioremap_cache(BIOS_ROM + 0xff5, 16);

	KUNIT_ASSERT_NOT_NULL(test, (void *)whole);
	KUNIT_ASSERT_NOT_NULL(test, (void *)part);
	for (int i = 0; i < 16; i++)
		KUNIT_EXPECT_EQ(test, readb(whole + 0xff5 + i), readb(part + i));
	iounmap(part);
	iounmap(whole);
}

static void ram_is_refused(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_NULL(test, (void *)ioremap(page_to_phys(page), PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, (void *)ioremap_cache(page_to_phys(page) + 100, 4));
	__free_page(page);
}

static void what_wraps_or_cannot_be_reached_is_refused(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, (void *)ioremap(PCI_HOLE, 0));
	KUNIT_EXPECT_NULL(test, (void *)ioremap(~0ULL - 10, 4096));
	KUNIT_EXPECT_NULL(test, (void *)ioremap(1ULL << 60, 4096));
}

static pteval_t entry_of(const volatile void __iomem *addr)
{
	return pte_val(*window_pte((unsigned long)addr));
}

static void each_function_gives_its_memory_type(struct kunit *test)
{
	void __iomem *uc = ioremap(PCI_HOLE, 4096), *wc, *wb;

	KUNIT_ASSERT_NOT_NULL(test, uc);
	KUNIT_EXPECT_TRUE(test, entry_of(uc) & _PAGE_PCD);
	iounmap(uc);
	wc = ioremap_wc(PCI_HOLE, 4096);
	KUNIT_ASSERT_NOT_NULL(test, wc);
	KUNIT_EXPECT_EQ(test, (u32)(entry_of(wc) & _PAGE_CACHE_MASK),
			(u32)(pat_enabled() ? _PAGE_CACHE_WC : _PAGE_CACHE_UC));
	iounmap(wc);
	wb = ioremap_cache(BIOS_ROM, 4096);
	KUNIT_ASSERT_NOT_NULL(test, wb);
	KUNIT_EXPECT_EQ(test, (u32)(entry_of(wb) & _PAGE_CACHE_MASK), 0U);
	iounmap(wb);
}

static u32 type_of(const volatile void __iomem *addr)
{
	return entry_of(addr) & _PAGE_CACHE_MASK;
}

static void a_second_mapping_gets_the_type_of_the_first(struct kunit *test)
{
	void __iomem *first = ioremap_wc(PCI_HOLE, 8192), *second, *third;

	KUNIT_ASSERT_NOT_NULL(test, first);
	second = ioremap(PCI_HOLE + 4096, 16);
	third = ioremap_cache(PCI_HOLE + 4096, 16);
	KUNIT_EXPECT_NOT_NULL(test, second);
	KUNIT_EXPECT_NOT_NULL(test, third);
	KUNIT_EXPECT_EQ(test, type_of(second), type_of(first));
	KUNIT_EXPECT_EQ(test, type_of(third), type_of(first));
	iounmap(third);
	iounmap(second);
	iounmap(first);
}

static void what_is_cached_or_has_two_types_is_not_mapped_again(struct kunit *test)
{
	void __iomem *first = ioremap_cache(PCI_HOLE, 4096), *second, *third;

	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_EXPECT_NULL(test, (void *)ioremap(PCI_HOLE, 4096));
	KUNIT_EXPECT_NULL(test, (void *)ioremap_wc(PCI_HOLE, 4096));
	second = ioremap(PCI_HOLE + 4096, 4096);
	KUNIT_EXPECT_NULL(test, (void *)ioremap_cache(PCI_HOLE, 8192));
	third = ioremap_cache(PCI_HOLE, 4096);
	KUNIT_EXPECT_NOT_NULL(test, third);
	iounmap(third);
	iounmap(second);
	iounmap(first);
}

static void memremap_knows_ram_from_what_is_none(struct kunit *test)
{
	resource_size_t end_of_low_ram = 0x9f000;
	void *rom = memremap(BIOS_ROM, 4096, MEMREMAP_WB);

	KUNIT_EXPECT_PTR_EQ(test, memremap(__pa(test), 4, MEMREMAP_WB), (void *)test);
	KUNIT_EXPECT_NOT_NULL(test, rom);
	memunmap(rom);
	KUNIT_EXPECT_NULL(test, memremap(BIOS_ROM, 4096, 0));
	KUNIT_EXPECT_NULL(test, memremap(end_of_low_ram - 4096, 0x3000, MEMREMAP_WB));
	KUNIT_EXPECT_NULL(test, memremap(__pa(test), 4, MEMREMAP_WC));
}

static void a_bar_above_four_gibibytes_keeps_all_its_bits(struct kunit *test)
{
	resource_size_t bar = 0x8000000000ULL >> 4; /* 32 GiB: within 36 bits */
	void __iomem *addr;

	if (boot_cpu_data.phys_bits < 36 || range_has_system_ram(bar, 4096))
		kunit_skip(test, "32 GiB is out of reach, or RAM");
	addr = ioremap(bar + 0x123, 4);
	KUNIT_ASSERT_NOT_NULL(test, addr);
	KUNIT_EXPECT_EQ(test, vmalloc_to_pfn((void *)addr), (unsigned long)(bar >> PAGE_SHIFT));
	KUNIT_EXPECT_EQ(test, (unsigned long)addr & ~PAGE_MASK, 0x123UL);
	iounmap(addr);
}

#define IVSHMEM_VENDOR 0x1af4 /* QEMU's ivshmem-plain: BAR 2 is a file of the host, 64-bit, prefetchable */
#define IVSHMEM_DEVICE 0x1110
#define IVSHMEM_MEMORY 2

/* One 32-bit word each at the start, in the middle and at the very end of the BAR, by two windows at once, then by another type. */
static void check_words_of(struct kunit *test, resource_size_t bar, resource_size_t size)
{
	const resource_size_t places[] = { 0, size / 2, size - sizeof(u32) };
	void __iomem *uncached, *combining, *second;

	for (int i = 0; i < ARRAY_SIZE(places); i++) {
		u32 mark = 0x51a7e000 + i;

		combining = ioremap_wc(bar + places[i], sizeof(u32));
		KUNIT_ASSERT_NOT_NULL(test, (void *)combining);
		KUNIT_EXPECT_EQ(test, vmalloc_to_pfn((void *)combining),
				(unsigned long)((bar + places[i]) >> PAGE_SHIFT));
		writel(mark, combining);
		wmb();
		second = ioremap(bar + places[i], sizeof(u32));
		KUNIT_ASSERT_NOT_NULL(test, (void *)second);
		KUNIT_EXPECT_EQ(test, readl(second), mark);
		iounmap(second);
		iounmap(combining);
		uncached = ioremap(bar + places[i], sizeof(u32));
		KUNIT_ASSERT_NOT_NULL(test, (void *)uncached);
		KUNIT_EXPECT_EQ(test, readl(uncached), mark);
		iounmap(uncached);
	}
}

/* The row bar-above-4g of tests/run.py looks for the words in the file on the host. */
static void a_device_behind_a_bar_above_four_gibibytes_answers(struct kunit *test)
{
	struct pci_dev *dev = pci_get_device(IVSHMEM_VENDOR, IVSHMEM_DEVICE, NULL);
	resource_size_t bar;

	if (!dev)
		kunit_skip(test, "no ivshmem: -device ivshmem-plain,memdev=...");
	bar = pci_resource_start(dev, IVSHMEM_MEMORY);
	KUNIT_EXPECT_TRUE(test, pci_resource_flags(dev, IVSHMEM_MEMORY) & IORESOURCE_MEM_64);
	if (bar >> 32 && !pci_enable_device_mem(dev)) {
		check_words_of(test, bar, pci_resource_len(dev, IVSHMEM_MEMORY));
		pci_disable_device(dev);
	}
	pci_dev_put(dev);
	if (!(bar >> 32))
		kunit_skip(test, "the firmware put it below 4 GiB: give it more memory");
}

static void iounmap_leaves_no_way_in(struct kunit *test)
{
	void __iomem *addr = ioremap_cache(BIOS_ROM, 4096);
	unsigned long word;

	KUNIT_ASSERT_NOT_NULL(test, addr);
	readl(addr);
	iounmap(addr);
	KUNIT_EXPECT_NE(test, probe_kernel_word((void *)addr, &word), 0);
}

static void a_wrong_iounmap_is_named_and_survived(struct kunit *test)
{
	unsigned int before = vmap_areas.nr_misuses;
	void *memory = vmalloc(4096);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	iounmap((void __iomem *)memory);
	KUNIT_EXPECT_EQ(test, vmap_areas.nr_misuses, before + 1);
	vfree(memory);
	iounmap(NULL);
	KUNIT_EXPECT_EQ(test, vmap_areas.nr_misuses, before + 1);
}

static void block_copies_move_every_byte_once_at_any_alignment(struct kunit *test)
{
	u8 *device = kunit_kzalloc(test, 64, GFP_KERNEL), text[40], back[40];

	KUNIT_ASSERT_NOT_NULL(test, device);
	for (int i = 0; i < 40; i++)
		text[i] = i + 1;
	for (int offset = 0; offset < 8; offset++)
		for (int size = 0; size <= 40; size++) {
			memset(device, 0, 64);
			memset(back, 0xee, sizeof(back));
			memcpy_toio((void __iomem *)(device + offset), text, size);
			KUNIT_EXPECT_EQ(test, memcmp(device + offset, text, size), 0);
			KUNIT_EXPECT_EQ(test, device[offset + size], 0);
			memcpy_fromio(back, (void __iomem *)(device + offset), size);
			KUNIT_EXPECT_EQ(test, memcmp(back, text, size), 0);
			memset_io((void __iomem *)(device + offset), 0x77, size);
			KUNIT_EXPECT_EQ(test, device[offset + size], 0);
			KUNIT_EXPECT_TRUE(test, !size || device[offset + size - 1] == 0x77);
		}
}

static void accessors_of_every_width_agree(struct kunit *test)
{
	u8 *device = kunit_kzalloc(test, 16, GFP_KERNEL);
	void __iomem *io = (void __iomem *)device;

	KUNIT_ASSERT_NOT_NULL(test, device);
	writeq(0x1122334455667788ULL, io);
	KUNIT_EXPECT_EQ(test, readb(io), 0x88);
	KUNIT_EXPECT_EQ(test, readw(io), 0x7788);
	KUNIT_EXPECT_EQ(test, readl(io + 4), 0x11223344U);
	KUNIT_EXPECT_TRUE(test, readq(io) == 0x1122334455667788ULL);
	KUNIT_EXPECT_EQ(test, ioread16be(io), 0x8877);
	KUNIT_EXPECT_EQ(test, ioread32be(io), 0x88776655U);
	KUNIT_EXPECT_TRUE(test, lo_hi_readq(io) == hi_lo_readq(io));
	iowrite32be(0x01020304, io);
	KUNIT_EXPECT_EQ(test, ioread32(io), 0x04030201U);
	KUNIT_EXPECT_EQ(test, ioread8(io + 3), 4);
}

/* The order of every driver: say that it is yours, map it, use it; and back. */
static void a_driver_requests_a_region_before_it_maps_it(struct kunit *test)
{
	void __iomem *registers;

	KUNIT_ASSERT_NOT_NULL(test, request_mem_region(PCI_HOLE, 4096, "first driver"));
	KUNIT_EXPECT_NULL(test, request_mem_region(PCI_HOLE + 0x100, 4, "second driver"));
	registers = ioremap(PCI_HOLE, 4096);
	KUNIT_EXPECT_NOT_NULL(test, registers);
	iounmap(registers);
	release_mem_region(PCI_HOLE, 4096);
	KUNIT_EXPECT_NOT_NULL(test, request_mem_region(PCI_HOLE + 0x100, 4, "second driver"));
	release_mem_region(PCI_HOLE + 0x100, 4);
}

static void a_port_cookie_reaches_the_port(struct kunit *test)
{
	void __iomem *cmos = ioport_map(0x70, 2);

	KUNIT_ASSERT_NOT_NULL(test, cmos);
	/* The index register of the clock chip, then a register that only tells the time's format. */
	iowrite8(0x0b, cmos);
	KUNIT_EXPECT_EQ(test, ioread8(cmos + 1), (outb(0x0b, 0x70), inb(0x71)));
	ioport_unmap(cmos);
	KUNIT_EXPECT_NULL(test, (void *)ioport_map(0xffff, 2));
	KUNIT_EXPECT_NULL(test, (void *)ioport_map(0, 0));
}

static struct kunit_case ioremap_cases[] = {
	KUNIT_CASE(a_rom_reads_the_same_through_any_offset),
	KUNIT_CASE(ram_is_refused),
	KUNIT_CASE(what_wraps_or_cannot_be_reached_is_refused),
	KUNIT_CASE(each_function_gives_its_memory_type),
	KUNIT_CASE(a_second_mapping_gets_the_type_of_the_first),
	KUNIT_CASE(what_is_cached_or_has_two_types_is_not_mapped_again),
	KUNIT_CASE(memremap_knows_ram_from_what_is_none),
	KUNIT_CASE(a_bar_above_four_gibibytes_keeps_all_its_bits),
	KUNIT_CASE(a_device_behind_a_bar_above_four_gibibytes_answers),
	KUNIT_CASE(iounmap_leaves_no_way_in),
	KUNIT_CASE(a_wrong_iounmap_is_named_and_survived),
	KUNIT_CASE(block_copies_move_every_byte_once_at_any_alignment),
	KUNIT_CASE(accessors_of_every_width_agree),
	KUNIT_CASE(a_driver_requests_a_region_before_it_maps_it),
	KUNIT_CASE(a_port_cookie_reaches_the_port),
	{}
};

static struct kunit_suite ioremap_suite = { .name = "ioremap", .test_cases = ioremap_cases };
kunit_test_suite(ioremap_suite);
