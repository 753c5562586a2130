// SPDX-License-Identifier: MIT
/*
 * tests/host/slab_test.c: an allocator against a naive model, and every misuse it promises to catch.
 *
 * Built three times, for SLUB, SLAB and SLOB (HOST_ALLOCATOR). The model paints the 8-byte cells of the
 * world with the number of the object that owns them: an object that overlaps a live one, or whose ends
 * changed while it was live, is found at once. Small worlds are tried out whole: every sequence of a few
 * operations on one cache, with the invariants walked after each and all pages back at the end.
 * Usage: [HOST_SEED=n] slab_test [operations]
 */
#include "host.h"
#include "slab_world.h"
#include "../../mm/slub.h"

#define NR_CACHES  10
#define NR_SLOTS   2000
#define CELL_BYTES 8
#define NR_CELLS   (WORLD_PAGES * PAGE_SIZE / CELL_BYTES)
#define END_BYTES  64U /* of an object that are written and compared, at each end */

#ifndef HOST_ALLOCATOR
#define HOST_ALLOCATOR slub_ops
#endif

static struct live_object {
	u8 *address;
	u32 size;
	struct kmem_cache *cache; /* NULL: by kmalloc */
} live[NR_SLOTS];
static u16 owner_of_cell[NR_CELLS]; /* slot + 1 */

static void verdict(bool good, const char *what)
{
	host_verdict(good, what, __FILE__, __LINE__);
}

static u32 draw(u32 below)
{
	return host_random() % below;
}

static u8 pattern(u32 slot)
{
	return slot * 37 + 11;
}

/* Claim or release the cells of an object; false if one is not as it should be. */
static bool paint(u32 slot, u16 from, u16 to)
{
	u32 first = ((unsigned long)live[slot].address - PAGE_OFFSET) / CELL_BYTES;
	u32 last = first + (live[slot].size - 1) / CELL_BYTES;

	for (; first <= last; first++) {
		if (owner_of_cell[first] != from)
			return false;
		owner_of_cell[first] = to;
	}
	return true;
}

static bool contents_are(u32 slot)
{
	u32 size = live[slot].size, ends = min(size, END_BYTES), i;

	for (i = 0; i < ends; i++)
		if (live[slot].address[i] != pattern(slot) ||
		    live[slot].address[size - 1 - i] != pattern(slot))
			return false;
	return true;
}

static bool contents_are_zero(u32 slot)
{
	u32 size = live[slot].size, ends = min(size, END_BYTES), i;

	for (i = 0; i < ends; i++)
		if (live[slot].address[i] || live[slot].address[size - 1 - i])
			return false;
	return true;
}

static void write_contents(u32 slot)
{
	u32 size = live[slot].size, ends = min(size, END_BYTES);

	memset(live[slot].address, pattern(slot), ends);
	memset(live[slot].address + size - ends, pattern(slot), ends);
}

static bool has_slabs(void)
{
	return slab_allocator != &slob_ops;
}

static void free_slot(u32 slot)
{
	struct live_object *object = &live[slot];

	if (!contents_are(slot) || !paint(slot, slot + 1, 0))
		verdict(false, "a live object was touched by somebody else");
	if (draw(4) == 0)
		__preempt_count = SOFTIRQ_OFFSET;
	if (object->cache && draw(2))
		kmem_cache_free(object->cache, object->address);
	else
		kfree(object->address);
	__preempt_count = 0;
	object->address = NULL;
}

static void fill_slot(u32 slot, struct kmem_cache **caches)
{
	struct live_object *object = &live[slot];
	u32 kind = draw(NR_CACHES + 4);
	gfp_t gfp = GFP_KERNEL;

	if (draw(8) == 0)
		world_refuse_pages(draw(3));
	/* As if in an interrupt, where the hand must not be changed. */
	if (draw(4) == 0) {
		__preempt_count = HARDIRQ_OFFSET;
		gfp = GFP_ATOMIC;
	}
	if (draw(4) == 0)
		gfp |= __GFP_ZERO;
	if (kind < NR_CACHES) {
		object->cache = caches[kind];
		object->size = kmem_cache_size(object->cache);
		object->address = kmem_cache_alloc(object->cache, gfp);
	} else {
		object->cache = NULL;
		object->size = kind == NR_CACHES ? 1 + draw(40000) : 1 + draw(1 << draw(14));
		object->address = kmalloc(object->size, gfp);
	}
	__preempt_count = 0;
	world_refuse_pages(0);
	if (!object->address)
		return;
	if ((unsigned long)object->address % CELL_BYTES || !paint(slot, 0, slot + 1))
		verdict(false, "an object overlaps a live one or is not aligned");
	if (gfp & __GFP_ZERO && !contents_are_zero(slot))
		verdict(false, "an object that was to be zeroed is not");
	write_contents(slot);
}

