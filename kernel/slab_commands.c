// SPDX-License-Identifier: MIT
/*
 * kernel/slab_commands.c: /proc/slabinfo, `slabtop` and `slab CACHE`.
 *
 * Problem.  One wants to see which cache holds the memory, and what a slab looks like inside.
 * Idea.     slabtop has Linux's columns, sums and sort keys: once, or live with -w. `slab` draws each slab
 *           of one cache, a character an object:
 *
 *             c1234000 partial  61 of  63 free  #.#............................................
 *             c1236000 full      0 of  63 free  ###############################################
 * Invariants. Nothing is changed by looking.
 * Locks.    Those of mm/slab_info.c.
 * Paths.    run_slabtop -> show -> slab_visit_caches, show_sums, show_row
 *           run_slab -> slab_draw_cache
 * Cost.     A walk of all partial slabs, per picture.
 * Sources.  slabtop(1), of procps.
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <slate/command.h>

#define MAX_ROWS   128
#define WATCH_ROWS 16 /* of a screen of 24 lines */

struct row {
	char name[24];
	struct slab_row cache;
};

struct top {
	struct row rows[MAX_ROWS];
	unsigned int nr, nr_active_caches;
	unsigned long nr_objs, active_objs, nr_slabs, active_slabs;
	u64 bytes, active_bytes;
	unsigned int min_size, max_size;
};

static unsigned long use_of(const struct slab_row *r)
{
	return r->num_objs ? r->active_objs * 100 / r->num_objs : 0;
}

static unsigned long key_of(const struct slab_row *r, char key)
{
	switch (key) {
	case 'a': return r->active_objs;
	case 'b': return r->objects_per_slab;
	case 'c': return r->num_slabs * (r->slab_bytes / 1024);
	case 'l': return r->num_slabs;
	case 'v': return r->active_slabs;
	case 'p': return r->slab_bytes;
	case 's': return r->size;
	case 'u': return use_of(r);
	default: return r->num_objs;
	}
}

static char sort_key;

static int larger_first(const void *a, const void *b)
{
	const struct row *left = a, *right = b;
	unsigned long x = key_of(&left->cache, sort_key), y = key_of(&right->cache, sort_key);

	if (sort_key == 'n' || x == y)
		return strcmp(left->name, right->name);
	return x < y ? 1 : -1;
}

static void add_row(void *data, const struct slab_row *cache)
{
	struct top *top = data;

	top->nr_objs += cache->num_objs;
	top->active_objs += cache->active_objs;
	top->nr_slabs += cache->num_slabs;
	top->active_slabs += cache->active_slabs;
	top->bytes += (u64)cache->num_objs * cache->size;
	top->active_bytes += (u64)cache->active_objs * cache->size;
	top->nr_active_caches += cache->num_objs != 0;
	top->min_size = top->nr ? min(top->min_size, cache->size) : cache->size;
	top->max_size = max(top->max_size, cache->size);
	if (top->nr == MAX_ROWS)
		return;
	top->rows[top->nr].cache = *cache;
	strscpy(top->rows[top->nr++].name, cache->name, sizeof(top->rows[0].name));
}

/* Bytes as "12.34K", rounded as printf's %.2f does it: a half to the even side, so 128 bytes are 0.12K. */
static const char *kib(char *text, size_t size, u64 bytes)
{
	u32 over, rest;
	u64 hundredths = div_u64_rem(bytes * 100, 1024, &over), whole;

	hundredths += over > 512 || (over == 512 && hundredths % 2);
	whole = div_u64_rem(hundredths, 100, &rest);
	snprintf(text, size, "%llu.%02uK", whole, rest);
	return text;
}

static void show_share(const char *what, unsigned long part, unsigned long all)
{
	unsigned long tenths = all ? (unsigned long)div_u64((u64)part * 1000 + all / 2, all) : 0;

	console_printf(" %-35s: %lu / %lu (%lu.%lu%%)\n", what, part, all, tenths / 10, tenths % 10);
}

