/* SPDX-License-Identifier: MIT */
/*
 * linux/proc_fs.h: /proc, a tree of files in memory that tell what the kernel knows.
 *
 * Source: LDD3 ch. 4 "Using the /proc Filesystem"; struct proc_ops and the proc_create_*() family as in
 * Linux 6.1.
 */
#ifndef _LINUX_PROC_FS_H
#define _LINUX_PROC_FS_H

#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/types.h>

struct proc_dir_entry;

enum {
	PROC_ENTRY_PERMANENT = 1U << 0, /* never removed */
};

/* What a file of /proc can do; the members mean what those of struct file_operations mean. */
struct proc_ops {
	unsigned int proc_flags;
	int (*proc_open)(struct inode *inode, struct file *file);
	ssize_t (*proc_read)(struct file *file, char __user *buf, size_t size, loff_t *ppos);
	ssize_t (*proc_read_iter)(struct kiocb *iocb, struct iov_iter *to);
	ssize_t (*proc_write)(struct file *file, const char __user *buf, size_t size, loff_t *ppos);
	loff_t (*proc_lseek)(struct file *file, loff_t offset, int whence);
	int (*proc_release)(struct inode *inode, struct file *file);
	__poll_t (*proc_poll)(struct file *file, struct poll_table_struct *wait);
	long (*proc_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*proc_mmap)(struct file *file, struct vm_area_struct *vma);
	unsigned long (*proc_get_unmapped_area)(struct file *file, unsigned long addr,
						unsigned long len, unsigned long pgoff,
						unsigned long flags);
};

typedef int (*proc_write_t)(struct file *file, char *buf, size_t size);

/*
 * Make an entry. @name may be a path ("driver/thing") below @parent; NULL @parent is /proc. @mode: 0 means
 * S_IRUGO (directories: S_IRUGO | S_IXUGO). Context: may sleep.
 * Return: the entry; NULL where the name is bad, taken, its folder is missing, or memory is out (one line
 * in the log says which).
 */
struct proc_dir_entry *proc_mkdir(const char *name, struct proc_dir_entry *parent);
struct proc_dir_entry *proc_mkdir_data(const char *name, umode_t mode,
				       struct proc_dir_entry *parent, void *data);
struct proc_dir_entry *proc_mkdir_mode(const char *name, umode_t mode,
				       struct proc_dir_entry *parent);
struct proc_dir_entry *proc_create_mount_point(const char *name);
struct proc_dir_entry *proc_create_data(const char *name, umode_t mode,
					struct proc_dir_entry *parent,
					const struct proc_ops *proc_ops, void *data);
struct proc_dir_entry *proc_create(const char *name, umode_t mode, struct proc_dir_entry *parent,
				   const struct proc_ops *proc_ops);
struct proc_dir_entry *proc_create_seq_private(const char *name, umode_t mode,
					       struct proc_dir_entry *parent,
					       const struct seq_operations *ops,
					       unsigned int state_size, void *data);
#define proc_create_seq_data(name, mode, parent, ops, data) \
	proc_create_seq_private(name, mode, parent, ops, 0, data)
#define proc_create_seq(name, mode, parent, ops) \
	proc_create_seq_private(name, mode, parent, ops, 0, NULL)
struct proc_dir_entry *proc_create_single_data(const char *name, umode_t mode,
					       struct proc_dir_entry *parent,
					       int (*show)(struct seq_file *, void *), void *data);
#define proc_create_single(name, mode, parent, show) \
	proc_create_single_data(name, mode, parent, show, NULL)

void proc_set_size(struct proc_dir_entry *entry, loff_t size);
void proc_set_user(struct proc_dir_entry *entry, kuid_t uid, kgid_t gid);

/* What was given as @data, of an entry's file and of its folder. */
void *pde_data(const struct inode *inode);
#define PDE_DATA(inode) pde_data(inode)
void *proc_get_parent_data(const struct inode *inode);

/*
 * Take an entry out and free it: proc_remove() and remove_proc_subtree() with all below, remove_proc_entry()
 * must find a folder empty (else it warns and takes what is left along). Waits until nobody has the file
 * open. Context: may sleep.
 */
void proc_remove(struct proc_dir_entry *entry);
void remove_proc_entry(const char *name, struct proc_dir_entry *parent);
int remove_proc_subtree(const char *name, struct proc_dir_entry *parent);

/* Slate's own: the tree as its readers see it. Paths are relative to /proc. */

/**
 * proc_open() - open a file of /proc.
 * @path: "meminfo", "driver/thing".
 * @flags: O_RDONLY, O_WRONLY or O_RDWR.
 *
 * Context: may sleep.
 * Return: a file for vfs_read(), vfs_write() and proc_close(); ERR_PTR(-ENOENT, -EISDIR, -EACCES, -ENOMEM).
 */
struct file *proc_open(const char *path, unsigned int flags);
void proc_close(struct file *file);

/**
 * proc_list() - name the entries of a folder, sorted.
 * @path: "" is /proc itself.
 * @each: called with each name, its mode (S_IFDIR or S_IFREG) and @context, under the tree's lock.
 *
 * Return: number of entries, -ENOENT or -ENOTDIR.
 */
int proc_list(const char *path, void (*each)(const char *name, umode_t mode, void *context),
	      void *context);

/* Walk the tree: parents, order, link counts. Return: number of faults. */
int proc_check(void);

#endif
