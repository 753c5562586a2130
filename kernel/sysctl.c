// SPDX-License-Identifier: MIT
/*
 * kernel/sysctl.c: knobs as files of /proc/sys.
 *
 * Problem.  A limit that was a good guess at boot is wrong for this machine; a new kernel for each guess is slow.
 * Idea.     Who owns a variable registers it with a name, limits and a handler. The file that appears shows it as
 *           text and takes text; a value that is no number, or beyond the limits, is -EINVAL and changes nothing.
 *
 *     echo 5 > /proc/sys/vm/dirty_ratio -> sysctl_write -> proc_dointvec_minmax -> vm_dirty_ratio = 5
 *
 * Locks.    knobs.lock, a mutex: one handler at a time.
 *           A folder goes with the table that made it, if it is empty then.
 * Paths.    sysctl_read, sysctl_write -> call_handler -> ctl->proc_handler -> numbers
 * Left out. Strings; tables of tables (child): a path does the same. Files whose text is longer than a page.
 * Sources.  Linux Documentation/admin-guide/sysctl/.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <linux/uaccess.h>
#include "procfs.h"

#define MOST_TEXT 256 /* characters of a value, or of a few */

struct ctl_table_header {
	struct proc_dir_entry *folder;
	bool made; /* the folder came with the table */
	struct ctl_table *table;
};

const int sysctl_vals[] = { 0, 1, 2, 3, 4, 100, INT_MAX };
EXPORT_SYMBOL(sysctl_vals);

static struct {
	struct mutex lock;
	struct proc_dir_entry *root;
} knobs = { .lock = __MUTEX_INITIALIZER(knobs.lock) };

/* ---- numbers ---- */

enum number { INT, UINT, ULONG, BOOL };

static const unsigned int size_of[] = {
	[INT] = sizeof(int), [UINT] = sizeof(int), [ULONG] = sizeof(long), [BOOL] = sizeof(bool),
};

static s64 get_number(const void *at, enum number type)
{
	switch (type) {
	case INT:
		return *(const int *)at;
	case UINT:
		return *(const unsigned int *)at;
	case BOOL:
		return *(const bool *)at;
	default:
		return (s64)*(const unsigned long *)at;
	}
}

static void put_number(void *at, enum number type, s64 value)
{
	if (type == BOOL)
		WRITE_ONCE(*(bool *)at, value);
	else if (type == ULONG)
		WRITE_ONCE(*(unsigned long *)at, (unsigned long)value);
	else
		WRITE_ONCE(*(int *)at, (int)value);
}

static bool fits(const struct ctl_table *ctl, enum number type, s64 value)
{
	s64 least = type == INT ? INT_MIN : 0, most = type == INT ? INT_MAX : UINT_MAX;

	if (type == ULONG)
		most = sizeof(long) == 8 ? LLONG_MAX : UINT_MAX;
	if (type == BOOL)
		most = 1;
	if (ctl->extra1)
		least = max(least, get_number(ctl->extra1, type));
	if (ctl->extra2)
		most = min(most, get_number(ctl->extra2, type));
	return value >= least && value <= most;
}

static void show_numbers(const struct ctl_table *ctl, enum number type, char *buffer, size_t *lenp)
{
	size_t used = 0;

	for (unsigned int at = 0; at < ctl->maxlen; at += size_of[type])
		used += scnprintf(buffer + used, *lenp - used, "%s%lld", at ? "\t" : "",
				  get_number(ctl->data + at, type));
	*lenp = used + scnprintf(buffer + used, *lenp - used, "\n");
}

/* As many as there are words, at most as many as there is room. All that come before a wrong one are taken. */
static int take_numbers(const struct ctl_table *ctl, enum number type, char *buffer)
{
	unsigned int at = 0;
	char *word;

	while ((word = strsep(&buffer, " \t\n"))) {
		s64 value;

		if (!*word)
			continue;
		if (at >= ctl->maxlen || kstrtos64(word, 0, &value) || !fits(ctl, type, value))
			return -EINVAL;
		put_number(ctl->data + at, type, value);
		at += size_of[type];
	}
	return at ? 0 : -EINVAL;
}

