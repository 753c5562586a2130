/* SPDX-License-Identifier: MIT */
/*
 * kunit/resource.h: things that go away with the test that made them, found by name if wanted.
 *
 * Source: Linux Documentation/dev-tools/kunit/api/resource.rst.
 */
#ifndef _KUNIT_RESOURCE_H
#define _KUNIT_RESOURCE_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/types.h>

struct kunit;
struct kunit_resource;

typedef int (*kunit_resource_init_t)(struct kunit_resource *res, void *context);
typedef void (*kunit_resource_free_t)(struct kunit_resource *res);
typedef bool (*kunit_resource_match_t)(struct kunit *test, struct kunit_resource *res, void *match_data);

struct kunit_resource {
	void *data;
	const char *name;
	kunit_resource_free_t free;
	struct kref refcount;
	struct list_head node;
	bool should_kfree; /* the struct itself came from kmalloc */
};

struct kunit_resource *kunit_alloc_and_get_resource(struct kunit *test, kunit_resource_init_t init,
						    kunit_resource_free_t free, gfp_t gfp, void *context);
void *kunit_alloc_resource(struct kunit *test, kunit_resource_init_t init, kunit_resource_free_t free,
			   gfp_t gfp, void *context);
int __kunit_add_resource(struct kunit *test, kunit_resource_init_t init, kunit_resource_free_t free,
			 struct kunit_resource *res, void *data);
int kunit_add_resource(struct kunit *test, kunit_resource_init_t init, kunit_resource_free_t free,
		       struct kunit_resource *res, void *data);
int kunit_add_named_resource(struct kunit *test, kunit_resource_init_t init,
			     kunit_resource_free_t free, struct kunit_resource *res, const char *name,
			     void *data);
struct kunit_resource *kunit_find_resource(struct kunit *test, kunit_resource_match_t match,
					   void *match_data);
struct kunit_resource *kunit_find_named_resource(struct kunit *test, const char *name);
int kunit_destroy_resource(struct kunit *test, kunit_resource_match_t match, void *match_data);
int kunit_destroy_named_resource(struct kunit *test, const char *name);
void kunit_remove_resource(struct kunit *test, struct kunit_resource *res);
bool kunit_resource_instance_match(struct kunit *test, struct kunit_resource *res, void *match_data);
bool kunit_resource_name_match(struct kunit *test, struct kunit_resource *res, void *match_name);

void kunit_release_resource(struct kref *kref);

static inline void kunit_get_resource(struct kunit_resource *res)
{
	kref_get(&res->refcount);
}

static inline void kunit_put_resource(struct kunit_resource *res)
{
	kref_put(&res->refcount, kunit_release_resource);
}

/* Free everything @test still has, the newest first. */
void kunit_cleanup(struct kunit *test);

#endif
