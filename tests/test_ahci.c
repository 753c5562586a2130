// SPDX-License-Identifier: MIT
/*
 * tests/test_ahci.c: what QEMU's AHCI never does: firmware that holds the controller, disks that wait to be spun up.
 *
 * The registers are a page of memory, and a thread plays the other side of them: firmware that lets go a while
 * after it is asked, a controller that ends its reset, a disk whose link comes up when its motor runs, that answers
 * every command with zeroes, and that is pulled out while it is at work.
 */
#include <kunit/test.h>
#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/string.h>
#include <linux/slab.h>

#include "drivers/ata/ahci.h"

#define PLAY_MS 3 /* from what the driver writes to what happens */

#define PATIENT_MS 10000 /* for what does come, however slow the host is */
#define SOON_MS	   50	 /* for what never comes */

static struct {
	u8 *regs;
	struct task_struct *player;
	bool firmware_lets_go, reset_ends, disk_there, disk_answers;
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

/* The port's interrupt, for @cause. */
static void interrupt(u32 cause)
{
	unsigned long flags;

	local_irq_save(flags);
	set(HBA_PORT(0) + PORT_IS, cause);
	set(HBA_IS, 1);
	ahci_interrupt(0, &host);
	set(HBA_PORT(0) + PORT_IS, 0); /* memory keeps the ones that were written to clear */
	set(HBA_IS, 0);
	local_irq_restore(flags);
}

static void play_disk(void)
{
	if (!fake.disk_answers || !get(HBA_PORT(0) + PORT_CI))
		return;
	set(HBA_PORT(0) + PORT_SACT, 0);
	set(HBA_PORT(0) + PORT_CI, 0);
	interrupt(PORT_IS_SDB);
}

static int play(void *unused)
{
	while (!kthread_should_stop()) {
		play_firmware();
		play_disk();
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
				   .handoff_ms = PATIENT_MS, .reset_ms = PATIENT_MS };
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
	host.handoff_ms = SOON_MS;
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
	host.reset_ms = SOON_MS;
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

#define NR_READS 3

static u64 mask = DMA_BIT_MASK(32);

static void plug_in(struct kunit *test)
{
	host.dev->dma_mask = &mask;
	host.dev->coherent_dma_mask = mask;
	host.ports = 1;
	host.port[0] = &port;
	KUNIT_ASSERT_EQ(test, ahci_bring_up(&port, true), 0);
	port.memory = dma_alloc_coherent(host.dev, sizeof(*port.memory), &port.memory_dma, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, port.memory);
	port.use_ncq = port.has_lba48 = true;
	blk_init_queue(&port.queue, &ahci_ops, 4);
	port.disk.queue = &port.queue;
	port.disk.private_data = &port;
	port.disk.max_sectors = 256;
	port.disk.max_segments = 8;
	strscpy(port.disk.disk_name, "sd", sizeof(port.disk.disk_name));
	strscpy(port.disk.serial, "FAKE-AHCI", sizeof(port.disk.serial));
	fake.disk_answers = true;
	KUNIT_ASSERT_EQ(test, add_disk(&port.disk, 1000), 0);
}

static void a_disk_pulled_out_at_work_fails_its_requests_by_name(struct kunit *test)
{
	struct request *rqs = kunit_kzalloc(test, NR_READS * sizeof(*rqs), GFP_KERNEL);
	u8 *buf = kunit_kzalloc(test, NR_READS * SECTOR_SIZE, GFP_KERNEL);
	struct scatterlist sgs[NR_READS];
	int i;

	plug_in(test);
	fake.disk_answers = false;
	for (i = 0; i < NR_READS; i++) {
		sg_init_one(&sgs[i], buf + i * SECTOR_SIZE, SECTOR_SIZE);
		rqs[i] = (struct request){ .disk = &port.disk, .op = REQ_OP_READ, .sector = (sector_t)i * 8,
					   .nr_sectors = 1, .sgl = &sgs[i], .nents = 1 };
		blk_submit(&rqs[i]);
	}
	KUNIT_EXPECT_EQ(test, hweight32(port.issued), (unsigned int)NR_READS);
	fake.disk_there = false;
	set(HBA_PORT(0) + PORT_SSTS, PORT_DET_NOBODY);
	set(HBA_PORT(0) + PORT_SACT, port.issued);
	interrupt(PORT_IS_PRC); /* the link is down */
	for (i = 0; i < NR_READS; i++) {
		KUNIT_ASSERT_NE(test, wait_for_completion_timeout(&rqs[i].done, 20 * HZ), 0ul);
		KUNIT_EXPECT_EQ(test, rqs[i].error, -ENODEV);
	}
	KUNIT_EXPECT_EQ(test, port.issued, 0u);
	KUNIT_EXPECT_EQ(test, atomic_read(&host.dev->nr_dma_mappings), 0);
	KUNIT_EXPECT_EQ(test, blkdev_read(&port.disk.part[0], 5, 1, buf), -ENODEV);
	del_gendisk(&port.disk);
	blk_exit_queue(&port.queue);
	dma_free_coherent(host.dev, sizeof(*port.memory), port.memory, port.memory_dma);
}

static struct kunit_case ahci_cases[] = {
	KUNIT_CASE(firmware_is_asked_to_let_go_before_the_reset),
	KUNIT_CASE(firmware_that_holds_on_is_not_waited_for_for_ever),
	KUNIT_CASE(a_controller_without_handoff_is_not_asked),
	KUNIT_CASE(a_reset_that_never_ends_is_an_error),
	KUNIT_CASE(a_disk_is_spun_up_where_that_is_ours_to_do),
	KUNIT_CASE(an_empty_port_is_left_alone),
	KUNIT_CASE(a_disk_pulled_out_at_work_fails_its_requests_by_name),
	{}
};

static struct kunit_suite ahci_suite = {
	.name = "ahci", .init = ahci_init, .exit = ahci_exit, .test_cases = ahci_cases,
};
kunit_test_suite(ahci_suite);
