// SPDX-License-Identifier: MIT
/*
 * kernel/fs/char_dev.c: who owns which device numbers, and the way from a number to its driver.
 *
 * Problem.  A program names a device by two numbers; the driver that answers may come and go.
 * Idea.     Two lists. Regions say who has reserved which numbers, so that two drivers cannot take the
 *           same (register_chrdev_region, alloc_chrdev_region). The map says which struct cdev answers for
 *           a range (cdev_add). Opening looks the number up in the map, and the file then has the
 *           driver's operations; what is open stays open when the map changes.
 *
 *     (240, 0..3) "scull"      region
 *     (240, 2) -> cdev         map -> cdev->ops -> open(inode, file), inode->i_cdev = cdev
 *
 *           All opens of a number share one struct inode, as they do in Linux.
 * Locks.    chrdevs_lock, a mutex, for both lists and the inodes.
 * Paths.    filp_open -> chrdev_open -> ops->open;  filp_close -> chrdev_release -> ops->release
 * Sources.  LDD3 ch. 3 "Char Device Registration"; semantics of Linux 6.1 fs/char_dev.c.
 */
#include "fs.h"
#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#define FIRST_DYNAMIC_MAJOR 254 /* downwards to the last below; as Linux hands them out */
#define LAST_DYNAMIC_MAJOR  234
#define MINORS_OF_OLD	    256 /* register_chrdev() takes so many */

struct region {
	struct list_head list;
	dev_t from;
	unsigned int count;
	struct cdev *cdev; /* register_chrdev() keeps it here */
	char name[64];
};

/* A device number with files open on it. */
struct chr_inode {
	struct inode inode;
	struct list_head list;
	unsigned int users;
};

struct chr_file {
	struct file file;
	struct module *owner; /* of the cdev; the operations' is kept by file.f_op */
	struct chr_inode *ci;
};

static DEFINE_MUTEX(chrdevs_lock);
static LIST_HEAD(regions);
static LIST_HEAD(cdevs);
static LIST_HEAD(inodes);

/* ---- regions ---- */

static bool overlap(dev_t a, unsigned int a_count, dev_t b, unsigned int b_count)
{
	return a < b + b_count && b < a + a_count;
}

static bool region_is_free(dev_t from, unsigned int count)
{
	struct region *region;

	list_for_each_entry(region, &regions, list)
		if (overlap(from, count, region->from, region->count))
			return false;
	return true;
}

static struct region *add_region(dev_t from, unsigned int count, const char *name)
{
	struct region *region;

	if (MAJOR(from) >= CHRDEV_MAJOR_MAX) {
		pr_err("CHRDEV \"%s\" major requested (%u) is greater than the maximum (%u)\n", name,
		       MAJOR(from), CHRDEV_MAJOR_MAX - 1);
		return ERR_PTR(-EINVAL);
	}
	if (!count || count > MINORMASK + 1 - MINOR(from)) {
		pr_err("CHRDEV \"%s\" minor range requested (%u-%u) is out of range of maximum range (%u-%u) for a single major\n",
		       name, MINOR(from), MINOR(from) + count - 1, 0, MINORMASK);
		return ERR_PTR(-EINVAL);
	}
	region = kzalloc(sizeof(*region), GFP_KERNEL);
	if (!region)
		return ERR_PTR(-ENOMEM);
	region->from = from;
	region->count = count;
	strscpy(region->name, name, sizeof(region->name));
	mutex_lock(&chrdevs_lock);
	if (region_is_free(from, count)) {
		list_add_tail(&region->list, &regions);
	} else {
		kfree(region);
		region = ERR_PTR(-EBUSY);
	}
	mutex_unlock(&chrdevs_lock);
	return region;
}

int register_chrdev_region(dev_t from, unsigned count, const char *name)
{
	struct region *region = add_region(from, count, name);

	return IS_ERR(region) ? PTR_ERR(region) : 0;
}
EXPORT_SYMBOL(register_chrdev_region);

/* A major that nobody has a number of. */
static struct region *add_dynamic_region(unsigned int baseminor, unsigned int count, const char *name)
{
	struct region *region = ERR_PTR(-EBUSY);

