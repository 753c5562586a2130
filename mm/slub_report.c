// SPDX-License-Identifier: MIT
/*
 * mm/slub_report.c: what is printed when an object or a slab is found damaged, and the repair.
 *
 * Problem.  A report is read once, by somebody who has little else. It must name the object, its
 *           owner, what was overwritten and by which bytes; and printing it must not depend on the
 *           damaged memory being sound.
 * Idea.     One frame for all reports, in Linux's wording, so that what one reads about those applies:
 *
 *             BUG <cache> (<taint>): <what>
 *             <range> @offset=<n>. First byte <x> instead of <y>
 *             Allocated in <call site> age=... cpu=... pid=...
 *             Freed in ...
 *             Slab <addr> objects=... used=... fp=...
 *             Object <addr> @offset=... fp=...
 *             hex dumps: red zone, object, red zone, padding
 *             FIX <cache>: <what was done about it>
 *
 *           A test that damages objects on purpose counts the reports instead of reading them: while
 *           such a test runs, slab_error_counter takes each one, and nothing is printed.
 * Locks.    The caller holds the node's list_lock or owns the slab.
 * Paths.    check_bytes_and_report -> print_trailer, restore_bytes
 * Sources.  Linux Documentation/mm/slub.rst, "Emergency operations" and "SLUB debug output".
 */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include "slub.h"

/* Registered by the self-tests: true if a running test took the report as its own. */
bool (*slab_error_counter)(void);

bool slab_count_kunit_error(void)
{
	return slab_error_counter && slab_error_counter();
}

void print_section(const char *level, const char *text, u8 *addr, unsigned int length)
{
	print_hex_dump(level, text, DUMP_PREFIX_ADDRESS, 16, 1, addr, length, true);
}

static void print_track(const char *what, const struct track *track, unsigned long now)
{
	if (track->addr)
		pr_err("%s in %pS age=%lu cpu=%u pid=%d\n", what, (void *)track->addr,
		       now - track->when, track->cpu, track->pid);
}

/* Who allocated an object and who freed it, where that is recorded. */
void print_tracking(struct kmem_cache *s, void *object)
{
	if (!(s->flags & SLAB_STORE_USER))
		return;
	print_track("Allocated", get_track(s, object, TRACK_ALLOC), jiffies);
	print_track("Freed", get_track(s, object, TRACK_FREE), jiffies);
}

/* Where a pointer that is freed in vain points to, and whose that is, where call sites are kept. */
void slub_describe(struct kmem_cache *s, struct slab *slab, const void *addr)
{
	unsigned int index = (addr - slab_address(slab)) / s->size;
	long inside;
	void *object;

	if (index >= slab_objects(s, slab)) {
		pr_err("0x%px is behind the last object of its slab\n", addr);
		return;
	}
	object = slab_address(slab) + s->red_left_pad + index * s->size;
	inside = addr - object;
	if (inside < 0 || inside >= s->object_size)
		pr_err("0x%px is in what is kept beside the object at 0x%px of %s\n", addr, object, s->name);
	else if (inside)
		pr_err("0x%px is %ld bytes inside the object at 0x%px of %s, which is %s\n", addr, inside,
		       object, s->name,
		       slub_look(s, slab, index, &object) == OBJECT_FREE ? "free" : "in use");
	print_tracking(s, object);
	if (!(s->flags & SLAB_STORE_USER))
		pr_err("slub_debug=U,%s on the command line makes reports name who allocated it and who freed it\n",
		       s->name);
}

static void print_slab_info(struct kmem_cache *s, struct slab *slab)
{
	pr_err("Slab 0x%px objects=%u used=%u fp=0x%px flags=%pGp\n", slab, slab_objects(s, slab),
	       slab_objects(s, slab) - slab_free_objects(s, slab),
	       kmem_cache_debug(s) ? slab->freelist : NULL, &slab->__page_flags);
}

static void print_headline(struct kmem_cache *s, const char *what)
{
	pr_err("=============================================================================\n");
	pr_err("BUG %s (%s): %s\n", s->name, print_tainted(), what);
	pr_err("-----------------------------------------------------------------------------\n\n");
}

/* A repair, said aloud. */
void slab_fix(struct kmem_cache *s, const char *fmt, ...)
{
	char text[128];
	va_list args;

	if (slab_count_kunit_error())
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	pr_err("FIX %s: %s\n", s->name, text);
}

