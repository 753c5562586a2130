// SPDX-License-Identifier: MIT
/* tests/test_device.c: references, binding, and resources that go with the driver. */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/slab.h>
#include <linux/string.h>

static int released, order[4], nr_actions, probes, removes, probe_result;

static void count_release(struct device *dev)
{
	released++;
}

static int match_name(struct device *dev, struct device_driver *drv)
{
	return !strncmp(dev_name(dev), drv->name, strlen(drv->name));
}

static int fake_probe(struct device *dev)
{
	probes++;
	devm_kzalloc(dev, 100, GFP_KERNEL);
	dev_set_drvdata(dev, &probes);
	return probe_result;
}

static int fake_remove(struct device *dev)
{
	removes++;
	return 0;
}

static struct bus_type fake_bus = { .name = "fake", .match = match_name };
static struct device_driver fake_driver = {
	.name = "toy", .bus = &fake_bus, .probe = fake_probe, .remove = fake_remove,
};

static int device_init(struct kunit *test)
{
	released = nr_actions = probes = removes = probe_result = 0;
	return bus_register(&fake_bus);
}

static struct device *new_device(struct kunit *test, const char *name)
{
	struct device *dev = kunit_kzalloc(test, sizeof(*dev), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	dev->bus = &fake_bus;
	dev->release = count_release;
	device_initialize(dev);
	KUNIT_ASSERT_EQ(test, dev_set_name(dev, "%s", name), 0);
	KUNIT_ASSERT_EQ(test, device_add(dev), 0);
	return dev;
}

static void a_device_is_released_with_its_last_reference(struct kunit *test)
{
	struct device *dev = new_device(test, "toy0");

	get_device(dev);
	device_unregister(dev);
	KUNIT_EXPECT_EQ(test, released, 0);
	put_device(dev);
	KUNIT_EXPECT_EQ(test, released, 1);
}

static void a_driver_binds_to_devices_before_and_after_it(struct kunit *test)
{
	struct device *first = new_device(test, "toy0"), *second, *other = new_device(test, "box0");

	KUNIT_ASSERT_EQ(test, driver_register(&fake_driver), 0);
	second = new_device(test, "toy1");
	KUNIT_EXPECT_PTR_EQ(test, first->driver, &fake_driver);
	KUNIT_EXPECT_PTR_EQ(test, second->driver, &fake_driver);
	KUNIT_EXPECT_NULL(test, other->driver);
	KUNIT_EXPECT_STREQ(test, dev_driver_string(first), "toy");
	KUNIT_EXPECT_STREQ(test, dev_driver_string(other), "fake");
	KUNIT_EXPECT_EQ(test, driver_register(&fake_driver), -EBUSY);
	driver_unregister(&fake_driver);
	KUNIT_EXPECT_EQ(test, removes, 2);
	KUNIT_EXPECT_NULL(test, first->driver);
	KUNIT_EXPECT_NULL(test, dev_get_drvdata(first));
	device_unregister(first);
	device_unregister(second);
	device_unregister(other);
	KUNIT_EXPECT_EQ(test, released, 3);
}

static void a_probe_that_refuses_leaves_nothing_behind(struct kunit *test)
{
	struct device *dev = new_device(test, "toy0");

	probe_result = -ENODEV;
	KUNIT_ASSERT_EQ(test, driver_register(&fake_driver), 0);
	KUNIT_EXPECT_EQ(test, probes, 1);
	KUNIT_EXPECT_NULL(test, dev->driver);
	KUNIT_EXPECT_TRUE(test, list_empty(&dev->devres_head));
	driver_unregister(&fake_driver);
	KUNIT_EXPECT_EQ(test, removes, 0);
	device_unregister(dev);
}

static void note_order(void *data)
{
	order[nr_actions++] = *(int *)data;
}

static void managed_resources_go_newest_first(struct kunit *test)
{
	struct device *root = root_device_register("rooted");
	static int one = 1, two = 2, three = 3;

	KUNIT_ASSERT_FALSE(test, IS_ERR(root));
	KUNIT_EXPECT_EQ(test, devm_add_action(root, note_order, &one), 0);
	KUNIT_EXPECT_EQ(test, devm_add_action(root, note_order, &two), 0);
	KUNIT_EXPECT_EQ(test, devm_add_action(root, note_order, &three), 0);
	devm_remove_action(root, note_order, &two);
	root_device_unregister(root);
	KUNIT_EXPECT_EQ(test, nr_actions, 2);
	KUNIT_EXPECT_EQ(test, order[0], 3);
	KUNIT_EXPECT_EQ(test, order[1], 1);
}

static void devm_kmalloc_can_be_freed_early(struct kunit *test)
{
	struct device *root = root_device_register("rooted");
	char *text, *block;

	KUNIT_ASSERT_FALSE(test, IS_ERR(root));
	block = devm_kzalloc(root, 300, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_EXPECT_EQ(test, (unsigned long)block & 7, 0ul);
	KUNIT_EXPECT_EQ(test, block[299], 0);
	text = devm_kasprintf(root, GFP_KERNEL, "%s-%d", "disk", 7);
	KUNIT_EXPECT_STREQ(test, text, "disk-7");
	devm_kfree(root, block);
	KUNIT_EXPECT_NULL(test, devm_kcalloc(root, SIZE_MAX / 2, 4, GFP_KERNEL));
	root_device_unregister(root);
}

#define FREE_LINE 3 /* on every machine the tests run on: 5 is the Sound Blaster's */

static irqreturn_t nobody(int irq, void *dev_id)
{
	return IRQ_NONE;
}

static void a_managed_interrupt_and_bitmap_go_with_the_device(struct kunit *test)
{
	struct device *dev = root_device_register("devm-irq-test");
	unsigned long *map;

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_EXPECT_EQ(test, devm_request_irq(dev, FREE_LINE, nobody, 0, NULL, dev), 0);
	KUNIT_EXPECT_TRUE(test, irq_has_action(FREE_LINE));
	KUNIT_EXPECT_EQ(test, devm_request_irq(dev, FREE_LINE, nobody, 0, NULL, test), -EBUSY);
	devm_free_irq(dev, FREE_LINE, dev);
	KUNIT_EXPECT_FALSE(test, irq_has_action(FREE_LINE));
	KUNIT_EXPECT_EQ(test, devm_request_irq(dev, FREE_LINE, nobody, 0, "again", dev), 0);
	map = devm_bitmap_zalloc(dev, 100, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, map);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(map, 100));
	root_device_unregister(dev);
	KUNIT_EXPECT_FALSE(test, irq_has_action(FREE_LINE));
}

/* An address where no machine that the tests run on has anything. */
#define FREE_MEMORY 0xfed80000

static void managed_ports_and_regions_go_with_the_device(struct kunit *test)
{
	struct resource res = DEFINE_RES_MEM_NAMED(FREE_MEMORY, PAGE_SIZE, "free");
	struct device *dev = root_device_register("devm-io-test");
	void __iomem *port, *memory;

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	port = devm_ioport_map(dev, 0x80, 1);
	KUNIT_EXPECT_NOT_NULL(test, port);
	KUNIT_EXPECT_NULL(test, devm_ioport_map(dev, 0xffff, 2));
	devm_ioport_unmap(dev, port);
	KUNIT_EXPECT_NOT_NULL(test, devm_ioport_map(dev, 0x80, 1));
	memory = devm_ioremap_resource_wc(dev, &res);
	KUNIT_EXPECT_FALSE(test, IS_ERR(memory));
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_ioremap_resource(dev, &res)), -EBUSY);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_ioremap_resource(dev, NULL)), -EINVAL);
	root_device_unregister(dev);
	KUNIT_EXPECT_NOT_NULL(test, request_mem_region(FREE_MEMORY, PAGE_SIZE, "free again"));
	release_mem_region(FREE_MEMORY, PAGE_SIZE);
}

static void a_name_that_does_not_fit_is_refused(struct kunit *test)
{
	struct device dev = { 0 };

	KUNIT_EXPECT_EQ(test, dev_set_name(&dev, "%040d", 1), -ENAMETOOLONG);
	KUNIT_EXPECT_STREQ(test, dev_name(&dev), "");
}

static struct kunit_case device_cases[] = {
	KUNIT_CASE(a_device_is_released_with_its_last_reference),
	KUNIT_CASE(a_driver_binds_to_devices_before_and_after_it),
	KUNIT_CASE(a_probe_that_refuses_leaves_nothing_behind),
	KUNIT_CASE(managed_resources_go_newest_first),
	KUNIT_CASE(devm_kmalloc_can_be_freed_early),
	KUNIT_CASE(a_managed_interrupt_and_bitmap_go_with_the_device),
	KUNIT_CASE(managed_ports_and_regions_go_with_the_device),
	KUNIT_CASE(a_name_that_does_not_fit_is_refused),
	{}
};

static struct kunit_suite device_suite = {
	.name = "device", .init = device_init, .test_cases = device_cases,
};
kunit_test_suite(device_suite);
