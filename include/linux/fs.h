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
#include <linux/ioctl.h>
#include <linux/kdev_t.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/signal.h>
#include <linux/stat.h>
#include <linux/types.h>
#include <linux/uidgid.h>

struct address_space;
struct cdev;
struct fasync_struct;
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

/* ioctl numbers of block devices. */
#define BLKROGET     _IO(0x12, 94)	    /* int: may it not be written? */
#define BLKGETSIZE   _IO(0x12, 96)	    /* unsigned long: sectors */
#define BLKFLSBUF    _IO(0x12, 97)	    /* write what is dirty, forget what is clean */
#define BLKRAGET     _IO(0x12, 99)	    /* long: sectors of the largest window of read-ahead */
#define BLKSSZGET    _IO(0x12, 104)	    /* int: bytes of a block */
#define BLKGETSIZE64 _IOR(0x12, 114, size_t) /* u64: bytes */

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

/* Where names of one kind begin ("/dev/", "/proc/"), and how such a file is opened and closed. */
struct file_root {
	const char *prefix;
	struct file *(*open)(const char *rest, unsigned int flags);
	void (*close)(struct file *file);
	/* Names below @folder, each with its mode; -ENOENT or -ENOTDIR. */
	int (*list)(const char *folder, void (*each)(const char *name, umode_t mode, void *context),
		    void *context);
	struct list_head list_node;
};

struct file {
	struct inode *f_inode;
	const struct file_operations *f_op;
	const struct file_root *f_root;
	unsigned int f_flags;
	fmode_t f_mode;
	loff_t f_pos;
	void *private_data;
};

/* What a program's read or write is, to an implementation that may finish it later. */
struct kiocb {
	struct file *ki_filp;
	loff_t ki_pos;
	void (*ki_complete)(struct kiocb *iocb, long ret);
	void *private;
	int ki_flags;
	u16 ki_ioprio;
};
#define IOCB_NOWAIT 0x00000008

/* The caller waits for it: there is nobody to tell. */
static inline bool is_sync_kiocb(const struct kiocb *kiocb)
{
	return !kiocb->ki_complete;
}

static inline void init_sync_kiocb(struct kiocb *kiocb, struct file *filp)
{
	*kiocb = (struct kiocb){ .ki_filp = filp };
}

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
int nonseekable_open(struct inode *inode, struct file *file);
int stream_open(struct inode *inode, struct file *file);
int generic_file_open(struct inode *inode, struct file *file);
int simple_open(struct inode *inode, struct file *file); /* private_data = i_private */

/*
 * For llseek(): never (-ESPIPE); ignored; f_pos within the inode's size or anywhere up to @size.
 * Return: the new position or -errno.
 */
loff_t no_llseek(struct file *file, loff_t offset, int whence);
loff_t noop_llseek(struct file *file, loff_t offset, int whence);
loff_t default_llseek(struct file *file, loff_t offset, int whence);
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size);
loff_t no_seek_end_llseek(struct file *file, loff_t offset, int whence);
loff_t vfs_setpos(struct file *file, loff_t offset, loff_t maxsize);

/*
 * A read or write of a buffer that the driver has whole: @available bytes at @from (@to).
 * Return: bytes moved, 0 at the end, -EINVAL (negative position), -EFAULT.
 */
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos, const void *from,
				size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos, const void __user *from,
			       size_t count);

/**
 * filp_open() - open a file by name, for the kernel's own use.
 * @filename: "/dev/NAME", "/dev/char/MAJ:MIN" or "/proc/NAME".
 * @flags: O_RDONLY, O_WRONLY or O_RDWR, and O_NONBLOCK, O_APPEND, O_TRUNC, which the driver sees in f_flags.
 * @mode: for files that would be created; nothing can be created here.
 *
 * Context: may sleep.
 * Return: an open file, to be closed by filp_close(); ERR_PTR(-ENOENT, -ENXIO, -EISDIR, -EACCES, -ENOMEM) or
 * what the driver's open() says.
 * Source: LDD3 ch. 3 "The open Method".
 */
struct file *filp_open(const char *filename, int flags, umode_t mode);
/* flush(), then release(). Return: what flush() says. @id: NULL. */
int filp_close(struct file *filp, fl_owner_t id);
#define fput(file) ((void)filp_close(file, NULL))
void register_file_root(struct file_root *root);
/* Who knows the block devices in /dev: @root's open, close and list, by their names. */
void register_block_files(const struct file_root *root);
/* The entries of a folder ("/", "/dev", "/proc/driver"). Return: how many, or -ENOENT, -ENOTDIR. */
int list_folder(const char *folder, void (*each)(const char *name, umode_t mode, void *context),
		void *context);

/* Numbers of character devices. Source: LDD3 ch. 3 "Major and Minor Numbers". */
int register_chrdev_region(dev_t from, unsigned count, const char *name);
int alloc_chrdev_region(dev_t *dev, unsigned baseminor, unsigned count, const char *name);
void unregister_chrdev_region(dev_t from, unsigned count);
int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const char *name,
		      const struct file_operations *fops);
void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const char *name);

static inline int register_chrdev(unsigned int major, const char *name, const struct file_operations *fops)
{
	return __register_chrdev(major, 0, 256, name, fops);
}

static inline void unregister_chrdev(unsigned int major, const char *name)
{
	__unregister_chrdev(major, 0, 256, name);
}
#define CHRDEV_MAJOR_MAX 512

/*
 * An open file keeps the module of its operations. For open(): go on with another driver's operations, of
 * which a reference has been taken by fops_get().
 */
bool try_module_get(struct module *module);
void module_put(struct module *module);
#define fops_get(fops) ((fops) && try_module_get((fops)->owner) ? (fops) : NULL)
#define fops_put(fops)                             \
	do {                                       \
		if (fops)                          \
			module_put((fops)->owner); \
	} while (0)
#define replace_fops(f, fops)          \
	do {                           \
		fops_put((f)->f_op);   \
		(f)->f_op = (fops);    \
	} while (0)

/* Who wants a signal when a file has news. Source: LDD3 ch. 6 "Asynchronous Notification". */
int fasync_helper(int fd, struct file *filp, int on, struct fasync_struct **fapp);
void kill_fasync(struct fasync_struct **fp, int sig, int band);

/* With the caller's pointers, from a context in which they are his (a system call; kernel_read()). */
ssize_t vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos);
ssize_t vfs_write(struct file *file, const char __user *buf, size_t count, loff_t *pos);
/* @arg: a number, or a pointer of the caller's, which may be kernel memory. -ENOTTY: no such command. */
long vfs_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
int vfs_fsync(struct file *file, int datasync);

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
