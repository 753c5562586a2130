// SPDX-License-Identifier: MIT
/*
 * kernel/lib/uuid.c: make and read universally unique identifiers.
 *
 *     123e4567-e89b-42d3-a456-426614174000
 *                   ^    ^
 *                   |    variant: top bits 10
 *                   version: 4, made of random numbers
 *
 * Source: RFC 4122, 4.4 "Algorithms for Creating a UUID from Truly Random or Pseudo-Random Numbers".
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/uuid.h>

const guid_t guid_null;
EXPORT_SYMBOL(guid_null);
const uuid_t uuid_null;
EXPORT_SYMBOL(uuid_null);

/* Which byte of the structure the text's n-th pair of digits is. */
static const u8 uuid_order[UUID_SIZE] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
static const u8 guid_order[UUID_SIZE] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };

static void generate(u8 *bytes, const u8 *order)
{
	get_random_bytes(bytes, UUID_SIZE);
	bytes[order[6]] = (bytes[order[6]] & 0x0f) | 0x40;
	bytes[order[8]] = (bytes[order[8]] & 0x3f) | 0x80;
}

void generate_random_uuid(unsigned char uuid[16])
{
	generate(uuid, uuid_order);
}
EXPORT_SYMBOL(generate_random_uuid);

void generate_random_guid(unsigned char guid[16])
{
	generate(guid, guid_order);
}
EXPORT_SYMBOL(generate_random_guid);

void guid_gen(guid_t *u)
{
	generate(u->b, guid_order);
}
EXPORT_SYMBOL(guid_gen);

void uuid_gen(uuid_t *u)
{
	generate(u->b, uuid_order);
}
EXPORT_SYMBOL(uuid_gen);

bool uuid_is_valid(const char *uuid)
{
	for (int i = 0; i < UUID_STRING_LEN; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? uuid[i] != '-' : !isxdigit(uuid[i]))
			return false;
	}
	return true;
}
EXPORT_SYMBOL(uuid_is_valid);

static int parse(const char *uuid, u8 *bytes, const u8 *order)
{
	if (!uuid_is_valid(uuid))
		return -EINVAL;
	for (int i = 0; i < UUID_SIZE; i++) {
		uuid += *uuid == '-';
		bytes[order[i]] = hex_to_bin(uuid[0]) << 4 | hex_to_bin(uuid[1]);
		uuid += 2;
	}
	return 0;
}

int guid_parse(const char *uuid, guid_t *u)
{
	return parse(uuid, u->b, guid_order);
}
EXPORT_SYMBOL(guid_parse);

int uuid_parse(const char *uuid, uuid_t *u)
{
	return parse(uuid, u->b, uuid_order);
}
EXPORT_SYMBOL(uuid_parse);
