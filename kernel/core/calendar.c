// SPDX-License-Identifier: MIT
/*
 * kernel/core/calendar.c: dates to seconds and back, in the Gregorian calendar.
 *
 * Idea.    Let the year begin in March: then the leap day is the last day of the year, and the days before
 *          month m are (153 m + 2) / 5, since from March on months of 31 and 30 days alternate in fives.
 *          Years come in eras of 400, all alike: 146097 days.
 * Sources. H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/time.h>

#define DAYS_PER_ERA	146097L	/* 400 years */
#define DAYS_TO_1970	719468L	/* from 1 March of the year 0 */
#define SECONDS_PER_DAY 86400

time64_t mktime64(unsigned int year, unsigned int mon, unsigned int day, unsigned int hour, unsigned int min,
		  unsigned int sec)
{
	unsigned int y = year - (mon <= 2);
	unsigned int month = (mon + 9) % 12; /* 0 = March */
	long days = (long)(y * 365 + y / 4 - y / 100 + y / 400 + (153 * month + 2) / 5 + day - 1);

	return (((time64_t)(days - DAYS_TO_1970) * 24 + hour) * 60 + min) * 60 + sec;
}
EXPORT_SYMBOL(mktime64);

static bool is_leap(long year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

void time64_to_tm(time64_t totalsecs, int offset, struct tm *result)
{
	s32 rem;
	long days = (long)div_s64_rem(totalsecs + offset, SECONDS_PER_DAY, &rem);
	long era, doe, yoe, doy, month, year;

	if (rem < 0) {
		rem += SECONDS_PER_DAY;
		days--;
	}
	result->tm_hour = rem / 3600;
	result->tm_min = rem / 60 % 60;
	result->tm_sec = rem % 60;
	result->tm_wday = (int)(((days + 4) % 7 + 7) % 7);

	days += DAYS_TO_1970;
	era = (days >= 0 ? days : days - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
	doe = days - era * DAYS_PER_ERA;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	month = (5 * doy + 2) / 153;
	result->tm_mday = (int)(doy - (153 * month + 2) / 5 + 1);
	result->tm_mon = (int)((month + 2) % 12);
	year = yoe + era * 400 + (month >= 10);
	result->tm_year = year - 1900;
	result->tm_yday = (int)(month >= 10 ? doy - 306 : doy + 59 + is_leap(year));
}
EXPORT_SYMBOL(time64_to_tm);
