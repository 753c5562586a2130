/* SPDX-License-Identifier: MIT */
/*
 * linux/page_owner.h: who took a page, and who freed it (page_owner=1).
 *
 * Source: Linux 6.1 Documentation/mm/page_owner.rst.
 */
#ifndef _LINUX_PAGE_OWNER_H
#define _LINUX_PAGE_OWNER_H

#include <linux/types.h>

struct page;
struct seq_file;
struct seq_operations;

/* Print what is known of the block that @page lies in; nothing without page_owner=1. Any context. */
void dump_page_owner(const struct page *page);

/**
 * page_owner_show() - what is known of one frame, for a view.
 * @m: where to print.
 * @page: any frame.
 *
 * Return: false if nothing is known: page_owner=1 was not given, or nobody ever took the frame.
 */
bool page_owner_show(struct seq_file *m, const struct page *page);

/* Every allocated block, for /proc/page_owner; no records without page_owner=1. */
extern const struct seq_operations page_owner_seq_ops;

/* Say what is wrong with @page: its count, flags, owner, and its history if it is known. */
void dump_page(struct page *page, const char *reason);

#endif
