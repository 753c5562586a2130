// SPDX-License-Identifier: MIT
/*
 * kernel/procfs_create.c: the many ways to make an entry of /proc.
 *
 * They differ in who opens the file: the owner (proc_create() with a struct proc_ops), or this file for
 * owners that only have records (proc_create_seq()) or one function (proc_create_single()). Each fills
 * in a model and has proc_make_entry() copy it into the tree.
 *
 * Source: LDD3 ch. 4 "Using the /proc Filesystem"; names as in Linux 6.1.
 */
#include <linux/export.h>
#include "procfs.h"

/* A mode without a kind is a regular file's, without rights readable by all. */
static umode_t file_mode(umode_t mode)
{
	if (!(mode & S_IFMT))
		mode |= S_IFREG;
	if (!(mode & S_IALLUGO))
		mode |= S_IRUGO;
	return mode;
}

struct proc_dir_entry *proc_mkdir_data(const char *name, umode_t mode,
				       struct proc_dir_entry *parent, void *data)
{
	struct proc_dir_entry model = { .data = data };

	model.mode = S_IFDIR | (mode ? mode & S_IALLUGO : S_IRUGO | S_IXUGO);
	return proc_make_entry(name, parent, &model);
}
EXPORT_SYMBOL(proc_mkdir_data);

struct proc_dir_entry *proc_mkdir_mode(const char *name, umode_t mode,
				       struct proc_dir_entry *parent)
{
	return proc_mkdir_data(name, mode, parent, NULL);
}
EXPORT_SYMBOL(proc_mkdir_mode);

struct proc_dir_entry *proc_mkdir(const char *name, struct proc_dir_entry *parent)
{
	return proc_mkdir_data(name, 0, parent, NULL);
}
EXPORT_SYMBOL(proc_mkdir);

struct proc_dir_entry *proc_create_mount_point(const char *name)
{
	return proc_mkdir_data(name, S_IRUGO | S_IXUGO, NULL, NULL);
}
EXPORT_SYMBOL(proc_create_mount_point);

struct proc_dir_entry *proc_create_data(const char *name, umode_t mode,
					struct proc_dir_entry *parent,
					const struct proc_ops *proc_ops, void *data)
{
	struct proc_dir_entry model = { .mode = file_mode(mode), .ops = proc_ops, .data = data };

	return proc_make_entry(name, parent, &model);
}
EXPORT_SYMBOL(proc_create_data);

struct proc_dir_entry *proc_create(const char *name, umode_t mode, struct proc_dir_entry *parent,
				   const struct proc_ops *proc_ops)
{
	return proc_create_data(name, mode, parent, proc_ops, NULL);
}
EXPORT_SYMBOL(proc_create);

/* ---- files of records, opened for their owners ---- */

static int proc_seq_open(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *entry = entry_of_inode(inode);

	if (entry->state_size)
		return seq_open_private(file, entry->seq_ops, entry->state_size);
	return seq_open(file, entry->seq_ops);
}

static int proc_seq_release(struct inode *inode, struct file *file)
{
	if (entry_of_inode(inode)->state_size)
		return seq_release_private(inode, file);
	return seq_release(inode, file);
}

static const struct proc_ops proc_seq_ops = {
	.proc_flags = PROC_ENTRY_PERMANENT,
	.proc_open = proc_seq_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = proc_seq_release,
};

struct proc_dir_entry *proc_create_seq_private(const char *name, umode_t mode,
					       struct proc_dir_entry *parent,
					       const struct seq_operations *ops,
					       unsigned int state_size, void *data)
{
	struct proc_dir_entry model = {
		.mode = file_mode(mode), .ops = &proc_seq_ops, .seq_ops = ops,
		.state_size = state_size, .data = data,
	};

	return proc_make_entry(name, parent, &model);
}
EXPORT_SYMBOL(proc_create_seq_private);

static int proc_single_open(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *entry = entry_of_inode(inode);

	return single_open(file, entry->single_show, entry->data);
}

static const struct proc_ops proc_single_ops = {
	.proc_flags = PROC_ENTRY_PERMANENT,
	.proc_open = proc_single_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

struct proc_dir_entry *proc_create_single_data(const char *name, umode_t mode,
					       struct proc_dir_entry *parent,
					       int (*show)(struct seq_file *, void *), void *data)
{
	struct proc_dir_entry model = {
		.mode = file_mode(mode), .ops = &proc_single_ops, .single_show = show,
		.data = data,
	};

	return proc_make_entry(name, parent, &model);
}
EXPORT_SYMBOL(proc_create_single_data);

void proc_set_size(struct proc_dir_entry *entry, loff_t size)
{
	entry->size = size;
}
EXPORT_SYMBOL(proc_set_size);

void proc_set_user(struct proc_dir_entry *entry, kuid_t uid, kgid_t gid)
{
	entry->uid = uid;
	entry->gid = gid;
}
EXPORT_SYMBOL(proc_set_user);
