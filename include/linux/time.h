/* SPDX-License-Identifier: MIT */
/* linux/time.h: calendar time. */
#ifndef _LINUX_TIME_H
#define _LINUX_TIME_H

#include <linux/time64.h>

struct tm {
	int tm_sec, tm_min, tm_hour;
	int tm_mday; /* 1 to 31 */
	int tm_mon;  /* 0 to 11 */
	long tm_year; /* since 1900 */
	int tm_wday; /* 0 = Sunday */
	int tm_yday; /* 0 to 365 */
};

/* Seconds since 1970 of a date in the Gregorian calendar; months from 1. Context: any. */
time64_t mktime64(unsigned int year, unsigned int mon, unsigned int day, unsigned int hour,
		  unsigned int min, unsigned int sec);
void time64_to_tm(time64_t totalsecs, int offset, struct tm *result);

#endif
