// SPDX-License-Identifier: MIT
/*
 * kernel/core/fault.c: make the Nth attempt fail (slate/fault.h).
 *
 * The count belongs to the thread that asked for it, so that interrupts and other threads neither
 * consume the attempt nor suffer from it. Off again once it has struck.
 */
#include <linux/atomic.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <slate/fault.h>
#include <slate/param.h>

const char *const fault_kind_names[NR_FAULT_KINDS] = {
	"page", "slab", "vmalloc", "dma_map", "ioremap", "disk"
};

bool fault_injection_on;
DEFINE_STATIC_KEY_FALSE(alloc_watched);

static struct {
	struct task_struct *victim; /* NULL: any thread, as by command line */
	unsigned int nth;
	unsigned int kinds;
	bool struck;
	unsigned long count[NR_FAULT_KINDS];
} injection;

static void switch_injection(bool on)
{
	if (on == fault_injection_on)
		return;
	WRITE_ONCE(fault_injection_on, on);
	if (on)
		static_branch_inc(&alloc_watched);
	else
		static_branch_dec(&alloc_watched);
}

void fault_inject(unsigned int nth, unsigned int kinds)
{
	injection.victim = current;
	injection.nth = nth;
	injection.kinds = kinds;
	injection.struck = false;
	switch_injection(nth > 0);
}

bool fault_injected(void)
{
	return injection.struck;
}

unsigned long fault_count(enum fault_kind kind)
{
	return injection.count[kind];
}

noinline bool __fault_point(enum fault_kind kind)
{
	if (!(injection.kinds & 1u << kind) || in_interrupt())
		return false;
	if (injection.victim && injection.victim != current)
		return false;
	if (--injection.nth)
		return false;
	injection.struck = true;
	injection.count[kind]++;
	switch_injection(false);
	return true;
}

static int set_fail_nth(char *value)
{
	unsigned int nth;

	if (!value || kstrtouint(value, 0, &nth))
		return -EINVAL;
	fault_inject(nth, FAULT_ALL_KINDS);
	injection.victim = NULL;
	return 0;
}
SLATE_PARAM_CALL("fail_nth", set_fail_nth, "N",
		 "let the Nth request for memory, a mapping or a disk transfer fail, once");
