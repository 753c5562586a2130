/* SPDX-License-Identifier: MIT */
/* kernel/storm.h: what the two files of `storm` share. */
#ifndef _KERNEL_STORM_H
#define _KERNEL_STORM_H

#include <linux/completion.h>
#include <linux/types.h>

struct page;

/* Somebody who works until storm_is_over(), and what came of it. */
struct storm_worker {
	char name[16];
	unsigned long rounds, bad_words;
	u64 bytes;
	u32 draw; /* LCG */
	int error;
	void *private;
	struct completion done;
};

bool storm_is_over(void);

/* The pattern: word @n of a disk, of a page or of sound, told apart by @key. */
static inline u32 storm_word(u32 n, u32 key)
{
	return (n ^ 0x9e3779b9u) * 2654435761u ^ key;
}

static inline u32 storm_draw(struct storm_worker *worker)
{
	worker->draw = worker->draw * 1664525 + 1013904223;
	return worker->draw >> 8;
}

/* Write a page's pattern, or count the words that differ from it. Lets others run. */
unsigned long storm_page(struct page *page, u32 first, u32 key, bool check);

/* storm_disk.c */
struct gendisk;
int storm_disk(struct storm_worker *worker, struct gendisk *disk);

#endif
