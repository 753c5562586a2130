// SPDX-License-Identifier: MIT
/*
 * drivers/power/acpi_s5.c: find two numbers in a program without running it.
 *
 * The values for soft-off stand in the DSDT as a named package of constants,
 *
 *     08 [5c] 5f 53 35 5f   12   len   count   0a 05   0a 05 ...
 *     Name(\  _  S  5  _ ,  Package(  length,  2..4)  { 5, 5, ...
 *
 * which all firmware writes so. The length takes one to four bytes (the top two bits of the first say how
 * many follow), a constant is 0a and a byte, or 00, 01 or ff alone.
 *
 * Source: ACPI 6.4, 20.2 "AML Grammar Definition".
 */
#include <linux/errno.h>
#include <linux/string.h>
#include "acpi_tables.h"

#define AML_ZERO    0x00
#define AML_ONE	    0x01
#define AML_NAME    0x08
#define AML_BYTE    0x0a
#define AML_PACKAGE 0x12
#define AML_ROOT    '\\'
#define SLEEP_TYPE_MAX 7 /* three bits */

/* One constant at *@at. Return: it, or -EINVAL; *@at is moved on. */
static int read_constant(const u8 *aml, size_t len, size_t *at)
{
	if (*at < len && (aml[*at] == AML_ZERO || aml[*at] == AML_ONE))
		return aml[(*at)++];
	if (*at + 1 < len && aml[*at] == AML_BYTE) {
		*at += 2;
		return aml[*at - 1];
	}
	return -EINVAL;
}

/* A package of at least two constants at @at? */
static int read_package(const u8 *aml, size_t len, size_t at, struct acpi_s5 *s5)
{
	int a, b;

	if (at + 3 > len || aml[at] != AML_PACKAGE)
		return -ENOENT;
	at++;
	at += 1 + (aml[at] >> 6);
	if (at >= len || aml[at] < 2)
		return -ENOENT;
	at++;
	a = read_constant(aml, len, &at);
	b = read_constant(aml, len, &at);
	if (a < 0 || b < 0 || a > SLEEP_TYPE_MAX || b > SLEEP_TYPE_MAX)
		return -ENOENT;
	s5->type_a = a;
	s5->type_b = b;
	return 0;
}

int acpi_find_s5(const u8 *aml, size_t len, struct acpi_s5 *s5)
{
	for (size_t at = 1; at + 4 <= len; at++) {
		bool named;

		if (memcmp(aml + at, "_S5_", 4))
			continue;
		named = aml[at - 1] == AML_NAME ||
			(at >= 2 && aml[at - 1] == AML_ROOT && aml[at - 2] == AML_NAME);
		if (named && !read_package(aml, len, at + 4, s5))
			return 0;
	}
	return -ENOENT;
}

bool acpi_checksum_good(const void *table, size_t len)
{
	const u8 *bytes = table;
	u8 sum = 0;

	while (len--)
		sum += *bytes++;
	return sum == 0;
}
