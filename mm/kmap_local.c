// SPDX-License-Identifier: MIT
/*
 * mm/kmap_local.c: kmap_local_page() and kmap_atomic(): a window for a moment, from any context.
 *
 * Problem.  Copying or clearing a highmem page needs an address for some hundred instructions. It
 *           must be had in interrupts too, so nothing may sleep or fail, and it must be cheap: the
 *           flush that unmapping seems to need costs more than all the rest.
 * Idea.     Each CPU has KM_SLOTS windows of its own and uses them in turn. Unmapping leaves the
 *           entry as it is and only marks the window unused; when the CPU has come to its last
 *           window, it empties all unused ones and flushes once. Linux has 16 windows per CPU and
 *           flushes on each unmap; here it is one flush in 256.
 *
 *               windows  [ p | q |*r*| s |   |   |   | ... ]   * in use
 *                                          ^ hand: from here on clean
 *
 *           A thread (with the interrupts on top of it) nests: its open windows are a stack in its
 *           task_struct, so unmapping in the wrong order is seen. Per depth the CPU remembers the
 *           window used last: a loop over one page, or copying between two, hits it each time.
 * A mapping left behind is nobody's: like the direct map of lowmem it shows a page to whoever has
 *           the address, and no thread is ever given an address that shows another's page, because
 *           a window in use is never taken. `debug_kmap=1` unmaps at once, so that a use after
 *           unmapping faults.
 * Threads that sleep with a window open keep it: windows belong to the stack of the thread, not to
 *           the moment, so a context switch has nothing to save. The price is a bound on the sum of
 *           windows all threads have open, KM_SLOTS per CPU; beyond it mapping is refused with a
 *           report (Linux would have replaced entries at each switch).
 * Invariants (kmap_local_check): a window in use is on exactly one thread's stack; a window's word says
 *           what its entry maps, and CLEAN only where it maps nothing and no TLB remembers.
 * Locks.    None. An interrupt undoes what it did before it returns, and a window is taken by one
 *           compare-and-exchange; only starting a round, and taking its first window, needs
 *           interrupts off.
 * Paths.    Map    kmap_local_page -> __kmap_local_high (-> map_page_slowly -> take_clean -> start_over)
 *           Unmap  kunmap_local -> kunmap_local_indexed
 * Cost.     `bench=kmap_local*`: 39 instructions where the page was shown before, 69 with 1/256 of a
 *           round where it was not; lean Linux takes 161 and 166.
 * Left out. Migration between CPUs: a thread may not be moved while it has windows open; the
 *           scheduler will have to look at kmap_ctrl.idx when there are several CPUs.
 * Sources.  Gorman ch. 9.4 "Mapping High Memory Pages Atomically"; Linux Documentation/mm/highmem.rst.
 */
#include <asm/fixmap.h>
#include <asm/tlbflush.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kmap_ctrl.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <slate/leak.h>
#include <slate/oops.h>
#include <slate/selfcheck.h>

#include "window.h"

/*
 * What a window shows, in one word, so that one instruction can take it: a struct page (whose address
 * is even), with bit 0 set while somebody uses it.
 */
#define IN_USE	    1UL
#define CLEAN	    0UL
#define OTHER_FRAME 2UL /* a frame by number, or with a protection of its own: never found again */

/*
 * (C) this CPU only; changed by single instructions, or with interrupts off. Both arrays are longer by
 * one: at the greatest depth `recent` leads to a window that is none and never shows what is wanted.
 */
struct kmap_windows {
	unsigned int recent[KM_MAX_IDX + 1]; /* (C) by depth: the window used last */
	unsigned int hand;		     /* (C) windows from here on are clean, or in use */
	unsigned int flushes;		     /* (C) since boot */
	pte_t *pte;			     /* entry of window 0 */
	unsigned long shows[KM_SLOTS + 1];   /* (C) page | IN_USE, or CLEAN */
};

/* The first window asked for starts the first round, which finds the entries. */
static DEFINE_PER_CPU(struct kmap_windows, kmap_windows) = {
	.hand = KM_SLOTS,
	.shows[KM_SLOTS] = IN_USE,
	.recent[KM_MAX_IDX] = KM_SLOTS,
};

/* debug_kmap=1: what a window showed, and to whom, for the report of a use after unmapping. */
struct window_past {
	unsigned long pfn;
	int pid; /* 0: never unmapped by debug_kmap=1 */
};

