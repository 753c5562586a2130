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
 * Invariants (kmap_local_check): a window in use is on exactly one thread's stack; a window at or
 *           after the hand that was not in use at the last flush is empty.
 * Locks.    None. An interrupt undoes what it did before it returns, so the code between sees the
 *           state it left; only taking a new window needs interrupts off.
 * Paths.    Map    kmap_local_page -> __kmap_local_high -> (hit) | map_new (-> start_over once a round)
 *           Unmap  kunmap_local -> kunmap_local_indexed
 * Cost.     Map and unmap together some 50 instructions.
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

#define NO_PFN 0UL /* frame 0 is never handed out */

/* (C) this CPU only; new windows are taken with interrupts off. */
struct kmap_windows {
	unsigned int hand;	  /* (C) windows from here on are clean, or in use */
	unsigned int flushes;	  /* (C) since boot */
	unsigned long pfn[KM_SLOTS]; /* (C) what the entry shows; NO_PFN: it is empty */
	u8 in_use[KM_SLOTS];	  /* (C) */
	u8 recent[KM_MAX_IDX];	  /* (C) by depth: the window used last */
};

static DEFINE_PER_CPU(struct kmap_windows, kmap_windows);

static __always_inline unsigned long window_addr(unsigned int slot)
{
	return __fix_to_virt(FIX_KMAP_BEGIN + smp_processor_id() * KM_SLOTS + slot);
}

static noinline void *refuse(const char *why)
{
	kmap_misuses++;
	WARN(1, "kmap_local: %s\n", why);
	return NULL;
}

/* Empty every window that nobody uses, and flush: the round begins again. */
static void start_over(struct kmap_windows *windows)
{
	unsigned int slot;

	for (slot = 0; slot < KM_SLOTS; slot++) {
		if (windows->in_use[slot])
			continue;
		windows->pfn[slot] = NO_PFN;
		pte_clear(window_pte(window_addr(slot)));
	}
	flush_tlb_all();
	windows->hand = 0;
	windows->flushes++;
}

/* The next clean window. Interrupts off. KM_SLOTS: all are in use. */
static unsigned int next_clean(struct kmap_windows *windows)
{
	bool again = true;

	for (;;) {
		if (windows->hand == KM_SLOTS) {
			if (!again)
				return KM_SLOTS;
			start_over(windows);
			again = false;
		}
		if (!windows->in_use[windows->hand] && windows->pfn[windows->hand] == NO_PFN)
			return windows->hand++;
		windows->hand++;
	}
}

/* Show @pfn in a window not used since the last flush, at a depth that is counted already. */
static noinline void *map_new(unsigned long pfn, pgprot_t prot, unsigned int depth)
{
	struct kmap_windows *windows = this_cpu_ptr(&kmap_windows);
	unsigned long flags;
	unsigned int slot;

	local_irq_save(flags);
	slot = next_clean(windows);
	if (likely(slot < KM_SLOTS)) {
		windows->in_use[slot] = 1;
		windows->pfn[slot] = pfn;
		windows->recent[depth] = slot;
		current->kmap_ctrl.slot[depth] = slot;
		set_pte(window_pte(window_addr(slot)), pfn_pte(pfn, prot));
	}
	local_irq_restore(flags);
	if (likely(slot < KM_SLOTS))
		return (void *)window_addr(slot);
	current->kmap_ctrl.idx = depth;
	return refuse("all windows of this CPU are in use");
}

/**
 * __kmap_local_high() - kmap_local_page() of a highmem page.
 *
 * Context: any but NMI.
 * Return: the address. NULL, after a report, only if KM_MAX_IDX mappings are open already or no
 * window is left: both are bugs of the callers.
 */
void *__kmap_local_high(struct page *page)
{
	struct kmap_windows *windows = this_cpu_ptr(&kmap_windows);
	struct kmap_ctrl *ctrl = &current->kmap_ctrl;
	unsigned long pfn = page_to_pfn(page);
	unsigned int depth = ctrl->idx, slot;

	if (unlikely(depth >= KM_MAX_IDX))
		return refuse("mappings nested too deep");
	/* From here on an interrupt nests above this depth. */
	ctrl->idx = depth + 1;
	barrier();
	slot = windows->recent[depth];
	if (!windows->in_use[slot]) {
		/* Mark first, look then: between the two an interrupt may have used the window. */
		windows->in_use[slot] = 1;
		barrier();
		if (likely(windows->pfn[slot] == pfn)) {
			ctrl->slot[depth] = slot;
			return (void *)window_addr(slot);
		}
		windows->in_use[slot] = 0;
	}
	return map_new(pfn, kmap_prot, depth);
}
EXPORT_SYMBOL(__kmap_local_high);