/* @buffer ends with a zero when it is written from. */
static int do_numbers(struct ctl_table *ctl, enum number type, int write, void *buffer, size_t *lenp, loff_t *ppos)
{
	if (write)
		return take_numbers(ctl, type, buffer);
	if (*ppos)
		*lenp = 0;
	else
		show_numbers(ctl, type, buffer, lenp);
	return 0;
}

#define HANDLER(name, type)                                                                          \
	int name(struct ctl_table *ctl, int write, void *buffer, size_t *lenp, loff_t *ppos)          \
	{                                                                                            \
		return do_numbers(ctl, type, write, buffer, lenp, ppos);                              \
	}                                                                                            \
	EXPORT_SYMBOL(name)

HANDLER(proc_dointvec, INT);
HANDLER(proc_dointvec_minmax, INT);
HANDLER(proc_douintvec, UINT);
HANDLER(proc_douintvec_minmax, UINT);
HANDLER(proc_doulongvec_minmax, ULONG);
HANDLER(proc_dobool, BOOL);

/* ---- files ---- */

static int call_handler(struct file *file, int write, char *text, size_t *len, loff_t *pos)
{
	struct ctl_table *ctl = pde_data(file_inode(file));
	int err;

	mutex_lock(&knobs.lock);
	err = ctl->proc_handler(ctl, write, text, len, pos);
	mutex_unlock(&knobs.lock);
	return err;
}

static ssize_t sysctl_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	size_t len = MOST_TEXT;
	char text[MOST_TEXT];
	int err;

	if (*pos)
		return 0;
	err = call_handler(file, 0, text, &len, pos);
	if (err)
		return err;
	return simple_read_from_buffer(buf, count, pos, text, len);
}

static ssize_t sysctl_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	char text[MOST_TEXT];
	size_t len = count;
	int err;

	if (count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	text[count] = '\0';
	err = call_handler(file, 1, text, &len, pos);
	if (!err)
		*pos += (loff_t)count;
	return err ?: (ssize_t)count;
}

static const struct proc_ops sysctl_ops = {
	.proc_read = sysctl_read, .proc_write = sysctl_write, .proc_lseek = default_llseek,
};

static struct proc_dir_entry *find_folder(const char *path, bool *made)
{
	struct proc_dir_entry *entry;
	char full[MOST_TEXT];

	mutex_lock(&knobs.lock);
	if (!knobs.root)
		knobs.root = proc_mkdir("sys", NULL);
	mutex_unlock(&knobs.lock);
	if (!knobs.root)
		return NULL;
	snprintf(full, sizeof(full), "sys/%s", path);
	entry = proc_entry_get(full);
	if (entry)
		proc_entry_put(entry); /* who made it is still there */
	*made = !entry;
	return entry ?: proc_mkdir(path, knobs.root);
}

struct ctl_table_header *register_sysctl(const char *path, struct ctl_table *table)
{
	struct ctl_table_header *header = kzalloc(sizeof(*header), GFP_KERNEL);

	if (!header)
		return NULL;
	header->folder = find_folder(path, &header->made);
	header->table = table;
	for (struct ctl_table *ctl = table; header->folder && ctl->procname; ctl++)
		if (!proc_create_data(ctl->procname, ctl->mode, header->folder, &sysctl_ops, ctl)) {
			while (ctl-- > table)
				remove_proc_entry(ctl->procname, header->folder);
			header->folder = NULL;
			break;
		}
	if (header->folder)
		return header;
	kfree(header);
	return NULL;
}
EXPORT_SYMBOL(register_sysctl);

void unregister_sysctl_table(struct ctl_table_header *header)
{
	if (!header)
		return;
	for (struct ctl_table *ctl = header->table; ctl->procname; ctl++)
		remove_proc_entry(ctl->procname, header->folder);
	if (header->made && list_empty(&header->folder->children))
		proc_remove(header->folder);
	kfree(header);
}
EXPORT_SYMBOL(unregister_sysctl_table);
