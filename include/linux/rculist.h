/* SPDX-License-Identifier: MIT */
/* linux/rculist.h: lists that readers walk under rcu_read_lock() while one writer changes them. */
#ifndef _LINUX_RCULIST_H
#define _LINUX_RCULIST_H

#include <linux/list.h>
#include <linux/poison.h>
#include <linux/rcupdate.h>

#define list_next_rcu(list) (*((struct list_head **)(&(list)->next)))

static inline void __list_add_rcu(struct list_head *new, struct list_head *prev, struct list_head *next)
{
	new->next = next;
	new->prev = prev;
	rcu_assign_pointer(list_next_rcu(prev), new);
	next->prev = new;
}

static inline void list_add_rcu(struct list_head *new, struct list_head *head)
{
	__list_add_rcu(new, head, head->next);
}

static inline void list_add_tail_rcu(struct list_head *new, struct list_head *head)
{
	__list_add_rcu(new, head->prev, head);
}

/* ->next stays: a reader that stands here goes on. */
static inline void list_del_rcu(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	WRITE_ONCE(entry->prev->next, entry->next);
	entry->prev = LIST_POISON2;
}

static inline void list_replace_rcu(struct list_head *old, struct list_head *new)
{
	new->next = old->next;
	new->prev = old->prev;
	rcu_assign_pointer(list_next_rcu(new->prev), new);
	new->next->prev = new;
	old->prev = LIST_POISON2;
}

#define list_entry_rcu(ptr, type, member) container_of(READ_ONCE(ptr), type, member)
#define list_first_or_null_rcu(ptr, type, member)                                \
	({                                                                       \
		struct list_head *__ptr = (ptr);                                 \
		struct list_head *__next = READ_ONCE(__ptr->next);               \
		likely(__ptr != __next) ? list_entry_rcu(__next, type, member) : NULL; \
	})
#define list_for_each_entry_rcu(pos, head, member, cond...)                     \
	for (pos = list_entry_rcu((head)->next, typeof(*pos), member);          \
	     &pos->member != (head);                                            \
	     pos = list_entry_rcu(pos->member.next, typeof(*pos), member))

static inline void hlist_add_head_rcu(struct hlist_node *n, struct hlist_head *h)
{
	struct hlist_node *first = h->first;

	n->next = first;
	WRITE_ONCE(n->pprev, &h->first);
	rcu_assign_pointer(h->first, n);
	if (first)
		WRITE_ONCE(first->pprev, &n->next);
}

static inline void hlist_del_rcu(struct hlist_node *n)
{
	WRITE_ONCE(*n->pprev, n->next);
	if (n->next)
		WRITE_ONCE(n->next->pprev, n->pprev);
	WRITE_ONCE(n->pprev, LIST_POISON2);
}

#define hlist_for_each_entry_rcu(pos, head, member, cond...)                                  \
	for (pos = hlist_entry_safe(rcu_dereference_raw((head)->first), typeof(*(pos)), member); \
	     pos; pos = hlist_entry_safe(rcu_dereference_raw((pos)->member.next), typeof(*(pos)), member))

#endif
