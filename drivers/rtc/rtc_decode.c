// SPDX-License-Identifier: MIT
/* drivers/rtc/rtc_decode.c: from the clock's registers to seconds. Pure, so that all its modes are tested. */
#include <linux/errno.h>
#include <linux/time.h>
#include "rtc.h"

#define CENTURY_TURN 70 /* a two-digit year below this is of the 21st century */

static bool is_bcd(u8 value)
{
	return (value & 0x0f) <= 9 && value >> 4 <= 9;
}

static unsigned int from_bcd(u8 value)
{
	return (value >> 4) * 10 + (value & 0x0f);
}

/* Return: the number, or one that no field may have. */
static unsigned int field(const struct rtc_registers *regs, u8 value)
{
	if (regs->status_b & RTC_BINARY)
		return value;
	return is_bcd(value) ? from_bcd(value) : 0xff;
}

/* 12-hour clocks go 12, 1, 2 ... 11, with a bit for the afternoon. */
static unsigned int hour_of(const struct rtc_registers *regs)
{
	unsigned int hour;

	if (regs->status_b & RTC_24_HOURS)
		return field(regs, regs->hours);
	hour = field(regs, regs->hours & ~RTC_PM);
	if (hour < 1 || hour > 12)
		return 0xff;
	return hour % 12 + (regs->hours & RTC_PM ? 12 : 0);
}

static unsigned int days_in(unsigned int month, unsigned int year)
{
	static const u8 days[13] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0; /* holds from 1901 to 2099 */

	return month >= 1 && month <= 12 ? days[month] + (month == 2 && leap) : 0;
}

int rtc_decode(const struct rtc_registers *regs, time64_t *seconds)
{
	unsigned int sec = field(regs, regs->seconds), min = field(regs, regs->minutes);
	unsigned int hour = hour_of(regs), day = field(regs, regs->day);
	unsigned int month = field(regs, regs->month), year = field(regs, regs->year);

	if (sec > 59 || min > 59 || hour > 23 || year > 99)
		return -EINVAL;
	year += year < CENTURY_TURN ? 2000 : 1900;
	if (day < 1 || day > days_in(month, year))
		return -EINVAL;
	*seconds = mktime64(year, month, day, hour, min, sec);
	return 0;
}
