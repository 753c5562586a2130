// SPDX-License-Identifier: MIT
/*
 * kernel/procfs_tree.c: the tree of /proc: making, finding, removing entries.
 *
 * Problem.  Every floor wants to show what it knows without knowing who reads it, and drivers come and
 *           go while somebody reads.
 * Idea.     Entries in memory, each folder a list sorted by name. An open file counts as a user of its
 *           entry; removal takes the entry out of the tree at once, so that nobody new finds it, and
 *           then waits for the users.
 *
 *     proc_root -- children --> [ cmdline ] <-> [ driver ] <-> [ meminfo ]
 *                                                  |
 *                                               children --> [ thing ]
 *
 * Invariants (proc_check walks them): a child's parent is the folder that lists it; names of a folder
 *           ascend strictly; files have no children; numbers are unique by construction.
 * Locks.    tree.lock (mutex): all lists and counts. Nothing is taken under it.
 * Paths.    Make    proc_create* -> proc_make_entry -> new_entry -> link_entry
 *           Find    proc_open -> proc_entry_get -> walk_path
 *           Remove  proc_remove -> unlink_entry -> wait_event(users == 0) -> free_entry
 * Cost.     Linear in the entries of a folder: there are some dozens.
 * Left out. Symbolic links; rights of owners: there is
 *           one user.
 * Sources.  LDD3 ch. 4 "Using the /proc Filesystem".
 */
#include <linux/errno.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>
#include "procfs.h"

#define PROC_NAME_MAX	255
#define PROC_ROOT_INO	1

struct proc_dir_entry proc_root = {
	.name = "/proc",
	.mode = S_IFDIR | S_IRUGO | S_IXUGO,
	.ino = PROC_ROOT_INO,
	.parent = &proc_root,
	.children = LIST_HEAD_INIT(proc_root.children),
	.sibling = LIST_HEAD_INIT(proc_root.sibling),
};

static struct {
	struct mutex lock;
	unsigned long last_ino; /* (lock) */
} tree = {
	.lock = __MUTEX_INITIALIZER(tree.lock),
	.last_ino = PROC_ROOT_INO,
};

static DECLARE_WAIT_QUEUE_HEAD(users_gone);

static struct proc_dir_entry *find_child(struct proc_dir_entry *dir, const char *name, size_t len)
{
	struct proc_dir_entry *child;

	list_for_each_entry(child, &dir->children, sibling)
		if (strlen(child->name) == len && !memcmp(child->name, name, len))
			return child;
	return NULL;
}

/*
 * Follow @path from @dir. @last NULL: all of it. Else stop in front of the last part, which is left there.
 * Return: the entry reached, or NULL.
 */
static struct proc_dir_entry *walk_path(struct proc_dir_entry *dir, const char *path,
					const char **last)
{
	for (;;) {
		const char *end;

		while (*path == '/')
			path++;
		end = strchrnul(path, '/');
		if (last && !*end) {
			*last = path;
			return dir;
		}
		if (!*path)
			return dir;
		if (!S_ISDIR(dir->mode))
			return NULL;
		dir = find_child(dir, path, end - path);
		if (!dir)
			return NULL;
		path = end;
	}
}

static void free_entry(struct proc_dir_entry *entry)
{
	kfree(entry);
}

static struct proc_dir_entry *new_entry(const char *name, umode_t mode)
{
	struct proc_dir_entry *entry = kzalloc(sizeof(*entry) + strlen(name) + 1, GFP_KERNEL);

	if (!entry)
		return NULL;
	strcpy(entry->name_buffer, name);
	entry->name = entry->name_buffer;
	entry->mode = mode;
	INIT_LIST_HEAD(&entry->children);
	INIT_LIST_HEAD(&entry->sibling);
	return entry;
}

/* Put @entry in its place by name. Return: 0, -EEXIST. Context: tree.lock held. */
static int link_entry(struct proc_dir_entry *dir, struct proc_dir_entry *entry)
{
	struct proc_dir_entry *child;
	struct list_head *behind = &dir->children;

	list_for_each_entry(child, &dir->children, sibling) {
		int order = strcmp(entry->name, child->name);

		if (!order)
			return -EEXIST;
		if (order < 0) {
			behind = &child->sibling;
			break;
		}
	}
	entry->parent = dir;
	entry->ino = ++tree.last_ino;
	list_add_tail(&entry->sibling, behind);
	return 0;
}

static bool name_is_good(const char *name)
{
	return *name && strlen(name) <= PROC_NAME_MAX && strcmp(name, ".") && strcmp(name, "..");
}

struct proc_dir_entry *proc_make_entry(const char *path, struct proc_dir_entry *dir,
				       const struct proc_dir_entry *model)
{
	struct proc_dir_entry *entry = NULL;
	const char *name, *why = "no such folder";

	mutex_lock(&tree.lock);
	dir = walk_path(dir ? dir : &proc_root, path, &name);
	if (dir && S_ISDIR(dir->mode)) {
		why = "bad name";
		if (name_is_good(name)) {
			why = "no memory";
			entry = new_entry(name, model->mode);
		}
	}
	if (entry) {
		entry->ops = model->ops;
		entry->seq_ops = model->seq_ops;
		entry->state_size = model->state_size;
		entry->data = model->data;
		if (link_entry(dir, entry)) {
			why = "exists";
			free_entry(entry);
			entry = NULL;
		}
	}
	mutex_unlock(&tree.lock);
	if (!entry)
		pr_warn("proc: cannot make '%s': %s\n", path, why);
	return entry;
}

