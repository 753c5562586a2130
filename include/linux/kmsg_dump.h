/* SPDX-License-Identifier: MIT */
/*
 * linux/kmsg_dump.h: read the ring buffer (dmesg, tests). A reader is a cursor of its own: reading
 * takes nothing away, and a reader that was overtaken goes on at the oldest record left.
 */
#ifndef _LINUX_KMSG_DUMP_H
#define _LINUX_KMSG_DUMP_H

#include <linux/types.h>

struct kmsg_dump_iter {
	u64 cur_seq;  /* next record to read */
	u64 next_seq; /* where this walk ends */
};

/* Start at the oldest record; what is logged later is not part of this walk. Context: any. */
void kmsg_dump_rewind(struct kmsg_dump_iter *iter);
/*
 * The next record as text: `<level>` in front if @syslog, then the time stamp; ends in a newline.
 * Context: any. Return: true and *@len, or false at the end.
 */
bool kmsg_dump_get_line(struct kmsg_dump_iter *iter, bool syslog, char *line, size_t size, size_t *len);

#endif
