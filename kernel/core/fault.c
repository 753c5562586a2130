// SPDX-License-Identifier: MIT
/*
 * kernel/core/fault.c: the points of failure, and who is asked there (slate/fault.h).
 *
 * Problem.  Code that copes with failure is the code that nobody runs. A tool that runs it must cost
 *           nothing where it is not used, and it stands in the hottest paths of the kernel.
 * Idea.     One switch in front of everything: a byte, and the static key `alloc_watched` for paths where
 *           a byte is too much. It is on as long as anybody wants a failure:
 *
 *             fault_inject(N, kinds)   a test: exactly the Nth request of this thread
 *             fail_nth=N               the Nth request of anybody, from the command line on
 *             /proc/self/fail-nth      Linux's: the Nth of this thread that a plan could fail
 *             fault_attrs[kind]        Linux's: a plan by chance, interval, budget (fault_inject.c)
 *
 * Invariants. fault_injection_on is what fault_wanted() says, but for plans changed by hand.
 * Locks.    None: a count that an interrupt gets in between is off by one; each field is one word.
 * Paths.    fault_point -> __fault_point -> fault_nth | fault_planned -> should_fail_ex
 * Cost.     Off: nothing in fast paths, one test elsewhere.
 * Left out. fail_futex, fail_function, fail_usercopy: what they fail is not here.
 * Sources.  Linux Documentation/fault-injection/fault-injection.rst.
 */
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <slate/fault.h>
#include <slate/param.h>

const char *const fault_kind_names[NR_FAULT_KINDS] = {
	"page", "slab", "vmalloc", "dma_map", "ioremap", "disk"
};

/* A plan for each kind; names are Linux's where Linux has them. */
struct fault_attr fault_attrs[NR_FAULT_KINDS] = {
	[FAULT_PAGE] = __FAULT_ATTR_INITIALIZER("fail_page_alloc"),
	[FAULT_SLAB] = __FAULT_ATTR_INITIALIZER("failslab"),
	[FAULT_VMALLOC] = __FAULT_ATTR_INITIALIZER("fail_vmalloc"),
	[FAULT_DMA_MAP] = __FAULT_ATTR_INITIALIZER("fail_dma_map"),
	[FAULT_IOREMAP] = __FAULT_ATTR_INITIALIZER("fail_ioremap"),
	[FAULT_DISK] = __FAULT_ATTR_INITIALIZER("fail_make_request"),
};

bool fault_injection_on;
EXPORT_SYMBOL(fault_injection_on);
DEFINE_STATIC_KEY_FALSE(alloc_watched);
DEFINE_STATIC_KEY_FALSE(object_detour);

struct fault_knob *fault_knobs;

static struct {
	struct task_struct *victim; /* NULL: any thread, as by command line */
	unsigned int nth;
	unsigned int kinds;
	bool struck;
	unsigned long count[NR_FAULT_KINDS];
	atomic_t tasks; /* threads with a fail_nth of their own; one that dies with it stays counted */
} injection;

void alloc_watch(bool on)
{
	if (on) {
		static_branch_inc(&alloc_watched);
		static_branch_inc(&object_detour);
	} else {
		static_branch_dec(&alloc_watched);
		static_branch_dec(&object_detour);
	}
}

static bool fault_wanted(void)
{
	if (injection.nth || atomic_read(&injection.tasks))
		return true;
	for (unsigned int i = 0; i < NR_FAULT_KINDS; i++)
		if (fault_attrs[i].probability && atomic_read(&fault_attrs[i].times))
			return true;
	return false;
}

void fault_update(void)
{
	bool on = fault_wanted();

	if (on == fault_injection_on)
		return;
	WRITE_ONCE(fault_injection_on, on);
	alloc_watch(on);
}

void fault_inject(unsigned int nth, unsigned int kinds)
{
	injection.victim = current;
	injection.nth = nth;
	injection.kinds = kinds;
	injection.struck = false;
	fault_update();
}

bool fault_injected(void)
{
	return injection.struck;
}

unsigned long fault_count(enum fault_kind kind)
{
	return injection.count[kind];
}

void fault_set_fail_nth(unsigned int nth)
{
	if (!nth != !current->fail_nth)
		atomic_add(nth ? 1 : -1, &injection.tasks);
	current->fail_nth = nth;
	fault_update();
}

unsigned int fault_get_fail_nth(void)
{
	return current->fail_nth;
}

bool fault_nth(enum fault_kind kind)
{
	if (!injection.nth || !(injection.kinds & 1u << kind) || in_interrupt())
		return false;
	if (injection.victim && injection.victim != current)
		return false;
	if (--injection.nth)
		return false;
	injection.struck = true;
	injection.count[kind]++;
	fault_update();
	return true;
}

bool fault_planned(enum fault_kind kind, ssize_t size, int flags)
{
	if (!should_fail_ex(&fault_attrs[kind], size, flags))
		return false;
	injection.count[kind]++;
	fault_update();
	return true;
}

noinline bool __fault_point(enum fault_kind kind)
{
	return fault_nth(kind) || fault_planned(kind, 1, 0);
}

void fault_add_knob(struct fault_knob *knob)
{
	knob->next = fault_knobs;
	fault_knobs = knob;
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

/* A plan from the command line. */
static int set_plan(enum fault_kind kind, char *value)
{
	if (!value || !setup_fault_attr(&fault_attrs[kind], value))
		return -EINVAL;
	fault_update();
	return 0;
}

#define PLAN_PARAM(name, kind, help)             \
	static int set_##name(char *value)       \
	{                                        \
		return set_plan(kind, value);    \
	}                                        \
	SLATE_PARAM_CALL(#name, set_##name, "INTERVAL,PROBABILITY,SPACE,TIMES", help)

PLAN_PARAM(fail_page_alloc, FAULT_PAGE, "refuse runs of pages: /proc/fault/fail_page_alloc");
PLAN_PARAM(failslab, FAULT_SLAB, "refuse objects: /proc/fault/failslab");
PLAN_PARAM(fail_vmalloc, FAULT_VMALLOC, "refuse areas of vmalloc");
PLAN_PARAM(fail_dma_map, FAULT_DMA_MAP, "refuse DMA mappings");
PLAN_PARAM(fail_ioremap, FAULT_IOREMAP, "refuse mappings of I/O memory");
PLAN_PARAM(fail_make_request, FAULT_DISK, "let commands to disks fail with EIO");
