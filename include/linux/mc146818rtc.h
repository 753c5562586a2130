/* SPDX-License-Identifier: MIT */
/* linux/mc146818rtc.h: the battery-backed memory behind the clock. */
#ifndef _LINUX_MC146818RTC_H
#define _LINUX_MC146818RTC_H

#include <linux/types.h>

/* Read byte @addr of it, 0 to 127. Context: any. Return: the byte; ff where there is no such chip. */
unsigned char rtc_cmos_read(unsigned char addr);
#define CMOS_READ(addr) rtc_cmos_read(addr)

#endif
