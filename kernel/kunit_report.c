// SPDX-License-Identifier: MIT
/*
 * kernel/kunit_report.c: how a test says what went wrong, and what it needs cleaned up.
 *
 * A failed expectation prints the source line, the two expressions and their values:
 *
 *     # list_is_empty_at_first: EXPECTATION FAILED at tests/test_list.c:31
 *     Expected list_empty(&list) == 1, but
 *         list_empty(&list) == 0
 *
 * Resources form a list per case; the newest goes first, because later ones may lean on earlier ones.
 */
#include <kunit/test.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

#define LINE_MAX_CHARS 256

void __kunit_log(struct kunit *test, const char *level, const char *fmt, ...)
{
	char line[LINE_MAX_CHARS];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	while (len && line[len - 1] == '\n')
		line[--len] = 0;
	printk(KERN_NOTICE "%*s# %s: %s\n", 4 * test->depth, "", test->name, line);
}
EXPORT_SYMBOL(__kunit_log);

void __kunit_suite_log(struct kunit_suite *suite, const char *level, const char *fmt, ...)
{
	char line[LINE_MAX_CHARS];
	va_list args;

	va_start(args, fmt);
	vscnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	printk(KERN_NOTICE "    # %s: %s\n", suite->name, strim(line));
}
EXPORT_SYMBOL(__kunit_suite_log);

static void print_value(struct kunit *test, const char *text, const char *value)
{
	if (strcmp(text, value)) /* a literal is its own value */
		printk(KERN_NOTICE "%*s    %s == %s\n", 4 * test->depth, "", text, value);
}

static void print_values(struct kunit *test, const struct kunit_failure *failure)
{
	char value[LINE_MAX_CHARS];

	if (failure->values) {
		snprintf(value, sizeof(value), "%lld", failure->left);
		print_value(test, failure->left_text, value);
		snprintf(value, sizeof(value), "%lld", failure->right);
		print_value(test, failure->right_text, value);
	} else if (failure->strings) {
		snprintf(value, sizeof(value), "\"%s\"", failure->left_string);
		print_value(test, failure->left_text, value);
		snprintf(value, sizeof(value), "\"%s\"", failure->right_string);
		print_value(test, failure->right_text, value);
	}
}

void __kunit_fail(struct kunit *test, const struct kunit_failure *failure, const char *fmt, ...)
{
	char message[LINE_MAX_CHARS];
	va_list args;

	kunit_set_failure(test);
	__kunit_log(test, KERN_ERR, "%s FAILED at %s:%d", failure->is_assert ? "ASSERTION" : "EXPECTATION",
		    failure->file, failure->line);
	if (failure->values || failure->strings)
		printk(KERN_NOTICE "%*sExpected %s %s %s, but\n", 4 * test->depth, "",
		       failure->left_text, failure->what, failure->right_text);
	else if (failure->what)
		printk(KERN_NOTICE "%*sExpected %s, but it is not\n", 4 * test->depth, "", failure->what);
	print_values(test, failure);
	if (fmt) {
		va_start(args, fmt);
		vscnprintf(message, sizeof(message), fmt, args);
		va_end(args);
		printk(KERN_NOTICE "%*s%s\n", 4 * test->depth, "", strim(message));
	}
	if (failure->is_assert)
		kunit_abort(test);
}
EXPORT_SYMBOL(__kunit_fail);

void __kunit_skip_note(struct kunit *test, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(test->status_comment, sizeof(test->status_comment), fmt, args);
	va_end(args);
	WRITE_ONCE(test->status, KUNIT_SKIPPED);
}
EXPORT_SYMBOL(__kunit_skip_note);

/* --- Resources ---------------------------------------------------------------------------------- */

void kunit_release_resource(struct kref *kref)
{
	struct kunit_resource *res = container_of(kref, struct kunit_resource, refcount);
	bool should_kfree = res->should_kfree;

	if (res->free)
		res->free(res);
	if (should_kfree)
		kfree(res);
}
EXPORT_SYMBOL(kunit_release_resource);

int __kunit_add_resource(struct kunit *test, kunit_resource_init_t init, kunit_resource_free_t free,
			 struct kunit_resource *res, void *data)
{
	unsigned long flags;
	int err = 0;

	res->free = free;
	kref_init(&res->refcount);
	if (init)
		err = init(res, data);
	else
		res->data = data;
	if (err)
		return err;
	spin_lock_irqsave(&test->lock, flags);
	list_add_tail(&res->node, &test->resources);
	spin_unlock_irqrestore(&test->lock, flags);
	return 0;
}

int kunit_add_resource(struct kunit *test, kunit_resource_init_t init, kunit_resource_free_t free,
		       struct kunit_resource *res, void *data)
{
	res->should_kfree = false;
	res->name = NULL;
	return __kunit_add_resource(test, init, free, res, data);
}
EXPORT_SYMBOL(kunit_add_resource);

