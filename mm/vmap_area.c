// SPDX-License-Identifier: MIT
/*
 * mm/vmap_area.c: who has which addresses of the window between VMALLOC_START and VMALLOC_END.
 *
 * Problem.  Three things make mapping dear: finding addresses, finding the owner of an address, and
 *           making the CPU forget old translations. The last is by far the worst: a flush empties
 *           the TLB of everything, so an unmapping that flushes slows down the next thousand
 *           accesses.
 * Idea.     Freed addresses are not used again before a flush, and one flush serves all addresses
 *           freed since the last. Most areas have one of few sizes, so a freed one is kept whole,
 *           descriptor and addresses together, in a queue of its size; taking it again is a list
 *           operation. Flushes are numbered (epochs): the oldest area of a queue may be taken if it
 *           was freed before the last flush, so a flush does not have to visit what it cleans.
 *
 *               class 2:  head [e7] -> [e7] -> [e8] -> [e9] tail      now epoch 9
 *                          usable      usable   usable   freed since the last flush
 *
 *           If only one area was freed since the last flush, its few pages are forgotten one by one,
 *           which leaves the rest of the TLB as it is.
 *           Areas too large for a class, and those beyond VMAP_CACHED_PAGES, go back to the free
 *           space (mm/vmap_space.c) at the next flush.
 * Guards.   The guard page lies in front of its area. So an area is followed by the guard of the
 *           next one, by free space or by the gap below PKMAP_BASE: unmapped in every case. In front
 *           it can carry the way to the descriptor (asm/pte_note.h), since its place follows from
 *           the address alone; and kernel stacks, which grow down, run into it.
 *
 *               [G][ area A ][G][ area B    ]......[G][ area C ]
 *                ^ note: A    ^ note: B             ^ note: C
 *
 * Invariants (vmalloc_check): each taken page of the space belongs to exactly one area; each area's
 *           guard entry is its note; idle areas map nothing; the counters are the sums.
 * Locks.    vmap_areas.lock, from threads only (interrupts queue: vfree_atomic). Taken under
 *           nothing, and nothing but the slab's own locks under it.
 * Paths.    Get    vmap_area_get -> take_cached | carve
 *           Free   vmap_area_put -> queue; every VMAP_LAZY_PAGES: vmap_purge
 *           Find   vmap_area_claim: one load at addr - PAGE_SIZE
 * Cost.     O(1) for sizes seen before; else O(log pages). 64 bytes per area.
 * Debug.    `debug_vmalloc=1` flushes on each free: what a TLB still knew cannot be used any more.
 * Left out. Per-CPU queues: the lock is held for some twenty instructions.
 * Sources.  Gorman ch. 7 "Noncontiguous Memory Allocation"; Bonwick and Adams, "Magazines and Vmem"
 *           (2001) for quantum caches; Linux mm/vmalloc.c for lazy purging.
 */
#include <asm/pte_note.h>
#include <asm/tlbflush.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <slate/param.h>

#include "vmap.h"

/* What of a caller's gfp counts for a descriptor: how to wait, not where the pages come from. */
#define DESCRIPTOR_GFP                                                                      \
	(GFP_KERNEL | __GFP_HIGH | __GFP_NOWARN | __GFP_NORETRY | __GFP_RETRY_MAYFAIL | __GFP_NOFAIL)

struct vmap_areas vmap_areas = { .lock = __SPIN_LOCK_UNLOCKED(vmap_areas.lock) };

SLATE_PARAM(debug_vmalloc, vmap_areas.flush_at_once, bool, "0|1",
	    "flush the TLB on each vfree, so that every use after it faults");

static pte_t *guard_pte(u32 first)
{
	return window_pte(vmap_page_address(first));
}

/* Count and print a wrong call; the caller goes on without having done anything. */
void vmap_misuse(const char *what, const void *addr)
{
	vmap_areas.nr_misuses++;
	vmap_areas.last_misuse = what;
	WARN(1, "vmalloc: %s (%px)\n", what, addr);
}

