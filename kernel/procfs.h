/* SPDX-License-Identifier: MIT */
/* kernel/procfs.h: what the files of procfs share: one entry of the tree, and how it is opened. */
#ifndef _KERNEL_PROCFS_H
#define _KERNEL_PROCFS_H

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/proc_fs.h>

/* Locks: (T) the tree's mutex; bare: constant once the entry is in the tree. */
struct proc_dir_entry {
	const char *name;
	umode_t mode;
	unsigned long ino;
	kuid_t uid;
	kgid_t gid;
	loff_t size;
	const struct proc_ops *ops;
	union {
		const struct seq_operations *seq_ops;		/* proc_create_seq() */
		int (*single_show)(struct seq_file *, void *); /* proc_create_single() */
	};
	unsigned int state_size; /* bytes of seq_file->private to allocate at open */
	void *data;
	struct proc_dir_entry *parent;
	struct list_head children; /* (T) of a folder, sorted by name */
	struct list_head sibling;  /* (T) in parent->children */
	unsigned int users;	   /* (T) open files */
	char name_buffer[];
};

/* An open file, with the inode that its operations are told about. */
struct proc_file {
	struct file file;
	struct inode inode;
	struct proc_dir_entry *entry;
};

extern struct proc_dir_entry proc_root;

static inline struct proc_dir_entry *entry_of_inode(const struct inode *inode)
{
	return container_of(inode, struct proc_file, inode)->entry;
}

/* Make an entry at @path below @dir (NULL: the root) as @model says. Return: it, or NULL after saying why. */
struct proc_dir_entry *proc_make_entry(const char *path, struct proc_dir_entry *dir,
				       const struct proc_dir_entry *model);
/* The tree: find an entry and keep it (users + 1), give it back. Context: may sleep. */
struct proc_dir_entry *proc_entry_get(const char *path);
void proc_entry_put(struct proc_dir_entry *entry);

#endif
