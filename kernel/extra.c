// SPDX-License-Identifier: MIT
/*
 * kernel/extra.c: run source that is not Slate's own: `make O=DIR EXTRA="a.c b.c"`.
 *
 * Problem.  Linux's tests and the drivers of books are written as modules: an init function, perhaps an
 *           exit function and KUnit suites. They shall run unmodified, and be judged.
 * Idea.     They are compiled with -DSLATE_EXTRA, which puts their initcalls and suites into tables of
 *           their own. When the boot is over, each init runs in a thread of its own (so that one that
 *           faults takes nobody along), in order of initcall step and then of linking:
 *
 *               extra: NAME: init returned N
 *               (with extra=exit, if N is 0, its module_exit runs here)
 *               extra: NAME: leaked N pages          pages in use less than before, caches drained
 *
 *           A negative number of leaked pages means that it gave back what others had taken. Then come
 *           the suites, as one KTAP document.
 * Result.   What init returns is for the reader to judge: some of Linux's tests end in -EAGAIN on purpose,
 *           so that they need not be unloaded. Failed cases and threads that died make the run fail.
 * Sources.  LDD3 ch. 2 "Building and Running Modules"; DESIGN of KTAP as in kernel/kunit.c.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/task.h>
#include <linux/string.h>
#include <slate/extra.h>
#include <slate/leak.h>
#include <slate/param.h>

#define LOOK_EVERY (HZ / 20) /* ticks between looks whether the thread died without a word */

struct extra_init {
	const char *name;
	initcall_t fn;
};

extern const struct extra_init __start_extra_init[], __stop_extra_init[];
extern struct kunit_suite *const __start_extra_kunit_suites[], *const __stop_extra_kunit_suites[];
extern const struct module_exit_entry __start_module_exit[], __stop_module_exit[];

static bool call_exit;

static int set_extra(char *value)
{
	if (!value || strcmp(value, "exit"))
		return -EINVAL;
	call_exit = true;
	return 0;
}
SLATE_PARAM_CALL("extra", set_extra, "exit", "also call module_exit of external source (make EXTRA=...)");

bool extra_present(void)
{
	return __stop_extra_init - __start_extra_init > 0 ||
	       __stop_extra_kunit_suites - __start_extra_kunit_suites > 0;
}

/* One call of somebody's function, in a thread of its own. */
struct call {
	initcall_t init;
	void (*exit)(void);
	struct completion done;
	int result;
};

static int call_thread(void *data)
{
	struct call *call = data;

	if (call->init)
		call->result = do_one_initcall(call->init);
	else
		call->exit();
	kthread_complete_and_exit(&call->done, 0);
}

/* False if the thread died. It may take its time: no test is cut off here. */
static bool call_in_thread(struct call *call, const char *name)
{
	struct task_struct *thread;
	bool alive = true;

	init_completion(&call->done);
	thread = kthread_create(call_thread, call, "extra_%s", name);
	if (IS_ERR(thread)) {
		call->result = PTR_ERR(thread);
		return true;
	}
	get_task_struct(thread);
	wake_up_process(thread);
	while (alive && !wait_for_completion_timeout(&call->done, LOOK_EVERY))
		alive = READ_ONCE(thread->__state) != TASK_DEAD || completion_done(&call->done);
	put_task_struct(thread);
	return alive;
}

static long pages_in_use(void)
{
	leak_drain();
	return totalram_pages() - nr_free_pages();
}

static bool is_last_of_its_name(const struct extra_init *extra)
{
	for (const struct extra_init *later = extra + 1; later < __stop_extra_init; later++)
		if (!strcmp(later->name, extra->name))
			return false;
	return true;
}

/* The exit functions of all files of that name, in link order. */
static bool call_exits(const char *name)
{
	bool alive = true;

	for (const struct module_exit_entry *entry = __start_module_exit; entry < __stop_module_exit; entry++) {
		struct call call = { .exit = entry->exit };

		if (strcmp(entry->name, name))
			continue;
		if (!call_in_thread(&call, name)) {
			pr_err("extra: %s: exit did not return: its thread died\n", name);
			alive = false;
		}
	}
	return alive;
}

/* Returns how many threads died. */
static int run_one(const struct extra_init *extra)
{
	struct call call = { .init = extra->fn };
	long before = pages_in_use();
	bool alive = call_in_thread(&call, extra->name);

	if (alive)
		pr_notice("extra: %s: init returned %d\n", extra->name, call.result);
	else
		pr_err("extra: %s: init did not return: its thread died\n", extra->name);
	if (alive && call_exit && !call.result && is_last_of_its_name(extra))
		alive = call_exits(extra->name);
	pr_notice("extra: %s: leaked %ld pages\n", extra->name, pages_in_use() - before);
	return !alive;
}

int extra_run(void)
{
	int suites = __stop_extra_kunit_suites - __start_extra_kunit_suites, faults = 0;

	for (const struct extra_init *extra = __start_extra_init; extra < __stop_extra_init; extra++)
		faults += run_one(extra);
	if (suites)
		faults += kunit_run_suites(__start_extra_kunit_suites, suites, NULL);
	return faults;
}
