// SPDX-License-Identifier: MIT
/*
 * kernel/core/fault_inject.c: does the plan say that this request is to fail? (linux/fault-inject.h)
 *
 * Problem.  Failures are to come rarely enough that the kernel gets somewhere, often enough that each
 *           error path is met, and only where one wants them.
 * Idea.     A request passes a row of sieves, cheap ones first; what passes all of them fails:
 *
 *             probability 0? -> wrong thread? -> times used up? -> space left? -> not the interval-th?
 *                -> the dice say no? -> wrong callers?   -> FAIL, and one of `times` is used up
 *
 *           Before the first sieve stands the thread's own fail_nth: it fails the Nth request exactly.
 * Invariants. `times` never goes below 0 unless it is -1, which is "for ever".
 * Locks.    None; see fault.c.
 * Cost.     A few comparisons; a walk of the stack if the plan asks for callers.
 * Sources.  Linux Documentation/fault-injection/fault-injection.rst, "Fault attributes".
 */
#include <linux/export.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/stacktrace.h>
#include <slate/fault.h>

#define MAX_STACK_TRACE_DEPTH 32

int setup_fault_attr(struct fault_attr *attr, char *str)
{
	unsigned long interval, probability;
	int space, times;

	if (sscanf(str, "%lu,%lu,%d,%d", &interval, &probability, &space, &times) < 4) {
		pr_warn("FAULT_INJECTION: failed to parse arguments\n");
		return 0;
	}
	attr->interval = interval;
	attr->probability = probability;
	atomic_set(&attr->space, space);
	atomic_set(&attr->times, times);
	return 1;
}
EXPORT_SYMBOL_GPL(setup_fault_attr);

static void tell(struct fault_attr *attr)
{
	if (!attr->verbose || !__ratelimit(&attr->ratelimit_state))
		return;
	pr_notice("FAULT_INJECTION: forcing a failure.\n");
	pr_notice("name %s, interval %lu, probability %lu, space %d, times %d\n",
		  attr->dname ?: "(none)", attr->interval, attr->probability, atomic_read(&attr->space),
		  atomic_read(&attr->times));
	if (attr->verbose > 1)
		dump_stack();
}

static bool within(unsigned long address, unsigned long start, unsigned long end)
{
	return address >= start && address < end;
}

/* Are the callers such as the plan wants them? */
static bool callers_match(const struct fault_attr *attr)
{
	bool found = !attr->require_start && attr->require_end == ~0UL;
	unsigned long entries[MAX_STACK_TRACE_DEPTH];
	unsigned int nr;

	if (!attr->stacktrace_depth || (found && !attr->reject_end))
		return found;
	nr = stack_trace_save(entries, min(attr->stacktrace_depth, (unsigned long)MAX_STACK_TRACE_DEPTH), 1);
	for (unsigned int i = 0; i < nr; i++) {
		if (within(entries[i], attr->reject_start, attr->reject_end))
			return false;
		found |= within(entries[i], attr->require_start, attr->require_end);
	}
	return found;
}

/* This thread's own count. Return: 1 it is its turn to fail, 0 not yet, -1 it does not count. */
static int own_count(void)
{
	unsigned int nth = in_task() ? READ_ONCE(current->fail_nth) : 0;

	if (!nth)
		return -1;
	if (nth == 1)
		fault_set_fail_nth(0);
	else
		WRITE_ONCE(current->fail_nth, nth - 1);
	return nth == 1;
}

/* All the sieves. */
static bool plan_says_fail(struct fault_attr *attr, ssize_t size)
{
	if (!attr->probability || (attr->task_filter && !(in_task() && current->make_it_fail)) ||
	    !atomic_read(&attr->times))
		return false;
	if (atomic_read(&attr->space) > size) {
		atomic_sub(size, &attr->space);
		return false;
	}
	if (attr->interval > 1 && ++attr->count % attr->interval)
		return false;
	return attr->probability > prandom_u32_max(100) && callers_match(attr);
}

bool should_fail_ex(struct fault_attr *attr, ssize_t size, int flags)
{
	int own = own_count();

	if (!own || (own < 0 && !plan_says_fail(attr, size)))
		return false;
	if (!(flags & FAULT_NOWARN))
		tell(attr);
	if (atomic_read(&attr->times) != -1)
		atomic_add_unless(&attr->times, -1, 0);
	return true;
}
EXPORT_SYMBOL_GPL(should_fail_ex);

bool should_fail(struct fault_attr *attr, ssize_t size)
{
	return should_fail_ex(attr, size, 0);
}
EXPORT_SYMBOL_GPL(should_fail);