static int check_all_caches(void)
{
	struct kmem_cache *s;
	int bad = slab_check();

	list_for_each_entry(s, &slab_caches, list)
		if (kmem_cache_debug(s))
			validate_slab_cache(s);
	return bad;
}

static void differential_test(u32 operations)
{
	static const struct {
		u32 size, align;
		slab_flags_t flags;
	} recipes[NR_CACHES] = {
		{ 64 }, { 8 }, { 24 }, { 100, 32 }, { 1000 }, { 4096, 4096 }, { 20000 },
		{ 64, 0, SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER | SLAB_CONSISTENCY_CHECKS },
		{ 37, 0, SLAB_POISON | SLAB_CONSISTENCY_CHECKS }, { 300, 0, SLAB_RED_ZONE },
	};
	static const char *const names[NR_CACHES] = { "c64",   "c8",	 "c24", "c100", "c1000",
						      "c4096", "c20000", "dbg", "poi",	"red" };
	struct kmem_cache *caches[NR_CACHES];
	unsigned long before = world_free_pages();
	u32 i, slot;

	for (i = 0; i < NR_CACHES; i++)
		caches[i] = kmem_cache_create(names[i], recipes[i].size, recipes[i].align,
					      recipes[i].flags, NULL);
	for (i = 0; i < operations; i++) {
		slot = draw(NR_SLOTS);
		if (live[slot].address)
			free_slot(slot);
		else
			fill_slot(slot, caches);
		if (i % 131072 == 0)
			verdict(check_all_caches() == 0, "invariants hold while objects come and go");
		if (i % 10007 == 0)
			kmem_cache_shrink(caches[draw(NR_CACHES)]);
	}
	for (slot = 0; slot < NR_SLOTS; slot++)
		if (live[slot].address)
			free_slot(slot);
	for (i = 0; i < NR_CACHES; i++)
		kmem_cache_destroy(caches[i]);
	for (i = 1; i <= KMALLOC_SHIFT_HIGH; i++)
		kmem_cache_shrink(kmalloc_caches[KMALLOC_NORMAL][i]);
	verdict(world_reports() == 0, "correct use is never reported");
	verdict(world_free_pages() + 4 >= before, "all pages come back");
}

/* Commit each misuse on an object of @s and see it named, refused and survived. */
static void misuse_test(struct kmem_cache *s, struct kmem_cache *other)
{
	u8 *a = kmem_cache_alloc(s, GFP_KERNEL), *b = kmem_cache_alloc(s, GFP_KERNEL);
	u8 *again;

	kmem_cache_free(s, a);
	kmem_cache_free(s, a);
	verdict(world_reports() == 1 && world_reported("Object already free"), "double free");
	kmem_cache_free(s, b);
	kmem_cache_free(s, a);
	verdict(world_reports() == 1 && world_reported("Object already free"),
		"double free with another free between");
	kmem_cache_shrink(s);

	a = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free(s, a + 8);
	verdict(world_reports() == 1 && world_reported("Invalid object pointer"), "interior pointer");
	kmem_cache_free(s, a + 1);
	verdict(world_reports() == 1, "odd pointer");
	kfree(a + 8);
	verdict(world_reports() == 1, "interior pointer by kfree");
	kmem_cache_free(other, a);
	verdict(world_reports() == 1 && world_reported("Wrong slab cache"), "wrong cache");
	again = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free(s, again);
	kfree(&live);
	verdict(world_reports() == 1 && world_reported("Invalid object pointer"), "not lowmem");
	kmem_cache_free(s, (void *)0xf1234560);
	verdict(world_reports() == 1, "vmalloc address");
	kmem_cache_free(s, high_memory - PAGE_SIZE);
	verdict(world_reports() == 1, "free page");
	verdict(check_all_caches() == 0, "caches are sound after misuse");
}

static unsigned int counted;
static bool counting;

static bool count_error(void)
{
	counted += counting;
	return counting;
}

static unsigned int errors_found(struct kmem_cache *s)
{
	counted = 0;
	counting = true;
	validate_slab_cache(s);
	counting = false;
	return counted;
}