/* ---- finding and removing ---- */

struct proc_dir_entry *proc_entry_get(const char *path)
{
	struct proc_dir_entry *entry;

	mutex_lock(&tree.lock);
	entry = walk_path(&proc_root, path, NULL);
	if (entry)
		entry->users++;
	mutex_unlock(&tree.lock);
	return entry;
}

void proc_entry_put(struct proc_dir_entry *entry)
{
	mutex_lock(&tree.lock);
	WARN_ON(!entry->users);
	entry->users--;
	mutex_unlock(&tree.lock);
	wake_up_all(&users_gone);
}

static bool entry_unused(struct proc_dir_entry *entry)
{
	bool unused;

	mutex_lock(&tree.lock);
	unused = !entry->users;
	mutex_unlock(&tree.lock);
	return unused;
}

/* The deepest first entry below @entry, or itself: what can be freed next. Context: tree.lock held. */
static struct proc_dir_entry *deepest(struct proc_dir_entry *entry)
{
	while (!list_empty(&entry->children))
		entry = list_first_entry(&entry->children, struct proc_dir_entry, sibling);
	return entry;
}

void proc_remove(struct proc_dir_entry *entry)
{
	struct proc_dir_entry *victim;

	if (IS_ERR_OR_NULL(entry) || entry == &proc_root)
		return;
	do {
		mutex_lock(&tree.lock);
		list_del_init(&entry->sibling);
		victim = deepest(entry);
		list_del_init(&victim->sibling);
		mutex_unlock(&tree.lock);
		wait_event(users_gone, entry_unused(victim));
		free_entry(victim);
	} while (victim != entry);
}
EXPORT_SYMBOL(proc_remove);

static struct proc_dir_entry *find_entry(const char *name, struct proc_dir_entry *parent,
					 bool *has_children)
{
	struct proc_dir_entry *entry;

	mutex_lock(&tree.lock);
	entry = walk_path(parent ? parent : &proc_root, name, NULL);
	*has_children = entry && !list_empty(&entry->children);
	mutex_unlock(&tree.lock);
	return entry;
}

void remove_proc_entry(const char *name, struct proc_dir_entry *parent)
{
	bool has_children;
	struct proc_dir_entry *entry = find_entry(name, parent, &has_children);

	if (!entry) {
		WARN(1, "name '%s'\n", name);
		return;
	}
	WARN(has_children, "remove_proc_entry: removing non-empty directory '%s', leaking at least one entry\n",
	     name);
	proc_remove(entry);
}
EXPORT_SYMBOL(remove_proc_entry);

int remove_proc_subtree(const char *name, struct proc_dir_entry *parent)
{
	bool has_children;
	struct proc_dir_entry *entry = find_entry(name, parent, &has_children);

	if (!entry)
		return -ENOENT;
	proc_remove(entry);
	return 0;
}
EXPORT_SYMBOL(remove_proc_subtree);

int proc_list(const char *path, void (*each)(const char *name, umode_t mode, void *context),
	      void *context)
{
	struct proc_dir_entry *dir, *child;
	int count = 0;

	mutex_lock(&tree.lock);
	dir = walk_path(&proc_root, path, NULL);
	if (!dir || !S_ISDIR(dir->mode)) {
		mutex_unlock(&tree.lock);
		return dir ? -ENOTDIR : -ENOENT;
	}
	list_for_each_entry(child, &dir->children, sibling) {
		each(child->name, child->mode, context);
		count++;
	}
	mutex_unlock(&tree.lock);
	return count;
}
EXPORT_SYMBOL(proc_list);

/* The entry behind @entry in a walk of all. Context: tree.lock held. */
static struct proc_dir_entry *next_entry(struct proc_dir_entry *entry)
{
	if (!list_empty(&entry->children))
		return list_first_entry(&entry->children, struct proc_dir_entry, sibling);
	while (entry != &proc_root && list_is_last(&entry->sibling, &entry->parent->children))
		entry = entry->parent;
	return entry == &proc_root ? NULL : list_next_entry(entry, sibling);
}

static int check_entry(const struct proc_dir_entry *entry)
{
	const struct proc_dir_entry *child, *before = NULL;
	int faults = 0;

	if (!S_ISDIR(entry->mode) && !list_empty(&entry->children))
		faults++;
	list_for_each_entry(child, &entry->children, sibling) {
		if (child->parent != entry || (before && strcmp(before->name, child->name) >= 0))
			faults++;
		before = child;
	}
	if (faults)
		pr_err("proc: '%s': %d faults\n", entry->name, faults);
	return faults;
}

int proc_check(void)
{
	int faults = 0;

	mutex_lock(&tree.lock);
	for (struct proc_dir_entry *entry = &proc_root; entry; entry = next_entry(entry))
		faults += check_entry(entry);
	mutex_unlock(&tree.lock);
	return faults;
}
EXPORT_SYMBOL(proc_check);