int kunit_add_named_resource(struct kunit *test, kunit_resource_init_t init,
			     kunit_resource_free_t free, struct kunit_resource *res, const char *name,
			     void *data)
{
	struct kunit_resource *existing;

	if (!name)
		return -EINVAL;
	existing = kunit_find_named_resource(test, name);
	if (existing) {
		kunit_put_resource(existing);
		return -EEXIST;
	}
	res->name = name;
	res->should_kfree = false;
	return __kunit_add_resource(test, init, free, res, data);
}
EXPORT_SYMBOL(kunit_add_named_resource);

struct kunit_resource *kunit_alloc_and_get_resource(struct kunit *test, kunit_resource_init_t init,
						    kunit_resource_free_t free, gfp_t gfp, void *context)
{
	struct kunit_resource *res = kzalloc(sizeof(*res), gfp);

	if (!res)
		return NULL;
	res->should_kfree = true;
	if (__kunit_add_resource(test, init, free, res, context)) {
		kfree(res);
		return NULL;
	}
	kunit_get_resource(res);
	return res;
}
EXPORT_SYMBOL(kunit_alloc_and_get_resource);

void *kunit_alloc_resource(struct kunit *test, kunit_resource_init_t init, kunit_resource_free_t free,
			   gfp_t gfp, void *context)
{
	struct kunit_resource *res = kunit_alloc_and_get_resource(test, init, free, gfp, context);

	if (!res)
		return NULL;
	kunit_put_resource(res);
	return res->data;
}
EXPORT_SYMBOL(kunit_alloc_resource);

bool kunit_resource_instance_match(struct kunit *test, struct kunit_resource *res, void *match_data)
{
	return res->data == match_data;
}
EXPORT_SYMBOL(kunit_resource_instance_match);

bool kunit_resource_name_match(struct kunit *test, struct kunit_resource *res, void *match_name)
{
	return res->name && !strcmp(res->name, match_name);
}
EXPORT_SYMBOL(kunit_resource_name_match);

struct kunit_resource *kunit_find_resource(struct kunit *test, kunit_resource_match_t match,
					   void *match_data)
{
	struct kunit_resource *res, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&test->lock, flags);
	list_for_each_entry_reverse(res, &test->resources, node) {
		if (match(test, res, match_data)) {
			found = res;
			kunit_get_resource(found);
			break;
		}
	}
	spin_unlock_irqrestore(&test->lock, flags);
	return found;
}
EXPORT_SYMBOL(kunit_find_resource);

struct kunit_resource *kunit_find_named_resource(struct kunit *test, const char *name)
{
	return kunit_find_resource(test, kunit_resource_name_match, (void *)name);
}
EXPORT_SYMBOL(kunit_find_named_resource);

void kunit_remove_resource(struct kunit *test, struct kunit_resource *res)
{
	unsigned long flags;

	spin_lock_irqsave(&test->lock, flags);
	list_del_init(&res->node);
	spin_unlock_irqrestore(&test->lock, flags);
	kunit_put_resource(res);
}

int kunit_destroy_resource(struct kunit *test, kunit_resource_match_t match, void *match_data)
{
	struct kunit_resource *res = kunit_find_resource(test, match, match_data);

	if (!res)
		return -ENOENT;
	kunit_remove_resource(test, res);
	kunit_put_resource(res); /* the reference of the search */
	return 0;
}

int kunit_destroy_named_resource(struct kunit *test, const char *name)
{
	return kunit_destroy_resource(test, kunit_resource_name_match, (void *)name);
}
EXPORT_SYMBOL(kunit_destroy_named_resource);

void kunit_cleanup(struct kunit *test)
{
	while (!list_empty(&test->resources))
		kunit_remove_resource(test, list_last_entry(&test->resources, struct kunit_resource, node));
}

static void free_memory_resource(struct kunit_resource *res)
{
	kfree(res->data);
}

void *kunit_kmalloc_array(struct kunit *test, size_t n, size_t size, gfp_t gfp)
{
	struct kunit_resource *res;
	void *data = kmalloc_array(n, size, gfp);

	if (!data)
		return NULL;
	res = kzalloc(sizeof(*res), gfp);
	if (!res) {
		kfree(data);
		return NULL;
	}
	res->should_kfree = true;
	__kunit_add_resource(test, NULL, free_memory_resource, res, data);
	return data;
}
EXPORT_SYMBOL(kunit_kmalloc_array);

void kunit_kfree(struct kunit *test, const void *ptr)
{
	if (ptr && kunit_destroy_resource(test, kunit_resource_instance_match, (void *)ptr))
		KUNIT_FAIL(test, "kunit_kfree: %px was not allocated by this case", ptr);
}
