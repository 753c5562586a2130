// SPDX-License-Identifier: MIT
/*
 * mm/slab_magazine.c: SLAB, the allocator of the books: magazines for each CPU, and their depot.
 *
 * Problem.  A slab's list of free objects belongs to all CPUs and to interrupts, so each allocation
 *           would take a lock and search for a slab. Most objects, though, are freed by the CPU
 *           that allocated them, and soon wanted again.
 * Idea.     Between the caller and the slabs stands a stack of free objects. Bonwick calls it a
 *           magazine: objects are rounds, to allocate is to pop the top one, to free is to push.
 *           Each CPU has two, the loaded one and the previous one; when the loaded one is empty (or
 *           full) the two are swapped, so a caller that goes to and fro across the edge of one does
 *           not pay each time. When both are empty (or full) one is exchanged at the depot, and
 *           only when the depot has none either are a magazine's rounds taken from slabs (or
 *           returned to them), all under one lock.
 *
 *               caller                    CPU                           depot            slabs
 *               kmem_cache_alloc  <-- pop [o o o . . ] loaded   <-->  full  [ooooo] <-->  [##.##.]
 *               kmem_cache_free   --> push[. . . . . ] previous <-->  empty [.....]       [######]
 *
 *           Only threads use magazines. They are never preempted in the kernel, so neither a lock
 *           nor cli is needed; an interrupt, which may have stopped a thread half-way through a
 *           push, takes its objects from the slabs. A round is an object and the address of its
 *           bufctl (the byte in the slab's descriptor that says live, resting or free): so a pop
 *           marks the object live without looking for its slab, and the push that finds it not live
 *           has found a double free.
 * The door. kmem_cache_alloc() and the others are SLUB's (mm/slub.c). Their fast paths begin with a
 *           nop of the static key object_detour (frees: free_detour), which stands there for
 *           tracing and fault injection. slab=slab throws those keys: the nop becomes a jump to
 *           here, which costs SLAB two jumps a call and SLUB nothing.
 * Invariants (slab_cache.c walks them): bottom <= top <= limit; `previous` is full or empty, and so
 *           is all in the depot; each round's object is RESTING, and each object that is RESTING is
 *           a round.
 * Locks.    magazine_depot.lock, in threads only. Nothing is taken under it.
 * Paths.    Alloc  kmem_cache_alloc -> slab_alloc_detour -> magazine_alloc -> magazine_take
 *           Slow   magazine_alloc -> slab_alloc_slow -> magazine_alloc_slow -> refill -> bufctl_take
 *           Free   kmem_cache_free -> free_of_cache_detour -> magazine_free -> magazine_put
 *           Slow   magazine_free -> slab_free_slow -> magazine_free_slow -> make_room -> bufctl_return
 * Cost.     Time: push and pop, 71 instructions a pair with the caller's loop (SLUB 48); 115 where
 *           random small objects come and go (SLUB 124), 146 where 10,000 are taken and returned in
 *           disorder (SLUB 107): what a CPU frees it uses next, but what outgrows the magazines
 *           pays twice. Space: each cache that is in use keeps up to four magazines of free
 *           objects, together not more than 128 KiB (of objects up to 8 KiB), for a CPU and the
 *           depot; they go when memory is short (kmem_cache_shrink), not by age. A magazine itself
 *           takes 8 bytes a round.
 * Left out. Draining other CPUs' magazines, for which they have to be asked. Bonwick lets magazines
 *           grow when the depot is contended; one CPU does not contend. Solaris reaps the depot by
 *           its working set, Linux every two seconds; here reclaim does.
 * Sources.  Bonwick, Adams, "Magazines and Vmem: Extending the Slab Allocator to Many CPUs and
 *           Arbitrary Resources" (2001), 3 "Magazines"; Gorman ch. 8.5 "Per-CPU Object Cache".
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "slab_magazine.h"

DEFINE_STATIC_KEY_FALSE(magazines_serve);
DEFINE_STATIC_KEY_TRUE(magazines_shut);

/* A magazine of a full set holds objects of this many bytes at most, where RAM is not scarce ... */
#define MAGAZINE_BYTES (32U << 10)
/* ... but this many rounds at least. */
#define MIN_ROUNDS 4U

/* Magazines come in sizes, each from a cache that has no magazines. */
static const u8 sizes[] = { 4, 14, 30, 62 };
static struct kmem_cache magazine_caches[ARRAY_SIZE(sizes)];
static struct kmem_cache_node magazine_nodes[ARRAY_SIZE(sizes)][MAX_NUMNODES];

