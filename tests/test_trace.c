// SPDX-License-Identifier: MIT
/* tests/test_trace.c: an event that is on writes one record for each thing that happens, and says it in Linux's words. */
#include "trace_aside.h"
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <trace/events/kmem.h>
#include "../mm/slab.h"

static int trace_suite_begin(struct kunit *test)
{
	trace_clear();
	return 0;
}

static void trace_suite_end(struct kunit *test)
{
	trace_start_again();
}

/* How many records of @event mention @text. */
static unsigned int lines_with(const struct trace_event *event, const char *text)
{
	struct trace_counts counts;
	struct trace_record record;
	unsigned int found = 0;
	char line[320];

	trace_count(0, &counts);
	for (unsigned long nr = counts.overwritten; nr < counts.written; nr++) {
		if (!trace_read(0, nr, &record) || record.event != event)
			continue;
		trace_format(line, sizeof(line), 0, &record);
		found += strstr(line, text) != NULL;
	}
	return found;
}

static void a_page_is_told_of_when_it_goes_and_when_it_comes_back(struct kunit *test)
{
	char text[128];
	struct page *page;
	gfp_t gfp = GFP_KERNEL | __GFP_ZERO;

	trace_event_enable(&__tracepoint_mm_page_alloc, true);
	trace_event_enable(&__tracepoint_mm_page_free, true);
	page = alloc_pages(gfp, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, 2);
	trace_event_enable(&__tracepoint_mm_page_alloc, false);
	trace_event_enable(&__tracepoint_mm_page_free, false);
	snprintf(text, sizeof(text),
		 ": mm_page_alloc: page=%p pfn=0x%lx order=2 migratetype=0 gfp_flags=GFP_KERNEL|__GFP_ZERO",
		 page, page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_mm_page_alloc, text), 1U);
	snprintf(text, sizeof(text), ": mm_page_free: page=%p pfn=0x%lx order=2", page, page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_mm_page_free, text), 1U);
}

static void an_event_that_is_off_writes_nothing(struct kunit *test)
{
	struct trace_counts counts;

	__free_page(alloc_page(GFP_KERNEL));
	kfree(kmalloc(40, GFP_KERNEL));
	trace_count(0, &counts);
	KUNIT_EXPECT_EQ(test, counts.written, 0UL);
	KUNIT_EXPECT_EQ(test, jump_label_check(), 0);
}

static void kmalloc_tells_both_sizes_and_who_asked(struct kunit *test)
{
	size_t size = 100;
	unsigned int slot;
	char text[160];
	void *a, *b;

	OPTIMIZER_HIDE_VAR(size);
	trace_event_enable(&__tracepoint_kmalloc, true);
	trace_event_enable(&__tracepoint_kfree, true);
	a = kmalloc(100, GFP_KERNEL);
	b = kmalloc(size, GFP_ATOMIC);
	kfree(b);
	kfree(a);
	trace_event_enable(&__tracepoint_kmalloc, false);
	trace_event_enable(&__tracepoint_kfree, false);
	slot = kmalloc_slab(100, GFP_KERNEL)->size; /* 128, unless slub_debug= adds to it */
	snprintf(text, sizeof(text), " ptr=%p bytes_req=100 bytes_alloc=%u gfp_flags=GFP_KERNEL node=-1 accounted=false",
		 a, slot);
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_kmalloc, text), 1U);
	snprintf(text, sizeof(text), " ptr=%p bytes_req=100 bytes_alloc=%u gfp_flags=GFP_ATOMIC node=-1 accounted=false",
		 b, slot);
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_kmalloc, text), 1U);
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_kmalloc, "call_site=kmalloc_tells_both_sizes_and_who_asked+0x"), 2U);
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_kfree, "call_site=kmalloc_tells_both_sizes_and_who_asked+0x"), 2U);
}

static void a_cache_is_named_where_its_object_is_freed(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("traced", 48, 0, 0, NULL);
	void *object;

	KUNIT_ASSERT_NOT_NULL(test, s);
	trace_event_enable(&__tracepoint_kmem_cache_alloc, true);
	trace_event_enable(&__tracepoint_kmem_cache_free, true);
	object = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free(s, object);
	trace_event_enable(&__tracepoint_kmem_cache_alloc, false);
	trace_event_enable(&__tracepoint_kmem_cache_free, false);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_kmem_cache_alloc, "bytes_req=48 bytes_alloc="), 1U);
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_kmem_cache_free, " name=traced"), 1U);
}