/* The oldest idle area of that size, if a flush has passed since it was freed. */
static struct vmap_area *take_cached(u32 nr)
{
	struct vmap_queue *queue = &vmap_areas.classes[nr];
	struct vmap_area *area = queue->head;

	if (!area || area->epoch == vmap_areas.epoch)
		return NULL;
	queue->head = area->next;
	if (!queue->head)
		queue->tail = NULL;
	vmap_areas.cached_pages -= nr;
	return area;
}

/* Cut the addresses for @area out of the free space. */
static bool carve(struct vmap_area *area, const struct vmap_want *want, u32 nr)
{
	u32 base = VMALLOC_START >> PAGE_SHIFT, align = want->align >> PAGE_SHIFT;
	struct vmap_request request = {
		.nr = nr,
		.align = align ? align : 1,
		.from = (max(want->start, VMALLOC_START) - VMALLOC_START) >> PAGE_SHIFT,
		.to = (clamp(want->end, VMALLOC_START, VMALLOC_END) - VMALLOC_START) >> PAGE_SHIFT,
	};

	/* The page behind the guard is the one to be aligned. */
	request.phase = (0U - base - 1) & (request.align - 1);
	area->first = vmap_space_find(&vmap_areas.space, &request);
	if (area->first == VMAP_NO_SPACE)
		return false;
	area->nr = nr;
	area->vm.addr = (void *)vmap_page_address(area->first + 1);
	vmap_space_take(&vmap_areas.space, area->first, nr);
	set_pte_note(guard_pte(area->first), VMAP_NOTE_GUARD, area);
	return true;
}

/* Give the addresses of a flushed area back and forget its descriptor. */
static void dissolve(struct vmap_area *area)
{
	struct vmap_past *past = &vmap_areas.past[vmap_areas.nr_past++ % VMAP_HISTORY];

	*past = (struct vmap_past){ (unsigned long)area->vm.addr, area->vm.size, area->vm.flags,
				    area->vm.caller, area->freed_by };
	pte_clear(guard_pte(area->first));
	vmap_space_give(&vmap_areas.space, area->first, area->nr);
	kmem_cache_free(vmap_areas.cache, area);
}

/* One flush for all that was freed since the last; after it every idle area may be used again. */
static void purge_locked(void)
{
	struct vmap_area *area = vmap_areas.first_lazy, *next;

	if (!vmap_areas.lazy_pages)
		return;
	if (vmap_areas.lazy_pages == area->nr)
		flush_tlb_kernel_range((unsigned long)area->vm.addr,
				       vmap_page_address(area->first + area->nr));
	else
		flush_tlb_windows();
	vmap_areas.epoch++;
	vmap_areas.lazy_pages = 0;
	for (area = vmap_areas.leaving; area; area = next) {
		next = area->next;
		dissolve(area);
	}
	vmap_areas.leaving = NULL;
}

/* Flush, so that no CPU holds a translation of freed addresses. Context: thread. */
void vmap_purge(void)
{
	spin_lock(&vmap_areas.lock);
	purge_locked();
	spin_unlock(&vmap_areas.lock);
}

static void drain_locked(void)
{
	struct vmap_area *area;
	u32 nr;

	purge_locked();
	for (nr = 0; nr < VMAP_CLASSES; nr++)
		while ((area = take_cached(nr)))
			dissolve(area);
}

/* Give every idle area back, as if none had been kept. Context: thread. */
void vmap_drain(void)
{
	spin_lock(&vmap_areas.lock);
	drain_locked();
	spin_unlock(&vmap_areas.lock);
}

static __always_inline void describe_area(struct vmap_area *area, unsigned long flags,
					  const void *caller)
{
	u32 nr = area->nr;

	area->vm.size = (unsigned long)nr << PAGE_SHIFT;
	area->vm.flags = flags;
	area->vm.pages = NULL;
	area->vm.page_order = 0;
	area->vm.nr_pages = 0;
	area->vm.phys_addr = 0;
	area->vm.caller = caller;
	area->state = VMAP_LIVE;
	vmap_areas.nr_areas++;
	vmap_areas.used_pages += nr;
}

