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
 * A word.   What a slot shows and to how many is one word: a struct page is 32 bytes long and lies on
 *           a multiple of that, so the low five bits of its address hold the count. One
 *           compare-and-exchange makes a lazy slot pinned (kmap) or a slot with one user lazy
 *           (kunmap), which is what nearly all calls do, and cannot hit a slot that shows another page
 *           by now. Whatever else happens (a second user, a miss, a waiter) does so under the lock.
 *
 *               word  [ address of the struct page, bits 31 to 5 | count ]    31: it is in users[]
 *
 * Invariants (kmap_check): a slot is on the chain of its page exactly when its count is not 0, and
 *           then its entry maps that page; no page has two slots.
 * Locks.    kmap_pool.lock, from threads only. Nothing is taken under it. Without it a word changes
 *           only between lazy and one user.
 * Paths.    Hit    kmap -> kmap_high
 *           Miss   kmap_high -> kmap_slowly -> take_slot -> next_clean (-> flush_lazy once a round)
 *                                              | wait_for_slot
 *           Free   kunmap -> kunmap_high (-> kunmap_slowly)
 * Cost.     Hit and free 28 instructions together. Chains are indexed by low bits of the page's
 *           number, and 512 neighbours share none. A miss costs one store and 1/512 of a round. A
 *           thread sleeps only if all are pinned.
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

#include "window.h"

#define NR_CHAINS  LAST_PKMAP
#define NO_SLOT	   LAST_PKMAP
#define COUNT_BITS 5
#define COUNT_MASK ((1UL << COUNT_BITS) - 1)

/* Counts. */
#define CLEAN	 0UL
#define LAZY	 1UL
#define ONE_USER 2UL
#define MANY	 COUNT_MASK /* and more: see users[] */

