/* SPDX-License-Identifier: MIT */
/* drivers/rtc/rtc.h: the MC146818's registers, and what they say. Source: its data sheet, "Address Map". */
#ifndef _RTC_H
#define _RTC_H

#include <linux/types.h>

#define RTC_INDEX 0x70
#define RTC_DATA  0x71

#define RTC_SECONDS  0x00
#define RTC_MINUTES  0x02
#define RTC_HOURS    0x04
#define	  RTC_PM	0x80 /* in 12-hour mode */
#define RTC_DAY	     0x07
#define RTC_MONTH    0x08
#define RTC_YEAR     0x09 /* of the century */
#define RTC_STATUS_A 0x0a
#define	  RTC_UPDATING	0x80
#define RTC_STATUS_B 0x0b
#define	  RTC_24_HOURS	0x02
#define	  RTC_BINARY	0x04

struct rtc_registers {
	u8 seconds, minutes, hours, day, month, year, status_b;
};

/**
 * rtc_decode() - what time do the registers tell? Pure.
 * @regs: as read.
 * @seconds: filled with seconds since 1970, taking the clock to run on UTC; years below 70 are 20xx.
 *
 * Return: 0, or -EINVAL where that is no time.
 */
int rtc_decode(const struct rtc_registers *regs, time64_t *seconds);

#endif
