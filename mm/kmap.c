// SPDX-License-Identifier: MIT
/*
 * mm/kmap.c: kmap(): 512 slots, shared by all, each a window on one highmem page.
 *
 * Problem.  RAM above lowmem has no kernel address. Threads want to look at one such page for a
 *           while, sleep meanwhile, and hand the address around.
 * Idea.     A pool of page-table entries at PKMAP_BASE. A slot whose last user has gone keeps its
 *           mapping: if the page is asked for again, that costs no flush and no store. A hand goes
 *           round the pool; when it comes to the start, all slots without users are emptied and one
 *           flush makes them clean.
 *
 *               count 0   clean: empty, and no TLB knows it            may be taken
 *               count 1   lazy: no user, mapping still there           may be found again, not taken
 *               count n   n - 1 users                                  pinned
 *
 *               slots  [ 3 | 1 | 1 | 2 | 0 | 0 | ... ]    hand at the first 0
 *
 * Invariants (kmap_check): a slot is on the chain of its page exactly when its count is not 0, and
 *           then its entry maps that page; no page has two slots.
 * Locks.    kmap_pool.lock, from threads only. Nothing is taken under it.
 * Paths.    Hit    kmap -> kmap_high -> find_slot
 *           Miss   kmap_high -> take_slot -> next_clean (-> flush_lazy once a round) | wait_for_slot
 *           Free   kunmap -> kunmap_high
 * Cost.     Hit O(1): chains are indexed by the low bits of the pfn, and 512 neighbours share none.
 *           A miss costs one store and 1/512 of a round. A thread sleeps only if all are pinned.
 * Debug.    `debug_kmap=1` empties and flushes a slot when its last user goes.
 * Left out. Page colours: x86 caches do not need them.
 * Sources.  Gorman ch. 9.2 "Mapping High Memory Pages"; Linux mm/highmem.c for the three counts.
 */
#include <asm/tlbflush.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <slate/leak.h>
#include <slate/oops.h>
#include <slate/param.h>
#include <slate/selfcheck.h>

#define NO_SLOT		LAST_PKMAP
#define NR_CHAINS	LAST_PKMAP
#define CLEAN		0
#define LAZY		1

static struct {
	spinlock_t lock;
	unsigned int hand;	    /* (L) slot looked at last */
	unsigned int rounds, sleeps; /* (L) since boot */
	u16 chain[NR_CHAINS];	    /* (L) by pfn: first slot, or NO_SLOT */
	struct {
		u16 next;	    /* (L) on the chain */
		u16 count;	    /* (L) */
		struct page *page;  /* (L) valid unless CLEAN; kept then, for fault reports */
	} slot[LAST_PKMAP];
	int unmapped_by[LAST_PKMAP]; /* (L) pid of the last user, for fault reports; by debug_kmap=1 */
	wait_queue_head_t wait; /* for a slot */
} kmap_pool = {
	.lock = __SPIN_LOCK_UNLOCKED(kmap_pool.lock),
	.wait = __WAIT_QUEUE_HEAD_INITIALIZER(kmap_pool.wait),
};

bool kmap_debug;
EXPORT_SYMBOL(kmap_debug);
unsigned int kmap_misuses;
EXPORT_SYMBOL(kmap_misuses);

SLATE_PARAM(debug_kmap, kmap_debug, bool, "0|1",
	    "unmap and flush on each kunmap, so that every use after it faults");

static u16 *chain_of(const struct page *page)
{
	return &kmap_pool.chain[page_to_pfn(page) % NR_CHAINS];
}

static unsigned int find_slot(const struct page *page)
{
	unsigned int slot = *chain_of(page);

	while (slot != NO_SLOT && kmap_pool.slot[slot].page != page)
		slot = kmap_pool.slot[slot].next;
	return slot;
}

/* debug_kmap=1: leave no way to the page of a lazy slot. Out of line: kunmap_high() stays small. */
static noinline void forget_slot(unsigned int slot)
{
	u16 *link = chain_of(kmap_pool.slot[slot].page);

	while (*link != slot)
		link = &kmap_pool.slot[*link].next;
	*link = kmap_pool.slot[slot].next;
	kmap_pool.slot[slot].count = CLEAN;
	pte_clear(window_pte(PKMAP_ADDR(slot)));
	flush_tlb_kernel_range(PKMAP_ADDR(slot), PKMAP_ADDR(slot + 1));
	kmap_pool.unmapped_by[slot] = current->pid;
}

static void enter_in_chain(unsigned int slot)
{
	u16 *chain = chain_of(kmap_pool.slot[slot].page);

	kmap_pool.slot[slot].next = *chain;
	*chain = slot;
}

