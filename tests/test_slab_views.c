// SPDX-License-Identifier: MIT
/* tests/test_slab_views.c: /proc/slabinfo and the pictures of caches tell what is so, on each allocator. */
#include <kunit/test.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "../mm/slab.h"

#define SIZE	   100
#define NR_OBJECTS 60
#define TEXT_BYTES 65536

static struct kmem_cache *cache;
static u8 *objects[NR_OBJECTS];
static char *text;

/* The text that @show writes, ended by a 0. */
static void read_view(struct kunit *test, bool picture)
{
	struct seq_file m = { .buf = text, .size = TEXT_BYTES - 1 };

	if (picture)
		KUNIT_ASSERT_EQ(test, slab_draw_cache(&m, "test_views"), 0);
	else
		slabinfo_show(&m, NULL);
	KUNIT_ASSERT_FALSE(test, seq_has_overflowed(&m));
	text[m.count] = 0;
}

static void make_cache(struct kunit *test, slab_flags_t flags)
{
	cache = kmem_cache_create("test_views", SIZE, 0, flags | SLAB_NO_USER_FLAGS, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	for (int i = 0; i < NR_OBJECTS; i++) {
		objects[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
	}
}

static void end_cache(unsigned int first)
{
	for (unsigned int i = first; i < NR_OBJECTS; i++)
		kmem_cache_free(cache, objects[i]);
	kmem_cache_destroy(cache);
}

static void slabinfo_has_a_true_line_for_each_cache(struct kunit *test)
{
	unsigned long active, total, active_slabs, nr_slabs, resting;
	unsigned int size, per_slab, pages, limit, batch, shared;
	char *line;

	make_cache(test, 0);
	for (int i = 0; i < 10; i++)
		kmem_cache_free(cache, objects[i]);
	read_view(test, false);
	KUNIT_EXPECT_EQ(test, strncmp(text, "slabinfo - version: 2.1\n# name            <active_objs>", 54), 0);
	line = strstr(text, "\ntest_views ");
	KUNIT_ASSERT_NOT_NULL(test, line);
	KUNIT_ASSERT_EQ(test, sscanf(line, " test_views %lu %lu %u %u %u : tunables %u %u %u : slabdata %lu %lu %lu",
				     &active, &total, &size, &per_slab, &pages, &limit, &batch, &shared,
				     &active_slabs, &nr_slabs, &resting), 11);
	KUNIT_EXPECT_EQ(test, active, NR_OBJECTS - 10UL);
	KUNIT_EXPECT_GE(test, total, active);
	KUNIT_EXPECT_GE(test, size, SIZE);
	if (cache->ops->look) {
		KUNIT_EXPECT_EQ(test, total, nr_slabs * per_slab);
		KUNIT_EXPECT_GE(test, pages * PAGE_SIZE, per_slab * size);
	}
	end_cache(10);
}

/* Eight digits: any address of lowmem, not only those that begin with c. */
static bool begins_with_an_address(const char *line)
{
	return strspn(line, "0123456789abcdef") == 8;
}

/* How often @c stands in the rows of the picture: behind the last two blanks of lines that begin with an address. */
static unsigned int count_in_rows(char c)
{
	unsigned int nr = 0, in_line = 0;
	char *at, *line = text;

	for (at = text; *at; at++) {
		if (*at == '\n') {
			nr += begins_with_an_address(line) ? in_line : 0;
			line = at + 1;
			in_line = 0;
		} else if (at[0] == ' ' && at[1] == ' ') {
			in_line = 0;
		} else {
			in_line += *at == c;
		}
	}
	return nr;
}

static void each_object_is_drawn_as_what_it_is(struct kunit *test)
{
	make_cache(test, 0);
	for (int i = 0; i < 7; i++)
		kmem_cache_free(cache, objects[i]);
	read_view(test, true);
	if (cache->ops->look) {
		KUNIT_EXPECT_EQ(test, count_in_rows('#'), NR_OBJECTS - 7);
		KUNIT_EXPECT_GE(test, count_in_rows('.') + count_in_rows(','), 7);
	} else {
		/* In units of 8 bytes. */
		KUNIT_EXPECT_EQ(test, count_in_rows('#'), (NR_OBJECTS - 7) * (cache->size / 8));
		KUNIT_EXPECT_GE(test, count_in_rows('h'), NR_OBJECTS - 7);
	}
	end_cache(7);
}

static void damage_is_drawn_before_it_is_reported(struct kunit *test)
{
	make_cache(test, SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER);
	if (!kmem_cache_debug(cache)) {
		end_cache(0);
		kunit_skip(test, "this allocator does not watch objects");
	}
	read_view(test, true);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "rrooooooooooooooooooooooooo"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "RLAAAAFFFF"));
	KUNIT_EXPECT_EQ(test, count_in_rows('r'), 0);
	KUNIT_EXPECT_EQ(test, count_in_rows('p'), 0);
	objects[3][SIZE] ^= 1;
	objects[5][-1] ^= 1;
	kmem_cache_free(cache, objects[0]);
	objects[0][20] ^= 1;
	read_view(test, true);
	KUNIT_EXPECT_EQ(test, count_in_rows('r'), 2);
	KUNIT_EXPECT_EQ(test, count_in_rows('p'), 1);
	objects[3][SIZE] ^= 1;
	objects[5][-1] ^= 1;
	objects[0][20] ^= 1;
	end_cache(1);
}

static void note_row(void *data, const struct slab_row *row)
{
	if (!strcmp(row->name, "test_views"))
		*(struct slab_row *)data = *row;
}

static void slabtop_is_told_the_same(struct kunit *test)
{
	struct slab_row row = {};
	struct slabinfo info;

	make_cache(test, 0);
	slab_visit_caches(note_row, &row);
	get_slabinfo(cache, &info);
	KUNIT_EXPECT_EQ(test, row.active_objs, (unsigned long)NR_OBJECTS);
	KUNIT_EXPECT_EQ(test, row.num_objs, info.num_objs);
	KUNIT_EXPECT_EQ(test, row.num_slabs, info.num_slabs);
	KUNIT_EXPECT_EQ(test, row.slab_bytes, PAGE_SIZE << info.cache_order);
	KUNIT_EXPECT_EQ(test, row.size, cache->size);
	end_cache(0);
}

static struct kunit_case slab_views_cases[] = {
	KUNIT_CASE(slabinfo_has_a_true_line_for_each_cache),
	KUNIT_CASE(each_object_is_drawn_as_what_it_is),
	KUNIT_CASE(damage_is_drawn_before_it_is_reported),
	KUNIT_CASE(slabtop_is_told_the_same),
	{}
};

static int get_text(struct kunit *test)
{
	text = kvmalloc(TEXT_BYTES, GFP_KERNEL);
	return text ? 0 : -ENOMEM;
}

static void put_text(struct kunit *test)
{
	kvfree(text);
}

static struct kunit_suite slab_views_suite = {
	.name = "slab_views",
	.init = get_text,
	.exit = put_text,
	.test_cases = slab_views_cases,
};
kunit_test_suite(slab_views_suite);