void __init magazines_init(void)
{
	static const char *const names[ARRAY_SIZE(sizes)] = {
		"magazine-4", "magazine-14", "magazine-30", "magazine-62"
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		slab_create_static_cache(&magazine_caches[i], magazine_nodes[i], names[i],
					 sizeof(struct magazine) + sizes[i] * sizeof(struct slab_round),
					 SLAB_NO_USER_FLAGS | SLAB_NO_MAGAZINES);
	static_branch_enable(&magazines_serve);
	static_branch_dec(&magazines_shut);
	static_branch_inc(&object_detour);
	static_branch_inc(&free_detour);
}

/* Let @s have magazines from now on, of a size that suits its objects and the machine. */
void magazines_set_up(struct kmem_cache *s)
{
	unsigned int bytes = clamp_t(unsigned int, totalram_pages() * 4, 4096, MAGAZINE_BYTES);
	unsigned int wanted = max(bytes / s->size, MIN_ROUNDS), i;

	spin_lock_init(&s->depot.lock);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		if (sizes[i] <= wanted)
			s->rounds = sizes[i];
}

static struct kmem_cache *cache_of_magazines(const struct kmem_cache *s)
{
	unsigned int i = 0;

	while (sizes[i] != s->rounds)
		i++;
	return &magazine_caches[i];
}

/* An empty magazine, if there is memory for it at once. */
static struct magazine *new_magazine(struct kmem_cache *s)
{
	return bufctl_alloc(cache_of_magazines(s), GFP_NOWAIT | __GFP_NOWARN, NUMA_NO_NODE);
}

static void load(struct kmem_cache *s, struct magazine_cpu *cpu, struct magazine *m, bool full)
{
	cpu->loaded = m;
	cpu->bottom = m->rounds;
	cpu->limit = m->rounds + s->rounds;
	cpu->top = full ? cpu->limit : cpu->bottom;
}

/* The loaded magazine, which is full or empty, becomes the previous one, which is the other. */
static void swap_magazines(struct kmem_cache *s, struct magazine_cpu *cpu)
{
	struct magazine *previous = cpu->previous;
	bool full = cpu->previous_full;

	cpu->previous = cpu->loaded;
	cpu->previous_full = !full;
	load(s, cpu, previous, full);
}

/* --- The depot -------------------------------------------------------------------------------- */

static struct magazine *pop(struct magazine **list)
{
	struct magazine *m = *list;

	if (m)
		*list = m->next;
	return m;
}

static void push(struct magazine **list, struct magazine *m)
{
	m->next = *list;
	*list = m;
}

/* A full magazine for an empty one (NULL: for nothing); NULL, and @empty stays, if there is none. */
static struct magazine *depot_get_full(struct magazine_depot *depot, struct magazine *empty)
{
	struct magazine *m;

	spin_lock(&depot->lock);
	m = pop(&depot->full);
	if (m) {
		depot->nr_full--;
		if (empty)
			push(&depot->empty, empty);
	}
	spin_unlock(&depot->lock);
	return m;
}

/* Leave a full magazine; false if there are enough. @empty is one in return, or NULL. */
static bool depot_put_full(struct magazine_depot *depot, struct magazine *full, struct magazine **empty)
{
	bool taken;

	spin_lock(&depot->lock);
	taken = depot->nr_full < DEPOT_FULL;
	if (taken) {
		depot->nr_full++;
		push(&depot->full, full);
		*empty = pop(&depot->empty);
	}
	spin_unlock(&depot->lock);
	return taken;
}

/* --- The slow paths: the loaded magazine is empty, or full ------------------------------------ */

/* An object from what is at hand: previous magazine, depot, slabs with a free object. Or NULL. */
static void *refill(struct kmem_cache *s, struct magazine_cpu *cpu)
{
	struct magazine *m;
	void *object;

	if (cpu->top == cpu->bottom) {
		if (cpu->previous && cpu->previous_full) {
			swap_magazines(s, cpu);
		} else if ((m = depot_get_full(&s->depot, cpu->previous))) {
			cpu->previous = cpu->loaded;
			cpu->previous_full = false;
			load(s, cpu, m, true);
		} else {
			/* Half of it, so that there is room for frees. */
			cpu->top += bufctl_take(s, NUMA_NO_NODE, cpu->bottom, s->rounds / 2);
		}
	}
	return magazine_take(s, &object) ? object : NULL;
}

/**
 * magazine_alloc_slow() - allocate where the loaded magazine is empty, or not to be used.
 *
 * Context: as @gfp says.
 * Return: an object, or NULL.
 */
void *magazine_alloc_slow(struct kmem_cache *s, gfp_t gfp, int node, unsigned long caller)
{
	struct magazine_cpu *cpu;
	struct magazine *m;
	void *object;

	if (!s->rounds || !magazines_are_ours() || (node != NUMA_NO_NODE && node != numa_mem_id()))
		return bufctl_alloc(s, gfp, node);
	for (;;) {
		/* Looked up again after each new slab, for which we may have slept. */
		cpu = magazines_of(s);
		if (!cpu->loaded) {
			m = new_magazine(s);
			if (!m)
				return bufctl_alloc(s, gfp, node);
			load(s, cpu, m, false);
		}
		object = refill(s, cpu);
		if (object)
			return object;
		if (!bufctl_new_slab(s, gfp, node))
			return NULL;
	}
}

/* Both magazines are full: put one aside, or empty it; an empty one is loaded then. */
static void exchange_full(struct kmem_cache *s, struct magazine_cpu *cpu)
{
	struct magazine *full = cpu->previous, *empty = NULL;

	if (depot_put_full(&s->depot, full, &empty)) {
		if (!empty)
			empty = new_magazine(s);
	} else {
		bufctl_return(s, full->rounds, s->rounds);
		empty = full;
	}
	cpu->previous = empty;
	cpu->previous_full = false;
	if (empty)
		swap_magazines(s, cpu);
}

/* Make room for a round; false if there is none to be had. A cache that only frees gets no magazine. */
static bool make_room(struct kmem_cache *s, struct magazine_cpu *cpu)
{
	if (!cpu->loaded)
		return false;
	if (cpu->top < cpu->limit)
		return true;
	if (cpu->previous && cpu->previous_full) {
		exchange_full(s, cpu);
		return cpu->top < cpu->limit;
	}
	if (!cpu->previous)
		cpu->previous = new_magazine(s);
	if (!cpu->previous)
		return false;
	swap_magazines(s, cpu);
	return true;
}

/**
 * magazine_free_slow() - free where the loaded magazine is full, or not to be used; or say why not.
 * @slab: the slab around @object.
 *
 * Context: any but an NMI.
 */
void magazine_free_slow(struct kmem_cache *s, struct slab *slab, void *object, unsigned long caller)
{
	struct slab_desc *desc = slab->desc;
	unsigned int index = bufctl_index(s, desc, object);
	struct slab_round round = { object, &desc->bufctl[index] };
	struct magazine_cpu *cpu = magazines_of(s);

	if (index >= s->per_slab)
		return slab_err_free(s, object, "Invalid object pointer", caller);
	if (cmpxchg(round.bufctl, BUFCTL_LIVE, BUFCTL_RESTING) != BUFCTL_LIVE)
		return slab_err_free(s, object, "Object already free", caller);
	if (unlikely(slab_want_init_on_free(s)))
		memset(object, 0, s->object_size);
	if (s->rounds && magazines_are_ours() && make_room(s, cpu))
		*cpu->top++ = round;
	else
		bufctl_return(s, &round, 1);
}

/* May a request with @gfp be served from a magazine, here and now? */
static __always_inline bool magazines_may_serve(gfp_t gfp)
{
	return gfpflags_allow_blocking(gfp) ? !sleep_is_forbidden(gfp) : magazines_are_ours();
}

/* Allocate with other flags than GFP_KERNEL. Out of the fast path, which then needs three registers. */
void *magazine_alloc_special(struct kmem_cache *s, gfp_t gfp)
{
	void *object;

	if (unlikely(!magazines_may_serve(gfp)) || unlikely(!magazine_take(s, &object)))
		return slab_alloc_slow(s, gfp);
	return gfp & __GFP_ZERO ? zero_words(s, object) : object;
}

/* kmem_cache_alloc() jumps here: the return address is that of its own caller. */
void *slab_alloc_detour(struct kmem_cache *s, gfp_t gfp)
{
	if (static_branch_unlikely(&alloc_watched))
		return slab_alloc_slow(s, gfp);
	return magazine_alloc(s, gfp);
}

/* --- All of them ------------------------------------------------------------------------------ */

static void release_magazine(struct kmem_cache *s, struct magazine *m, unsigned int nr)
{
	if (!m)
		return;
	if (nr)
		bufctl_return(s, m->rounds, nr);
	bufctl_free(cache_of_magazines(s), m);
}

/**
 * magazines_drain() - return what rests in this CPU's magazines and in the depot, and the magazines.
 *
 * Context: thread.
 */
void magazines_drain(struct kmem_cache *s)
{
	struct magazine_cpu *cpu = magazines_of(s), old = *cpu;
	struct magazine_depot depot;
	struct magazine *m;

	*cpu = (struct magazine_cpu){};
	release_magazine(s, old.loaded, old.top - old.bottom);
	release_magazine(s, old.previous, old.previous_full ? s->rounds : 0);

	spin_lock(&s->depot.lock);
	depot = s->depot;
	s->depot.full = s->depot.empty = NULL;
	s->depot.nr_full = 0;
	spin_unlock(&s->depot.lock);
	while ((m = pop(&depot.full)))
		release_magazine(s, m, s->rounds);
	while ((m = pop(&depot.empty)))
		release_magazine(s, m, 0);
}

/* Rounds in all magazines of @s. While others allocate, it is off by what is being done. */
unsigned long magazines_resting(struct kmem_cache *s)
{
	unsigned long nr = s->depot.nr_full * s->rounds;
	int cpu;

	for (cpu = 0; cpu < CONFIG_NR_CPUS; cpu++) {
		const struct magazine_cpu *m = &s->magazines[cpu];

		nr += m->top - m->bottom + (m->previous_full ? s->rounds : 0);
	}
	return nr;
}