/* Every event of objects, word for word, whichever allocator serves. */
static void events_of_objects_read_as_in_linux(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("traced", 256, 0, SLAB_NO_USER_FLAGS, NULL);
	const char *here = "call_site=events_of_objects_read_as_in_linux+0x";
	struct trace_event *const events[] = {
		&__tracepoint_kmalloc, &__tracepoint_kmalloc_node, &__tracepoint_kmem_cache_alloc,
		&__tracepoint_kmem_cache_alloc_node, &__tracepoint_kfree, &__tracepoint_kmem_cache_free,
	};
	char text[160];
	void *objects[4];
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < ARRAY_SIZE(events); i++)
		trace_event_enable(events[i], true);
	objects[0] = kmalloc(256, GFP_KERNEL);
	objects[1] = kmalloc_node(256, GFP_NOWAIT, 0);
	objects[2] = kmem_cache_alloc(s, GFP_KERNEL | __GFP_ZERO);
	objects[3] = kmem_cache_alloc_node(s, GFP_ATOMIC, 0);
	kfree(objects[0]);
	kfree(objects[1]);
	kmem_cache_free(s, objects[2]);
	kmem_cache_free(s, objects[3]);
	for (i = 0; i < ARRAY_SIZE(events); i++)
		trace_event_enable(events[i], false);
	for (i = 0; i < 4; i++) {
		static const char *const how[] = {
			"GFP_KERNEL node=-1", "GFP_NOWAIT node=0", "GFP_KERNEL|__GFP_ZERO node=-1", "GFP_ATOMIC node=0",
		};

		snprintf(text, sizeof(text), " ptr=%p bytes_req=256 bytes_alloc=%u gfp_flags=%s accounted=false",
			 objects[i], i < 2 ? kmalloc_slab(256, GFP_KERNEL)->size : s->size, how[i]);
		KUNIT_EXPECT_EQ_MSG(test, lines_with(events[i], text), 1U, "%s", text);
		KUNIT_EXPECT_EQ_MSG(test, lines_with(events[i], here), 1U, "%u", i);
	}
	snprintf(text, sizeof(text), " ptr=%p", objects[1]);
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_kfree, text), 1U);
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_kfree, here), 2U);
	snprintf(text, sizeof(text), " ptr=%p name=traced", objects[3]);
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_kmem_cache_free, text), 1U);
	KUNIT_EXPECT_EQ(test, lines_with(&__tracepoint_kmem_cache_free, here), 2U);
	kmem_cache_destroy(s);
}

static noinline void allocate_from_elsewhere(void)
{
	kfree(kmalloc(90, GFP_KERNEL));
}

static void a_filter_lets_through_only_what_it_says(struct kunit *test)
{
	struct trace_event *kmalloc_event = &__tracepoint_kmalloc;

	KUNIT_EXPECT_EQ(test, trace_event_filter(kmalloc_event, "bytes_req>=64"), 0);
	KUNIT_EXPECT_EQ(test, trace_event_filter(kmalloc_event, "bytes_req!=80"), 0);
	KUNIT_EXPECT_EQ(test, trace_event_filter(kmalloc_event, "call_site~a_filter_lets*"), 0);
	trace_event_enable(kmalloc_event, true);
	kfree(kmalloc(63, GFP_KERNEL));
	kfree(kmalloc(64, GFP_KERNEL));
	kfree(kmalloc(80, GFP_KERNEL));
	kfree(kmalloc(90, GFP_KERNEL));
	allocate_from_elsewhere();
	trace_event_enable(kmalloc_event, false);
	KUNIT_EXPECT_EQ(test, lines_with(kmalloc_event, "bytes_req"), 2U);
	KUNIT_EXPECT_EQ(test, lines_with(kmalloc_event, "bytes_req=64"), 1U);
	KUNIT_EXPECT_EQ(test, lines_with(kmalloc_event, "bytes_req=90"), 1U);
}

static void a_filter_that_makes_no_sense_is_refused(struct kunit *test)
{
	struct trace_event *event = &__tracepoint_kmem_cache_free;

	KUNIT_EXPECT_EQ(test, trace_event_filter(event, "order>=3"), -EINVAL);
	KUNIT_EXPECT_EQ(test, trace_event_filter(event, "name"), -EINVAL);
	KUNIT_EXPECT_EQ(test, trace_event_filter(event, "name<x"), -EINVAL);
	KUNIT_EXPECT_EQ(test, trace_event_filter(event, "ptr~x"), -EINVAL);
	KUNIT_EXPECT_EQ(test, trace_event_filter(event, "ptr==x"), -EINVAL);
	KUNIT_EXPECT_EQ(test, event->nr_conditions, 0U);
	for (int i = 0; i < TRACE_CONDITIONS; i++)
		KUNIT_EXPECT_EQ(test, trace_event_filter(event, "name~k*"), 0);
	KUNIT_EXPECT_EQ(test, trace_event_filter(event, "name~k*"), -ENOSPC);
}

