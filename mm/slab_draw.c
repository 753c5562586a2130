// SPDX-License-Identifier: MIT
/*
 * mm/slab_draw.c: `slab CACHE`: what the slabs of a cache look like inside.
 *
 * Problem.  Free lists, red zones and poison are easier to believe in when one has seen them.
 * Idea.     First the slot, a letter for each word of it; then each slab, a character for each object:
 *
 *             slot of 128 bytes, a letter a word:  rrooooooooooooooooRLAAAAFFFF....
 *                 r left red zone  o object  R right red zone  L free link  A allocated by  F freed by
 *             c1234000 partial  61 of  63 free  #.#.,,..r.......p.........
 *                 # in use  . free  , free in a magazine (SLAB)  r red zone overwritten  p poison overwritten
 *
 *           A damaged object is only shown: nothing is reported or repaired (validate_slab_cache() does).
 *           SLOB has no slabs of one cache. Its pages are drawn unit by unit:
 *                 m maps  h header  # object of this cache  + of another  . free
 * Locks.    slab_mutex, then a node's list_lock.
 * Paths.    slab_draw_cache -> draw_slot, draw_slab -> letter_of
 * Cost.     A walk of all slabs of the cache.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/poison.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "slub.h"

#define SLOT_LETTERS 256U /* larger slots are cut */

/* Part of the slot that the word at @offset from the object belongs to. */
static char part_of_slot(const struct kmem_cache *s, int offset)
{
	bool red = s->flags & SLAB_RED_ZONE;

	if (offset < 0)
		return red ? 'r' : '.';
	if (offset < (int)s->object_size)
		return 'o';
	if (offset < (int)s->inuse)
		return red ? 'R' : '.';
	if (offset < (int)get_info_end(s))
		return 'L';
	if (offset >= (int)get_padding_start(s))
		return '.';
	return offset < (int)(get_info_end(s) + sizeof(struct track)) ? 'A' : 'F';
}

static void draw_slot(struct seq_file *m, const struct kmem_cache *s)
{
	int offset = -(int)s->red_left_pad;
	unsigned int i, words = min_t(unsigned int, s->size / sizeof(long), SLOT_LETTERS);

	seq_printf(m, "  slot of %u bytes, a letter a word:  ", s->size);
	for (i = 0; i < words; i++, offset += sizeof(long))
		seq_putc(m, part_of_slot(s, offset));
	seq_puts(m, "\n  r left red zone  o object  R right red zone  L free link  A allocated by  F freed by\n");
}

static bool red_zones_hold(const struct kmem_cache *s, u8 *object, u8 red)
{
	return !(s->flags & SLAB_RED_ZONE) ||
	       (!memchr_inv(object - s->red_left_pad, red, s->red_left_pad) &&
		!memchr_inv(object + s->object_size, red, s->inuse - s->object_size));
}

static bool poison_holds(const struct kmem_cache *s, u8 *object)
{
	return !(s->flags & __OBJECT_POISON) ||
	       (!memchr_inv(object, POISON_FREE, s->object_size - 1) &&
		object[s->object_size - 1] == POISON_END);
}

static char letter_of(struct kmem_cache *s, u8 *object, enum object_state state)
{
	static const char letters[] = { [OBJECT_FREE] = '.', [OBJECT_LIVE] = '#', [OBJECT_RESTING] = ',' };

	if (!red_zones_hold(s, object, state == OBJECT_LIVE ? SLUB_RED_ACTIVE : SLUB_RED_INACTIVE))
		return 'r';
	if (state == OBJECT_FREE && !poison_holds(s, object))
		return 'p';
	return letters[state];
}

static void draw_slab(struct seq_file *m, struct kmem_cache *s, struct slab *slab, const char *where)
{
	unsigned int i, objects = slab_objects(s, slab);
	enum object_state state;
	void *object;

	seq_printf(m, "%px %-7s %3u of %3u free  ", slab_address(slab), where,
		   slab_free_objects(s, slab), objects);
	for (i = 0; i < objects; i++) {
		state = s->ops->look(s, slab, i, &object);
		seq_putc(m, letter_of(s, object, state));
	}
	seq_putc(m, '\n');
}

static void draw_node(struct seq_file *m, struct kmem_cache *s, struct kmem_cache_node *n)
{
	struct slab *slab;
	unsigned long flags;

	spin_lock_irqsave(&n->list_lock, flags);
	list_for_each_entry(slab, &n->partial, slab_list)
		draw_slab(m, s, slab, "partial");
	list_for_each_entry(slab, &n->full, slab_list)
		draw_slab(m, s, slab, "full");
	spin_unlock_irqrestore(&n->list_lock, flags);
}

static void draw_slabs(struct seq_file *m, struct kmem_cache *s)
{
	struct kmem_cache_node *n;
	int node, cpu;

	if (kmem_cache_debug(s))
		draw_slot(m, s);
	seq_puts(m, "  # in use  . free  , free in a magazine  r red zone, p poison overwritten\n");
	for (cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
		if (s->cpu_slab[cpu].slab)
			draw_slab(m, s, s->cpu_slab[cpu].slab, "in hand");
	for_each_kmem_cache_node(s, node, n)
		draw_node(m, s, n);
}

static struct kmem_cache *find_cache(const char *name)
{
	struct kmem_cache *s;

	list_for_each_entry(s, &slab_caches, list)
		if (slab_has_name(s, name))
			return s;
	return NULL;
}

static void name_alias(void *m, const char *alias)
{
	seq_printf(m, "  also known as %s\n", alias);
}

/**
 * slab_draw_cache() - draw the slabs of a cache, and what is special about its slots.
 * @m: where to.
 * @name: of the cache, or an alias.
 *
 * Context: thread.
 * Return: 0, or -ENOENT.
 */
int slab_draw_cache(struct seq_file *m, const char *name)
{
	struct kmem_cache *s;

	mutex_lock(&slab_mutex);
	s = find_cache(name);
	if (s) {
		seq_printf(m, "%s: object %u bytes, slot %u, %u objects in %lu KiB\n", s->name,
			   s->object_size, s->size, oo_objects(s->oo), PAGE_SIZE << oo_order(s->oo) >> 10);
		slab_visit_aliases(s, name_alias, m);
		if (s->ops->draw)
			s->ops->draw(m, s);
		else
			draw_slabs(m, s);
	}
	mutex_unlock(&slab_mutex);
	return s ? 0 : -ENOENT;
}
EXPORT_SYMBOL(slab_draw_cache);
