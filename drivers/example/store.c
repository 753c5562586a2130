// SPDX-License-Identifier: MIT
/*
 * drivers/example/store.c: four devices that keep what is written to them: the driver to read first.
 *
 * Problem.  Show in one file what most character drivers are made of: numbers, names in /dev, operations,
 *           memory that grows with what is written, a lock, a file in /proc, and everything given back.
 * Idea.     A device's memory is a list of sets; a set is an array of pointers to quanta; a quantum is an
 *           object of a cache. Position p lies in quantum p / QUANTUM, so only what is written is
 *           allocated, and holes read as end of data.
 *
 *     store0: [set 0] -> [set 1] -> ...
 *                |  |
 *                |  +-> 16 pointers to quanta of 1024 bytes
 *                size: end of what was written
 *
 * Rules.    A read ends at the end of a quantum, so callers see short reads, as with a real device: they
 *           ask again. Opening for writing only forgets what was there; so does O_TRUNC.
 * Locks.    device->lock, a mutex, for everything in the device.
 * Paths.    open -> trim;  write -> quantum_at (allocates);  read -> quantum_at (does not);  /proc/store
 * Try.      echo some words > /dev/store0;  cat /dev/store0;  cat /proc/store;  ioctl /dev/store0 0x7301
 * Sources.  LDD3 ch. 3 "Char Drivers" (the layout of its scull), ch. 8 "Lookaside Caches" (its scullc).
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define NR_STORES	4
#define QUANTA_PER_SET	16
#define SET_BYTES	((loff_t)quantum * QUANTA_PER_SET)

/* Commands: forget everything; how many bytes are stored. */
#define STORE_MAGIC	's'
#define STORE_CLEAR	_IO(STORE_MAGIC, 0)
#define STORE_SIZE	_IO(STORE_MAGIC, 1)

static unsigned int quantum = 1024;
module_param(quantum, uint, 0444);
MODULE_PARM_DESC(quantum, "bytes allocated at a time, 16 to 4096");

struct store_set {
	struct store_set *next;
	void *quanta[QUANTA_PER_SET];
};

static struct store {
	struct mutex lock;
	struct store_set *sets;
	loff_t size; /* bytes, holes included */
	unsigned int nr_quanta;
	struct cdev cdev;
} stores[NR_STORES];

static dev_t first_number;
static struct class *store_class;
static struct kmem_cache *quantum_cache;

/* Forget everything. Lock held. */
static void trim(struct store *store)
{
	struct store_set *set = store->sets, *next;

	for (; set; set = next) {
		next = set->next;
		for (int i = 0; i < QUANTA_PER_SET; i++)
			if (set->quanta[i])
				kmem_cache_free(quantum_cache, set->quanta[i]);
		kfree(set);
	}
	store->sets = NULL;
	store->size = 0;
	store->nr_quanta = 0;
}

/* The quantum that holds @pos; NULL where there is none, or (@make) no memory for one. Lock held. */
static void *quantum_at(struct store *store, loff_t pos, bool make)
{
	unsigned int index = (unsigned int)pos / quantum;
	struct store_set **set = &store->sets;

	for (unsigned int skip = index / QUANTA_PER_SET;; skip--, set = &(*set)->next) {
		if (!*set && make)
			*set = kzalloc(sizeof(**set), GFP_KERNEL);
		if (!*set)
			return NULL;
		if (!skip)
			break;
	}
	index %= QUANTA_PER_SET;
	if (!(*set)->quanta[index] && make) {
		(*set)->quanta[index] = kmem_cache_zalloc(quantum_cache, GFP_KERNEL);
		store->nr_quanta += (*set)->quanta[index] != NULL;
	}
	return (*set)->quanta[index];
}

static int store_open(struct inode *inode, struct file *file)
{
	struct store *store = container_of(inode->i_cdev, struct store, cdev);

	file->private_data = store;
	if ((file->f_flags & O_ACCMODE) == O_WRONLY && !(file->f_flags & O_APPEND)) {
		if (mutex_lock_interruptible(&store->lock))
			return -ERESTARTSYS;
		trim(store);
		mutex_unlock(&store->lock);
	}
	return 0;
}

static ssize_t store_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct store *store = file->private_data;
	unsigned int offset;
	ssize_t result = 0;
	char *data;

	if (mutex_lock_interruptible(&store->lock))
		return -ERESTARTSYS;
	if (*pos >= store->size)
		goto unlock;
	offset = (unsigned int)*pos % quantum;
	count = min_t(loff_t, min_t(size_t, count, quantum - offset), store->size - *pos);
	data = quantum_at(store, *pos, false);
	if (!data)
		goto unlock; /* a hole: nothing was ever written here */
	result = -EFAULT;
	if (copy_to_user(buf, data + offset, count))
		goto unlock;
	*pos += count;
	result = count;
unlock:
	mutex_unlock(&store->lock);
	return result;
}

