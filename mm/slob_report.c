// SPDX-License-Identifier: MIT
/*
 * mm/slob_report.c: what SLOB knows of an object: whose it is, who had it; and is all of it true?
 *
 * Problem.  Pages are nobody's, so a report cannot begin with "the slab of cache so and so".
 * Idea.     The header in front of each object names its cache and who allocated it. When it is freed, the
 *           header stays and names who freed it, and the object's own first word takes the other name,
 *           until another request takes these units. So both are known at the second free, which is
 *           nearly always soon:
 *
 *             live   [ cache, allocated by | caller's bytes              ]
 *             free   [ cache, freed by     | allocated by ...            ]
 *
 *           What lies in free units may also be the rest of something else. It is believed only if both
 *           words are addresses of code and the cache is one that exists.
 * Invariants. slob_check() walks those of mm/slob.c.
 * Locks.    slob_lock, irqs off.
 * Paths.    slab_err_free -> slob_describe -> describe_live | describe_free
 *           kmem_cache_destroy -> slob_shutdown -> visit_live -> name_object
 * Cost.     None but in a report: the words are written in memory that is touched anyway.
 */
#include <asm/sections.h>
#include <linux/bitops.h>
#include <linux/find.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include "slob.h"

/* The live object of a shared page that @addr lies in; NULL if it lies in none. */
static void *object_around(const struct slab *slab, const void *addr)
{
	const struct slob_maps *maps = slab_address(slab);
	unsigned int unit = unit_of(slab, addr);
	void *object;

	while (unit >= FIRST_UNIT && !test_bit(unit, maps->starts))
		unit--;
	if (unit < FIRST_UNIT)
		return NULL;
	object = slab_address(slab) + unit * UNIT;
	return addr - object < header_of(object)->cache->size ? object : NULL;
}

/* The cache that @object, or the live object around it, is of; NULL where there is none. */
struct kmem_cache *slob_owner(const struct slab *slab, const void *object)
{
	void *live;

	if (!is_shared(slab))
		return slab->slab_cache;
	live = object_around(slab, object);
	return live ? header_of(live)->cache : NULL;
}

/* Why @object, which is no live object, cannot be freed: Linux's wording. */
const char *slob_what_is_wrong(struct slab *slab, const void *object)
{
	bool inside = is_shared(slab) ? unit_of(slab, object) <= FIRST_UNIT || object_around(slab, object) :
					object != slab_address(slab);

	return inside ? "Invalid object pointer" : "Object already free";
}

static void describe_live(const void *object, const void *addr)
{
	const struct slob_header *header = header_of(object);

	if (addr != object)
		pr_err("0x%px is %td bytes inside the object at 0x%px of %s\n", addr, addr - object, object,
		       header->cache->name);
	pr_err("Allocated in %pS\n", (void *)header->site);
}

static bool cache_exists(const struct kmem_cache *cache)
{
	struct kmem_cache *s;
	bool found = false;

	if (!mutex_trylock(&slab_mutex))
		return false;
	list_for_each_entry(s, &slab_caches, list)
		found |= s == cache;
	mutex_unlock(&slab_mutex);
	return found;
}

static void describe_free(const void *object)
{
	const struct slob_header *header = header_of(object);
	unsigned long allocated_by = *(unsigned long *)object;

	if (!kernel_text_address(header->site) || !kernel_text_address(allocated_by) ||
	    !cache_exists(header->cache))
		return;
	pr_err("Was an object of %s\n", header->cache->name);
	pr_err("Allocated in %pS\n", (void *)allocated_by);
	pr_err("Freed in %pS\n", (void *)header->site);
}

/* Say what is known of @object, which was refused when it was to be freed. */
void slob_describe(struct kmem_cache *s, struct slab *slab, const void *object)
{
	const struct slob_maps *maps = slab_address(slab);
	void *live;

	if (!is_shared(slab)) {
		pr_err("Block at 0x%px, allocated in %pS\n", maps, (void *)*site_of_block(slab));
		return;
	}
	if (unit_of(slab, object) <= FIRST_UNIT)
		return;
	live = object_around(slab, object);
	if (live)
		describe_live(live, object);
	else if (IS_ALIGNED((unsigned long)object, UNIT) && !test_bit(unit_of(slab, object), maps->used))
		describe_free(object);
}

/* Call @visit for each live object of @s; returns how many there are. Under slob_lock. */
static unsigned long visit_live(struct kmem_cache *s, void (*visit)(struct kmem_cache *, void *))
{
	struct list_head *pages = slob_list_for(s);
	struct slab *slab;
	unsigned long nr = 0;
	unsigned int unit;

	list_for_each_entry(slab, pages, slab_list) {
		struct slob_maps *maps = slab_address(slab);

		for_each_set_bit(unit, maps->starts, UNITS_IN_PAGE) {
			void *object = slab_address(slab) + unit * UNIT;

			if (header_of(object)->cache == s) {
				visit(s, object);
				nr++;
			}
		}
	}
	list_for_each_entry(slab, &slob_blocks, slab_list) {
		if (slab->slab_cache == s) {
			visit(s, slab_address(slab));
			nr++;
		}
	}
	return nr;
}

