// SPDX-License-Identifier: MIT
/*
 * mm/vm_sysctl.c: /proc/sys/vm: the knobs of reclaim and write-back, by Linux's names.
 *
 *     dirty_background_ratio, dirty_ratio        percent of what could be dirty: the flusher begins; writers wait
 *     dirty_expire_centisecs                     so old a dirty page may become
 *     dirty_writeback_centisecs                  between looks at the age; 0: never
 *     drop_caches                                1: clean pages, 2: objects, 3: both, now
 *     min_free_kbytes, watermark_scale_factor    what is kept free (zone.c)
 *
 * Source: Linux Documentation/admin-guide/sysctl/vm.rst.
 */
#include "internal.h"
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mmzone.h>
#include <linux/shrinker.h>
#include <linux/sysctl.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>

enum { DROP_PAGES = 1, DROP_OBJECTS = 2 };

static int drop_caches_asked;
static int most_drop = 4; /* Linux takes 4 as well: "say nothing from now on", which is what this does */
static int most_scale = 1000;

static int drop_caches_handler(struct ctl_table *ctl, int write, void *buffer, size_t *lenp, loff_t *ppos)
{
	int err = proc_dointvec_minmax(ctl, write, buffer, lenp, ppos);

	if (err || !write)
		return err;
	if (drop_caches_asked & DROP_PAGES)
		drop_pagecache();
	if (drop_caches_asked & DROP_OBJECTS) {
		drop_slab();
		count_vm_event(DROP_SLAB);
	}
	return 0;
}

/* More than a quarter of lowmem kept free would leave nothing to work with. */
static int watermarks_handler(struct ctl_table *ctl, int write, void *buffer, size_t *lenp, loff_t *ppos)
{
	unsigned long lowmem = (totalram_pages() - totalhigh_pages()) << (PAGE_SHIFT - 10);
	int before = min_free_kbytes, err = proc_dointvec_minmax(ctl, write, buffer, lenp, ppos);

	if (err || !write)
		return err;
	if (min_free_kbytes > lowmem / 4) {
		min_free_kbytes = before;
		return -EINVAL;
	}
	setup_watermarks();
	return 0;
}

/* A thread that sleeps for the old time looks at the new one. */
static int writeback_handler(struct ctl_table *ctl, int write, void *buffer, size_t *lenp, loff_t *ppos)
{
	int err = proc_douintvec_minmax(ctl, write, buffer, lenp, ppos);

	if (!err && write)
		wakeup_flusher_threads(WB_REASON_PERIODIC);
	return err;
}

#define KNOB(name, variable, handler, least, most)                                                      \
	{                                                                                               \
		.procname = name, .data = &(variable), .maxlen = sizeof(variable), .mode = 0644,        \
		.proc_handler = handler, .extra1 = least, .extra2 = most,                               \
	}

static struct ctl_table vm_table[] = {
	KNOB("dirty_background_ratio", dirty_background_ratio, proc_dointvec_minmax, SYSCTL_ZERO, SYSCTL_ONE_HUNDRED),
	KNOB("dirty_expire_centisecs", dirty_expire_interval, writeback_handler, SYSCTL_ZERO, SYSCTL_INT_MAX),
	KNOB("dirty_ratio", vm_dirty_ratio, proc_dointvec_minmax, SYSCTL_ZERO, SYSCTL_ONE_HUNDRED),
	KNOB("dirty_writeback_centisecs", dirty_writeback_interval, writeback_handler, SYSCTL_ZERO, SYSCTL_INT_MAX),
	{ .procname = "drop_caches", .data = &drop_caches_asked, .maxlen = sizeof(int), .mode = 0200,
	  .proc_handler = drop_caches_handler, .extra1 = SYSCTL_ONE, .extra2 = &most_drop },
	KNOB("min_free_kbytes", min_free_kbytes, watermarks_handler, SYSCTL_ZERO, NULL),
	KNOB("watermark_scale_factor", watermark_scale_factor, watermarks_handler, SYSCTL_ONE, &most_scale),
	{}
};

static int __init vm_sysctl_init(void)
{
	return register_sysctl("vm", vm_table) ? 0 : -ENOMEM;
}
core_initcall(vm_sysctl_init);
