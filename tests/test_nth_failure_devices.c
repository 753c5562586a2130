// SPDX-License-Identifier: MIT
/* Each request of device, file, DMA, disk and module operations refused in turn: see nth_failure.h. */
#include "fake_disk.h"
#include "nth_failure.h"
#include "kernel/module.h"
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/miscdevice.h>
#include <linux/pagemap.h>
#include <linux/platform_device.h>
#include <linux/proc_fs.h>
#include <linux/scatterlist.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#define HOLE_BYTES 0x3000 /* of addresses that are nobody's */

static struct device *dev;
static u64 mask = DMA_BIT_MASK(32);

/* --- devices and files ----------------------------------------------------------------------------- */

static int a_root_device_once(void)
{
	struct device *root = root_device_register("nth");

	if (IS_ERR(root))
		return PTR_ERR(root);
	root_device_unregister(root);
	return 0;
}
NTH_TEST(a_root_device)

static int a_platform_device_once(void)
{
	struct platform_device *pdev = platform_device_register_simple("nth", 3, NULL, 0);

	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	platform_device_unregister(pdev);
	return 0;
}
NTH_TEST(a_platform_device)

static int managed_memory_of_a_device_once(void)
{
	struct device *root = root_device_register("nth");
	int err = 0;

	if (IS_ERR(root))
		return PTR_ERR(root);
	if (!devm_kzalloc(root, 100, GFP_KERNEL) || !devm_kmalloc(root, 5000, GFP_KERNEL) ||
	    !devm_kstrdup(root, "text", GFP_KERNEL))
		err = -ENOMEM;
	root_device_unregister(root);
	return err;
}
NTH_TEST(managed_memory_of_a_device)

static const struct file_operations nth_fops = { .owner = THIS_MODULE };

static int a_class_with_a_character_device_once(void)
{
	struct class *class;
	struct device *node;
	struct cdev *cdev;
	dev_t number;
	int err = alloc_chrdev_region(&number, 0, 2, "nth");

	if (err)
		return err;
	err = -ENOMEM;
	cdev = cdev_alloc();
	if (!cdev)
		goto unregister;
	cdev->ops = &nth_fops;
	err = cdev_add(cdev, number, 2);
	if (err)
		goto del;
	class = class_create(THIS_MODULE, "nth");
	err = PTR_ERR_OR_ZERO(class);
	if (err)
		goto del;
	node = device_create(class, NULL, number, NULL, "nth%d", 0);
	err = PTR_ERR_OR_ZERO(node);
	if (!err)
		device_destroy(class, number);
	class_destroy(class);
del:
	cdev_del(cdev);
unregister:
	unregister_chrdev_region(number, 2);
	return err;
}
NTH_TEST(a_class_with_a_character_device)

static int a_misc_device_once(void)
{
	struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "nth", .fops = &nth_fops };
	int err = misc_register(&misc);

	if (!err)
		misc_deregister(&misc);
	return err;
}
NTH_TEST(a_misc_device)

static int many_lines(struct seq_file *m, void *v)
{
	for (int i = 0; i < 1000; i++)
		seq_printf(m, "line %d of a file that outgrows its first page\n", i);
	return 0;
}

static int a_proc_folder_once(void)
{
	struct proc_dir_entry *dir = proc_mkdir("nth", NULL);
	bool made = dir && proc_create_single("lines", 0, dir, many_lines);

	proc_remove(dir);
	return made ? 0 : -ENOMEM;
}
NTH_TEST(a_proc_folder)

static int read_all(const char *path)
{
	struct file *file = filp_open(path, O_RDONLY, 0);
	static char text[512];
	loff_t pos = 0;
	ssize_t got;

	if (IS_ERR(file))
		return PTR_ERR(file);
	do
		got = kernel_read(file, text, sizeof(text), &pos);
	while (got > 0);
	filp_close(file, NULL);
	return got;
}

static int a_long_file_read_to_its_end_once(void)
{
	return read_all("/proc/nth-lines");
}

static void a_long_file_read_to_its_end(struct kunit *test)
{
	struct proc_dir_entry *entry = proc_create_single("nth-lines", 0, NULL, many_lines);

	KUNIT_ASSERT_NOT_NULL(test, entry);
	fail_each_request(test, a_long_file_read_to_its_end_once);
	proc_remove(entry);
}

