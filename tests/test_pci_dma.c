// SPDX-License-Identifier: MIT
/* tests/test_pci_dma.c: the names under which the books teach DMA: pci_*, pci_pool_*, usb_*. */
#include <kunit/test.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/usb.h>

static struct pci_dev *pdev;
static struct device *bus;
static u64 mask;

/* A function of no bus: the names ask for nothing but its device. */
static int pci_dma_init(struct kunit *test)
{
	pdev = kzalloc(sizeof(*pdev), GFP_KERNEL);
	bus = root_device_register("usb-dma-test");
	if (!pdev || IS_ERR(bus))
		return -ENOMEM;
	device_initialize(&pdev->dev);
	dev_set_name(&pdev->dev, "pci-dma-test");
	mask = DMA_BIT_MASK(32);
	pdev->dev.dma_mask = &mask;
	pdev->dev.coherent_dma_mask = mask;
	bus->coherent_dma_mask = mask;
	return 0;
}

static void pci_dma_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, atomic_read(&pdev->dev.nr_dma_mappings), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&pdev->dev.nr_dma_buffers), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&bus->nr_dma_buffers), 0);
	kfree(pdev);
	root_device_unregister(bus);
}

static void consistent_memory_is_coherent_memory(struct kunit *test)
{
	dma_addr_t handle;
	u8 *p = pci_alloc_consistent(pdev, 5000, &handle);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, handle, (dma_addr_t)virt_to_phys(p));
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 5000));
	pci_free_consistent(pdev, 5000, p, handle);
	KUNIT_EXPECT_NULL(test, pci_alloc_consistent(NULL, 5000, &handle));
}

static void streaming_names_map_and_unmap(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, 1024, GFP_KERNEL);
	dma_addr_t one, page;
	struct scatterlist sg;

	one = pci_map_single(pdev, buf, 512, PCI_DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_EQ(test, pci_dma_mapping_error(pdev, one), 0);
	page = pci_map_page(pdev, virt_to_page(buf + 512), offset_in_page(buf + 512), 512, PCI_DMA_TODEVICE);
	KUNIT_ASSERT_EQ(test, pci_dma_mapping_error(pdev, page), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&pdev->dev.nr_dma_mappings), 2);
	pci_dma_sync_single_for_cpu(pdev, one, 512, PCI_DMA_BIDIRECTIONAL);
	pci_dma_sync_single_for_device(pdev, one, 512, PCI_DMA_BIDIRECTIONAL);
	pci_unmap_page(pdev, page, 512, PCI_DMA_TODEVICE);
	pci_unmap_single(pdev, one, 512, PCI_DMA_BIDIRECTIONAL);
	sg_init_one(&sg, buf, 100);
	KUNIT_ASSERT_EQ(test, pci_map_sg(pdev, &sg, 1, PCI_DMA_FROMDEVICE), 1);
	pci_dma_sync_sg_for_cpu(pdev, &sg, 1, PCI_DMA_FROMDEVICE);
	pci_dma_sync_sg_for_device(pdev, &sg, 1, PCI_DMA_FROMDEVICE);
	pci_unmap_sg(pdev, &sg, 1, PCI_DMA_FROMDEVICE);
}

static void masks_are_set_by_their_old_names(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, pci_set_dma_mask(pdev, DMA_BIT_MASK(30)), 0);
	KUNIT_EXPECT_EQ(test, mask, DMA_BIT_MASK(30));
	KUNIT_EXPECT_EQ(test, pci_set_consistent_dma_mask(pdev, DMA_BIT_MASK(28)), 0);
	KUNIT_EXPECT_EQ(test, pdev->dev.coherent_dma_mask, DMA_BIT_MASK(28));
	KUNIT_EXPECT_EQ(test, pci_set_dma_mask(pdev, DMA_BIT_MASK(8)), -EIO);
}

static void a_pci_pool_is_a_dma_pool(struct kunit *test)
{
	struct dma_pool *pool = pci_pool_create("old", pdev, 48, 16, 0);
	dma_addr_t handle;
	void *block = pci_pool_zalloc(pool, GFP_KERNEL, &handle);

	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_EXPECT_EQ(test, handle & 15, (dma_addr_t)0);
	pci_pool_free(pool, block, handle);
	pci_pool_destroy(pool);
}

static void usb_buffers_come_from_the_controller_s_memory(struct kunit *test)
{
	struct usb_bus usb = { .controller = bus, .sysdev = bus };
	struct usb_device device = { .bus = &usb };
	dma_addr_t handle;
	void *p = usb_alloc_coherent(&device, 100, GFP_KERNEL, &handle);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, atomic_read(&bus->nr_dma_buffers), 1);
	usb_free_coherent(&device, 100, p, handle);
	p = usb_buffer_alloc(&device, 100, GFP_ATOMIC, &handle);
	KUNIT_ASSERT_NOT_NULL(test, p);
	usb_buffer_free(&device, 100, p, handle);
	device.bus = NULL;
	KUNIT_EXPECT_NULL(test, usb_alloc_coherent(&device, 100, GFP_KERNEL, &handle));
}

static struct kunit_case pci_dma_cases[] = {
	KUNIT_CASE(consistent_memory_is_coherent_memory),
	KUNIT_CASE(streaming_names_map_and_unmap),
	KUNIT_CASE(masks_are_set_by_their_old_names),
	KUNIT_CASE(a_pci_pool_is_a_dma_pool),
	KUNIT_CASE(usb_buffers_come_from_the_controller_s_memory),
	{}
};

static struct kunit_suite pci_dma_suite = {
	.name = "pci_dma", .init = pci_dma_init, .exit = pci_dma_exit, .test_cases = pci_dma_cases,
};
kunit_test_suite(pci_dma_suite);