static void show_sums(const struct top *top)
{
	u32 percent = top->bytes ? (u32)div64_u64(top->active_bytes * 1000 + top->bytes / 2, top->bytes) : 0;
	char a[24], b[24], c[24];

	show_share("Active / Total Objects (% used)", top->active_objs, top->nr_objs);
	show_share("Active / Total Slabs (% used)", top->active_slabs, top->nr_slabs);
	show_share("Active / Total Caches (% used)", top->nr_active_caches, top->nr);
	console_printf(" %-35s: %s / %s (%u.%u%%)\n", "Active / Total Size (% used)",
		       kib(a, sizeof(a), top->active_bytes), kib(b, sizeof(b), top->bytes), percent / 10,
		       percent % 10);
	console_printf(" %-35s: %s / %s / %s\n\n", "Minimum / Average / Maximum Object",
		       kib(a, sizeof(a), top->min_size),
		       kib(b, sizeof(b), top->nr_objs ? div_u64(top->bytes, top->nr_objs) : 0),
		       kib(c, sizeof(c), top->max_size));
	console_printf("%6s %6s %4s %8s %6s %8s %10s %s\n", "OBJS", "ACTIVE", "USE", "OBJ SIZE", "SLABS",
		       "OBJ/SLAB", "CACHE SIZE", "NAME");
}

static void show_row(const struct row *row)
{
	const struct slab_row *r = &row->cache;
	char size[24];

	console_printf("%6lu %6lu %3lu%% %8s %6lu %8u %9luK %-23s\n", r->num_objs, r->active_objs, use_of(r),
		       kib(size, sizeof(size), r->size), r->num_slabs, r->objects_per_slab,
		       r->num_slabs * (r->slab_bytes / 1024), row->name);
}

/* One picture: the sums, and at most @max_rows caches that have any object. */
static void show(struct top *top, unsigned int max_rows)
{
	unsigned int i, shown = 0;

	memset(top, 0, sizeof(*top));
	slab_visit_caches(add_row, top);
	sort(top->rows, top->nr, sizeof(top->rows[0]), larger_first, NULL);
	show_sums(top);
	for (i = 0; i < top->nr && shown < max_rows; i++) {
		if (!top->rows[i].cache.num_objs)
			continue;
		show_row(&top->rows[i]);
		shown++;
	}
}

/* Again and again at the top of the screen, until Ctrl-C. */
static void watch(struct top *top, unsigned int seconds)
{
	unsigned long end;

	while (!console_interrupted()) {
		console_printf("\033[H\033[J");
		show(top, WATCH_ROWS);
		for (end = jiffies + seconds * HZ; time_before(jiffies, end) && !console_interrupted();)
			msleep(20);
	}
}

static int run_slabtop(int argc, char **argv)
{
	unsigned int seconds = 3;
	bool live = false;
	struct top *top;
	int i;

	sort_key = 'o';
	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-w"))
			live = true;
		else if (!strcmp(argv[i], "-o"))
			live = false;
		else if (!strcmp(argv[i], "-d") && argv[i + 1] && !kstrtouint(argv[i + 1], 0, &seconds) && seconds)
			i++;
		else if (!strcmp(argv[i], "-s") && argv[i + 1] && argv[i + 1][0] && !argv[i + 1][1] &&
			 strchr("abclvnopsu", argv[i + 1][0]))
			sort_key = argv[++i][0];
		else
			return -EINVAL;
	}
	top = kvmalloc(sizeof(*top), GFP_KERNEL);
	if (!top)
		return -ENOMEM;
	if (live)
		watch(top, seconds);
	else
		show(top, MAX_ROWS);
	kvfree(top);
	return 0;
}
COMMAND(slabtop, "[-o|-w] [-d SECONDS] [-s a|b|c|l|v|n|o|p|s|u]", "caches and what they hold, once or live",
	run_slabtop);

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

static void offer_cache(void *list, const struct slab_row *row)
{
	offer_completion(list, row->name);
}

static void complete_cache(struct completions *list, const char *word)
{
	slab_visit_caches(offer_cache, list);
}
COMMAND_COMPLETE(slab, "CACHE", "draw the slabs of a cache: objects, red zones, poison", run_slab,
		 complete_cache);

static int __init slabinfo_init(void)
{
	return proc_create_single("slabinfo", 0400, NULL, slabinfo_show) ? 0 : -ENOMEM;
}
fs_initcall(slabinfo_init);