static struct {
	spinlock_t lock;
	unsigned int hand;	    /* (L) slot looked at last */
	unsigned int rounds, sleeps; /* (L) since boot */
	unsigned int waiting;	    /* (L) threads that want a slot; read without */
	pte_t *pte;		    /* entry of slot 0 */
	u16 chain[NR_CHAINS];	    /* (L) by page: first slot, or NO_SLOT; read without, as a hint */
	u16 next[LAST_PKMAP];	    /* (L) on the chain */
	u16 users[LAST_PKMAP];	    /* (L) the count, where the word says MANY */
	/* Page and count; a clean slot keeps the page for fault reports. The word of NO_SLOT stays 0. */
	unsigned long word[LAST_PKMAP + 1];
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

/* By the number of the page; counted in bytes, which saves the hot paths the scaling. */
static __always_inline u16 *chain_of(const struct page *page)
{
	unsigned long offset = (unsigned long)page >> COUNT_BITS << 1 & (NR_CHAINS - 1) << 1;

	return (u16 *)((char *)kmap_pool.chain + offset);
}

static struct page *page_in(unsigned int slot)
{
	return (struct page *)(kmap_pool.word[slot] & ~COUNT_MASK);
}

static unsigned int count_in(unsigned int slot)
{
	unsigned long count = kmap_pool.word[slot] & COUNT_MASK;

	return count == MANY ? kmap_pool.users[slot] : count;
}

/* Change the count of a slot that is on a chain; its word may go between lazy and one user meanwhile. */
static unsigned int add_to_count(unsigned int slot, int change)
{
	unsigned long old = kmap_pool.word[slot];
	unsigned int count;

	do {
		count = (old & COUNT_MASK) == MANY ? kmap_pool.users[slot] : old & COUNT_MASK;
		count += change;
		kmap_pool.users[slot] = count;
	} while (!try_cmpxchg(&kmap_pool.word[slot], &old,
			      (old & ~COUNT_MASK) | min_t(unsigned long, count, MANY)));
	return count;
}

static unsigned int find_slot(const struct page *page)
{
	unsigned int slot = *chain_of(page);

	while (slot != NO_SLOT && page_in(slot) != page)
		slot = kmap_pool.next[slot];
	return slot;
}

/* Make a lazy slot clean; false if it is not lazy, or somebody came first. */
static bool make_clean(unsigned int slot)
{
	unsigned long old = kmap_pool.word[slot];

	return (old & COUNT_MASK) == LAZY && try_cmpxchg(&kmap_pool.word[slot], &old, old - LAZY);
}

/* debug_kmap=1: leave no way to the page of a lazy slot. */
static void forget_slot(unsigned int slot)
{
	u16 *link = chain_of(page_in(slot));

	if (!make_clean(slot))
		return;
	while (*link != slot)
		link = &kmap_pool.next[*link];
	*link = kmap_pool.next[slot];
	pte_clear(&kmap_pool.pte[slot]);
	flush_tlb_kernel_range(PKMAP_ADDR(slot), PKMAP_ADDR(slot + 1));
	kmap_pool.unmapped_by[slot] = current->pid;
}

static void enter_in_chain(unsigned int slot, struct page *page)
{
	u16 *chain = chain_of(page);

	kmap_pool.next[slot] = *chain;
	*chain = slot;
}

/*
 * All slots without users become clean, by one flush. Most are: the chains are made anew from the
 * pinned ones, which costs less than taking the others off one by one.
 */
static noinline void flush_lazy(void)
{
	bool any = false;
	unsigned int slot;

	memset16(kmap_pool.chain, NO_SLOT, NR_CHAINS);
	for (slot = 0; slot < LAST_PKMAP; slot++)
		if (make_clean(slot)) {
			pte_clear(&kmap_pool.pte[slot]);
			any = true;
		} else if ((kmap_pool.word[slot] & COUNT_MASK) != CLEAN) {
			enter_in_chain(slot, page_in(slot));
		}
	if (!any)
		return;
	flush_tlb_kernel_range(PKMAP_ADDR(0), PKMAP_ADDR(LAST_PKMAP));
	kmap_pool.rounds++;
}

static bool step_hand(void)
{
	kmap_pool.hand = (kmap_pool.hand + 1) & LAST_PKMAP_MASK;
	return kmap_pool.hand;
}

/* Move the hand to the next clean slot. Two rounds, since the flush comes in the middle of one. */
static noinline unsigned int search_clean(void)
{
	unsigned int steps;

	for (steps = 0; steps < 2 * LAST_PKMAP; steps++) {
		if (!kmap_pool.hand)
			flush_lazy();
		if ((kmap_pool.word[kmap_pool.hand] & COUNT_MASK) == CLEAN)
			return kmap_pool.hand;
		step_hand();
	}
	return NO_SLOT;
}

/* A clean slot: the next, as a rule. */
static __always_inline unsigned int next_clean(void)
{
	if (likely(step_hand() && (kmap_pool.word[kmap_pool.hand] & COUNT_MASK) == CLEAN))
		return kmap_pool.hand;
	return search_clean();
}

/*
 * Sleep until some slot has lost its last user. The lock is dropped meanwhile. Who lets go of a slot
 * looks at `waiting` afterwards, and this looks for such a slot after it has counted itself: one of
 * the two sees the other.
 */
static noinline void wait_for_slot(void)
{
	DEFINE_WAIT(wait);

	kmap_pool.waiting++;
	prepare_to_wait(&kmap_pool.wait, &wait, TASK_UNINTERRUPTIBLE);
	if (search_clean() == NO_SLOT) {
		kmap_pool.sleeps++;
		spin_unlock(&kmap_pool.lock);
		schedule();
		spin_lock(&kmap_pool.lock);
	}
	finish_wait(&kmap_pool.wait, &wait);
	kmap_pool.waiting--;
}

/* Show @page, which no slot shows, in slot @slot, which is clean. */
static __always_inline void show_page(struct page *page, unsigned int slot)
{
	set_pte_page(&kmap_pool.pte[slot], page, kmap_prot);
	enter_in_chain(slot, page);
	smp_store_release(&kmap_pool.word[slot], (unsigned long)page + ONE_USER);
}

/* The slot of @page, with one user more: a new one, or one that somebody made meanwhile. */
static __always_inline unsigned int pin_page(struct page *page)
{
	unsigned int slot;

	while ((slot = find_slot(page)) == NO_SLOT) {
		slot = next_clean();
		if (likely(slot != NO_SLOT)) {
			show_page(page, slot);
			return slot;
		}
		wait_for_slot();
	}
	add_to_count(slot, 1);
	return slot;
}

static noinline void *kmap_slowly(struct page *page)
{
	unsigned int slot;

	spin_lock(&kmap_pool.lock);
	slot = pin_page(page);
	spin_unlock(&kmap_pool.lock);
	return (void *)PKMAP_ADDR(slot);
}

/**
 * kmap_high() - kmap() of a page that is in highmem.
 *
 * The chain is only a hint here: whichever slot it leads to, the exchange succeeds only if that slot
 * shows this page and is lazy.
 * Context: thread, may sleep (kmap() has checked).
 * Return: the address; valid for everybody until as many kunmap()s as there were kmap()s.
 */
void *kmap_high(struct page *page)
{
	unsigned long lazy = (unsigned long)page + LAZY;
	unsigned int slot = READ_ONCE(*chain_of(page));

	if (likely(try_cmpxchg(&kmap_pool.word[slot], &lazy, (unsigned long)page + ONE_USER)))
		return (void *)PKMAP_ADDR(slot);
	return kmap_slowly(page);
}
EXPORT_SYMBOL(kmap_high);

static noinline void report_unbalanced(struct page *page)
{
	kmap_misuses++;
	WARN(1, "kunmap: page %px (pfn %lx) is not mapped\n", page, page_to_pfn(page));
}

/* The last user of @slot has gone, and somebody cares: a waiter, or debug_kmap=1. */
static noinline void last_user_gone(unsigned int slot)
{
	bool wake;

	spin_lock(&kmap_pool.lock);
	if (kmap_debug)
		forget_slot(slot);
	wake = kmap_pool.waiting;
	spin_unlock(&kmap_pool.lock);
	if (wake)
		wake_up(&kmap_pool.wait);
}

/* kunmap_high() of a page that has not just one user, or is not the first on its chain. */
static noinline void kunmap_slowly(struct page *page)
{
	unsigned int slot, count = CLEAN;

	spin_lock(&kmap_pool.lock);
	slot = find_slot(page);
	if (slot != NO_SLOT && count_in(slot) > LAZY)
		count = add_to_count(slot, -1);
	spin_unlock(&kmap_pool.lock);
	if (count == CLEAN)
		report_unbalanced(page);
	else if (count == LAZY)
		last_user_gone(slot);
}

/**
 * kunmap_high() - kunmap() of a highmem page: one user less.
 *
 * One kunmap() too many is reported and changes nothing. Context: thread.
 */
void kunmap_high(struct page *page)
{
	unsigned long used = (unsigned long)page + ONE_USER;
	unsigned int slot = READ_ONCE(*chain_of(page));

	if (unlikely(!try_cmpxchg(&kmap_pool.word[slot], &used, (unsigned long)page + LAZY)))
		kunmap_slowly(page);
	else if (unlikely(kmap_pool.waiting || kmap_debug))
		last_user_gone(slot);
}
EXPORT_SYMBOL(kunmap_high);

/* The address that kmap() gave a highmem page, or NULL. Context: thread. */
void *kmap_address(const struct page *page)
{
	unsigned int slot;

	spin_lock(&kmap_pool.lock);
	slot = find_slot(page);
	if (slot != NO_SLOT && count_in(slot) <= LAZY)
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
		*pinned += (kmap_pool.word[slot] & COUNT_MASK) > LAZY;
		*lazy += (kmap_pool.word[slot] & COUNT_MASK) == LAZY;
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

	if ((kmap_pool.word[slot] & COUNT_MASK) == CLEAN)
		return !mapped;
	return find_slot(page_in(slot)) == slot && mapped == page_to_pfn(page_in(slot));
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
	if (page_in(slot))
		pr_alert("%08lx is kmap slot %u, %s%s; it showed pfn %lx\n", address, slot,
			 count_in(slot) > LAZY ? "in use" : "unmapped", whose,
			 page_to_pfn(page_in(slot)));
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
	BUILD_BUG_ON(sizeof(struct page) & COUNT_MASK);
	BUG_ON((unsigned long)mem_map & COUNT_MASK);
	kmap_pool.pte = window_pte(PKMAP_ADDR(0));
	memset16(kmap_pool.chain, NO_SLOT, NR_CHAINS);
	register_fault_describer(describe_fault);
}