/*
 * All slots without users become clean, by one flush. Most are: the chains are made anew from the
 * pinned ones, which costs less than taking the others off one by one.
 */
static void flush_lazy(void)
{
	pte_t *pte = window_pte(PKMAP_ADDR(0));
	unsigned int slot, emptied = 0;

	for (slot = 0; slot < NR_CHAINS; slot++)
		kmap_pool.chain[slot] = NO_SLOT;
	for (slot = 0; slot < LAST_PKMAP; slot++, pte++)
		if (kmap_pool.slot[slot].count == LAZY) {
			kmap_pool.slot[slot].count = CLEAN;
			pte_clear(pte);
			emptied++;
		} else if (kmap_pool.slot[slot].count != CLEAN) {
			enter_in_chain(slot);
		}
	if (!emptied)
		return;
	flush_tlb_kernel_range(PKMAP_ADDR(0), PKMAP_ADDR(LAST_PKMAP));
	kmap_pool.rounds++;
}

/* Move the hand to the next clean slot. Two rounds, since the flush comes in the middle of one. */
static unsigned int next_clean(void)
{
	unsigned int steps;

	for (steps = 0; steps < 2 * LAST_PKMAP; steps++) {
		kmap_pool.hand = (kmap_pool.hand + 1) & LAST_PKMAP_MASK;
		if (kmap_pool.hand == 0)
			flush_lazy();
		if (kmap_pool.slot[kmap_pool.hand].count == CLEAN)
			return kmap_pool.hand;
	}
	return NO_SLOT;
}

/* Sleep until some slot lost its last user. The lock is dropped meanwhile. */
static void wait_for_slot(void)
{
	DEFINE_WAIT(wait);

	kmap_pool.sleeps++;
	prepare_to_wait(&kmap_pool.wait, &wait, TASK_UNINTERRUPTIBLE);
	spin_unlock(&kmap_pool.lock);
	schedule();
	finish_wait(&kmap_pool.wait, &wait);
	spin_lock(&kmap_pool.lock);
}

/* A lazy slot that maps @page: a new one, or one that another thread made while this one slept. */
static noinline unsigned int take_slot(struct page *page)
{
	unsigned int slot = next_clean();

	while (slot == NO_SLOT) {
		wait_for_slot();
		slot = find_slot(page);
		if (slot != NO_SLOT)
			return slot;
		slot = next_clean();
	}
	kmap_pool.slot[slot].page = page;
	kmap_pool.slot[slot].count = LAZY;
	enter_in_chain(slot);
	set_pte(window_pte(PKMAP_ADDR(slot)), pfn_pte(page_to_pfn(page), kmap_prot));
	return slot;
}

/**
 * kmap_high() - kmap() of a page that is in highmem.
 *
 * Context: thread, may sleep (kmap() has checked).
 * Return: the address; valid for everybody until as many kunmap()s as there were kmap()s.
 */
void *kmap_high(struct page *page)
{
	unsigned int slot;

	spin_lock(&kmap_pool.lock);
	slot = find_slot(page);
	if (slot == NO_SLOT)
		slot = take_slot(page);
	kmap_pool.slot[slot].count++;
	spin_unlock(&kmap_pool.lock);
	return (void *)PKMAP_ADDR(slot);
}
EXPORT_SYMBOL(kmap_high);

static noinline void report_unbalanced(struct page *page)
{
	kmap_misuses++;
	WARN(1, "kunmap: page %px (pfn %lx) is not mapped\n", page, page_to_pfn(page));
}

/**
 * kunmap_high() - kunmap() of a highmem page: one user less.
 *
 * One kunmap() too many is reported and changes nothing. Context: thread.
 */
void kunmap_high(struct page *page)
{
	bool wake = false;
	unsigned int slot;

	spin_lock(&kmap_pool.lock);
	slot = find_slot(page);
	if (slot == NO_SLOT || kmap_pool.slot[slot].count <= LAZY) {
		spin_unlock(&kmap_pool.lock);
		report_unbalanced(page);
		return;
	}
	if (--kmap_pool.slot[slot].count == LAZY) {
		wake = waitqueue_active(&kmap_pool.wait);
		if (unlikely(kmap_debug))
			forget_slot(slot);
	}
	spin_unlock(&kmap_pool.lock);
	if (wake)
		wake_up(&kmap_pool.wait);
}
EXPORT_SYMBOL(kunmap_high);

