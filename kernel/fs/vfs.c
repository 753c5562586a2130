// SPDX-License-Identifier: MIT
/*
 * kernel/fs/vfs.c: open a file by name and use it as a program would.
 *
 * Problem.  Drivers speak to programs through struct file_operations. There are no programs yet, but the
 *           console, the tests and other parts of the kernel want to use such files as one.
 * Idea.     Names begin with the root they belong to; each root registers how its files are opened and
 *           closed. Everything behind that is the file's own operations, called with the flag set that
 *           lets kernel pointers pass access_ok() (linux/uaccess.h): for the length of the call, the
 *           kernel is the user.
 *
 *     filp_open("/dev/scull0", O_RDWR, 0)
 *        -> root "/dev/"  (device_files.c)  -> chrdev_open (char_dev.c) -> the driver's open()
 *
 * Locks.    roots are registered at boot and never go.
 * Sources.  LDD3 ch. 3 "File Operations"; Linux 6.1 fs/read_write.c's rules of who gets -EBADF and -EINVAL.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

static LIST_HEAD(roots);

void register_file_root(struct file_root *root)
{
	list_add_tail(&root->list_node, &roots);
}
EXPORT_SYMBOL(register_file_root);

static struct file_root *root_of(const char *name, const char **rest)
{
	struct file_root *root;

	list_for_each_entry(root, &roots, list_node) {
		size_t len = strlen(root->prefix);

		/* "/dev" is the folder "/dev/" itself. */
		if (strncmp(name, root->prefix, len - 1) || (name[len - 1] && name[len - 1] != '/'))
			continue;
		*rest = name[len - 1] ? name + len : name + len - 1;
		return root;
	}
	return NULL;
}

struct file *filp_open(const char *filename, int flags, umode_t mode)
{
	const char *rest;
	struct file_root *root = root_of(filename, &rest);
	struct file *file;

	if (!root)
		return ERR_PTR(-ENOENT);
	if (!*rest)
		return ERR_PTR(-EISDIR);
	file = root->open(rest, flags);
	if (!IS_ERR(file))
		file->f_root = root;
	return file;
}
EXPORT_SYMBOL(filp_open);

int filp_close(struct file *filp, fl_owner_t id)
{
	int err = filp->f_op && filp->f_op->flush ? filp->f_op->flush(filp, id) : 0;

	filp->f_root->close(filp);
	return err;
}
EXPORT_SYMBOL(filp_close);

int list_folder(const char *folder, void (*each)(const char *name, umode_t mode, void *context),
		void *context)
{
	struct file_root *root;
	const char *rest;
	char name[16];
	int n = 0;

	if (strcmp(folder, "/")) {
		root = root_of(folder, &rest);
		return root ? root->list(rest, each, context) : -ENOENT;
	}
	list_for_each_entry(root, &roots, list_node) {
		strscpy(name, root->prefix + 1, sizeof(name));
		name[strlen(name) - 1] = '\0';
		each(name, S_IFDIR | 0555, context);
		n++;
	}
	return n;
}
EXPORT_SYMBOL(list_folder);

/* ---- with pointers of the caller's ---- */

static ssize_t by_iter(struct file *file, unsigned int direction, char __user *buf, size_t count, loff_t *pos)
{
	struct iov_iter iter;
	struct kiocb kiocb;
	ssize_t n;

	init_sync_kiocb(&kiocb, file);
	kiocb.ki_pos = pos ? *pos : 0;
	iov_iter_ubuf(&iter, direction, buf, count);
	n = direction == WRITE ? file->f_op->write_iter(&kiocb, &iter) : file->f_op->read_iter(&kiocb, &iter);
	if (pos)
		*pos = kiocb.ki_pos;
	return n;
}

ssize_t vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	if ((!file->f_op->read && !file->f_op->read_iter) || (ssize_t)count < 0)
		return -EINVAL;
	if (!access_ok(buf, count))
		return -EFAULT;
	return file->f_op->read ? file->f_op->read(file, buf, count, pos) :
				  by_iter(file, READ, buf, count, pos);
}
EXPORT_SYMBOL(vfs_read);

ssize_t vfs_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	if ((!file->f_op->write && !file->f_op->write_iter) || (ssize_t)count < 0)
		return -EINVAL;
	if (!access_ok(buf, count))
		return -EFAULT;
	return file->f_op->write ? file->f_op->write(file, buf, count, pos) :
				   by_iter(file, WRITE, (char __user *)buf, count, pos);
}
EXPORT_SYMBOL(vfs_write);

/* ---- with the kernel's own ---- */

ssize_t kernel_read(struct file *file, void *buf, size_t count, loff_t *pos)
{
	ssize_t n;

	kernel_pointers_begin();
	n = vfs_read(file, (char __user __force *)buf, count, pos);
	kernel_pointers_end();
	return n;
}
EXPORT_SYMBOL(kernel_read);

ssize_t kernel_write(struct file *file, const void *buf, size_t count, loff_t *pos)
{
	ssize_t n;

	kernel_pointers_begin();
	n = vfs_write(file, (const char __user __force *)buf, count, pos);
	kernel_pointers_end();
	return n;
}
EXPORT_SYMBOL(kernel_write);

long vfs_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	long result;

	if (!file->f_op->unlocked_ioctl)
		return -ENOTTY;
	kernel_pointers_begin();
	result = file->f_op->unlocked_ioctl(file, cmd, arg);
	kernel_pointers_end();
	return result == -ENOIOCTLCMD ? -ENOTTY : result;
}
EXPORT_SYMBOL(vfs_ioctl);

loff_t vfs_llseek(struct file *file, loff_t offset, int whence)
{
	if (!(file->f_mode & FMODE_LSEEK) || !file->f_op->llseek)
		return -ESPIPE;
	return file->f_op->llseek(file, offset, whence);
}
EXPORT_SYMBOL(vfs_llseek);

int vfs_fsync(struct file *file, int datasync)
{
	return file->f_op->fsync ? file->f_op->fsync(file, 0, LLONG_MAX, datasync) : -EINVAL;
}
EXPORT_SYMBOL(vfs_fsync);