static void name_object(struct kmem_cache *s, void *object)
{
	struct slab *slab = virt_to_slab(object);

	if (slab_count_kunit_error())
		return;
	pr_err("Object 0x%px of %s is in use\n", object, s->name);
	pr_err("Allocated in %pS\n", (void *)(is_shared(slab) ? header_of(object)->site :
					      *site_of_block(slab)));
}

static void pass_over(struct kmem_cache *s, void *object)
{
}

bool slob_shutdown(struct kmem_cache *s)
{
	unsigned long flags;

	if (!s->nr_live)
		return true;
	if (!slab_count_kunit_error())
		pr_err("BUG %s (%s): Objects remaining in %s on __kmem_cache_shutdown()\n", s->name,
		       print_tainted(), s->name);
	spin_lock_irqsave(&slob_lock, flags);
	visit_live(s, name_object);
	spin_unlock_irqrestore(&slob_lock, flags);
	return false;
}

/* Pages are nobody's, so no cache has slabs: only its objects can be told. */
void slob_count(struct kmem_cache *s, struct slabinfo *info)
{
	info->active_objs = info->num_objs = s->nr_live;
	info->objects_per_slab = oo_objects(s->oo);
	info->cache_order = oo_order(s->oo);
}

#define UNITS_IN_LINE 64

static char letter_of_unit(struct kmem_cache *s, const struct slab *slab, unsigned int unit)
{
	const struct slob_maps *maps = slab_address(slab);
	void *object;

	if (unit < FIRST_UNIT)
		return 'm';
	if (!test_bit(unit, maps->used))
		return '.';
	if (unit + 1 < UNITS_IN_PAGE && test_bit(unit + 1, maps->starts))
		return 'h';
	object = object_around(slab, slab_address(slab) + unit * UNIT);
	return object && header_of(object)->cache == s ? '#' : '+';
}

static bool page_has_any(struct kmem_cache *s, const struct slab *slab)
{
	const struct slob_maps *maps = slab_address(slab);
	unsigned int unit;

	for_each_set_bit(unit, maps->starts, UNITS_IN_PAGE)
		if (header_of(slab_address(slab) + unit * UNIT)->cache == s)
			return true;
	return false;
}

static void draw_page(struct seq_file *m, struct kmem_cache *s, const struct slab *slab)
{
	unsigned int unit;

	for (unit = 0; unit < UNITS_IN_PAGE; unit++) {
		if (unit % UNITS_IN_LINE == 0)
			seq_printf(m, "%px  ", slab_address(slab) + unit * UNIT);
		seq_putc(m, letter_of_unit(s, slab, unit));
		if (unit % UNITS_IN_LINE == UNITS_IN_LINE - 1)
			seq_putc(m, '\n');
	}
}

/* Draw the pages in which @s has objects, a character for 8 bytes; mm/slab_draw.c tells the letters. */
void slob_draw(struct seq_file *m, struct kmem_cache *s)
{
	unsigned long flags;
	struct slab *slab;

	seq_puts(m, "  m maps  h header  # object of this cache  + of another  . free; 8 bytes each\n");
	spin_lock_irqsave(&slob_lock, flags);
	list_for_each_entry(slab, slob_list_for(s), slab_list)
		if (page_has_any(s, slab))
			draw_page(m, s, slab);
	list_for_each_entry(slab, &slob_blocks, slab_list)
		if (slab->slab_cache == s)
			seq_printf(m, "%px  block of %zu bytes\n", slab_address(slab), slab_bytes(slab));
	spin_unlock_irqrestore(&slob_lock, flags);
}

static int check_page(struct slab *slab)
{
	struct slob_maps *maps = slab_address(slab);
	unsigned int unit, nr_used = 0, bad = 0;

	for_each_set_bit(unit, maps->used, UNITS_IN_PAGE)
		nr_used++;
	for_each_set_bit(unit, maps->starts, UNITS_IN_PAGE)
		bad += !test_bit(unit, maps->used) || !test_bit(unit - 1, maps->used);
	if (bad || slab->counters != UNITS_IN_PAGE - nr_used) {
		pr_err("slob: page %px: %u units used, counter says %lu free, %u objects without units\n",
		       maps, nr_used, slab->counters, bad);
		bad++;
	}
	return bad;
}

int slob_check(struct kmem_cache *s)
{
	unsigned long flags, nr;
	struct slab *slab;
	int bad = 0;

	spin_lock_irqsave(&slob_lock, flags);
	list_for_each_entry(slab, slob_list_for(s), slab_list)
		bad += check_page(slab);
	nr = visit_live(s, pass_over);
	if (nr != s->nr_live) {
		pr_err("slob: %s: %lu objects found, counter says %lu\n", s->name, nr, s->nr_live);
		bad++;
	}
	spin_unlock_irqrestore(&slob_lock, flags);
	return bad;
}