static DEFINE_PER_CPU(struct window_past, window_past[KM_SLOTS]);

/* Page number of the address of this CPU's window 0, which has the lowest address. */
static __always_inline unsigned int first_window(void)
{
	return __fix_to_virt(FIX_KMAP_BEGIN + (smp_processor_id() + 1) * KM_SLOTS - 1) >> PAGE_SHIFT;
}

static unsigned long window_addr(unsigned int window)
{
	return (unsigned long)(first_window() + window) << PAGE_SHIFT;
}

static noinline void *refuse(const char *why)
{
	kmap_misuses++;
	WARN(1, "kmap_local: %s\n", why);
	return NULL;
}

static __always_inline void empty_unless_in_use(struct kmap_windows *windows, unsigned int window)
{
	if (windows->shows[window] & IN_USE)
		return;
	windows->shows[window] = CLEAN;
	pte_clear(&windows->pte[window]);
}

#define ROW 8 /* windows that start_over() looks at, and empties, at once */

static __always_inline bool is_row_unused(const unsigned long *shows)
{
	return !((shows[0] | shows[1] | shows[2] | shows[3] | shows[4] | shows[5] | shows[6] |
		  shows[7]) & IN_USE);
}

static __always_inline void empty_row(unsigned long *shows, pte_t *pte)
{
	shows[0] = shows[1] = shows[2] = shows[3] = CLEAN;
	shows[4] = shows[5] = shows[6] = shows[7] = CLEAN;
	pte_clear_row(pte, ROW);
}

/*
 * Empty every window that nobody uses, and flush: the round begins again. Interrupts off. A row at a
 * time, since each map that misses pays for a part of it.
 */
static noinline void start_over(struct kmap_windows *windows)
{
	unsigned int window, i;

	BUILD_BUG_ON(KM_SLOTS % ROW);
	windows->pte = window_pte(window_addr(0));
	for (window = 0; window < KM_SLOTS; window += ROW) {
		unsigned long *shows = &windows->shows[window];

		if (likely(is_row_unused(shows)))
			empty_row(shows, &windows->pte[window]);
		else
			for (i = 0; i < ROW; i++)
				empty_unless_in_use(windows, window + i);
	}
	flush_tlb_windows();
	windows->hand = 0;
	windows->flushes++;
}

/*
 * The thread has one window more open. An interrupt before the last line maps at the same depth, and has
 * put idx back by then: counting in memory is right, and one instruction.
 */
static __always_inline void *push_window(struct kmap_ctrl *ctrl, unsigned int depth,
					 unsigned int window)
{
	unsigned int number = first_window() + window;

	ctrl->window[depth + 1] = number;
	barrier();
	ctrl->idx++;
	return (void *)((unsigned long)number << PAGE_SHIFT);
}

/*
 * The hand is at the end, or met a window that is not clean. Interrupts are off until one is taken:
 * one that came behind start_over() could use up the new round too, and it would look as if none were
 * left. Return: the window, marked with @mark; KM_SLOTS if all are in use.
 */
static noinline unsigned int take_clean(struct kmap_windows *windows, unsigned long mark)
{
	unsigned int rounds = 0, window;
	unsigned long flags;

	local_irq_save(flags);
	for (;;) {
		window = windows->hand;
		if (window >= KM_SLOTS) {
			if (rounds++)
				break;
			start_over(windows);
			continue;
		}
		windows->hand++;
		if (windows->shows[window] == CLEAN) {
			windows->shows[window] = mark;
			break;
		}
	}
	local_irq_restore(flags);
	return window;
}

/* A frame, with or without a struct page, in a window that is found again by @mark. */
static noinline void *map_slowly(unsigned long pfn, pgprot_t prot, unsigned long mark)
{
	struct kmap_windows *windows = this_cpu_ptr(&kmap_windows);
	struct kmap_ctrl *ctrl = &current->kmap_ctrl;
	unsigned int depth = ctrl->idx, window;

	if (depth >= KM_MAX_IDX)
		return refuse("mappings nested too deep");
	window = take_clean(windows, mark);
	if (window >= KM_SLOTS)
		return refuse("all windows of this CPU are in use");
	set_pte(&windows->pte[window], pfn_pte(pfn, prot));
	windows->recent[depth] = window;
	return push_window(ctrl, depth, window);
}