	for (unsigned int major = FIRST_DYNAMIC_MAJOR; major >= LAST_DYNAMIC_MAJOR; major--) {
		bool whole;

		mutex_lock(&chrdevs_lock);
		whole = region_is_free(MKDEV(major, 0), MINORMASK + 1);
		mutex_unlock(&chrdevs_lock);
		if (!whole)
			continue;
		region = add_region(MKDEV(major, baseminor), count, name);
		if (!IS_ERR(region) || PTR_ERR(region) != -EBUSY)
			return region;
	}
	pr_err("CHRDEV \"%s\" dynamic allocation region is full\n", name);
	return region;
}

int alloc_chrdev_region(dev_t *dev, unsigned baseminor, unsigned count, const char *name)
{
	struct region *region = add_dynamic_region(baseminor, count, name);

	if (IS_ERR(region))
		return PTR_ERR(region);
	*dev = region->from;
	return 0;
}
EXPORT_SYMBOL(alloc_chrdev_region);

static struct region *take_region(dev_t from, unsigned int count)
{
	struct region *region;

	mutex_lock(&chrdevs_lock);
	list_for_each_entry(region, &regions, list) {
		if (region->from == from && region->count == count) {
			list_del(&region->list);
			mutex_unlock(&chrdevs_lock);
			return region;
		}
	}
	mutex_unlock(&chrdevs_lock);
	return NULL;
}

void unregister_chrdev_region(dev_t from, unsigned count)
{
	kfree(take_region(from, count));
}
EXPORT_SYMBOL(unregister_chrdev_region);

/* ---- the map from numbers to drivers ---- */

void cdev_init(struct cdev *cdev, const struct file_operations *fops)
{
	memset(cdev, 0, sizeof(*cdev));
	INIT_LIST_HEAD(&cdev->list);
	cdev->ops = fops;
}
EXPORT_SYMBOL(cdev_init);

struct cdev *cdev_alloc(void)
{
	struct cdev *cdev = kzalloc(sizeof(*cdev), GFP_KERNEL);

	if (cdev) {
		INIT_LIST_HEAD(&cdev->list);
		cdev->allocated = true;
	}
	return cdev;
}
EXPORT_SYMBOL(cdev_alloc);

int cdev_add(struct cdev *cdev, dev_t dev, unsigned count)
{
	struct cdev *other;
	int err = 0;

	if (WARN_ON(dev == (dev_t)-1))
		return -EBUSY;
	mutex_lock(&chrdevs_lock);
	list_for_each_entry(other, &cdevs, list)
		if (overlap(dev, count, other->dev, other->count))
			err = -EBUSY;
	if (!err) {
		cdev->dev = dev;
		cdev->count = count;
		list_add_tail(&cdev->list, &cdevs);
	}
	mutex_unlock(&chrdevs_lock);
	return err;
}
EXPORT_SYMBOL(cdev_add);

void cdev_del(struct cdev *cdev)
{
	struct chr_inode *ci;

	mutex_lock(&chrdevs_lock);
	list_del_init(&cdev->list);
	/* Who opens a number again later must look again. */
	list_for_each_entry(ci, &inodes, list)
		if (ci->inode.i_cdev == cdev)
			ci->inode.i_cdev = NULL;
	mutex_unlock(&chrdevs_lock);
	if (cdev->allocated)
		kfree(cdev);
}
EXPORT_SYMBOL(cdev_del);

static struct cdev *find_cdev(dev_t dev)
{
	struct cdev *cdev;

	list_for_each_entry(cdev, &cdevs, list)
		if (overlap(dev, 1, cdev->dev, cdev->count))
			return cdev;
	return NULL;
}

/* ---- the old way: one call for 256 minors ---- */

int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const char *name,
		      const struct file_operations *fops)
{
	struct region *region = major ? add_region(MKDEV(major, baseminor), count, name) :
					add_dynamic_region(baseminor, count, name);
	struct cdev *cdev;
	int err = -ENOMEM;

	if (IS_ERR(region))
		return PTR_ERR(region);
	cdev = cdev_alloc();
	if (!cdev)
		goto free_region;
	cdev->owner = fops->owner;
	cdev->ops = fops;
	err = cdev_add(cdev, region->from, count);
	if (err)
		goto free_cdev;
	region->cdev = cdev;
	return major ? 0 : MAJOR(region->from);

free_cdev:
	kfree(cdev);
free_region:
	kfree(take_region(region->from, count));
	return err;
}
EXPORT_SYMBOL(__register_chrdev);

