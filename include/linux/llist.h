/* SPDX-License-Identifier: MIT */
/*
 * linux/llist.h: a stack that many may push to at once without a lock, and one takes whole.
 *
 * Pushing swaps the head by cmpxchg; taking all swaps it for NULL. Entries come out newest first:
 * llist_reverse_order() gives the order in which they were pushed.
 */
#ifndef _LINUX_LLIST_H
#define _LINUX_LLIST_H

#include <linux/atomic.h>
#include <linux/container_of.h>
#include <linux/types.h>

struct llist_head {
	struct llist_node *first;
};

struct llist_node {
	struct llist_node *next;
};

#define LLIST_HEAD_INIT(name) { NULL }
#define LLIST_HEAD(name)      struct llist_head name = LLIST_HEAD_INIT(name)

static inline void init_llist_head(struct llist_head *list)
{
	list->first = NULL;
}

#define llist_entry(ptr, type, member) container_of(ptr, type, member)
#define member_address_is_nonnull(ptr, member) ((unsigned long)(ptr) + offsetof(typeof(*(ptr)), member) != 0)
#define llist_for_each(pos, node)	  for ((pos) = (node); pos; (pos) = (pos)->next)
#define llist_for_each_safe(pos, n, node) \
	for ((pos) = (node); (pos) && ((n) = (pos)->next, true); (pos) = (n))
#define llist_for_each_entry(pos, node, member)                        \
	for ((pos) = llist_entry((node), typeof(*(pos)), member);      \
	     member_address_is_nonnull(pos, member);                   \
	     (pos) = llist_entry((pos)->member.next, typeof(*(pos)), member))
#define llist_for_each_entry_safe(pos, n, node, member)                \
	for ((pos) = llist_entry((node), typeof(*(pos)), member);      \
	     member_address_is_nonnull(pos, member) &&                 \
	     (n = llist_entry((pos)->member.next, typeof(*n), member), true); \
	     (pos) = (n))

static inline bool llist_empty(const struct llist_head *head)
{
	return !READ_ONCE(head->first);
}

static inline struct llist_node *llist_next(struct llist_node *node)
{
	return node->next;
}

/* Push the chain from @first to @last. True if the list was empty. Context: any. */
static inline bool llist_add_batch(struct llist_node *first, struct llist_node *last,
				   struct llist_head *head)
{
	struct llist_node *old;

	do {
		old = READ_ONCE(head->first);
		last->next = old;
	} while (cmpxchg(&head->first, old, first) != old);
	return !old;
}

static inline bool llist_add(struct llist_node *node, struct llist_head *head)
{
	return llist_add_batch(node, node, head);
}

static inline struct llist_node *llist_del_all(struct llist_head *head)
{
	return xchg(&head->first, NULL);
}

/* Pop the newest; only one may pop at a time. */
static inline struct llist_node *llist_del_first(struct llist_head *head)
{
	struct llist_node *entry;

	do {
		entry = READ_ONCE(head->first);
		if (!entry)
			return NULL;
	} while (cmpxchg(&head->first, entry, entry->next) != entry);
	return entry;
}

static inline struct llist_node *llist_reverse_order(struct llist_node *head)
{
	struct llist_node *reversed = NULL;

	while (head) {
		struct llist_node *next = head->next;

		head->next = reversed;
		reversed = head;
		head = next;
	}
	return reversed;
}

#endif