static noinline void *map_page_slowly(struct page *page)
{
	return map_slowly(page_to_pfn(page), kmap_prot, (unsigned long)page + IN_USE);
}

/**
 * __kmap_local_high() - kmap_local_page() of a highmem page.
 *
 * Hit and miss are one function: both are hot, and share most of their state; likely() only says which
 * of them needs no jump to the last line. An interrupt may come anywhere. If it took the window at the
 * hand, the exchange fails; if it moved the hand on, or even round, the hand is put back or forward
 * here, which costs a search, or some windows of this round.
 * Context: any but NMI.
 * Return: the address. NULL, after a report, only if KM_MAX_IDX mappings are open already or no
 * window is left: both are bugs of the callers.
 */
void *__kmap_local_high(struct page *page)
{
	struct kmap_windows *windows = this_cpu_ptr(&kmap_windows);
	unsigned long unused = (unsigned long)page, used = unused + IN_USE;
	struct kmap_ctrl *ctrl = &current->kmap_ctrl;
	unsigned int depth = ctrl->idx, window = windows->recent[depth];
	unsigned long clean = CLEAN;

	if (likely(!try_cmpxchg_local(&windows->shows[window], &unused, used))) {
		window = READ_ONCE(windows->hand);
		if (unlikely(depth >= KM_MAX_IDX ||
			     !try_cmpxchg_local(&windows->shows[window], &clean, used)))
			return map_page_slowly(page);
		WRITE_ONCE(windows->hand, window + 1);
		windows->recent[depth] = window;
		set_pte_page(&windows->pte[window], page, kmap_prot);
	}
	return push_window(ctrl, depth, window);
}
EXPORT_SYMBOL(__kmap_local_high);

/**
 * __kmap_local_pfn_prot() - map a frame, with or without a struct page, with a protection of one's own.
 *
 * Context, return: as __kmap_local_high(). Such a window is not found again.
 */
void *__kmap_local_pfn_prot(unsigned long pfn, pgprot_t prot)
{
	return map_slowly(pfn, prot, OTHER_FRAME | IN_USE);
}
EXPORT_SYMBOL(__kmap_local_pfn_prot);

void *__kmap_local_page_prot(struct page *page, pgprot_t prot)
{
	return __kmap_local_pfn_prot(page_to_pfn(page), prot);
}
EXPORT_SYMBOL(__kmap_local_page_prot);

/* Not the youngest mapping of this thread: say so, and take it out of the stack if it is there. */
static noinline bool unmap_out_of_order(struct kmap_ctrl *ctrl, unsigned int number)
{
	unsigned int i;

	for (i = 1; i <= ctrl->idx && ctrl->window[i] != number; i++)
		;
	if (i > ctrl->idx) {
		refuse("unmapping an address that this thread has not mapped");
		return false;
	}
	refuse("unmapping in the wrong order");
	memmove(&ctrl->window[i], &ctrl->window[i + 1],
		(ctrl->idx - i) * sizeof(ctrl->window[0]));
	return true;
}

/* debug_kmap=1: leave no way to the page, and never find this window again before a flush. */
static noinline void forget(struct kmap_windows *windows, unsigned int window)
{
	struct window_past *past = this_cpu_ptr(&window_past[window]);
	unsigned long addr = window_addr(window);

	past->pfn = vmalloc_to_pfn((void *)addr);
	past->pid = current->pid;
	pte_clear(window_pte(addr));
	__flush_tlb_one_kernel(addr);
	windows->shows[window] = OTHER_FRAME | IN_USE;
}

/* The ways of kunmap_local() that are not the usual one. */
static noinline void unmap_slowly(unsigned int number)
{
	struct kmap_windows *windows = this_cpu_ptr(&kmap_windows);
	struct kmap_ctrl *ctrl = &current->kmap_ctrl;

	if (ctrl->window[ctrl->idx] != number && !unmap_out_of_order(ctrl, number))
		return;
	if (kmap_debug)
		forget(windows, number - first_window());
	ctrl->idx--;
	barrier();
	windows->shows[number - first_window()] &= ~IN_USE;
}

/**
 * kunmap_local_indexed() - kunmap_local() of a window address.
 * @vaddr: any address in the window. Another than the youngest is reported; a wrong one left alone.
 *
 * Context: as the mapping's.
 */