static int the_views_of_memory_once(void)
{
	static const char *const paths[] = { "/proc/meminfo", "/proc/buddyinfo", "/proc/zoneinfo", "/proc/vmstat",
					     "/proc/slabinfo", "/proc/vmallocinfo", "/proc/iomem" };
	int err = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(paths); i++)
		err = read_all(paths[i]) ?: err;
	return err;
}
NTH_TEST(the_views_of_memory)

/* --- resources and interrupts ---------------------------------------------------------------------- */

static resource_size_t hole;

static int io_memory_once(void)
{
	void __iomem *regs;

	if (!request_mem_region(hole, HOLE_BYTES, "nth"))
		return -EBUSY;
	regs = ioremap(hole, HOLE_BYTES);
	if (regs)
		iounmap(regs);
	release_mem_region(hole, HOLE_BYTES);
	return regs ? 0 : -ENOMEM;
}
NTH_TEST(io_memory)

static irqreturn_t not_mine(int irq, void *data)
{
	return IRQ_NONE;
}

static int an_interrupt_with_a_thread_once(void)
{
	int err = request_threaded_irq(7, not_mine, not_mine, IRQF_SHARED, "nth", &mask);

	if (!err)
		free_irq(7, &mask);
	return err;
}
NTH_TEST(an_interrupt_with_a_thread)

/* --- DMA ------------------------------------------------------------------------------------------- */

static int a_dma_pool_and_a_block_once(void)
{
	struct dma_pool *pool = dma_pool_create("nth", dev, 64, 64, 0);
	dma_addr_t handle;
	void *block;

	if (!pool)
		return -ENOMEM;
	block = dma_pool_alloc(pool, GFP_KERNEL, &handle);
	if (block)
		dma_pool_free(pool, block, handle);
	dma_pool_destroy(pool);
	return block ? 0 : -ENOMEM;
}
NTH_TEST(a_dma_pool_and_a_block)

static int coherent_memory_once(void)
{
	dma_addr_t handle;
	void *memory = dma_alloc_coherent(dev, 20000, &handle, GFP_KERNEL);

	if (memory)
		dma_free_coherent(dev, 20000, memory, handle);
	return memory ? 0 : -ENOMEM;
}
NTH_TEST(coherent_memory)

static int streaming_mappings_once(void)
{
	char *memory = kmalloc(3000, GFP_KERNEL);
	struct scatterlist sg[1];
	dma_addr_t handle;
	int err = -ENOMEM;

	if (!memory)
		return -ENOMEM;
	handle = dma_map_single(dev, memory, 3000, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, handle))
		goto free;
	dma_unmap_single(dev, handle, 3000, DMA_TO_DEVICE);
	sg_init_one(sg, memory, 3000);
	if (!dma_map_sg(dev, sg, 1, DMA_FROM_DEVICE))
		goto free;
	dma_unmap_sg(dev, sg, 1, DMA_FROM_DEVICE);
	err = 0;
free:
	kfree(memory);
	return err;
}
NTH_TEST(streaming_mappings)

/* --- disks ----------------------------------------------------------------------------------------- */

static struct fake_disk *fake;

static int blocks_read_past_the_cache_once(void)
{
	char *memory = kmalloc(8 * SECTOR_SIZE, GFP_KERNEL);
	int err = memory ? blkdev_read(&fake->disk.part[0], 3, 8, memory) : -ENOMEM;

	kfree(memory);
	return err;
}

static void blocks_read_past_the_cache(struct kunit *test)
{
	fake = fake_disk_new(test, 4);
	fake_disk_add(test, fake);
	fail_each_request(test, blocks_read_past_the_cache_once);
	fake_disk_free(fake);
}

static int pages_read_through_the_cache_once(void)
{
	struct address_space *mapping = bdev_mapping(&fake->disk.part[0]);
	struct file_ra_state ra;
	int err = 0;

	file_ra_state_init(&ra, mapping);
	for (pgoff_t i = 0; i < 12; i++) {
		struct page *page = filemap_get_page(mapping, &ra, i, 1);

		if (IS_ERR(page))
			err = PTR_ERR(page);
		else
			put_page(page);
	}
	truncate_inode_pages_final(mapping); /* waits for what was read ahead */
	return err;
}

