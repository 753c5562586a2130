// SPDX-License-Identifier: MIT
/*
 * kernel/commands_files.c: cat, echo, ls, stat, ioctl: files of /dev and /proc, used as a program would.
 *
 * A name that does not begin with a slash lies in /proc, where most files are.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/command.h>
#include "commands_files.h"

#define PATH_CHARS 96
#define PROC_PREFIX "/proc"

static const char *full_path(const char *path, char *buf)
{
	if (*path == '/')
		return path;
	snprintf(buf, PATH_CHARS, PROC_PREFIX "/%s", path);
	return buf;
}

static struct file *open_file(const char *path, int flags)
{
	char buf[PATH_CHARS];

	return filp_open(full_path(path, buf), flags, 0);
}

ssize_t read_proc_file(const char *path, char *buf, size_t size)
{
	struct file *file = open_file(path, O_RDONLY);
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
	filp_close(file, NULL);
	buf[total] = '\0';
	return n < 0 ? n : total;
}

static int cat_file(const char *path, char *buf)
{
	struct file *file = open_file(path, O_RDONLY);
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
	filp_close(file, NULL);
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
		int error = cat_file(argv[i], buf);

		if (error)
			console_printf("cat: %s: %s\n", argv[i], errno_text(error));
		if (error && !result)
			result = error;
	}
	kfree(buf);
	return result;
}

/* All of @text, as often as the file takes a part of it. */
static int write_all(const char *path, int flags, const char *text, size_t len)
{
	struct file *file = open_file(path, flags);
	ssize_t n = 0;
	size_t done;

	if (IS_ERR(file))
		return PTR_ERR(file);
	for (done = 0; done < len; done += n) {
		n = kernel_write(file, text + done, len - done, &file->f_pos);
		if (n <= 0)
			break;
	}
	filp_close(file, NULL);
	if (n < 0)
		return n;
	return done == len ? 0 : -ENOSPC;
}

/* echo WORD...            prints;  echo WORD... > FILE  writes the words and a newline. */
static int run_echo(int argc, char **argv)
{
	bool append = argc > 2 && !strcmp(argv[argc - 2], ">>");
	bool to_file = append || (argc > 2 && !strcmp(argv[argc - 2], ">"));
	int words = to_file ? argc - 2 : argc, err;
	size_t used = 0;
	char *line = kmalloc(PAGE_SIZE, GFP_KERNEL);

	if (!line)
		return -ENOMEM;
	for (int i = 1; i < words; i++)
		used += scnprintf(line + used, PAGE_SIZE - 1 - used, "%s%s", i > 1 ? " " : "", argv[i]);
	used += scnprintf(line + used, PAGE_SIZE - used, "\n");
	if (!to_file) {
		console_puts(line, used);
		kfree(line);
		return 0;
	}
	err = write_all(argv[argc - 1], O_WRONLY | (append ? O_APPEND : O_TRUNC), line, used);
	if (err)
		console_printf("echo: %s: %s\n", argv[argc - 1], errno_text(err));
	kfree(line);
	return err;
}

static int run_stat(int argc, char **argv)
{
	struct file *file;
	struct inode *inode;

	if (argc != 2)
		return -EINVAL;
	file = open_file(argv[1], O_RDONLY);
	if (IS_ERR(file))
		return PTR_ERR(file);
	inode = file_inode(file);
	console_printf("  File: %s\n  Size: %lld\t%s\tMode: %04o\n", argv[1], i_size_read(inode),
		       S_ISCHR(inode->i_mode) ? "character special file" :
		       S_ISBLK(inode->i_mode) ? "block special file" : "regular file",
		       inode->i_mode & 07777);
	if (S_ISCHR(inode->i_mode) || S_ISBLK(inode->i_mode))
		console_printf("Device type: %u,%u\n", imajor(inode), iminor(inode));
	filp_close(file, NULL);
	return 0;
}

/* ioctl FILE COMMAND [ARGUMENT]: both are numbers; prints what the driver returns. */
static int run_ioctl(int argc, char **argv)
{
	unsigned int cmd;
	unsigned long arg = 0;
	struct file *file;
	long result;

	if (argc < 3 || argc > 4 || kstrtouint(argv[2], 0, &cmd) || (argc == 4 && kstrtoul(argv[3], 0, &arg)))
		return -EINVAL;
	file = open_file(argv[1], O_RDWR);
	if (IS_ERR(file))
		return PTR_ERR(file);
	result = vfs_ioctl(file, cmd, arg);
	filp_close(file, NULL);
	if (result < 0)
		return result;
	console_printf("%ld\n", result);
	return 0;
}

static void list_entry_name(const char *name, umode_t mode, void *context)
{
	console_printf("%s%s\n", name, S_ISDIR(mode) ? "/" : "");
}

static int run_ls(int argc, char **argv)
{
	char buf[PATH_CHARS];
	int n = list_folder(argc > 1 ? full_path(argv[1], buf) : PROC_PREFIX, list_entry_name, NULL);

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
	char folder[PATH_CHARS], buf[PATH_CHARS];

	offer_completion(list, PROC_PREFIX "/");
	offer_completion(list, "/dev/");
	offer.folder_len = slash ? slash + 1 - word : 0;
	if (offer.folder_len >= sizeof(folder))
		return;
	memcpy(folder, word, offer.folder_len);
	folder[offer.folder_len] = '\0';
	list_folder(full_path(folder, buf), offer_entry, &offer);
}

COMMAND_COMPLETE(cat, "FILE...", "print files of /proc or /dev", run_cat, complete_file);
COMMAND_COMPLETE(echo, "TEXT... [> FILE]", "print words, or write them to a file", run_echo, complete_file);
COMMAND_COMPLETE(ls, "[FOLDER]", "list /proc, /dev or a folder in them", run_ls, complete_file);
COMMAND_COMPLETE(stat, "FILE", "tell what a file is", run_stat, complete_file);
COMMAND_COMPLETE(ioctl, "FILE COMMAND [ARGUMENT]", "send a command number to a driver", run_ioctl, complete_file);
