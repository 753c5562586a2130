// SPDX-License-Identifier: MIT
/*
 * kernel/procfs_vm.c: /proc/sys/vm: what memory management may be told while it runs.
 *
 *     compact_memory      write 1: make all zones dense (mm/compaction.c)
 *     drop_caches         write 1: drop clean pages of the cache; 2: ask the shrinkers; 3: both
 *     extfrag_threshold   0 to 1000: a costly request is compacted for above this fragmentation index
 *
 * A write is a whole number within limits, else -EINVAL, and then nothing happens.
 * Source: Linux 6.1 Documentation/admin-guide/sysctl/vm.rst.
 */
#include <linux/compaction.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/shrinker.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define NUMBER_MAX 16 /* bytes of a write */

struct vm_sysctl {
	const char *name;
	umode_t mode;
	int least, most;
	int *value;		 /* NULL: only an order */
	void (*obey)(int number); /* may be NULL */
};

static void compact_all(int number)
{
	compact_memory();
}

static void drop_caches(int what)
{
	if (what & 1)
		drop_pagecache();
	if (what & 2)
		drop_slab();
}

static const struct vm_sysctl sysctls[] = {
	{ "compact_memory", 0200, 1, 1, NULL, compact_all },
	{ "drop_caches", 0200, 1, 3, NULL, drop_caches },
	{ "extfrag_threshold", 0644, 0, 1000, &sysctl_extfrag_threshold, NULL },
};

static int sysctl_show(struct seq_file *m, void *v)
{
	const struct vm_sysctl *sysctl = m->private;

	seq_printf(m, "%d\n", *sysctl->value);
	return 0;
}

static int sysctl_open(struct inode *inode, struct file *file)
{
	const struct vm_sysctl *sysctl = pde_data(inode);

	return sysctl->value ? single_open(file, sysctl_show, (void *)sysctl) : 0;
}

static int sysctl_release(struct inode *inode, struct file *file)
{
	const struct vm_sysctl *sysctl = pde_data(inode);

	return sysctl->value ? single_release(inode, file) : 0;
}

static ssize_t sysctl_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	const struct vm_sysctl *sysctl = pde_data(file_inode(file));

	return sysctl->value ? seq_read(file, buf, count, pos) : -EINVAL;
}

static ssize_t sysctl_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	const struct vm_sysctl *sysctl = pde_data(file_inode(file));
	char text[NUMBER_MAX];
	int number;

	if (count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	text[count] = '\0';
	if (kstrtoint(strim(text), 0, &number) || number < sysctl->least || number > sysctl->most)
		return -EINVAL;
	if (sysctl->value)
		*sysctl->value = number;
	if (sysctl->obey)
		sysctl->obey(number);
	return count;
}

static const struct proc_ops sysctl_ops = {
	.proc_open = sysctl_open,
	.proc_read = sysctl_read,
	.proc_write = sysctl_write,
	.proc_lseek = seq_lseek,
	.proc_release = sysctl_release,
};

static int __init procfs_vm_init(void)
{
	struct proc_dir_entry *sys = proc_mkdir("sys", NULL), *vm = sys ? proc_mkdir("vm", sys) : NULL;

	for (unsigned int i = 0; vm && i < ARRAY_SIZE(sysctls); i++)
		proc_create_data(sysctls[i].name, sysctls[i].mode, vm, &sysctl_ops, (void *)&sysctls[i]);
	return vm ? 0 : -ENOMEM;
}
fs_initcall(procfs_vm_init);
