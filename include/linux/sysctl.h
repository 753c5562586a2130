/* SPDX-License-Identifier: MIT */
/*
 * linux/sysctl.h: knobs: variables of the kernel as files of /proc/sys, one line of text each.
 *
 *     static struct ctl_table table[] = {
 *             { .procname = "swappiness", .data = &knob, .maxlen = sizeof(knob), .mode = 0644,
 *               .proc_handler = proc_dointvec_minmax, .extra1 = SYSCTL_ZERO, .extra2 = SYSCTL_ONE_HUNDRED },
 *             {}
 *     };
 *     register_sysctl("vm", table);                     /proc/sys/vm/swappiness
 *
 * A handler is called with a buffer of the kernel's, for reading and for writing; one that wants to act upon a
 * change calls proc_dointvec_minmax() and, if that went well and @write is set, acts.
 *
 * Source: Linux 6.1's names; Documentation/admin-guide/sysctl/.
 */
#ifndef _LINUX_SYSCTL_H
#define _LINUX_SYSCTL_H

#include <linux/types.h>

struct ctl_table;
struct ctl_table_header;

/* @buffer: kernel memory; *@lenp: its bytes, then those used. Return: 0 or -errno. */
typedef int proc_handler(struct ctl_table *ctl, int write, void *buffer, size_t *lenp, loff_t *ppos);

/**
 * struct ctl_table - a knob; a table ends with an empty one.
 * @procname: the file.
 * @data: the variable, or an array of them.
 * @maxlen: its bytes.
 * @mode: of the file: 0644, 0444, 0200.
 * @proc_handler: turns it into text and back.
 * @extra1: the least value, for the _minmax handlers, of the same type; NULL: any.
 * @extra2: the largest.
 */
struct ctl_table {
	const char *procname;
	void *data;
	int maxlen;
	umode_t mode;
	struct ctl_table *child; /* not supported: give the path to register_sysctl() */
	proc_handler *proc_handler;
	void *extra1, *extra2;
};

/* @path: below /proc/sys, "vm"; its last folder is made if need be. @table: stays the caller's. Return: NULL: no memory, a name that exists. */
struct ctl_table_header *register_sysctl(const char *path, struct ctl_table *table);
void unregister_sysctl_table(struct ctl_table_header *header);

proc_handler proc_dointvec, proc_dointvec_minmax, proc_douintvec, proc_douintvec_minmax;
proc_handler proc_doulongvec_minmax, proc_dobool;

extern const int sysctl_vals[];
#define SYSCTL_ZERO	   ((void *)&sysctl_vals[0])
#define SYSCTL_ONE	   ((void *)&sysctl_vals[1])
#define SYSCTL_TWO	   ((void *)&sysctl_vals[2])
#define SYSCTL_THREE	   ((void *)&sysctl_vals[3])
#define SYSCTL_FOUR	   ((void *)&sysctl_vals[4])
#define SYSCTL_ONE_HUNDRED ((void *)&sysctl_vals[5])
#define SYSCTL_INT_MAX	   ((void *)&sysctl_vals[6])

#endif