/* The way of an area of a new size: a descriptor, then a hole; idle areas are given back for it. */
static noinline struct vmap_area *get_new(const struct vmap_want *want, u32 nr)
{
	struct vmap_area *area = kmem_cache_alloc(vmap_areas.cache, want->gfp & DESCRIPTOR_GFP);
	bool found;

	if (!area)
		return NULL;
	spin_lock(&vmap_areas.lock);
	found = carve(area, want, nr);
	if (!found) {
		drain_locked();
		found = carve(area, want, nr);
	}
	if (found)
		describe_area(area, want->flags, want->caller);
	spin_unlock(&vmap_areas.lock);
	if (found)
		return area;
	kmem_cache_free(vmap_areas.cache, area);
	if (!(want->gfp & __GFP_NOWARN))
		pr_warn_ratelimited("vmap allocation for size %lu failed: "
				    "use vmalloc=<size> to increase size\n", want->size);
	return NULL;
}

/**
 * vmap_area_idle() - an idle area of that size, anywhere in the window, if there is one.
 * @nr: pages, guard included.
 *
 * What most calls need, and all that they pay for. Context: thread.
 */
struct vmap_area *vmap_area_idle(u32 nr, unsigned long flags, const void *caller)
{
	struct vmap_area *area;

	if (nr >= VMAP_CLASSES)
		return NULL;
	spin_lock(&vmap_areas.lock);
	area = take_cached(nr);
	if (likely(area))
		describe_area(area, flags, caller);
	spin_unlock(&vmap_areas.lock);
	return area;
}

/**
 * vmap_area_get() - reserve addresses.
 * @want: size (rounded up to pages), alignment (a power of two), bounds, flags, gfp of the descriptor.
 *
 * Context: thread; may sleep as far as want->gfp says.
 * Return: an area that maps nothing yet, or NULL.
 */
struct vmap_area *vmap_area_get(const struct vmap_want *want)
{
	unsigned long pages = (want->size >> PAGE_SHIFT) + !!(want->size & ~PAGE_MASK);
	struct vmap_area *area;
	u32 nr = pages + 1;

	if (!pages || pages >= vmap_areas.space.nr_pages || want->align > VMALLOC_TOTAL ||
	    (want->align && !is_power_of_2(want->align)))
		return NULL;
	if (want->align <= PAGE_SIZE && want->start <= VMALLOC_START && want->end >= VMALLOC_END) {
		area = vmap_area_idle(nr, want->flags, want->caller);
		if (likely(area))
			return area;
	}
	return get_new(want, nr);
}

/**
 * vmap_area_put() - give addresses back; their entries are empty already.
 * @area: claimed (VMAP_DYING).
 *
 * Context: thread.
 */
void vmap_area_put(struct vmap_area *area)
{
	u32 nr = area->nr;
	struct vmap_queue *queue = &vmap_areas.classes[nr < VMAP_CLASSES ? nr : 0];

	spin_lock(&vmap_areas.lock);
	area->state = VMAP_IDLE;
	area->epoch = vmap_areas.epoch;
	area->next = NULL;
	vmap_areas.nr_areas--;
	vmap_areas.used_pages -= nr;
	if (!vmap_areas.lazy_pages)
		vmap_areas.first_lazy = area;
	vmap_areas.lazy_pages += nr;
	if (nr < VMAP_CLASSES && vmap_areas.cached_pages + nr <= VMAP_CACHED_PAGES) {
		if (queue->tail)
			queue->tail->next = area;
		else
			queue->head = area;
		queue->tail = area;
		vmap_areas.cached_pages += nr;
	} else {
		area->next = vmap_areas.leaving;
		vmap_areas.leaving = area;
	}
	if (vmap_areas.lazy_pages > vmap_areas.lazy_limit ||
	    area->vm.flags & VM_FLUSH_RESET_PERMS || vmap_areas.flush_at_once)
		purge_locked();
	spin_unlock(&vmap_areas.lock);
}

/* The area whose first byte @addr is, by the note in front of it; NULL if there is none. */
static struct vmap_area *area_at(unsigned long addr)
{
	struct vmap_area *area;

