// SPDX-License-Identifier: MIT
/*
 * tests/modules/probe.c: what the loader has to bear, in one module: parameters, per-CPU variables, the
 * exception table, a warning, an export, read-only data, a static key, memory that is given back unless `leak` is set.
 */
#include <asm/extable.h>
#include <linux/fs.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static int answer = 42;
module_param(answer, int, 0444);
static bool leak;
module_param(leak, bool, 0444);
static bool fail;
module_param(fail, bool, 0444);

static DEFINE_PER_CPU(int, probe_counter) = 5;
static const char *const words[] = { "one", "two" };
static void *memory;
static DEFINE_STATIC_KEY_FALSE(probe_key);

int probe_exported(int value);
int probe_exported(int value)
{
	return value + answer;
}
EXPORT_SYMBOL_GPL(probe_exported);

static ssize_t probe_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	char text[48];
	int len = snprintf(text, sizeof(text), "%d %d %s\n", answer, this_cpu_read(probe_counter), words[1]);

	return simple_read_from_buffer(buf, count, pos, text, len);
}

/* 1: a warning; 2, 3: throw the key, take the branch; else a copy that faults inside inline code of ours. */
static long probe_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	unsigned long word;

	if (cmd == 1)
		return WARN_ON(arg == 7);
	if (cmd == 2) {
		if (arg)
			static_branch_enable(&probe_key);
		else
			static_branch_disable(&probe_key);
		return 0;
	}
	if (cmd == 3)
		return static_branch_unlikely(&probe_key) ? 1 : 0;
	return probe_kernel_word((void *)arg, &word);
}

static const struct file_operations probe_fops = {
	.owner = THIS_MODULE, .read = probe_read, .unlocked_ioctl = probe_ioctl,
};
static struct miscdevice probe = { .minor = MISC_DYNAMIC_MINOR, .name = "probe", .fops = &probe_fops };

static int __init probe_init(void)
{
	int err;

	if (fail)
		return -EDOM;
	memory = kmalloc(3 * PAGE_SIZE, GFP_KERNEL);
	if (!memory)
		return -ENOMEM;
	this_cpu_inc(probe_counter);
	err = misc_register(&probe);
	if (err)
		kfree(memory);
	return err;
}

static void __exit probe_exit(void)
{
	misc_deregister(&probe);
	if (!leak)
		kfree(memory);
}
module_init(probe_init);
module_exit(probe_exit);
MODULE_LICENSE("Dual MIT/GPL");