static void pages_read_through_the_cache(struct kunit *test)
{
	fake = fake_disk_new(test, 4);
	fake_disk_add(test, fake);
	fail_each_request(test, pages_read_through_the_cache_once);
	fake_disk_free(fake);
}

static int fill_with_sevens(void *own, void *data, unsigned int bytes)
{
	memset(data, 7, bytes);
	return 0;
}

static int pages_written_through_the_cache_once(void)
{
	struct block_device *bdev = &fake->disk.part[0];
	ssize_t n = bdev_write(bdev, 1000, 20000, fill_with_sevens, NULL);
	int err = sync_blockdev(bdev);

	truncate_inode_pages_final(bdev_mapping(bdev));
	return n < 0 ? (int)n : n == 20000 ? err : -ENOMEM;
}

static void pages_written_through_the_cache(struct kunit *test)
{
	fake = fake_disk_new(test, 4);
	fake_disk_add(test, fake);
	fake->disk.gate = (struct write_gate){ GATE_OPEN, 0, FAKE_SECTORS };
	fail_each_request(test, pages_written_through_the_cache_once);
	fake_disk_free(fake);
}

static int a_disk_that_comes_and_goes_once(void)
{
	int err = add_disk(&fake->disk, FAKE_SECTORS);

	if (!err)
		del_gendisk(&fake->disk);
	return err;
}

static void a_disk_that_comes_and_goes(struct kunit *test)
{
	fake = fake_disk_new(test, 4);
	fail_each_request(test, a_disk_that_comes_and_goes_once);
	del_timer_sync(&fake->timer);
	blk_exit_queue(&fake->queue);
	vfree(fake->memory);
}

/* --- modules --------------------------------------------------------------------------------------- */

static void *file;
static size_t file_len;

static int a_module_once(void)
{
	struct leak_snapshot before;
	char line[] = "answer=7";
	int err;

	leak_snapshot(&before);
	err = module_load(file, file_len, line, &before);
	return err ?: module_unload("probe");
}

static void a_module(struct kunit *test)
{
	file = module_copy_from_boot("probe", &file_len);
	if (!file)
		kunit_skip(test, "probe.ko was not passed by the boot loader (-initrd)");
	fail_each_request(test, a_module_once);
	vfree(file);
}

static int nth_init(struct kunit *test)
{
	struct resource free = { .name = "nth", .flags = IORESOURCE_MEM };
	int err = allocate_resource(&iomem_resource, &free, HOLE_BYTES, 0xe0000000, 0xfebfffff, PAGE_SIZE, NULL, NULL);

	if (err)
		return err;
	hole = free.start;
	release_resource(&free);
	dev = root_device_register("nth-dma");
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	dev->dma_mask = &mask;
	dev->coherent_dma_mask = mask;
	return 0;
}

static void nth_exit(struct kunit *test)
{
	root_device_unregister(dev);
}

static struct kunit_case nth_failure_devices_cases[] = {
	KUNIT_CASE(a_root_device),
	KUNIT_CASE(a_platform_device),
	KUNIT_CASE(managed_memory_of_a_device),
	KUNIT_CASE(a_class_with_a_character_device),
	KUNIT_CASE(a_misc_device),
	KUNIT_CASE(a_proc_folder),
	KUNIT_CASE(a_long_file_read_to_its_end),
	KUNIT_CASE(the_views_of_memory),
	KUNIT_CASE(io_memory),
	KUNIT_CASE(an_interrupt_with_a_thread),
	KUNIT_CASE(a_dma_pool_and_a_block),
	KUNIT_CASE(coherent_memory),
	KUNIT_CASE(streaming_mappings),
	KUNIT_CASE(blocks_read_past_the_cache),
	KUNIT_CASE(pages_read_through_the_cache),
	KUNIT_CASE(pages_written_through_the_cache),
	KUNIT_CASE(a_disk_that_comes_and_goes),
	KUNIT_CASE(a_module),
	{}
};

static struct kunit_suite nth_failure_devices_suite = {
	.name = "nth_failure_devices",
	.init = nth_init,
	.exit = nth_exit,
	.test_cases = nth_failure_devices_cases,
};
kunit_test_suite(nth_failure_devices_suite);
