// SPDX-License-Identifier: MIT
/*
 * kernel/procfs_fault.c: /proc/fault/NAME/: the plans of fault injection, a file a setting.
 *
 *     /proc/fault/failslab/probability      percent; 0 = off
 *                          interval         each interval-th request only
 *                          times            failures left, -1 = no limit
 *                          space            budget before the first failure
 *                          verbose          0, 1 a line, 2 and the call chain
 *                          task-filter      Y: only threads with make-it-fail
 *                          stacktrace-depth require-start require-end reject-start reject-end
 *                          verbose_ratelimit_interval_ms verbose_ratelimit_burst
 *                          ignore-gfp-wait  N: requests that may sleep, too
 *                          cache-filter     Y: only caches named in ...
 *                          caches           "echo NAME" marks one, "echo -NAME" takes the mark away
 *     /proc/fault/fail_page_alloc/...       the same, ignore-gfp-highmem and min-order
 *     /proc/fault/count                     failures made since boot, by kind
 *     /proc/self/fail-nth, make-it-fail     of the thread that reads or writes
 *
 * Linux has the first under /sys/kernel/debug, the last under /proc/self. `failnth N COMMAND` runs one
 * command with its Nth request failing, and tells whether there was one.
 *
 * Sources.  Linux Documentation/fault-injection/fault-injection.rst.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <slate/command.h>
#include <slate/fault.h>

#define VALUE_MAX 64 /* bytes of a setting, its end included */

static void show_value(struct seq_file *m, enum fault_knob_type type, const void *value)
{
	switch (type) {
	case FAULT_KNOB_ULONG:
		seq_printf(m, "%lu\n", *(const unsigned long *)value);
		break;
	case FAULT_KNOB_UINT:
		seq_printf(m, "%u\n", *(const unsigned int *)value);
		break;
	case FAULT_KNOB_ATOMIC:
		seq_printf(m, "%d\n", atomic_read((const atomic_t *)value));
		break;
	case FAULT_KNOB_BOOL:
		seq_printf(m, "%c\n", *(const bool *)value ? 'Y' : 'N');
		break;
	case FAULT_KNOB_MS:
		seq_printf(m, "%u\n", jiffies_to_msecs(*(const int *)value));
		break;
	}
}

static int parse_value(enum fault_knob_type type, void *value, const char *text)
{
	int number, err;

	switch (type) {
	case FAULT_KNOB_ULONG:
		return kstrtoul(text, 0, value);
	case FAULT_KNOB_UINT:
		return kstrtouint(text, 0, value);
	case FAULT_KNOB_ATOMIC:
		err = kstrtoint(text, 0, &number);
		if (!err)
			atomic_set((atomic_t *)value, number);
		return err;
	case FAULT_KNOB_BOOL:
		return kstrtobool(text, value);
	case FAULT_KNOB_MS:
		err = kstrtoint(text, 0, &number);
		if (!err)
			*(int *)value = msecs_to_jiffies(number);
		return err;
	}
	return -EINVAL;
}

/* What was written, without the line's end. Return: @count or -errno. */
static ssize_t get_text(char text[VALUE_MAX], const char __user *buf, size_t count)
{
	if (count >= VALUE_MAX)
		return -EINVAL;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	text[count] = '\0';
	strim(text);
	return count;
}

static int knob_show(struct seq_file *m, void *v)
{
	const struct fault_knob *knob = m->private;

	show_value(m, knob->type, knob->value);
	return 0;
}

static int knob_open(struct inode *inode, struct file *file)
{
	return single_open(file, knob_show, pde_data(inode));
}

static ssize_t knob_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	const struct fault_knob *knob = pde_data(file_inode(file));
	char text[VALUE_MAX];
	ssize_t got = get_text(text, buf, count);
	int err;

	if (got < 0)
		return got;
	err = parse_value(knob->type, knob->value, text);
	if (err)
		return err;
	fault_update();
	return got;
}

static const struct proc_ops knob_ops = {
	.proc_open = knob_open,
	.proc_read = seq_read,
	.proc_write = knob_write,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

/* --- failslab/caches ------------------------------------------------------------------------------ */

static ssize_t caches_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	char text[VALUE_MAX];
	ssize_t got = get_text(text, buf, count);
	bool off = text[0] == '-';
	int err;

	if (got < 0)
		return got;
	err = failslab_mark(text + off, !off);
	return err ?: got;
}

static const struct proc_ops caches_ops = { .proc_write = caches_write };

/* --- /proc/self ------------------------------------------------------------------------------------ */

static int fail_nth_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%u\n", fault_get_fail_nth());
	return 0;
}

static int make_it_fail_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%d\n", current->make_it_fail);
	return 0;
}

static int fail_nth_open(struct inode *inode, struct file *file)
{
	return single_open(file, fail_nth_show, NULL);
}

static int make_it_fail_open(struct inode *inode, struct file *file)
{
	return single_open(file, make_it_fail_show, NULL);
}

static ssize_t fail_nth_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	char text[VALUE_MAX];
	ssize_t got = get_text(text, buf, count);
	unsigned int nth;

	if (got < 0 || kstrtouint(text, 0, &nth))
		return got < 0 ? got : -EINVAL;
	fault_set_fail_nth(nth);
	return got;
}