	if (addr <= VMALLOC_START || addr >= VMALLOC_END || addr & ~PAGE_MASK)
		return NULL;
	area = pte_note(window_pte(addr - PAGE_SIZE), VMAP_NOTE_GUARD);
	return area && (unsigned long)area->vm.addr == addr ? area : NULL;
}

static void complain_about_claim(const void *addr, const char *who, const void *caller)
{
	struct vmap_area *area = vmap_area_find((unsigned long)addr);

	if (!area) {
		pr_err("%s(%px) by %pS: no area was ever there, or it is long gone\n", who, addr,
		       caller);
		vmap_misuse("free of an address that is no area", addr);
	} else if (area->state != VMAP_LIVE) {
		pr_err("%s(%px) by %pS: allocated by %pS, freed before by %pS\n", who, addr, caller,
		       area->vm.caller, area->freed_by);
		vmap_misuse("double free", addr);
	} else if (area->vm.addr != addr) {
		pr_err("%s(%px) by %pS: inside the area at %px of %pS\n", who, addr, caller,
		       area->vm.addr, area->vm.caller);
		vmap_misuse("free of an address inside an area", addr);
	} else {
		pr_err("%s(%px) by %pS: area of %pS has flags %lx\n", who, addr, caller,
		       area->vm.caller, area->vm.flags);
		vmap_misuse("free by the wrong function", addr);
	}
}

/**
 * vmap_area_claim() - the one who frees takes the area; a second one is told.
 * @addr: first byte of the area.
 * @flags: VM_* of which the area must have one.
 * @who: name of the public function, for the report.
 * @caller: its return address.
 *
 * Context: any; from interrupts too, since nothing but the state changes, by one exchange.
 * Return: the area, now VMAP_DYING; or NULL after a report.
 */
struct vmap_area *vmap_area_claim(const void *addr, unsigned long flags, const char *who,
				  const void *caller)
{
	struct vmap_area *area = area_at((unsigned long)addr);

	if (area && area->vm.flags & flags &&
	    cmpxchg(&area->state, VMAP_LIVE, VMAP_DYING) == VMAP_LIVE) {
		area->freed_by = caller;
		return area;
	}
	complain_about_claim(addr, who, caller);
	return NULL;
}

/**
 * vmap_area_find() - the area that any address belongs to, live or idle; its guard belongs to it.
 *
 * Walks back to the nearest note: one step per page, so this is for reports and rare calls.
 * Context: any. Without the lock the answer may be stale, never wild: descriptors found by a note
 * are valid while the note stands.
 */
struct vmap_area *vmap_area_find(unsigned long addr)
{
	unsigned long page = addr & PAGE_MASK;
	struct vmap_area *area;

	if (addr < VMALLOC_START || addr >= VMALLOC_END)
		return NULL;
	for (; page >= VMALLOC_START; page -= PAGE_SIZE) {
		if (vmap_space_is_free(&vmap_areas.space, (page - VMALLOC_START) >> PAGE_SHIFT))
			return NULL;
		area = pte_note(window_pte(page), VMAP_NOTE_GUARD);
		if (area)
			return area;
	}
	return NULL;
}

/**
 * vmalloc_init() - start with an empty window.
 *
 * Context: boot, after kmem_cache_init() and paging_init().
 */
void __init vmalloc_init(void)
{
	u32 nr_pages = VMALLOC_TOTAL >> PAGE_SHIFT;
	void *memory = alloc_pages_exact(vmap_space_bytes(nr_pages), GFP_KERNEL);

	if (!memory)
		panic("vmalloc: no memory for the map of %u pages", nr_pages);
	vmap_space_init(&vmap_areas.space, nr_pages, memory);
	vmap_areas.cache = KMEM_CACHE(vmap_area, SLAB_PANIC);
	vmap_areas.lazy_limit = min_t(u32, VMAP_LAZY_PAGES, nr_pages / 8);
	pr_info("vmalloc: %08lx-%08lx, %lu MiB, map %zu KiB, flush every %u pages\n", VMALLOC_START,
		VMALLOC_END, VMALLOC_TOTAL >> 20, vmap_space_bytes(nr_pages) >> 10,
		vmap_areas.lazy_limit);
}
