// SPDX-License-Identifier: MIT
/*
 * kernel/procfs.c: opening, reading and closing files of /proc from inside the kernel.
 *
 * There are no user programs yet, so the console is the reader: it goes the way a system call would,
 * through the file's operations, with buffers that the kernel owns (linux/uaccess.h tells how these
 * pass the checks).
 *
 * Paths. Read  proc_open -> kernel_read -> proc_file_read -> ops->proc_read (mostly seq_read)
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "procfs.h"

void *pde_data(const struct inode *inode)
{
	return entry_of_inode(inode)->data;
}
EXPORT_SYMBOL(pde_data);

void *proc_get_parent_data(const struct inode *inode)
{
	return entry_of_inode(inode)->parent->data;
}
EXPORT_SYMBOL(proc_get_parent_data);

static const struct proc_ops *ops_of(const struct file *file)
{
	return entry_of_inode(file_inode(file))->ops;
}

static ssize_t proc_file_read(struct file *file, char __user *buf, size_t size, loff_t *pos)
{
	return ops_of(file)->proc_read ? ops_of(file)->proc_read(file, buf, size, pos) : -EIO;
}

static ssize_t proc_file_write(struct file *file, const char __user *buf, size_t size, loff_t *pos)
{
	return ops_of(file)->proc_write ? ops_of(file)->proc_write(file, buf, size, pos) : -EIO;
}

static loff_t proc_file_llseek(struct file *file, loff_t offset, int whence)
{
	return ops_of(file)->proc_lseek ? ops_of(file)->proc_lseek(file, offset, whence) : -ESPIPE;
}

static long proc_file_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return ops_of(file)->proc_ioctl ? ops_of(file)->proc_ioctl(file, cmd, arg) : -ENOTTY;
}

static const struct file_operations proc_file_operations = {
	.llseek = proc_file_llseek,
	.read = proc_file_read,
	.write = proc_file_write,
	.unlocked_ioctl = proc_file_ioctl,
};

static bool may_open(umode_t mode, unsigned int flags)
{
	fmode_t want = OPEN_FMODE(flags);

	return !((want & FMODE_READ) && !(mode & S_IRUGO)) &&
	       !((want & FMODE_WRITE) && !(mode & S_IWUGO));
}

static struct proc_file *new_file(struct proc_dir_entry *entry, unsigned int flags)
{
	struct proc_file *pf = kzalloc(sizeof(*pf), GFP_KERNEL);

	if (!pf)
		return NULL;
	pf->entry = entry;
	pf->inode.i_mode = entry->mode;
	pf->inode.i_ino = entry->ino;
	pf->inode.i_size = entry->size;
	pf->file.f_inode = &pf->inode;
	pf->file.f_op = &proc_file_operations;
	pf->file.f_flags = flags;
	pf->file.f_mode = OPEN_FMODE(flags) | FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
	return pf;
}

struct file *proc_open(const char *path, unsigned int flags)
{
	struct proc_dir_entry *entry = proc_entry_get(path);
	struct proc_file *pf;
	int error;

	if (!entry)
		return ERR_PTR(-ENOENT);
	error = -EISDIR;
	if (S_ISDIR(entry->mode))
		goto put;
	error = -EACCES;
	if (!may_open(entry->mode, flags))
		goto put;
	error = -ENOMEM;
	pf = new_file(entry, flags);
	if (!pf)
		goto put;
	error = entry->ops->proc_open ? entry->ops->proc_open(&pf->inode, &pf->file) : 0;
	if (error)
		goto free;
	return &pf->file;
free:
	kfree(pf);
put:
	proc_entry_put(entry);
	return ERR_PTR(error);
}
EXPORT_SYMBOL(proc_open);

void proc_close(struct file *file)
{
	struct proc_file *pf = container_of(file, struct proc_file, file);
	struct proc_dir_entry *entry = pf->entry;

	if (entry->ops->proc_release)
		entry->ops->proc_release(&pf->inode, file);
	kfree(pf);
	proc_entry_put(entry);
}
EXPORT_SYMBOL(proc_close);

static struct file_root proc_file_root = {
	.prefix = "/proc/", .open = proc_open, .close = proc_close, .list = proc_list,
};

static int __init proc_file_root_init(void)
{
	register_file_root(&proc_file_root);
	return 0;
}
core_initcall(proc_file_root_init);
