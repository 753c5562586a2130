// SPDX-License-Identifier: MIT
/* tests/test_platform.c: the platform and ISA buses: names meet, resources are claimed, all comes back. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/isa.h>
#include <linux/platform_device.h>
#include <linux/string.h>

static int probes, removes, last_id;
static unsigned long last_data;

static int fake_probe(struct platform_device *pdev)
{
	probes++;
	last_id = pdev->id;
	last_data = pdev->id_entry ? pdev->id_entry->driver_data : 0;
	return pdev->id == 9 ? -ENODEV : 0;
}

static int fake_remove(struct platform_device *pdev)
{
	removes++;
	return 0;
}

static struct platform_driver fake_driver = {
	.probe = fake_probe, .remove = fake_remove, .driver = { .name = "fake" },
};

static int forget(struct kunit *test)
{
	probes = removes = last_id = 0;
	return 0;
}

static void devices_and_drivers_meet_by_name_in_either_order(struct kunit *test)
{
	struct platform_device *before = platform_device_register_simple("fake", 1, NULL, 0), *after;

	KUNIT_ASSERT_FALSE(test, IS_ERR(before));
	KUNIT_EXPECT_STREQ(test, dev_name(&before->dev), "fake.1");
	KUNIT_EXPECT_EQ(test, probes, 0);
	KUNIT_ASSERT_EQ(test, platform_driver_register(&fake_driver), 0);
	KUNIT_EXPECT_EQ(test, probes, 1);
	after = platform_device_register_simple("fake", PLATFORM_DEVID_AUTO, NULL, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(after));
	KUNIT_EXPECT_EQ(test, probes, 2);
	platform_device_unregister(after);
	KUNIT_EXPECT_EQ(test, removes, 1);
	platform_driver_unregister(&fake_driver);
	KUNIT_EXPECT_EQ(test, removes, 2);
	platform_device_unregister(before);
	KUNIT_EXPECT_EQ(test, removes, 2);
}

static void resources_are_claimed_and_found(struct kunit *test)
{
	const struct resource res[] = {
		DEFINE_RES_IO_NAMED(0xe800, 8, "regs"), DEFINE_RES_IRQ(13), DEFINE_RES_IO(0xe900, 4),
	};
	const struct resource half = DEFINE_RES_IO(0xe804, 8);
	struct platform_device *pdev = platform_device_register_resndata(NULL, "fake", 3, res, 3, "data", 5), *other;

	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	KUNIT_EXPECT_EQ(test, platform_get_resource(pdev, IORESOURCE_IO, 1)->start, 0xe900);
	KUNIT_EXPECT_PTR_EQ(test, platform_get_resource_byname(pdev, IORESOURCE_IO, "regs"),
			    platform_get_resource(pdev, IORESOURCE_IO, 0));
	KUNIT_EXPECT_NULL(test, platform_get_resource(pdev, IORESOURCE_MEM, 0));
	KUNIT_EXPECT_EQ(test, platform_get_irq(pdev, 0), 13);
	KUNIT_EXPECT_EQ(test, platform_get_irq_optional(pdev, 1), -ENXIO);
	KUNIT_EXPECT_STREQ(test, (char *)dev_get_platdata(&pdev->dev), "data");
	/* Half inside: neither can hold the other. */
	other = platform_device_register_simple("fake", 4, &half, 1);
	KUNIT_EXPECT_EQ(test, PTR_ERR(other), -EBUSY);
	platform_device_unregister(pdev);
	other = platform_device_register_simple("fake", 4, res, 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	platform_device_unregister(other);
}

static void a_table_gives_drivers_more_names(struct kunit *test)
{
	static const struct platform_device_id ids[] = { { "fake-a", 10 }, { "fake-b", 20 }, {} };
	static struct platform_driver driver = {
		.probe = fake_probe, .remove = fake_remove, .id_table = ids, .driver = { .name = "fakes" },
	};
	struct platform_device *b = platform_device_register_simple("fake-b", 9, NULL, 0);

	KUNIT_ASSERT_FALSE(test, IS_ERR(b));
	KUNIT_ASSERT_EQ(test, platform_driver_register(&driver), 0);
	KUNIT_EXPECT_EQ(test, probes, 1);
	KUNIT_EXPECT_EQ(test, last_data, 20);
	KUNIT_EXPECT_NULL(test, b->dev.driver); /* it was refused */
	platform_driver_unregister(&driver);
	KUNIT_EXPECT_EQ(test, removes, 0);
	platform_device_unregister(b);
}

/* ---- ISA ---- */

static int odd_ones(struct device *dev, unsigned int id)
{
	return id & 1;
}

static int card_probe(struct device *dev, unsigned int id)
{
	probes++;
	last_id = id;
	return id == 3 ? -ENODEV : 0;
}

static void card_remove(struct device *dev, unsigned int id)
{
	removes++;
}

static void an_isa_driver_makes_its_own_devices(struct kunit *test)
{
	static struct isa_driver cards = {
		.match = odd_ones, .probe = card_probe, .remove = card_remove, .driver = { .name = "card" },
	};

	KUNIT_ASSERT_EQ(test, isa_register_driver(&cards, 6), 0);
	KUNIT_EXPECT_EQ(test, probes, 3);
	isa_unregister_driver(&cards);
	KUNIT_EXPECT_EQ(test, removes, 2);
	KUNIT_EXPECT_EQ(test, isa_register_driver(&cards, 1), -ENODEV);
}

static struct kunit_case platform_cases[] = {
	KUNIT_CASE(devices_and_drivers_meet_by_name_in_either_order),
	KUNIT_CASE(resources_are_claimed_and_found),
	KUNIT_CASE(a_table_gives_drivers_more_names),
	KUNIT_CASE(an_isa_driver_makes_its_own_devices),
	{}
};

static struct kunit_suite platform_suite = {
	.name = "platform",
	.init = forget,
	.test_cases = platform_cases,
};
kunit_test_suite(platform_suite);
