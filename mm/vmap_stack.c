// SPDX-License-Identifier: MIT
/*
 * mm/vmap_stack.c: kernel stacks from the vmalloc window.
 *
 * Problem.  A stack that overflows into the memory below it corrupts somebody else in silence.
 * Idea.     The page in front of every vmalloc area is a guard (mm/vmap_area.c), and a stack grows
 *           towards it: the overflow faults on its first byte, and the report names the stack.
 *
 *               [ guard ][ 8 KiB: stack grows down <----- | task_struct ]
 *
 *           Threads come and go more often than their number changes, so a few stacks are kept
 *           mapped and handed out again.
 * Invariants. A kept stack is a live area of THREAD_SIZE with flag VM_STACK.
 * Locks.    kept.lock.
 * Paths.    alloc_stack -> (kept) | __vmalloc_node_range; free_stack -> (kept) | vfree
 * Cost.     A list operation, or a vmalloc of two pages.
 * Left out. Clearing: the scheduler writes what it reads.
 * Sources.  Linux Documentation/mm/vmalloced-kernel-stacks.rst.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <slate/leak.h>

#define KEPT_STACKS 8 /* 64 KiB: more threads than that seldom end at a time */

static struct {
	spinlock_t lock;
	unsigned int nr;
	void *stack[KEPT_STACKS];
} kept = { .lock = __SPIN_LOCK_UNLOCKED(kept.lock) };

static void *take_kept(void)
{
	void *stack;

	spin_lock(&kept.lock);
	stack = kept.nr ? kept.stack[--kept.nr] : NULL;
	spin_unlock(&kept.lock);
	return stack;
}

/* Context: may sleep. Return: THREAD_SIZE bytes aligned to THREAD_ALIGN, or NULL. */
static void *alloc_stack(void)
{
	void *stack = take_kept();

	if (stack)
		return stack;
	return __vmalloc_node_range(THREAD_SIZE, THREAD_ALIGN, VMALLOC_START, VMALLOC_END,
				    GFP_KERNEL, PAGE_KERNEL, VM_STACK, NUMA_NO_NODE,
				    __builtin_return_address(0));
}

static void free_stack(void *stack)
{
	spin_lock(&kept.lock);
	if (kept.nr < KEPT_STACKS) {
		kept.stack[kept.nr++] = stack;
		stack = NULL;
	}
	spin_unlock(&kept.lock);
	vfree(stack);
}

static void drain_stacks(void)
{
	void *stack;

	while ((stack = take_kept()))
		vfree(stack);
}
LEAK_COUNTER_DRAIN(kept_stacks, NULL, drain_stacks);

static int __init vmap_stack_init(void)
{
	sched_set_stack_provider(alloc_stack, free_stack);
	return 0;
}
early_initcall(vmap_stack_init);
