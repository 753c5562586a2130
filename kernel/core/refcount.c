// SPDX-License-Identifier: MIT
/*
 * kernel/core/refcount.c: a reference count has gone wrong.
 *
 * The count is set far below zero, from where no mix of gets and puts brings it back to zero: the object is
 * never freed. A leak is the least harm a wrong count can do.
 */
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/refcount.h>

static unsigned int misuses;

unsigned int refcount_misuse_count(void)
{
	return misuses;
}
EXPORT_SYMBOL(refcount_misuse_count);

void refcount_report(refcount_t *r, const char *what)
{
	misuses++;
	refcount_set(r, REFCOUNT_SATURATED);
	pr_warn("refcount_t: %s.\n", what);
	dump_stack();
}
EXPORT_SYMBOL(refcount_report);
