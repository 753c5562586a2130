// SPDX-License-Identifier: MIT
/*
 * tests/test_ahci.c: what QEMU's AHCI never does: firmware that holds the controller, disks that wait to be spun up.
 *
 * The registers are a page of memory, and a thread plays the other side of them: firmware that lets go a while
 * after it is asked, a controller that ends its reset, a disk whose link comes up when its motor runs.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/slab.h>

#include "drivers/ata/ahci.h"

#define PLAY_MS 3 /* from what the driver writes to what happens */

static struct {
	u8 *regs;
	struct task_struct *player;
	bool firmware_lets_go, reset_ends, disk_there;
	bool reset_before_handoff; /* seen */
} fake;

static struct ahci_host host;
static struct ahci_port port;

static u32 get(unsigned int reg)
{
	return readl((void __iomem *)(fake.regs + reg));
}

static void set(unsigned int reg, u32 value)
{
	writel(value, (void __iomem *)(fake.regs + reg));
}

static void play_firmware(void)
{
	if (!(get(HBA_BOHC) & HBA_BOHC_OOS) || !(get(HBA_BOHC) & HBA_BOHC_BOS))
		return;
	fake.reset_before_handoff |= !!(get(HBA_GHC) & HBA_GHC_HR);
	if (!fake.firmware_lets_go)
		return;
	set(HBA_BOHC, get(HBA_BOHC) | HBA_BOHC_BB);
	msleep(PLAY_MS);
	fake.reset_before_handoff |= !!(get(HBA_GHC) & HBA_GHC_HR);
	set(HBA_BOHC, HBA_BOHC_OOS);
}

static int play(void *unused)
{
	while (!kthread_should_stop()) {
		play_firmware();
		if (fake.reset_ends && get(HBA_GHC) & HBA_GHC_HR)
			set(HBA_GHC, 0);
		if (fake.disk_there && get(HBA_PORT(0) + PORT_CMD) & PORT_CMD_SUD) {
			set(HBA_PORT(0) + PORT_SSTS, PORT_DET_PRESENT);
			msleep(PLAY_MS);
			set(HBA_PORT(0) + PORT_SSTS, 0x120 | PORT_DET_UP);
		}
		msleep(1);
	}
	return 0;
}

static int ahci_init(struct kunit *test)
{
	memset(&fake, 0, sizeof(fake));
	fake.regs = (u8 *)get_zeroed_page(GFP_KERNEL);
	if (!fake.regs)
		return -ENOMEM;
	fake.reset_ends = fake.firmware_lets_go = fake.disk_there = true;
	host = (struct ahci_host){ .regs = (void __iomem *)fake.regs, .dev = root_device_register("ahci-test"),
				   .handoff_ms = 60, .reset_ms = 40 };
	port = (struct ahci_port){ .regs = host.regs + HBA_PORT(0), .dev = host.dev };
	set(HBA_CAP, HBA_CAP_SSS | HBA_CAP_SNCQ | 31 << 8);
	set(HBA_PI, 1);
	set(HBA_CAP2, HBA_CAP2_BOH);
	fake.player = kthread_run(play, NULL, "ahci-fake");
	return PTR_ERR_OR_ZERO(fake.player);
}

static void ahci_exit(struct kunit *test)
{
	kthread_stop(fake.player);
	root_device_unregister(host.dev);
	free_page((unsigned long)fake.regs);
}

static void firmware_is_asked_to_let_go_before_the_reset(struct kunit *test)
{
	set(HBA_BOHC, HBA_BOHC_BOS);
	KUNIT_EXPECT_EQ(test, ahci_take_over(&host), 0);
	KUNIT_EXPECT_EQ(test, get(HBA_BOHC), (u32)HBA_BOHC_OOS);
	KUNIT_EXPECT_FALSE(test, fake.reset_before_handoff);
	KUNIT_EXPECT_EQ(test, get(HBA_GHC), (u32)HBA_GHC_AE);
	KUNIT_EXPECT_EQ(test, host.cap, get(HBA_CAP));
	KUNIT_EXPECT_EQ(test, host.ports, 1u);
}

static void firmware_that_holds_on_is_not_waited_for_for_ever(struct kunit *test)
{
	fake.firmware_lets_go = false;
	set(HBA_BOHC, HBA_BOHC_BOS);
	KUNIT_EXPECT_EQ(test, ahci_take_over(&host), 0);
	KUNIT_EXPECT_EQ(test, get(HBA_GHC), (u32)HBA_GHC_AE);
}

static void a_controller_without_handoff_is_not_asked(struct kunit *test)
{
	set(HBA_CAP2, 0);
	set(HBA_BOHC, HBA_BOHC_BOS);
	KUNIT_EXPECT_EQ(test, ahci_take_over(&host), 0);
	KUNIT_EXPECT_EQ(test, get(HBA_BOHC), (u32)HBA_BOHC_BOS);
}

static void a_reset_that_never_ends_is_an_error(struct kunit *test)
{
	fake.reset_ends = false;
	set(HBA_CAP2, 0);
	KUNIT_EXPECT_EQ(test, ahci_take_over(&host), -ETIMEDOUT);
}

static void a_disk_is_spun_up_where_that_is_ours_to_do(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ahci_bring_up(&port, true), 0);
	KUNIT_EXPECT_EQ(test, get(HBA_PORT(0) + PORT_CMD) & (PORT_CMD_SUD | PORT_CMD_POD),
			(u32)(PORT_CMD_SUD | PORT_CMD_POD));
	KUNIT_EXPECT_EQ(test, get(HBA_PORT(0) + PORT_SERR), ~0u); /* clears what the link reported */
}

static void an_empty_port_is_left_alone(struct kunit *test)
{
	fake.disk_there = false;
	KUNIT_EXPECT_EQ(test, ahci_bring_up(&port, false), -ENODEV);
	KUNIT_EXPECT_EQ(test, get(HBA_PORT(0) + PORT_CMD), 0u);
	KUNIT_EXPECT_EQ(test, ahci_bring_up(&port, true), -ENODEV);
}

static struct kunit_case ahci_cases[] = {
	KUNIT_CASE(firmware_is_asked_to_let_go_before_the_reset),
	KUNIT_CASE(firmware_that_holds_on_is_not_waited_for_for_ever),
	KUNIT_CASE(a_controller_without_handoff_is_not_asked),
	KUNIT_CASE(a_reset_that_never_ends_is_an_error),
	KUNIT_CASE(a_disk_is_spun_up_where_that_is_ours_to_do),
	KUNIT_CASE(an_empty_port_is_left_alone),
	{}
};

static struct kunit_suite ahci_suite = {
	.name = "ahci", .init = ahci_init, .exit = ahci_exit, .test_cases = ahci_cases,
};
kunit_test_suite(ahci_suite);