void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const char *name)
{
	struct region *region = take_region(MKDEV(major, baseminor), count);

	if (region && region->cdev)
		cdev_del(region->cdev);
	kfree(region);
}
EXPORT_SYMBOL(__unregister_chrdev);

/* ---- files ---- */

static struct chr_inode *get_inode(dev_t dev)
{
	struct chr_inode *ci;

	list_for_each_entry(ci, &inodes, list) {
		if (ci->inode.i_rdev == dev) {
			ci->users++;
			return ci;
		}
	}
	ci = kzalloc(sizeof(*ci), GFP_KERNEL);
	if (!ci)
		return NULL;
	ci->inode.i_mode = S_IFCHR | 0600;
	ci->inode.i_rdev = dev;
	INIT_LIST_HEAD(&ci->inode.i_devices);
	ci->users = 1;
	list_add(&ci->list, &inodes);
	return ci;
}

static void put_inode(struct chr_inode *ci)
{
	mutex_lock(&chrdevs_lock);
	if (--ci->users) {
		ci = NULL;
	} else {
		list_del(&ci->list);
	}
	mutex_unlock(&chrdevs_lock);
	kfree(ci);
}

/* The inode of @dev with its driver held; an error pointer otherwise. */
static struct chr_inode *find_driver(dev_t dev)
{
	struct chr_inode *ci = ERR_PTR(-ENXIO);
	struct cdev *cdev;

	mutex_lock(&chrdevs_lock);
	cdev = find_cdev(dev);
	if (cdev && try_module_get(cdev->owner)) {
		ci = get_inode(dev) ?: ERR_PTR(-ENOMEM);
		if (IS_ERR(ci))
			module_put(cdev->owner);
		else
			ci->inode.i_cdev = cdev;
	}
	mutex_unlock(&chrdevs_lock);
	return ci;
}

struct file *chrdev_open(dev_t dev, unsigned int flags)
{
	struct chr_inode *ci = find_driver(dev);
	struct chr_file *cf;
	struct module *owner;
	int err;

	if (IS_ERR(ci))
		return ERR_CAST(ci);
	owner = ci->inode.i_cdev->owner;
	err = -ENOMEM;
	cf = kzalloc(sizeof(*cf), GFP_KERNEL);
	if (!cf)
		goto put;
	cf->ci = ci;
	cf->file.f_inode = &ci->inode;
	cf->owner = owner;
	cf->file.f_op = fops_get(ci->inode.i_cdev->ops);
	cf->file.f_flags = flags;
	cf->file.f_mode = OPEN_FMODE(flags) | FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
	err = -ENXIO;
	if (!cf->file.f_op)
		goto free;
	err = cf->file.f_op->open ? cf->file.f_op->open(&ci->inode, &cf->file) : 0;
	if (!err)
		return &cf->file;
	fops_put(cf->file.f_op);
free:
	kfree(cf);
put:
	put_inode(ci);
	module_put(owner);
	return ERR_PTR(err);
}

void chrdev_release(struct file *file)
{
	struct chr_file *cf = container_of(file, struct chr_file, file);
	struct module *owner = cf->owner;

	if (file->f_flags & FASYNC && file->f_op->fasync)
		file->f_op->fasync(-1, file, 0);
	if (file->f_op->release)
		file->f_op->release(&cf->ci->inode, file);
	fops_put(file->f_op);
	put_inode(cf->ci);
	kfree(cf);
	module_put(owner);
}

/* Each registered range: for "Character devices:" of /proc/devices. */
void chrdev_for_each(void (*each)(unsigned int major, const char *name, void *context), void *context)
{
	struct region *region;

	mutex_lock(&chrdevs_lock);
	list_for_each_entry(region, &regions, list)
		each(MAJOR(region->from), region->name, context);
	mutex_unlock(&chrdevs_lock);
}

/* Each number that a driver answers for. */
void cdev_for_each(void (*each)(dev_t first, unsigned int count, void *context), void *context)
{
	struct cdev *cdev;

	mutex_lock(&chrdevs_lock);
	list_for_each_entry(cdev, &cdevs, list)
		each(cdev->dev, cdev->count, context);
	mutex_unlock(&chrdevs_lock);
}
