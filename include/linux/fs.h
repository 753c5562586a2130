/* SPDX-License-Identifier: MIT */
/*
 * linux/fs.h: files as the kernel sees them: what they are (inode), that one is open (file), and what can
 * be done with it (file_operations).
 *
 * Source: LDD3 ch. 3 "Some Important Data Structures".
 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fcntl.h>
#include <linux/kdev_t.h>
#include <linux/list.h>
#include <linux/stat.h>
#include <linux/types.h>
#include <linux/uidgid.h>

struct cdev;
struct file;
struct inode;
struct iov_iter;
struct kiocb;
struct module;
struct poll_table_struct;
struct vm_area_struct;

typedef void *fl_owner_t;

/* whence of llseek */
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

/* file->f_mode */
#define FMODE_READ   ((__force fmode_t)0x1)
#define FMODE_WRITE  ((__force fmode_t)0x2)
#define FMODE_LSEEK  ((__force fmode_t)0x4)
#define FMODE_PREAD  ((__force fmode_t)0x8)
#define FMODE_PWRITE ((__force fmode_t)0x10)
/* Read, write by f_flags: O_RDONLY 0, O_WRONLY 1, O_RDWR 2 are one less than the bits. */
#define OPEN_FMODE(flags) ((__force fmode_t)(((flags) + 1) & O_ACCMODE))

struct inode {
	umode_t i_mode;
	kuid_t i_uid;
	kgid_t i_gid;
	unsigned long i_ino;
	dev_t i_rdev;
	loff_t i_size;
	const struct file_operations *i_fop;
	struct cdev *i_cdev;
	struct list_head i_devices;
	void *i_private;
};

struct file {
	struct inode *f_inode;
	const struct file_operations *f_op;
	unsigned int f_flags;
	fmode_t f_mode;
	loff_t f_pos;
	void *private_data;
};

struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t count, loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t count, loff_t *pos);
	ssize_t (*read_iter)(struct kiocb *iocb, struct iov_iter *to);
	ssize_t (*write_iter)(struct kiocb *iocb, struct iov_iter *from);
	__poll_t (*poll)(struct file *file, struct poll_table_struct *wait);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	unsigned long mmap_supported_flags;
	int (*open)(struct inode *inode, struct file *file);
	int (*flush)(struct file *file, fl_owner_t id);
	int (*release)(struct inode *inode, struct file *file);
	int (*fsync)(struct file *file, loff_t start, loff_t end, int datasync);
	int (*fasync)(int fd, struct file *file, int on);
	unsigned long (*get_unmapped_area)(struct file *file, unsigned long addr, unsigned long len,
					   unsigned long pgoff, unsigned long flags);
};

static inline struct inode *file_inode(const struct file *file)
{
	return file->f_inode;
}

static inline unsigned int iminor(const struct inode *inode)
{
	return MINOR(inode->i_rdev);
}

static inline unsigned int imajor(const struct inode *inode)
{
	return MAJOR(inode->i_rdev);
}

static inline loff_t i_size_read(const struct inode *inode)
{
	return inode->i_size;
}

static inline void i_size_write(struct inode *inode, loff_t i_size)
{
	inode->i_size = i_size;
}

/* For open(): this file has one position and no other; this one has none at all. */
static inline int nonseekable_open(struct inode *inode, struct file *file)
{
	file->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE);
	return 0;
}

static inline int stream_open(struct inode *inode, struct file *file)
{
	return nonseekable_open(inode, file);
}

/**
 * kernel_read() - read as a program would, into kernel memory.
 * @file: open file.
 * @buf: kernel memory, @count bytes.
 * @count: bytes.
 * @pos: where; moved on.
 *
 * Context: may sleep.
 * Return: bytes read, 0 at the end, -EBADF (not open for this), -EINVAL (cannot do it), or the file's -errno.
 */
ssize_t kernel_read(struct file *file, void *buf, size_t count, loff_t *pos);
ssize_t kernel_write(struct file *file, const void *buf, size_t count, loff_t *pos);
loff_t vfs_llseek(struct file *file, loff_t offset, int whence);

#endif
