// SPDX-License-Identifier: MIT
/*
 * kernel/fs/device_files.c: /dev: names for device numbers, and who gives them.
 *
 * Every number that a driver answers for can be opened as /dev/char/MAJOR:MINOR. A name in /dev is given
 * by device_create() of a class (what udev and devtmpfs do in Linux) and by misc_register(); the block
 * layer lists its disks and partitions.
 *
 * Locks.   nodes_lock, a mutex.
 * Source:  LDD3 ch. 14 "Classes"; Linux 6.1 drivers/base/devtmpfs.c and drivers/char/misc.c in words.
 */
#include "fs.h"
#include <linux/bitmap.h>
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#define DYNAMIC_MINORS 128 /* of misc devices that do not care, from the top down */

struct dev_node {
	struct list_head list;
	dev_t dev;
	char name[32];
};

static DEFINE_MUTEX(nodes_lock);
static LIST_HEAD(nodes);

int dev_node_add(const char *name, dev_t dev)
{
	struct dev_node *node = kzalloc(sizeof(*node), GFP_KERNEL), *other;
	int err = 0;

	if (!node)
		return -ENOMEM;
	node->dev = dev;
	if (strscpy(node->name, name, sizeof(node->name)) < 0)
		err = -ENAMETOOLONG;
	mutex_lock(&nodes_lock);
	list_for_each_entry(other, &nodes, list)
		if (!strcmp(other->name, node->name))
			err = -EEXIST;
	if (!err)
		list_add_tail(&node->list, &nodes);
	mutex_unlock(&nodes_lock);
	if (err)
		kfree(node);
	return err;
}

void dev_node_del(dev_t dev)
{
	struct dev_node *node, *next;

	mutex_lock(&nodes_lock);
	list_for_each_entry_safe(node, next, &nodes, list) {
		if (node->dev == dev) {
			list_del(&node->list);
			kfree(node);
		}
	}
	mutex_unlock(&nodes_lock);
}

/* ---- the root "/dev/" ---- */

static bool parse_numbers(const char *text, dev_t *dev)
{
	unsigned int major, minor;
	int used = 0;

	if (sscanf(text, "%u:%u%n", &major, &minor, &used) != 2 || text[used] || minor > MINORMASK)
		return false;
	*dev = MKDEV(major, minor);
	return true;
}

static bool find_node(const char *name, dev_t *dev)
{
	struct dev_node *node;
	bool found = false;

	mutex_lock(&nodes_lock);
	list_for_each_entry(node, &nodes, list) {
		if (!strcmp(node->name, name)) {
			*dev = node->dev;
			found = true;
		}
	}
	mutex_unlock(&nodes_lock);
	return found;
}

/* Block devices have their names from whom knows them (drivers/block/bdev_file.c). */
static const struct file_root *block_files;

void register_block_files(const struct file_root *root)
{
	block_files = root;
}

static struct file *dev_open(const char *rest, unsigned int flags)
{
	bool by_number = str_has_prefix(rest, "char/");
	dev_t dev;

	if (!strcmp(rest, "char"))
		return ERR_PTR(-EISDIR);
	if (by_number ? parse_numbers(rest + strlen("char/"), &dev) : find_node(rest, &dev))
		return chrdev_open(dev, flags);
	return block_files && !by_number ? block_files->open(rest, flags) : ERR_PTR(-ENOENT);
}

static void dev_close(struct file *file)
{
	if (S_ISBLK(file_inode(file)->i_mode))
		block_files->close(file);
	else
		chrdev_release(file);
}

struct listing {
	void (*each)(const char *name, umode_t mode, void *context);
	void *context;
	int n;
};

static void list_numbers(dev_t first, unsigned int count, void *context)
{
	struct listing *listing = context;
	char name[24];

	/* A driver may answer for thousands of minors: the first few tell which. */
	for (unsigned int i = 0; i < min(count, 4u); i++, listing->n++) {
		snprintf(name, sizeof(name), "%u:%u", MAJOR(first), MINOR(first) + i);
		listing->each(name, S_IFCHR | 0600, listing->context);
	}
}

static int dev_list(const char *folder, void (*each)(const char *name, umode_t mode, void *context),
		    void *context)
{
	struct listing listing = { each, context, 0 };
	struct dev_node *node;

	if (!strcmp(folder, "char") || !strcmp(folder, "char/")) {
		cdev_for_each(list_numbers, &listing);
		return listing.n;
	}
	if (*folder)
		return -ENOENT;
	each("char", S_IFDIR | 0555, context);
	mutex_lock(&nodes_lock);
	list_for_each_entry(node, &nodes, list) {
		each(node->name, S_IFCHR | 0600, context);
		listing.n++;
	}
	mutex_unlock(&nodes_lock);
	if (block_files)
		listing.n += block_files->list(folder, each, context);
	return listing.n + 1;
}

static struct file_root dev_root = {
	.prefix = "/dev/", .open = dev_open, .close = dev_close, .list = dev_list,
};

/* ---- classes ---- */

struct class *__class_create(struct module *owner, const char *name)
{
	struct class *class = kzalloc(sizeof(*class), GFP_KERNEL);

	if (!class)
		return ERR_PTR(-ENOMEM);
	class->name = name;
	class->owner = owner;
	INIT_LIST_HEAD(&class->devices);
	return class;
}
EXPORT_SYMBOL_GPL(__class_create);