/**
 * __kmap_local_pfn_prot() - map a frame, with or without a struct page, with a protection of one's own.
 *
 * Context, return: as __kmap_local_high(). Such a window is not found again.
 */
void *__kmap_local_pfn_prot(unsigned long pfn, pgprot_t prot)
{
	struct kmap_ctrl *ctrl = &current->kmap_ctrl;
	unsigned int depth = ctrl->idx;
	void *addr;

	if (unlikely(depth >= KM_MAX_IDX))
		return refuse("mappings nested too deep");
	ctrl->idx = depth + 1;
	barrier();
	addr = map_new(pfn, prot, depth);
	/* Another protection must not be found by the default's fast path. */
	if (addr)
		this_cpu_ptr(&kmap_windows)->pfn[ctrl->slot[depth]] = ~0UL;
	return addr;
}
EXPORT_SYMBOL(__kmap_local_pfn_prot);

void *__kmap_local_page_prot(struct page *page, pgprot_t prot)
{
	return __kmap_local_pfn_prot(page_to_pfn(page), prot);
}
EXPORT_SYMBOL(__kmap_local_page_prot);

/* Not the youngest mapping of this thread: say so, and take it out of the stack if it is there. */
static noinline bool unmap_out_of_order(struct kmap_ctrl *ctrl, unsigned int slot)
{
	unsigned int i;

	for (i = 0; i < ctrl->idx && ctrl->slot[i] != slot; i++)
		;
	if (i >= ctrl->idx) {
		refuse("unmapping an address that this thread has not mapped");
		return false;
	}
	refuse("unmapping in the wrong order");
	memmove(&ctrl->slot[i], &ctrl->slot[i + 1], ctrl->idx - i - 1);
	return true;
}

/**
 * kunmap_local_indexed() - kunmap_local() of a window address.
 * @vaddr: any address in the window. Another than the youngest is reported; a wrong one left alone.
 *
 * Context: as the mapping's.
 */
void kunmap_local_indexed(const void *vaddr)
{
	struct kmap_windows *windows = this_cpu_ptr(&kmap_windows);
	struct kmap_ctrl *ctrl = &current->kmap_ctrl;
	unsigned long addr = (unsigned long)vaddr & PAGE_MASK;
	unsigned int slot = (window_addr(0) - addr) >> PAGE_SHIFT;
	unsigned int depth = ctrl->idx;

	if (unlikely(!depth || ctrl->slot[depth - 1] != slot) && !unmap_out_of_order(ctrl, slot))
		return;
	if (unlikely(kmap_debug)) {
		pte_clear(window_pte(addr));
		__flush_tlb_one_kernel(addr);
		windows->pfn[slot] = NO_PFN;
	}
	windows->in_use[slot] = 0;
	barrier();
	ctrl->idx = depth - 1;
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
	unsigned int cpu, slot;

	info->local = 0;
	info->local_flushes = 0;
	for_each_possible_cpu(cpu) {
		const struct kmap_windows *windows = per_cpu_ptr(&kmap_windows, cpu);

		info->local_flushes += windows->flushes;
		for (slot = 0; slot < KM_SLOTS; slot++)
			info->local += windows->in_use[slot];
	}
}

/* Each window against its entry; context: thread, on the CPU whose windows are looked at. */
int kmap_local_check(void)
{
	struct kmap_windows *windows;
	unsigned int slot, bad = 0;
	unsigned long flags, mapped;

	local_irq_save(flags);
	windows = this_cpu_ptr(&kmap_windows);
	for (slot = 0; slot < KM_SLOTS; slot++) {
		mapped = vmalloc_to_pfn((void *)window_addr(slot));
		if (windows->pfn[slot] == ~0UL)
			bad += !mapped;
		else
			bad += mapped != windows->pfn[slot];
		if (windows->in_use[slot] && !mapped)
			bad++;
	}
	local_irq_restore(flags);
	if (bad)
		pr_err("kmap_local_check: %u windows differ from the page table\n", bad);
	return bad ? -EINVAL : 0;
}

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
	unsigned int slot = (window_addr(0) - (address & PAGE_MASK)) >> PAGE_SHIFT;

	if (address < __fix_to_virt(FIX_KMAP_END) || slot >= KM_SLOTS)
		return false;
	pr_alert("%08lx is kmap_local window %u, %s\n", address, slot,
		 this_cpu_ptr(&kmap_windows)->in_use[slot] ? "in use" : "unmapped");
	return true;
}

static int __init kmap_local_init(void)
{
	register_fault_describer(describe_fault);
	return 0;
}
core_initcall(kmap_local_init);