void kunmap_local_indexed(const void *vaddr)
{
	unsigned int number = (unsigned long)vaddr >> PAGE_SHIFT;
	struct kmap_ctrl *ctrl = &current->kmap_ctrl;
	unsigned int depth = ctrl->idx;

	/* With nothing mapped the youngest is window[0], which is no page number of a window. */
	if (unlikely(ctrl->window[depth] != number || kmap_debug)) {
		unmap_slowly(number);
		return;
	}
	/* Counted down first, in memory: then the window is nobody's, and may be taken. */
	barrier();
	ctrl->idx--;
	barrier();
	this_cpu_ptr(&kmap_windows)->shows[number - first_window()] &= ~IN_USE;
}
EXPORT_SYMBOL(kunmap_local_indexed);

void zero_user_segments(struct page *page, unsigned int start1, unsigned int end1,
			unsigned int start2, unsigned int end2)
{
	unsigned long limit = PAGE_SIZE << compound_order(page);
	unsigned int from, to;

	BUG_ON(end1 > limit || end2 > limit);
	for (from = 0; from < max(end1, end2); from += PAGE_SIZE, page++) {
		char *addr = kmap_local_page(page);

		to = from + PAGE_SIZE;
		if (start1 < min(end1, to) && end1 > from)
			memset(addr + (max(start1, from) - from), 0, min(end1, to) - max(start1, from));
		if (start2 < min(end2, to) && end2 > from)
			memset(addr + (max(start2, from) - from), 0, min(end2, to) - max(start2, from));
		kunmap_local(addr);
	}
}
EXPORT_SYMBOL(zero_user_segments);

/* ---- views and checks ---- */

void kmap_local_fill_info(struct kmap_info *info)
{
	unsigned int cpu, window;

	info->local = 0;
	info->local_flushes = 0;
	for_each_possible_cpu(cpu) {
		const struct kmap_windows *windows = per_cpu_ptr(&kmap_windows, cpu);

		info->local_flushes += windows->flushes;
		for (window = 0; window < KM_SLOTS; window++)
			info->local += windows->shows[window] & IN_USE;
	}
}
EXPORT_SYMBOL(kmap_local_fill_info);

/* Each window against its entry; context: thread, on the CPU whose windows are looked at. */
int kmap_local_check(void)
{
	struct kmap_windows *windows;
	unsigned int window, bad = 0;
	unsigned long flags, mapped;

	local_irq_save(flags);
	windows = this_cpu_ptr(&kmap_windows);
	for (window = 0; window < KM_SLOTS; window++) {
		unsigned long shows = windows->shows[window] & ~IN_USE;

		mapped = vmalloc_to_pfn((void *)window_addr(window));
		if (shows == CLEAN)
			bad += mapped || windows->shows[window];
		else if (shows != OTHER_FRAME)
			bad += mapped != page_to_pfn((struct page *)shows);
	}
	local_irq_restore(flags);
	if (bad)
		pr_err("kmap_local_check: %u windows differ from the page table\n", bad);
	return bad ? -EINVAL : 0;
}
EXPORT_SYMBOL(kmap_local_check);

SELFCHECK(kmap_local, kmap_local_check, NULL);

static long windows_open(void)
{
	struct kmap_info info;

	kmap_local_fill_info(&info);
	return info.local;
}
LEAK_COUNTER(kmap_local_windows, windows_open);

static bool describe_fault(unsigned long address)
{
	unsigned int window = (address >> PAGE_SHIFT) - first_window();
	const struct window_past *past;

	if (window >= KM_SLOTS)
		return false;
	past = this_cpu_ptr(&window_past[window]);
	if (this_cpu_ptr(&kmap_windows)->shows[window] & IN_USE)
		pr_alert("%08lx is kmap_local window %u, in use\n", address, window);
	else if (past->pid)
		pr_alert("%08lx is kmap_local window %u, unmapped by thread %d; it showed pfn %lx\n",
			 address, window, past->pid, past->pfn);
	else
		pr_alert("%08lx is kmap_local window %u, unmapped\n", address, window);
	return true;
}

static int __init kmap_local_init(void)
{
	register_fault_describer(describe_fault);
	return 0;
}
core_initcall(kmap_local_init);
