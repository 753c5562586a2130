// SPDX-License-Identifier: MIT
/*
 * drivers/rtc/rtc.c: the time of day, from the clock that runs on a battery.
 *
 * Problem.  The chip updates its registers once a second, for about 2 ms, in which they must not be
 *           trusted; it counts in BCD or binary, in 12 or 24 hours, as somebody once chose.
 * Idea.     Read all registers when no update is near, twice, until both readings agree. Then convert.
 *
 * Read once at boot: from then on the TSC keeps time, and the chip is only the beginning of it.
 *
 * Paths.    rtc_init -> read_stable -> rtc_decode -> do_settimeofday64
 * Source.   Motorola MC146818A data sheet, "Address Map" and "Update Cycle".
 */
#include <asm/io.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/irqflags.h>
#include <linux/mc146818rtc.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/time.h>
#include <linux/timekeeping.h>
#include "rtc.h"

#define READ_TRIES     10
#define UPDATE_WAIT_US 3000 /* an update takes 1984 us at most */
#define WAIT_STEP_US   50

/* Index and data are two ports: nothing may come between them. */
unsigned char rtc_cmos_read(unsigned char addr)
{
	unsigned long flags;
	u8 value;

	local_irq_save(flags);
	outb(addr, RTC_INDEX);
	value = inb(RTC_DATA);
	local_irq_restore(flags);
	return value;
}
EXPORT_SYMBOL(rtc_cmos_read);

static void read_registers(struct rtc_registers *regs)
{
	regs->seconds = rtc_cmos_read(RTC_SECONDS);
	regs->minutes = rtc_cmos_read(RTC_MINUTES);
	regs->hours = rtc_cmos_read(RTC_HOURS);
	regs->day = rtc_cmos_read(RTC_DAY);
	regs->month = rtc_cmos_read(RTC_MONTH);
	regs->year = rtc_cmos_read(RTC_YEAR);
	regs->status_b = rtc_cmos_read(RTC_STATUS_B);
}

static bool wait_for_update(void)
{
	for (unsigned int us = 0; us < UPDATE_WAIT_US; us += WAIT_STEP_US) {
		if (!(rtc_cmos_read(RTC_STATUS_A) & RTC_UPDATING))
			return true;
		udelay(WAIT_STEP_US);
	}
	return false;
}

/* Return: 0, -ENODEV where there is no such chip, -EIO where it never agrees with itself. */
static int read_stable(struct rtc_registers *regs)
{
	struct rtc_registers again;

	for (unsigned int i = 0; i < READ_TRIES; i++) {
		if (!wait_for_update())
			return -ENODEV;
		read_registers(regs);
		read_registers(&again);
		if (!memcmp(regs, &again, sizeof(again)))
			return 0;
	}
	return -EIO;
}

static int __init rtc_init(void)
{
	struct timespec64 now = { 0, 0 };
	struct rtc_registers regs;
	struct tm tm;
	int error = read_stable(&regs);

	if (!error)
		error = rtc_decode(&regs, &now.tv_sec);
	if (error) {
		pr_info("rtc: no clock that tells the time, skipped\n");
		return 0;
	}
	request_region(RTC_INDEX, 2, "rtc0");
	do_settimeofday64(&now);
	time64_to_tm(now.tv_sec, 0, &tm);
	pr_info("rtc: it is %04ld-%02d-%02d %02d:%02d:%02d UTC\n", tm.tm_year + 1900, tm.tm_mon + 1,
		tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	return 0;
}
device_initcall(rtc_init);
