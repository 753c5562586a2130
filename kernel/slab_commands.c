// SPDX-License-Identifier: MIT
/*
 * kernel/slab_commands.c: /proc/slabinfo, `slabtop` and `slab CACHE`.
 *
 * Problem.  One wants to see which cache holds the memory, and what a slab looks like inside.
 * Idea.     slabtop prints the caches that hold most, largest first; `slab` draws each slab of one
 *           cache, a character an object:
 *
 *             c1234000 partial  61 of  63 free  #.#............................................
 *             c1236000 full      0 of  63 free  ###############################################
 * Invariants. Nothing is changed by looking.
 * Locks.    Those of mm/slab_info.c.
 * Paths.    run_slabtop -> slab_next_cache
 *           run_slab -> slab_draw_cache
 * Cost.     A walk of all partial slabs.
 * Sources.  slabtop(1).
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <slate/command.h>

#define MAX_ROWS 128

struct row {
	const char *name;
	unsigned int size;
	unsigned long in_use, total, kib;
};

static int by_memory(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return left->kib < right->kib ? 1 : left->kib > right->kib ? -1 : 0;
}

static int run_slabtop(int argc, char **argv)
{
	struct row *rows = kcalloc(MAX_ROWS, sizeof(*rows), GFP_KERNEL);
	unsigned int nr = 0, i;
	const char *name = NULL;

	if (!rows)
		return -ENOMEM;
	while (nr < MAX_ROWS) {
		struct row *row = &rows[nr];

		name = slab_next_cache(name, &row->size, &row->in_use, &row->total, &row->kib);
		if (!name)
			break;
		row->name = name;
		nr++;
	}
	sort(rows, nr, sizeof(*rows), by_memory, NULL);
	console_printf("  OBJS ACTIVE  USE OBJ SIZE  CACHE SIZE NAME\n");
	for (i = 0; i < nr && rows[i].total; i++)
		console_printf("%6lu %6lu %3lu%% %7uB %10luK %s\n", rows[i].total, rows[i].in_use,
			       rows[i].in_use * 100 / rows[i].total, rows[i].size, rows[i].kib,
			       rows[i].name);
	kfree(rows);
	return 0;
}
COMMAND(slabtop, "", "caches, by the memory they hold", run_slabtop);

/* Draw into a buffer that grows until all of it fits. */
static int run_slab(int argc, char **argv)
{
	struct seq_file m = {};
	int error;

	if (argc != 2)
		return -EINVAL;
	for (m.size = PAGE_SIZE;; m.size *= 2) {
		m.buf = kvmalloc(m.size, GFP_KERNEL);
		if (!m.buf)
			return -ENOMEM;
		m.count = 0;
		error = slab_draw_cache(&m, argv[1]);
		if (error || !seq_has_overflowed(&m))
			break;
		kvfree(m.buf);
	}
	if (!error)
		console_puts(m.buf, m.count);
	kvfree(m.buf);
	return error;
}

static void complete_cache(struct completions *list, const char *word)
{
	unsigned long in_use, total, kib;
	unsigned int size;
	const char *name = NULL;

	while ((name = slab_next_cache(name, &size, &in_use, &total, &kib)))
		offer_completion(list, name);
}
COMMAND_COMPLETE(slab, "CACHE", "draw the slabs of a cache: # in use, . free", run_slab,
		 complete_cache);

static int __init slabinfo_init(void)
{
	return proc_create_single("slabinfo", 0400, NULL, slabinfo_show) ? 0 : -ENOMEM;
}
fs_initcall(slabinfo_init);
