// SPDX-License-Identifier: MIT
/* kernel/lib/stringhash.c: names to numbers (linux/stringhash.h). */
#include <linux/export.h>
#include <linux/stringhash.h>

unsigned int full_name_hash(const void *salt, const char *name, unsigned int len)
{
	unsigned long hash = init_name_hash(salt);

	while (len--)
		hash = partial_name_hash((unsigned char)*name++, hash);
	return end_name_hash(hash);
}
EXPORT_SYMBOL(full_name_hash);

u64 hashlen_string(const void *salt, const char *name)
{
	unsigned long hash = init_name_hash(salt);
	u32 len = 0;

	for (; name[len]; len++)
		hash = partial_name_hash((unsigned char)name[len], hash);
	return hashlen_create(end_name_hash(hash), len);
}
EXPORT_SYMBOL(hashlen_string);