/* --- Small worlds ---------------------------------------------------------------------------------- */

#define SMALL_STEPS 5
#define SMALL_LIVE  64

static struct {
	u8 *object[SMALL_LIVE];
	u32 nr;
} small;

/* GFP_KERNEL takes a way of its own: mm/slub_hand.h. */
static void small_alloc(struct kmem_cache *s, u32 nr, gfp_t gfp)
{
	while (nr-- && small.nr < SMALL_LIVE) {
		u8 *object = kmem_cache_alloc(s, gfp);

		if (!object)
			return;
		*(u32 *)object = small.nr;
		small.object[small.nr++] = object;
	}
}

/* Free the object at @at; the last one takes its place. False if somebody has written to it. */
static bool small_free(struct kmem_cache *s, u32 at)
{
	u8 *object;
	bool good;

	if (at >= small.nr)
		return true;
	object = small.object[at];
	good = *(u32 *)object == at;
	small.object[at] = small.object[--small.nr];
	if (at < small.nr)
		*(u32 *)small.object[at] = at;
	kmem_cache_free(s, object);
	return good;
}

static bool small_free_many(struct kmem_cache *s, u32 nr, bool oldest)
{
	bool good = true;

	while (nr-- && small.nr)
		good &= small_free(s, oldest ? 0 : small.nr - 1);
	return good;
}

/*
 * Allocate or free in an interrupt. It may have stopped a thread in the middle of using the hand, the
 * objects freed last or a magazine: none may be other than it was, and while a thread remembers objects
 * no slab may go.
 */
static bool small_interrupt(struct kmem_cache *s, bool allocate)
{
	static struct kmem_cache before;
	unsigned long nr_slabs = s->node[0]->nr_slabs;
	bool good = true;

	before = *s;
	__preempt_count = HARDIRQ_OFFSET;
	if (allocate)
		small_alloc(s, 2, GFP_ATOMIC);
	else
		good = small_free(s, small.nr / 2);
	__preempt_count = 0;
	if (s->recent[0].top != s->recent[0].freed)
		good &= s->node[0]->nr_slabs >= nr_slabs;
	return good && !memcmp(before.cpu_slab, s->cpu_slab, sizeof(s->cpu_slab)) &&
	       !memcmp(before.recent, s->recent, sizeof(s->recent)) &&
	       !memcmp(before.magazines, s->magazines, sizeof(s->magazines));
}

#define SMALL_OPERATIONS 9

/* One of the things that can be done to a cache; false if an object was not as it was left. */
static bool small_step(struct kmem_cache *s, u32 operation)
{
	bool good = true;

	switch (operation) {
	case 0: small_alloc(s, 1, GFP_KERNEL); break;
	case 1: small_alloc(s, 7, GFP_KERNEL); break;
	case 2: good = small_free(s, small.nr - 1); break;
	case 3: good = small_free_many(s, 5, true); break;
	case 4: good = small_free_many(s, SMALL_LIVE, false); break;
	case 5: kmem_cache_shrink(s); break;
	case 6: world_refuse_pages(1); small_alloc(s, 3, GFP_NOWAIT); world_refuse_pages(0); break;
	default: good = small_interrupt(s, operation == 7);
	}
	return good;
}

/* Every sequence of SMALL_STEPS operations on a cache of objects of @size; the number of failures. */
static u32 try_all_sequences(u32 size)
{
	struct kmem_cache *s = kmem_cache_create("small", size, 0, SLAB_NO_MERGE, NULL);
	unsigned long before, sequence, nr = 1, rest;
	struct slabinfo info;
	u32 i, bad = 0;

	for (i = 0; i < SMALL_STEPS; i++)
		nr *= SMALL_OPERATIONS;
	kmem_cache_shrink(s);
	before = world_free_pages();
	for (sequence = 0; sequence < nr; sequence++) {
		rest = sequence;
		for (i = 0; i < SMALL_STEPS; i++, rest /= SMALL_OPERATIONS) {
			bad += !small_step(s, rest % SMALL_OPERATIONS);
			bad += s->ops->check(s) != 0;
		}
		/* Not after each step: counting makes SLUB forget what was freed last. */
		get_slabinfo(s, &info);
		bad += info.active_objs != small.nr;
		bad += !small_free_many(s, SMALL_LIVE, true);
		/* Every other sequence begins with what this one has left in reserve. */
		if (sequence % 2)
			kmem_cache_shrink(s);
	}
	kmem_cache_shrink(s);
	bad += world_free_pages() < before;
	kmem_cache_destroy(s);
	return bad + world_reports();
}

