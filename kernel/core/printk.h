/* SPDX-License-Identifier: MIT */
/* kernel/core/printk.h: what the ring buffer and the console registry tell each other. */
#ifndef _CORE_PRINTK_H
#define _CORE_PRINTK_H

#include <linux/printk.h>
#include <linux/types.h>

/* One record as a reader gets it. */
struct printk_record {
	u64 seq;
	u64 ts_ns;
	u8 level;
	u16 len;
	char text[PRINTK_MESSAGE_MAX];
};

#define PRINTK_PREFIX_MAX 32 /* "<6>[12345.678901] " */

/*
 * Copy the first closed record whose number is at least *@seq. Context: any.
 * Return: false if there is none; else *@seq is the number after the record's.
 */
bool printk_read(u64 *seq, struct printk_record *record);
/* `[    0.123456] ` into @buf. Return: its length. */
unsigned int printk_prefix(char *buf, size_t size, u64 ts_ns);
/* Close a record that waits for pr_cont(), so that readers see it. */
void printk_close_open_record(void);
/* First record still there and number of the next one. */
void printk_bounds(u64 *first_seq, u64 *next_seq);
/* Forget who holds what: the machine is dying and only this CPU counts. */
void printk_break_locks(void);
void console_break_locks(void);

#endif
