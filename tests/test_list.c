// SPDX-License-Identifier: MIT
/* tests/test_list.c: list.h, hlist, llist.h and list_sort. */
#include <kunit/test.h>
#include <linux/list.h>
#include <linux/list_sort.h>
#include <linux/llist.h>
#include <linux/random.h>

#define ITEMS 8

struct item {
	int value;
	int order;
	struct list_head node;
	struct hlist_node hash;
	struct llist_node link;
};

struct world {
	struct list_head head;
	struct item items[ITEMS];
};

/* Items 0 to n-1 in order. */
static void populate(struct world *w, int n)
{
	INIT_LIST_HEAD(&w->head);
	for (int i = 0; i < n; i++) {
		w->items[i].value = i;
		list_add_tail(&w->items[i].node, &w->head);
	}
}

/* The values read forwards are the digits of @digits; backwards they are the same ones reversed. */
static void expect_order(struct kunit *test, struct list_head *head, const char *digits)
{
	struct item *item;
	int n = 0, count = strlen(digits);

	list_for_each_entry(item, head, node) {
		KUNIT_ASSERT_LT(test, n, count);
		KUNIT_EXPECT_EQ(test, item->value, digits[n++] - '0');
	}
	KUNIT_EXPECT_EQ(test, n, count);
	list_for_each_entry_reverse(item, head, node) {
		KUNIT_ASSERT_GT(test, n, 0);
		KUNIT_EXPECT_EQ(test, item->value, digits[--n] - '0');
	}
	KUNIT_EXPECT_EQ(test, n, 0);
}

static void a_new_list_is_empty(struct kunit *test)
{
	LIST_HEAD(head);

	KUNIT_EXPECT_TRUE(test, list_empty(&head));
	KUNIT_EXPECT_TRUE(test, list_empty_careful(&head));
	KUNIT_EXPECT_FALSE(test, list_is_singular(&head));
	KUNIT_EXPECT_NULL(test, list_first_entry_or_null(&head, struct item, node));
	expect_order(test, &head, "");
}

static void add_makes_a_stack_and_add_tail_a_queue(struct kunit *test)
{
	struct world w;

	populate(&w, 3);
	expect_order(test, &w.head, "012");
	w.items[3].value = 3;
	list_add(&w.items[3].node, &w.head);
	expect_order(test, &w.head, "3012");
	KUNIT_EXPECT_TRUE(test, list_is_first(&w.items[3].node, &w.head));
	KUNIT_EXPECT_TRUE(test, list_is_last(&w.items[2].node, &w.head));
	KUNIT_EXPECT_PTR_EQ(test, list_last_entry(&w.head, struct item, node), &w.items[2]);
}

static void a_deleted_entry_is_poisoned(struct kunit *test)
{
	struct world w;

	populate(&w, 3);
	list_del(&w.items[1].node);
	expect_order(test, &w.head, "02");
	KUNIT_EXPECT_PTR_EQ(test, (void *)w.items[1].node.next, (void *)LIST_POISON1);
	KUNIT_EXPECT_PTR_EQ(test, (void *)w.items[1].node.prev, (void *)LIST_POISON2);
	list_del_init(&w.items[0].node);
	KUNIT_EXPECT_TRUE(test, list_empty(&w.items[0].node));
	KUNIT_EXPECT_TRUE(test, list_is_singular(&w.head));
}

static void entries_move_replace_and_swap(struct kunit *test)
{
	struct world w;

	populate(&w, 4);
	list_move(&w.items[2].node, &w.head);
	expect_order(test, &w.head, "2013");
	list_move_tail(&w.items[0].node, &w.head);
	expect_order(test, &w.head, "2130");
	w.items[5].value = 5;
	list_replace(&w.items[1].node, &w.items[5].node);
	expect_order(test, &w.head, "2530");
	list_swap(&w.items[2].node, &w.items[3].node);
	expect_order(test, &w.head, "3520");
	list_swap(&w.items[3].node, &w.items[5].node);
	expect_order(test, &w.head, "5320");
	list_rotate_left(&w.head);
	expect_order(test, &w.head, "3205");
	list_bulk_move_tail(&w.head, &w.items[3].node, &w.items[2].node);
	expect_order(test, &w.head, "0532");
}

static void splice_joins_at_either_end(struct kunit *test)
{
	struct world a, b;

	populate(&a, 2);
	populate(&b, 3);
	list_splice_init(&b.head, &a.head);
	expect_order(test, &a.head, "01201");
	KUNIT_EXPECT_TRUE(test, list_empty(&b.head));
	list_splice_tail_init(&b.head, &a.head);
	expect_order(test, &a.head, "01201");
	populate(&a, 2);
	populate(&b, 3);
	list_splice_tail_init(&b.head, &a.head);
	expect_order(test, &a.head, "01012");
}

static void cut_splits_behind_or_before_an_entry(struct kunit *test)
{
	LIST_HEAD(front);
	struct world w;

	populate(&w, 4);
	list_cut_position(&front, &w.head, &w.items[1].node);
	expect_order(test, &front, "01");
	expect_order(test, &w.head, "23");
	populate(&w, 4);
	list_cut_before(&front, &w.head, &w.items[1].node);
	expect_order(test, &front, "0");
	expect_order(test, &w.head, "123");
}