static ssize_t store_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	struct store *store = file->private_data;
	unsigned int offset;
	ssize_t result = -ENOMEM;
	char *data;

	if (mutex_lock_interruptible(&store->lock))
		return -ERESTARTSYS;
	if (file->f_flags & O_APPEND)
		*pos = store->size;
	offset = (unsigned int)*pos % quantum;
	count = min_t(size_t, count, quantum - offset);
	data = quantum_at(store, *pos, true);
	if (!data)
		goto unlock;
	result = -EFAULT;
	if (copy_from_user(data + offset, buf, count))
		goto unlock;
	*pos += count;
	store->size = max(store->size, *pos);
	result = count;
unlock:
	mutex_unlock(&store->lock);
	return result;
}

static loff_t store_llseek(struct file *file, loff_t offset, int whence)
{
	struct store *store = file->private_data;

	return fixed_size_llseek(file, offset, whence, whence == SEEK_END ? store->size : INT_MAX);
}

static long store_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct store *store = file->private_data;
	long result = -ENOTTY;

	if (mutex_lock_interruptible(&store->lock))
		return -ERESTARTSYS;
	if (cmd == STORE_CLEAR) {
		trim(store);
		result = 0;
	} else if (cmd == STORE_SIZE) {
		result = (long)store->size;
	}
	mutex_unlock(&store->lock);
	return result;
}

static const struct file_operations store_fops = {
	.owner = THIS_MODULE,
	.open = store_open,
	.read = store_read,
	.write = store_write,
	.llseek = store_llseek,
	.unlocked_ioctl = store_ioctl,
};

/* ---- /proc/store: a line per device, by the four functions of a sequence ---- */

static void *seq_at(loff_t *pos)
{
	return *pos < NR_STORES ? &stores[*pos] : NULL;
}

static void *store_seq_start(struct seq_file *m, loff_t *pos)
{
	return seq_at(pos);
}

static void *store_seq_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return seq_at(pos);
}

static void store_seq_stop(struct seq_file *m, void *v)
{
}

static int store_seq_show(struct seq_file *m, void *v)
{
	struct store *store = v;

	if (mutex_lock_interruptible(&store->lock))
		return -ERESTARTSYS;
	seq_printf(m, "store%d: %lld bytes in %u quanta of %u\n", (int)(store - stores), store->size,
		   store->nr_quanta, quantum);
	mutex_unlock(&store->lock);
	return 0;
}

static const struct seq_operations store_seq_ops = {
	.start = store_seq_start, .next = store_seq_next, .stop = store_seq_stop, .show = store_seq_show,
};

/* ---- coming and going ---- */

static void remove_stores(unsigned int nr)
{
	while (nr-- > 0) {
		device_destroy(store_class, first_number + nr);
		cdev_del(&stores[nr].cdev);
		trim(&stores[nr]);
	}
}

static int add_store(unsigned int i)
{
	struct device *device;
	int err;

	mutex_init(&stores[i].lock);
	cdev_init(&stores[i].cdev, &store_fops);
	stores[i].cdev.owner = THIS_MODULE;
	err = cdev_add(&stores[i].cdev, first_number + i, 1);
	if (err)
		return err;
	device = device_create(store_class, NULL, first_number + i, &stores[i], "store%u", i);
	if (!IS_ERR(device))
		return 0;
	cdev_del(&stores[i].cdev);
	return PTR_ERR(device);
}

static int __init store_init(void)
{
	int err;

	quantum = clamp(quantum, 16u, 4096u);
	quantum_cache = kmem_cache_create("store_quantum", quantum, 0, SLAB_HWCACHE_ALIGN, NULL);
	if (!quantum_cache)
		return -ENOMEM;
	err = alloc_chrdev_region(&first_number, 0, NR_STORES, "store");
	if (err)
		goto destroy_cache;
	store_class = class_create(THIS_MODULE, "store");
	err = PTR_ERR_OR_ZERO(store_class);
	if (err)
		goto unregister;
	for (unsigned int i = 0; i < NR_STORES; i++) {
		err = add_store(i);
		if (err) {
			remove_stores(i);
			goto destroy_class;
		}
	}
	err = -ENOMEM;
	if (proc_create_seq("store", 0, NULL, &store_seq_ops))
		return 0;
	remove_stores(NR_STORES);
destroy_class:
	class_destroy(store_class);
unregister:
	unregister_chrdev_region(first_number, NR_STORES);
destroy_cache:
	kmem_cache_destroy(quantum_cache);
	return err;
}
module_init(store_init);

static void __exit store_exit(void)
{
	remove_proc_entry("store", NULL);
	remove_stores(NR_STORES);
	class_destroy(store_class);
	unregister_chrdev_region(first_number, NR_STORES);
	kmem_cache_destroy(quantum_cache);
}
module_exit(store_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Four devices that keep what is written to them");