static ssize_t make_it_fail_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	char text[VALUE_MAX];
	ssize_t got = get_text(text, buf, count);

	if (got < 0 || kstrtobool(text, &current->make_it_fail))
		return got < 0 ? got : -EINVAL;
	return got;
}

static const struct proc_ops fail_nth_ops = {
	.proc_open = fail_nth_open,
	.proc_read = seq_read,
	.proc_write = fail_nth_write,
	.proc_release = single_release,
};

static const struct proc_ops make_it_fail_ops = {
	.proc_open = make_it_fail_open,
	.proc_read = seq_read,
	.proc_write = make_it_fail_write,
	.proc_release = single_release,
};

/* --- making them ----------------------------------------------------------------------------------- */

/* Settings that every plan has, by their place in struct fault_attr. */
static const struct {
	const char *name;
	enum fault_knob_type type;
	size_t offset;
} common[] = {
	{ "probability", FAULT_KNOB_ULONG, offsetof(struct fault_attr, probability) },
	{ "interval", FAULT_KNOB_ULONG, offsetof(struct fault_attr, interval) },
	{ "times", FAULT_KNOB_ATOMIC, offsetof(struct fault_attr, times) },
	{ "space", FAULT_KNOB_ATOMIC, offsetof(struct fault_attr, space) },
	{ "verbose", FAULT_KNOB_ULONG, offsetof(struct fault_attr, verbose) },
	{ "verbose_ratelimit_interval_ms", FAULT_KNOB_MS,
	  offsetof(struct fault_attr, ratelimit_state.interval) },
	{ "verbose_ratelimit_burst", FAULT_KNOB_UINT, offsetof(struct fault_attr, ratelimit_state.burst) },
	{ "task-filter", FAULT_KNOB_BOOL, offsetof(struct fault_attr, task_filter) },
	{ "stacktrace-depth", FAULT_KNOB_ULONG, offsetof(struct fault_attr, stacktrace_depth) },
	{ "require-start", FAULT_KNOB_ULONG, offsetof(struct fault_attr, require_start) },
	{ "require-end", FAULT_KNOB_ULONG, offsetof(struct fault_attr, require_end) },
	{ "reject-start", FAULT_KNOB_ULONG, offsetof(struct fault_attr, reject_start) },
	{ "reject-end", FAULT_KNOB_ULONG, offsetof(struct fault_attr, reject_end) },
};

static struct fault_knob knobs[NR_FAULT_KINDS][ARRAY_SIZE(common)];

static struct proc_dir_entry *__init make_plan(enum fault_kind kind, struct proc_dir_entry *parent)
{
	struct proc_dir_entry *dir = proc_mkdir(fault_attrs[kind].dname, parent);

	if (!dir)
		return NULL;
	for (unsigned int i = 0; i < ARRAY_SIZE(common); i++) {
		struct fault_knob *knob = &knobs[kind][i];

		*knob = (struct fault_knob){ common[i].name, common[i].type,
					     (void *)&fault_attrs[kind] + common[i].offset, kind };
		proc_create_data(knob->name, 0600, dir, &knob_ops, knob);
	}
	for (struct fault_knob *knob = fault_knobs; knob; knob = knob->next)
		if (knob->kind == kind)
			proc_create_data(knob->name, 0600, dir, &knob_ops, knob);
	return dir;
}

static int count_show(struct seq_file *m, void *v)
{
	for (unsigned int i = 0; i < NR_FAULT_KINDS; i++)
		seq_printf(m, "%-18s %lu\n", fault_attrs[i].dname, fault_count(i));
	return 0;
}

static int __init procfs_fault_init(void)
{
	struct proc_dir_entry *root = proc_mkdir("fault", NULL), *self = proc_mkdir("self", NULL), *dir;

	if (!root || !self)
		return -ENOMEM;
	for (unsigned int kind = 0; kind < NR_FAULT_KINDS; kind++) {
		dir = make_plan(kind, root);
		if (dir && kind == FAULT_SLAB)
			proc_create("caches", 0200, dir, &caches_ops);
	}
	proc_create_single("count", 0, root, count_show);
	proc_create("fail-nth", 0644, self, &fail_nth_ops);
	proc_create("make-it-fail", 0644, self, &make_it_fail_ops);
	return 0;
}
fs_initcall(procfs_fault_init);

/* --- failnth --------------------------------------------------------------------------------------- */

static int run_failnth(int argc, char **argv)
{
	const struct command *command = __start_command;
	unsigned int nth;
	bool struck;
	int err;

	if (argc < 3 || kstrtouint(argv[1], 0, &nth) || !nth)
		return -EINVAL;
	while (command < __stop_command && strcmp(command->name, argv[2]))
		command++;
	if (command == __stop_command)
		return -ENOENT;
	fault_inject(nth, FAULT_ALL_KINDS);
	err = command->run(argc - 2, argv + 2);
	struck = fault_injected();
	fault_inject(0, 0);
	console_printf("failnth: request %u %s\n", nth, struck ? "was refused" : "was never made");
	return err;
}
COMMAND(failnth, "N COMMAND...", "run a command whose Nth request for memory, a mapping or a disk transfer fails",
	run_failnth);