static void safe_iteration_allows_deletion(struct kunit *test)
{
	struct item *item, *next;
	struct world w;

	populate(&w, 6);
	list_for_each_entry_safe(item, next, &w.head, node)
		if (item->value % 2)
			list_del(&item->node);
	expect_order(test, &w.head, "024");
}

static void hlist_entries_come_out_newest_first(struct kunit *test)
{
	struct item items[3], *item;
	HLIST_HEAD(head);
	int n = 3;

	for (int i = 0; i < 3; i++) {
		items[i].value = i;
		hlist_add_head(&items[i].hash, &head);
	}
	hlist_for_each_entry(item, &head, hash)
		KUNIT_EXPECT_EQ(test, item->value, --n);
	hlist_del_init(&items[1].hash);
	KUNIT_EXPECT_TRUE(test, hlist_unhashed(&items[1].hash));
	hlist_del(&items[2].hash);
	KUNIT_EXPECT_PTR_EQ(test, head.first, &items[0].hash);
	KUNIT_EXPECT_PTR_EQ(test, items[0].hash.pprev, &head.first);
	hlist_del_init(&items[0].hash);
	KUNIT_EXPECT_TRUE(test, hlist_empty(&head));
}

static void hlist_adds_before_and_behind(struct kunit *test)
{
	struct item items[3], *item;
	HLIST_HEAD(head);
	int n = 0;

	for (int i = 0; i < 3; i++)
		items[i].value = i;
	hlist_add_head(&items[1].hash, &head);
	hlist_add_before(&items[0].hash, &items[1].hash);
	hlist_add_behind(&items[2].hash, &items[1].hash);
	hlist_for_each_entry(item, &head, hash)
		KUNIT_EXPECT_EQ(test, item->value, n++);
	KUNIT_EXPECT_EQ(test, n, 3);
}

static void llist_gives_everything_back_at_once(struct kunit *test)
{
	struct item items[3];
	struct llist_node *all;
	LLIST_HEAD(head);

	KUNIT_EXPECT_TRUE(test, llist_add(&items[0].link, &head));
	KUNIT_EXPECT_FALSE(test, llist_add(&items[1].link, &head));
	KUNIT_EXPECT_FALSE(test, llist_add(&items[2].link, &head));
	all = llist_del_all(&head);
	KUNIT_EXPECT_TRUE(test, llist_empty(&head));
	KUNIT_EXPECT_PTR_EQ(test, all, &items[2].link);
	all = llist_reverse_order(all);
	KUNIT_EXPECT_PTR_EQ(test, all, &items[0].link);
	KUNIT_EXPECT_PTR_EQ(test, all->next->next, &items[2].link);
	KUNIT_EXPECT_NULL(test, all->next->next->next);
}

static int compare_values(void *priv, const struct list_head *a, const struct list_head *b)
{
	(*(int *)priv)++;
	return list_entry(a, struct item, node)->value - list_entry(b, struct item, node)->value;
}

/* Any length from none up; values repeat, so that stability shows. */
static void list_sort_sorts_and_keeps_equals_in_order(struct kunit *test)
{
	static struct item many[100];

	for (int n = 0; n <= 100; n += n < 20 ? 1 : 16) {
		struct item *item, *before = NULL;
		LIST_HEAD(head);
		int count = 0, comparisons = 0;

		for (int i = 0; i < n; i++) {
			many[i].value = get_random_u32() % 10;
			many[i].order = i;
			list_add_tail(&many[i].node, &head);
		}
		list_sort(&comparisons, &head, compare_values);
		list_for_each_entry(item, &head, node) {
			if (before) {
				KUNIT_ASSERT_LE(test, before->value, item->value);
				if (before->value == item->value)
					KUNIT_ASSERT_LT(test, before->order, item->order);
			}
			KUNIT_ASSERT_PTR_EQ(test, item->node.prev->next, &item->node);
			before = item;
			count++;
		}
		KUNIT_EXPECT_EQ(test, count, n);
		KUNIT_EXPECT_LE(test, comparisons, n * 8);
	}
}

static struct kunit_case list_cases[] = {
	KUNIT_CASE(a_new_list_is_empty),
	KUNIT_CASE(add_makes_a_stack_and_add_tail_a_queue),
	KUNIT_CASE(a_deleted_entry_is_poisoned),
	KUNIT_CASE(entries_move_replace_and_swap),
	KUNIT_CASE(splice_joins_at_either_end),
	KUNIT_CASE(cut_splits_behind_or_before_an_entry),
	KUNIT_CASE(safe_iteration_allows_deletion),
	KUNIT_CASE(hlist_entries_come_out_newest_first),
	KUNIT_CASE(hlist_adds_before_and_behind),
	KUNIT_CASE(llist_gives_everything_back_at_once),
	KUNIT_CASE(list_sort_sorts_and_keeps_equals_in_order),
	{}
};

static struct kunit_suite list_suite = { .name = "list", .test_cases = list_cases };
kunit_test_suite(list_suite);
