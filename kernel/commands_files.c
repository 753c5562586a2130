// SPDX-License-Identifier: MIT
/*
 * kernel/commands_files.c: cat, ls, hd of files: /proc is the only place there are any.
 *
 * A file is read as a program would read it: open, read until nothing comes, close. Names may be given
 * with or without /proc in front.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/command.h>
#include "commands_files.h"

#define PROC_PREFIX "/proc"

/* The path within /proc, or NULL where it lies elsewhere. */
static const char *proc_path(const char *path)
{
	size_t len = str_has_prefix(path, PROC_PREFIX);

	if (len && (!path[len] || path[len] == '/'))
		return path + len;
	return *path == '/' ? NULL : path;
}

ssize_t read_proc_file(const char *path, char *buf, size_t size)
{
	struct file *file = proc_open(path, O_RDONLY);
	loff_t pos = 0;
	ssize_t n = 0, total = 0;

	if (IS_ERR(file))
		return PTR_ERR(file);
	while (total < size - 1) {
		n = kernel_read(file, buf + total, size - 1 - total, &pos);
		if (n <= 0)
			break;
		total += n;
	}
	proc_close(file);
	buf[total] = '\0';
	return n < 0 ? n : total;
}

static int cat_file(const char *path, char *buf)
{
	struct file *file = proc_open(path, O_RDONLY);
	loff_t pos = 0;
	ssize_t n;

	if (IS_ERR(file))
		return PTR_ERR(file);
	while ((n = kernel_read(file, buf, PAGE_SIZE, &pos)) > 0) {
		console_puts(buf, n);
		if (console_interrupted()) {
			n = -EINTR;
			break;
		}
	}
	proc_close(file);
	return n;
}

static int run_cat(int argc, char **argv)
{
	char *buf;
	int result = argc > 1 ? 0 : -EINVAL;

	buf = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	for (int i = 1; i < argc && result != -EINTR; i++) {
		const char *path = proc_path(argv[i]);
		int error = path ? cat_file(path, buf) : -ENOENT;

		if (error)
			console_printf("cat: %s: %s\n", argv[i], errno_text(error));
		if (error && !result)
			result = error;
	}
	kfree(buf);
	return result;
}

static void list_entry_name(const char *name, umode_t mode, void *context)
{
	console_printf("%s%s\n", name, S_ISDIR(mode) ? "/" : "");
}

static int run_ls(int argc, char **argv)
{
	const char *path = argc > 1 ? proc_path(argv[1]) : "";
	int n;

	/* The root holds one thing. */
	if (argc > 1 && !strcmp(argv[1], "/")) {
		console_printf("proc/\n");
		return 0;
	}
	n = path ? proc_list(path, list_entry_name, NULL) : -ENOENT;
	return n < 0 ? n : 0;
}

/* ---- completion: the folder that was typed, with each of its entries behind it ---- */

struct offer {
	struct completions *list;
	const char *folder;
	size_t folder_len;
};

static void offer_entry(const char *name, umode_t mode, void *context)
{
	struct offer *offer = context;
	char path[96];

	snprintf(path, sizeof(path), "%.*s%s%s", (int)offer->folder_len, offer->folder, name,
		 S_ISDIR(mode) ? "/" : "");
	offer_completion(offer->list, path);
}

void complete_file(struct completions *list, const char *word)
{
	const char *slash = strrchr(word, '/');
	struct offer offer = { .list = list, .folder = word };
	char folder[96];
	const char *path;

	offer_completion(list, PROC_PREFIX "/");
	offer.folder_len = slash ? slash + 1 - word : 0;
	if (offer.folder_len >= sizeof(folder))
		return;
	memcpy(folder, word, offer.folder_len);
	folder[offer.folder_len] = '\0';
	path = proc_path(folder);
	if (path)
		proc_list(path, offer_entry, &offer);
}

COMMAND_COMPLETE(cat, "FILE...", "print files of /proc", run_cat, complete_file);
COMMAND_COMPLETE(ls, "[FOLDER]", "list /proc or a folder in it", run_ls, complete_file);