void class_destroy(struct class *class)
{
	if (IS_ERR_OR_NULL(class))
		return;
	WARN(!list_empty(&class->devices), "class %s is destroyed with devices left\n", class->name);
	kfree(class);
}
EXPORT_SYMBOL_GPL(class_destroy);

struct class_device {
	struct device dev;
	struct list_head list;
};

static void free_class_device(struct device *dev)
{
	kfree(container_of(dev, struct class_device, dev));
}

struct device *device_create(struct class *class, struct device *parent, dev_t devt, void *drvdata,
			     const char *fmt, ...)
{
	struct class_device *cd = kzalloc(sizeof(*cd), GFP_KERNEL);
	char name[32];
	va_list args;
	int err;

	if (!cd)
		return ERR_PTR(-ENOMEM);
	va_start(args, fmt);
	vsnprintf(name, sizeof(name), fmt, args);
	va_end(args);
	device_initialize(&cd->dev);
	cd->dev.parent = parent;
	cd->dev.devt = devt;
	cd->dev.release = free_class_device;
	dev_set_drvdata(&cd->dev, drvdata);
	err = dev_set_name(&cd->dev, "%s", name);
	if (!err && MAJOR(devt))
		err = dev_node_add(name, devt);
	if (!err)
		err = device_add(&cd->dev);
	if (err) {
		dev_node_del(devt);
		put_device(&cd->dev);
		return ERR_PTR(err);
	}
	list_add_tail(&cd->list, &class->devices);
	return &cd->dev;
}
EXPORT_SYMBOL_GPL(device_create);

void device_destroy(struct class *class, dev_t devt)
{
	struct class_device *cd, *next;

	list_for_each_entry_safe(cd, next, &class->devices, list) {
		if (cd->dev.devt != devt)
			continue;
		list_del(&cd->list);
		dev_node_del(devt);
		device_unregister(&cd->dev);
		return;
	}
}
EXPORT_SYMBOL_GPL(device_destroy);

int cdev_device_add(struct cdev *cdev, struct device *dev)
{
	int err = dev->devt ? cdev_add(cdev, dev->devt, 1) : 0;

	if (err)
		return err;
	err = device_add(dev);
	if (!err && dev->devt)
		err = dev_node_add(dev_name(dev), dev->devt);
	if (err && dev->devt)
		cdev_del(cdev);
	return err;
}
EXPORT_SYMBOL_GPL(cdev_device_add);

void cdev_device_del(struct cdev *cdev, struct device *dev)
{
	dev_node_del(dev->devt);
	device_del(dev);
	if (dev->devt)
		cdev_del(cdev);
}
EXPORT_SYMBOL_GPL(cdev_device_del);

/* ---- misc devices: one minor each of major 10 ---- */

static DEFINE_MUTEX(misc_lock);
static LIST_HEAD(misc_devices);
static DECLARE_BITMAP(misc_minors, DYNAMIC_MINORS);

static struct miscdevice *find_misc(int minor)
{
	struct miscdevice *misc;

	list_for_each_entry(misc, &misc_devices, list)
		if (misc->minor == minor)
			return misc;
	return NULL;
}

/* Find the driver behind the minor and go on with its operations. */
static int misc_open(struct inode *inode, struct file *file)
{
	const struct file_operations *fops;
	struct miscdevice *misc;

	mutex_lock(&misc_lock);
	misc = find_misc(iminor(inode));
	fops = misc ? fops_get(misc->fops) : NULL;
	mutex_unlock(&misc_lock);
	if (!fops)
		return -ENODEV;
	file->private_data = misc;
	replace_fops(file, fops);
	return fops->open ? fops->open(inode, file) : 0;
}

static const struct file_operations misc_fops = { .open = misc_open, .llseek = noop_llseek };

int misc_register(struct miscdevice *misc)
{
	bool dynamic = misc->minor == MISC_DYNAMIC_MINOR;
	int err = -EBUSY;

	mutex_lock(&misc_lock);
	if (dynamic) {
		unsigned int i = find_first_zero_bit(misc_minors, DYNAMIC_MINORS);

		if (i >= DYNAMIC_MINORS)
			goto unlock;
		__set_bit(i, misc_minors);
		misc->minor = DYNAMIC_MINORS - 1 - i;
	} else if (find_misc(misc->minor)) {
		goto unlock;
	}
	err = dev_node_add(misc->nodename ?: misc->name, MKDEV(MISC_MAJOR, misc->minor));
	if (!err)
		list_add_tail(&misc->list, &misc_devices);
	else if (dynamic)
		__clear_bit(DYNAMIC_MINORS - 1 - misc->minor, misc_minors);
	if (err && dynamic)
		misc->minor = MISC_DYNAMIC_MINOR;
unlock:
	mutex_unlock(&misc_lock);
	return err;
}
EXPORT_SYMBOL(misc_register);

void misc_deregister(struct miscdevice *misc)
{
	if (WARN_ON(list_empty(&misc->list)))
		return;
	mutex_lock(&misc_lock);
	list_del(&misc->list);
	dev_node_del(MKDEV(MISC_MAJOR, misc->minor));
	if (misc->minor < DYNAMIC_MINORS)
		__clear_bit(DYNAMIC_MINORS - 1 - misc->minor, misc_minors);
	mutex_unlock(&misc_lock);
}
EXPORT_SYMBOL(misc_deregister);

static int __init device_files_init(void)
{
	register_file_root(&dev_root);
	return register_chrdev(MISC_MAJOR, "misc", &misc_fops);
}
core_initcall(device_files_init);