static void print_trailer(struct kmem_cache *s, struct slab *slab, u8 *object)
{
	u8 *base = slab_address(slab);
	unsigned int padding = get_padding_start(s);

	print_tracking(s, object);
	print_slab_info(s, slab);
	pr_err("Object 0x%px @offset=%tu fp=0x%px\n\n", object, object - base,
	       get_freepointer(s, object));
	if (s->flags & SLAB_RED_ZONE)
		print_section(KERN_ERR, "Redzone  ", object - s->red_left_pad, s->red_left_pad);
	else if (object > base + 16)
		print_section(KERN_ERR, "Bytes b4 ", object - 16, 16);
	print_section(KERN_ERR, "Object   ", object, min(s->object_size, (unsigned int)PAGE_SIZE));
	if (s->flags & SLAB_RED_ZONE)
		print_section(KERN_ERR, "Redzone  ", object + s->object_size,
			      s->inuse - s->object_size);
	if (padding != size_from_object(s))
		print_section(KERN_ERR, "Padding  ", object + padding,
			      size_from_object(s) - padding);
	dump_stack();
}

/* Something is wrong with an object. */
void object_err(struct kmem_cache *s, struct slab *slab, u8 *object, const char *reason)
{
	if (slab_count_kunit_error())
		return;
	print_headline(s, reason);
	if (object && check_valid_pointer(s, slab, object)) {
		print_trailer(s, slab, object);
	} else {
		print_slab_info(s, slab);
		pr_err("Invalid pointer 0x%px\n", object);
	}
	add_taint(TAINT_BAD_PAGE, LOCKDEP_NOW_UNRELIABLE);
}

/* @addr, which was to be freed, is no object of @slab, which is watched. */
void slub_err_pointer(struct kmem_cache *s, struct slab *slab, const void *addr)
{
	char text[48];

	if (slab_count_kunit_error())
		return;
	snprintf(text, sizeof(text), "Invalid object pointer 0x%px", addr);
	print_headline(s, text);
	print_slab_info(s, slab);
	slub_describe(s, slab, addr);
	dump_stack();
	add_taint(TAINT_BAD_PAGE, LOCKDEP_NOW_UNRELIABLE);
}

/* Something is wrong with a slab. */
void slab_err(struct kmem_cache *s, struct slab *slab, const char *fmt, ...)
{
	char text[128];
	va_list args;

	if (slab_count_kunit_error())
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	print_headline(s, text);
	print_slab_info(s, slab);
	dump_stack();
	add_taint(TAINT_BAD_PAGE, LOCKDEP_NOW_UNRELIABLE);
}

/**
 * check_bytes_and_report() - are these bytes what nobody should have changed?
 * @what: "Left Redzone", "Poison", ...
 * @start: first of them.
 * @value: what each should be.
 * @bytes: how many.
 *
 * Return: true; or false after a report and the repair.
 */
bool check_bytes_and_report(struct kmem_cache *s, struct slab *slab, u8 *object, const char *what,
			    u8 *start, unsigned int value, unsigned int bytes)
{
	u8 *fault = memchr_inv(start, value, bytes);
	u8 *end = start + bytes;
	char text[64];

	if (!fault)
		return true;
	while (end > fault && end[-1] == value)
		end--;
	if (!slab_count_kunit_error()) {
		snprintf(text, sizeof(text), "%s overwritten", what);
		print_headline(s, text);
		pr_err("0x%px-0x%px @offset=%tu. First byte 0x%x instead of 0x%x\n", fault, end - 1,
		       fault - (u8 *)slab_address(slab), fault[0], value);
		print_trailer(s, slab, object);
		add_taint(TAINT_BAD_PAGE, LOCKDEP_NOW_UNRELIABLE);
	}
	slab_fix(s, "Restoring %s 0x%px-0x%px=0x%x", what, fault, end - 1, value);
	memset(fault, value, end - fault);
	return false;
}

/* Name every object of @slab that is in use. @title has a %s for the cache. */
void list_live_objects(struct kmem_cache *s, struct slab *slab, const char *title)
{
	unsigned int i;
	void *object;

	slab_err(s, slab, title, s->name);
	for (i = 0; i < slab_objects(s, slab); i++) {
		if (s->ops->look(s, slab, i, &object) != OBJECT_LIVE || slab_count_kunit_error())
			continue;
		pr_err("Object 0x%px @offset=%tu\n", object, object - slab_address(slab));
		print_tracking(s, object);
	}
}