static void small_worlds_test(void)
{
	static const u32 sizes[] = { 16000, 5000, 1500, 400, 8 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		verdict(try_all_sequences(sizes[i]) == 0, "every short sequence of operations");
}

/* Damage that only a watched cache notices; the numbers are those Linux's own test expects. */
static void damage_test(void)
{
	struct kmem_cache *red = kmem_cache_create("red", 64, 0, SLAB_RED_ZONE, NULL);
	struct kmem_cache *poison = kmem_cache_create("poison", 64, 0, SLAB_POISON, NULL);
	u8 *p = kmem_cache_alloc(red, GFP_KERNEL);
	unsigned long *link, old;

	slab_error_counter = count_error;
	p[64] = 0x12;
	verdict(errors_found(red) == 2, "overwritten right red zone");
	p[-1] = 0x12;
	verdict(errors_found(red) == 2, "overwritten left red zone");
	kmem_cache_free(red, p);
	p[64] = 0xab;
	verdict(errors_found(red) == 2, "red zone of a free object");
	p = kmem_cache_alloc(poison, GFP_KERNEL);
	kmem_cache_free(poison, p);
	link = (unsigned long *)(p + poison->offset);
	old = *link;
	p[poison->offset] = ~p[poison->offset];
	verdict(errors_found(poison) == 3, "overwritten free link");
	*link = old;
	verdict(errors_found(poison) == 2, "free link restored, count wrong");
	verdict(errors_found(poison) == 0, "repaired cache is sound");
	p[0] = 0x78;
	verdict(errors_found(poison) == 2, "first byte written after free");
	p[50] = 0x9a;
	verdict(errors_found(poison) == 2, "50th byte written after free");
	kmem_cache_destroy(red);
	kmem_cache_destroy(poison);
	verdict(world_reports() == 0, "counted errors are not printed");
}

static void leak_test(slab_flags_t flags)
{
	struct kmem_cache *s = kmem_cache_create("leaky", 200, 0, flags, NULL);
	void *object = kmem_cache_alloc(s, GFP_KERNEL);

	kmem_cache_destroy(s);
	verdict(world_reports() == 1 && world_reported("Objects remaining in leaky"),
		"destroying a cache with a live object is refused and reported");
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
	verdict(world_reports() == 0, "and works when the object is back");
}

static void index_test(void)
{
	struct kmem_cache s = {};
	u32 size, offset, bad = 0;

	for (size = 8; size < 20000; size += 1 + size / 64) {
		s.object_size = size;
		s.align = 4;
		if (slub_layout(&s))
			bad++;
		for (offset = 0; offset < 65536; offset++)
			bad += (slab_index(&s, offset) < 65536 / s.size) !=
			       (offset % s.size == 0 && offset / s.size < 65536 / s.size);
	}
	verdict(bad == 0, "slab_index finds exactly the starts of objects");
}

static void sizes_test(void)
{
	u32 size, bad = 0;

	for (size = 1; size <= 8192; size++) {
		void *object = __kmalloc(size, GFP_KERNEL);

		bad += ksize(object) < size || ksize(object) != kmalloc_size_roundup(size) ||
		       ksize(object) > 2 * size + 8;
		kfree(object);
	}
	verdict(bad == 0, "ksize is the size of the smallest cache that fits");
}

int main(int argc, char **argv)
{
	u32 operations = argc > 1 ? strtoul(argv[1], NULL, 10) : host_rounds(1000000);
	struct kmem_cache *a, *b, *watched;

	slab_allocator = &HOST_ALLOCATOR;
	host_seed_random();
	printf("allocator %s\n", slab_allocator->name);
	world_start();
	kmem_cache_init();
	index_test();
	sizes_test();
	a = kmem_cache_create("a", 64, 0, 0, NULL);
	b = kmem_cache_create("b", 64, 0, 0, NULL);
	watched = kmem_cache_create("watched", 64, 0, SLAB_DEBUG_FLAGS & ~SLAB_TRACE, NULL);
	misuse_test(a, b);
	misuse_test(watched, b);
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
	kmem_cache_destroy(watched);
	if (has_slabs())
		damage_test();
	leak_test(0);
	leak_test(SLAB_STORE_USER);
	small_worlds_test();
	differential_test(operations);
	return host_summary();
}