static void a_full_ring_keeps_the_newest_and_counts_the_rest(struct kunit *test)
{
	struct trace_counts counts, full;
	struct trace_record record;

	trace_event_enable(&__tracepoint_kfree, true);
	do {
		kfree(NULL);
		trace_count(0, &counts);
	} while (!counts.overwritten);
	for (int i = 0; i < 10; i++)
		kfree(NULL);
	trace_event_enable(&__tracepoint_kfree, false);
	trace_count(0, &full);
	KUNIT_EXPECT_EQ(test, full.held, counts.held);
	KUNIT_EXPECT_EQ(test, full.written, full.held + full.overwritten);
	KUNIT_EXPECT_GE(test, full.overwritten, 11UL);
	KUNIT_EXPECT_FALSE(test, trace_read(0, full.overwritten - 1, &record));
	KUNIT_EXPECT_TRUE(test, trace_read(0, full.overwritten, &record));
	KUNIT_EXPECT_FALSE(test, trace_read(0, full.written, &record));
}

/* Slabs that are full but for one object: whoever asks next is to have that one, watched or not. */
static void who_is_watched_gets_what_was_freed_last(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test_watched", 200, 0, SLAB_NO_USER_FLAGS, NULL);
	unsigned int i, nr = s ? 2 * max(s->per_slab, 16U) : 0;
	void **objects = kunit_kcalloc(test, nr, sizeof(*objects), GFP_KERNEL), *again;

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_NOT_NULL(test, objects);
	if (slab_allocator == &slob_ops) {
		kmem_cache_destroy(s);
		kunit_skip(test, "SLOB takes the first hole, whatever was there last");
	}
	for (i = 0; i < nr; i++)
		objects[i] = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free(s, objects[0]);
	trace_event_enable(&__tracepoint_kmem_cache_alloc, true);
	again = kmem_cache_alloc(s, GFP_KERNEL);
	trace_event_enable(&__tracepoint_kmem_cache_alloc, false);
	KUNIT_EXPECT_PTR_EQ(test, again, objects[0]);
	objects[0] = again;
	kmem_cache_free_bulk(s, nr, objects);
	kmem_cache_destroy(s);
}

static void gfp_flags_have_names(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		const char *name;
	} rows[] = {
		{ 0, "none" }, { GFP_KERNEL, "GFP_KERNEL" }, { GFP_ATOMIC, "GFP_ATOMIC" },
		{ GFP_KERNEL | __GFP_ZERO, "GFP_KERNEL|__GFP_ZERO" }, { GFP_NOIO, "GFP_NOIO" },
		{ GFP_HIGHUSER_MOVABLE, "GFP_HIGHUSER_MOVABLE" }, { GFP_DMA, "GFP_DMA" },
		{ GFP_ATOMIC | __GFP_NOWARN, "GFP_ATOMIC|__GFP_NOWARN" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[64];

		snprintf(text, sizeof(text), "%pGg", &rows[i].gfp);
		KUNIT_EXPECT_STREQ(test, text, rows[i].name);
	}
}

static void page_and_area_flags_have_names(struct kunit *test)
{
	unsigned long page = 1UL << PG_locked | 1UL << PG_lru | (unsigned long)ZONE_NORMAL << ZONEID_PGSHIFT;
	unsigned long area = VM_READ | VM_SHARED | 0x80;
	char text[80], expected[80];

	snprintf(text, sizeof(text), "%pGp", &page);
	snprintf(expected, sizeof(expected), "%#lx(locked|lru%s|zone=%d)", page, NODES_WIDTH ? "|node=0" : "",
		 ZONE_NORMAL);
	KUNIT_EXPECT_STREQ(test, (const char *)text, (const char *)expected);
	page = 0;
	snprintf(text, sizeof(text), "%pGp", &page);
	KUNIT_EXPECT_STREQ(test, (const char *)text, NODES_WIDTH ? "0x0(node=0|zone=0)" : "0x0(zone=0)");
	snprintf(text, sizeof(text), "%pGv", &area);
	KUNIT_EXPECT_STREQ(test, (const char *)text, "read|shared|0x80");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_page_is_told_of_when_it_goes_and_when_it_comes_back),
	KUNIT_CASE(an_event_that_is_off_writes_nothing),
	KUNIT_CASE(kmalloc_tells_both_sizes_and_who_asked),
	KUNIT_CASE(a_cache_is_named_where_its_object_is_freed),
	KUNIT_CASE(events_of_objects_read_as_in_linux),
	KUNIT_CASE(a_filter_lets_through_only_what_it_says),
	KUNIT_CASE(a_filter_that_makes_no_sense_is_refused),
	KUNIT_CASE(a_full_ring_keeps_the_newest_and_counts_the_rest),
	KUNIT_CASE(who_is_watched_gets_what_was_freed_last),
	KUNIT_CASE(gfp_flags_have_names),
	KUNIT_CASE(page_and_area_flags_have_names),
	{}
};

static struct kunit_suite suite = {
	.name = "trace",
	.suite_init = trace_put_aside,
	.suite_exit = trace_put_back,
	.init = trace_suite_begin,
	.exit = trace_suite_end,
	.test_cases = cases,
};
kunit_test_suite(suite);
