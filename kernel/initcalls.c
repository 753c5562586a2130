// SPDX-License-Identifier: MIT
/*
 * kernel/initcalls.c: call what the units left to be called, step by step.
 *
 * Problem.  Drivers, files and commands start themselves once the floors below stand; nobody may have to
 *           know them all, and a low floor may not call a high one.
 * Idea.     linker.ld gathers pointers by step (linux/init.h); this walks them. A call that changes the
 *           preempt count or leaves interrupts off would make every later one misbehave, so that is put
 *           right at once and reported under the culprit's name. `initcall_debug` tells each call's time;
 *           `initcall_blacklist=edu_driver_init` leaves a device to a driver of your own.
 * Paths.    init thread -> do_initcalls -> do_one_initcall
 * Sources.  LDD3 ch. 2 "Initialization and Shutdown"; Linux init/main.c for the steps.
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <slate/param.h>

static bool initcall_debug;
SLATE_PARAM(initcall_debug, initcall_debug, bool, NULL, "print each initcall and how long it took");

static char blacklist[128];
SLATE_PARAM_STRING(initcall_blacklist, blacklist, "FUNCTION[,FUNCTION...]",
		   "initcalls that are not made: drivers that stay away (initcall_debug names all)");

static bool __init is_blacklisted(const char *name)
{
	size_t length = strlen(name), here;
	const char *at;

	for (at = blacklist; *at; at += here + (at[here] == ',')) {
		here = strcspn(at, ",");
		if (here == length && !strncmp(at, name, length))
			return true;
	}
	return false;
}

int do_one_initcall(initcall_t fn)
{
	int count = preempt_count();
	ktime_t start = ktime_get();
	int result = fn();

	if (initcall_debug)
		pr_info("initcall %pS returned %d after %lld us\n", fn, result,
			ktime_us_delta(ktime_get(), start));
	if (preempt_count() != count) {
		pr_err("initcall %pS left the preempt count at %#x\n", fn, preempt_count());
		preempt_count_set(count);
	}
	if (irqs_disabled()) {
		pr_err("initcall %pS left interrupts off\n", fn);
		local_irq_enable();
	}
	return result;
}
EXPORT_SYMBOL(do_one_initcall);

/* Absent hardware (-ENODEV) is no failure: the driver has said so in its own line. */
void __init do_initcalls(void)
{
	const struct initcall *call;
	int result;

	for (call = __start_initcall; call < __stop_initcall; call++) {
		if (is_blacklisted(call->name)) {
			pr_info("initcall %s blacklisted\n", call->name);
			continue;
		}
		result = do_one_initcall(call->fn);
		if (result && result != -ENODEV)
			pr_err("initcall %s failed: %d\n", call->name, result);
	}
}
