// SPDX-License-Identifier: MIT
/*
 * drivers/block/bdev_file.c: disks and partitions as files of /dev: read, write, seek, fsync, ioctl.
 *
 *     cat /dev/sda1        echo hello > /dev/sdb (behind the write gate)        ioctl /dev/sda 0x1260
 *
 * A file is a position in the device's pages: bdev_read() and bdev_write() do the work, and the file remembers
 * where it read last, for read-ahead. A write is in the cache when it returns; fsync, sync, or time bring it
 * to the disk.
 *
 * Paths.    filp_open("/dev/sda") -> dev_open (kernel/fs/device_files.c) -> open_bdev -> blkdev_get_by_path
 * Left out. O_DIRECT: drivers of requests of their own have bdev_direct_begin().
 * Sources.  LDD3 ch. 16 "The ioctl Method"; Linux's include/uapi/linux/fs.h for the numbers.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "block.h"

struct bdev_file {
	struct file file;
	struct inode inode;
	struct block_device *bdev;
	fmode_t mode;
	struct file_ra_state ra;
};

static struct bdev_file *of_file(struct file *file)
{
	return container_of(file, struct bdev_file, file);
}

static int to_user(void *own, void *data, unsigned int bytes)
{
	char __user **to = own;

	if (copy_to_user(*to, data, bytes))
		return -EFAULT;
	*to += bytes;
	return 0;
}

static int from_user(void *own, void *data, unsigned int bytes)
{
	const char __user **from = own;

	if (copy_from_user(data, *from, bytes))
		return -EFAULT;
	*from += bytes;
	return 0;
}

static ssize_t bdev_file_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct bdev_file *bf = of_file(file);
	ssize_t n = bdev_read(bf->bdev, &bf->ra, *pos, count, to_user, &buf);

	if (n > 0)
		*pos += n;
	return n;
}

static ssize_t bdev_file_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	struct bdev_file *bf = of_file(file);
	ssize_t n = bdev_write(bf->bdev, *pos, count, from_user, &buf);

	if (n > 0)
		*pos += n;
	return n;
}

static loff_t bdev_file_llseek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence, bdev_nr_bytes(of_file(file)->bdev));
}

static int bdev_file_fsync(struct file *file, loff_t start, loff_t end, int datasync)
{
	return bdev_sync(of_file(file)->bdev);
}

/* A number of a type that the ioctl's name says, for the caller. */
#define GIVE(type, value) put_user((type)(value), (type __user *)arg)

static long bdev_file_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct block_device *bdev = of_file(file)->bdev;
	int err;

	switch (cmd) {
	case BLKGETSIZE:
		return GIVE(unsigned long, bdev_nr_sectors(bdev));
	case BLKGETSIZE64:
		return GIVE(u64, bdev_nr_bytes(bdev));
	case BLKSSZGET:
		return GIVE(int, bdev_logical_block_size(bdev));
	case BLKROGET:
		return GIVE(int, bdev_read_only(bdev));
	case BLKRAGET:
		return GIVE(long, of_file(file)->ra.ra_pages * PAGE_SECTORS);
	case BLKFLSBUF:
		err = bdev_sync(bdev);
		invalidate_bdev(bdev);
		return err;
	}
	return -ENOIOCTLCMD;
}

static const struct file_operations bdev_fops = {
	.llseek = bdev_file_llseek,
	.read = bdev_file_read,
	.write = bdev_file_write,
	.unlocked_ioctl = bdev_file_ioctl,
	.fsync = bdev_file_fsync,
};

static void fill_file(struct bdev_file *bf, struct block_device *bdev, unsigned int flags)
{
	struct gendisk *disk = bdev->bd_disk;

	bf->bdev = bdev;
	bf->inode.i_mode = S_IFBLK | 0600;
	bf->inode.i_rdev = MKDEV(disk->major, disk->first_minor + bdev->partno);
	bf->inode.i_size = bdev_nr_bytes(bdev);
	bf->file.f_inode = &bf->inode;
	bf->file.f_op = &bdev_fops;
	bf->file.f_flags = flags;
	bf->file.f_mode = OPEN_FMODE(flags) | FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
	file_ra_state_init(&bf->ra, bdev_mapping(bdev));
}

static struct file *open_bdev(const char *name, unsigned int flags)
{
	struct bdev_file *bf = kzalloc(sizeof(*bf), GFP_KERNEL);
	struct block_device *bdev;

	if (!bf)
		return ERR_PTR(-ENOMEM);
	bf->mode = OPEN_FMODE(flags);
	bdev = blkdev_get_by_path(name, bf->mode, bf);
	if (IS_ERR(bdev)) {
		kfree(bf);
		return bdev == ERR_PTR(-ENODEV) ? ERR_PTR(-ENOENT) : ERR_CAST(bdev);
	}
	fill_file(bf, bdev, flags);
	return &bf->file;
}

static void close_bdev(struct file *file)
{
	struct bdev_file *bf = of_file(file);

	blkdev_put(bf->bdev, bf->mode);
	kfree(bf);
}

static int list_bdevs(const char *folder, void (*each)(const char *name, umode_t mode, void *context),
		      void *context)
{
	struct gendisk *disk = NULL;
	int n = 0;

	while ((disk = next_disk(disk)))
		for (int i = 0; i < DISK_MAX_PARTS; i++)
			if (disk->part[i].nr_sectors) {
				each(disk->part[i].name, S_IFBLK | 0600, context);
				n++;
			}
	return n;
}

static const struct file_root bdev_files = { .open = open_bdev, .close = close_bdev, .list = list_bdevs };

static int __init bdev_file_init(void)
{
	register_block_files(&bdev_files);
	return 0;
}
subsys_initcall(bdev_file_init);