/* The address that kmap() gave a highmem page, or NULL. Context: thread. */
void *kmap_address(const struct page *page)
{
	unsigned int slot;

	spin_lock(&kmap_pool.lock);
	slot = find_slot(page);
	if (slot != NO_SLOT && kmap_pool.slot[slot].count <= LAZY)
		slot = NO_SLOT;
	spin_unlock(&kmap_pool.lock);
	return slot == NO_SLOT ? NULL : (void *)PKMAP_ADDR(slot);
}
EXPORT_SYMBOL(kmap_address);

/* kmap_flush_unused(): leave no mapping without a user. Context: thread. */
void __kmap_flush_unused(void)
{
	spin_lock(&kmap_pool.lock);
	flush_lazy();
	spin_unlock(&kmap_pool.lock);
}
EXPORT_SYMBOL(__kmap_flush_unused);

/**
 * __kmap_to_page() - kmap_to_page(): the page behind an address of kmap, kmap_local or lowmem.
 * Context: any.
 */
struct page *__kmap_to_page(void *addr)
{
	if ((unsigned long)addr >= PKMAP_BASE)
		return vmalloc_to_page(addr);
	return virt_to_page(addr);
}
EXPORT_SYMBOL(__kmap_to_page);

/* ---- views and checks ---- */

static void count_slots(unsigned int *pinned, unsigned int *lazy)
{
	unsigned int slot;

	*pinned = 0;
	*lazy = 0;
	for (slot = 0; slot < LAST_PKMAP; slot++) {
		*pinned += kmap_pool.slot[slot].count > LAZY;
		*lazy += kmap_pool.slot[slot].count == LAZY;
	}
}

void get_kmap_info(struct kmap_info *info)
{
	spin_lock(&kmap_pool.lock);
	count_slots(&info->pinned, &info->lazy);
	info->rounds = kmap_pool.rounds;
	info->sleeps = kmap_pool.sleeps;
	spin_unlock(&kmap_pool.lock);
	kmap_local_fill_info(info);
}
EXPORT_SYMBOL(get_kmap_info);

static bool slot_is_sound(unsigned int slot)
{
	unsigned long mapped = vmalloc_to_pfn((void *)PKMAP_ADDR(slot));

	if (kmap_pool.slot[slot].count == CLEAN)
		return !mapped;
	return find_slot(kmap_pool.slot[slot].page) == slot &&
	       mapped == page_to_pfn(kmap_pool.slot[slot].page);
}

int kmap_check(void)
{
	unsigned int slot, bad = 0;

	spin_lock(&kmap_pool.lock);
	for (slot = 0; slot < LAST_PKMAP; slot++)
		bad += !slot_is_sound(slot);
	spin_unlock(&kmap_pool.lock);
	if (bad)
		pr_err("kmap_check: %u of %u slots differ from the page table\n", bad, LAST_PKMAP);
	return bad ? -EINVAL : 0;
}
EXPORT_SYMBOL(kmap_check);

static void kmap_report(void)
{
	struct kmap_info info;

	get_kmap_info(&info);
	pr_info("kmap: %u of %u slots in use, %u lazy, %u flushes, %u waits; "
		"local: %u open, %u flushes\n",
		info.pinned, LAST_PKMAP, info.lazy, info.rounds, info.sleeps, info.local,
		info.local_flushes);
}
SELFCHECK(kmap, kmap_check, kmap_report);

static long slots_out(void)
{
	unsigned int pinned, lazy;

	count_slots(&pinned, &lazy);
	return pinned;
}
LEAK_COUNTER_DRAIN(kmap_slots, slots_out, __kmap_flush_unused);

static bool describe_fault(unsigned long address)
{
	unsigned int slot = PKMAP_NR(address);
	char whose[24] = "";

	if (address < PKMAP_ADDR(0) || address >= PKMAP_ADDR(LAST_PKMAP))
		return false;
	if (kmap_pool.unmapped_by[slot])
		snprintf(whose, sizeof(whose), " by thread %d", kmap_pool.unmapped_by[slot]);
	if (kmap_pool.slot[slot].page)
		pr_alert("%08lx is kmap slot %u, %s%s; it showed pfn %lx\n", address, slot,
			 kmap_pool.slot[slot].count > LAZY ? "in use" : "unmapped", whose,
			 page_to_pfn(kmap_pool.slot[slot].page));
	else
		pr_alert("%08lx is kmap slot %u, never used\n", address, slot);
	return true;
}

/**
 * kmap_init() - start with 512 clean slots.
 * Context: boot, after paging_init().
 */
void __init kmap_init(void)
{
	unsigned int i;

	for (i = 0; i < NR_CHAINS; i++)
		kmap_pool.chain[i] = NO_SLOT;
	register_fault_describer(describe_fault);
}
