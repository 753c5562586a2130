/* SPDX-License-Identifier: MIT */
/* kernel/commands_files.h: reading a file whole, for commands that are made of other files. */
#ifndef _KERNEL_COMMANDS_FILES_H
#define _KERNEL_COMMANDS_FILES_H

#include <linux/types.h>

/* Read @path of /proc to @buf, ended by zero. Return: bytes, or -errno. */
ssize_t read_proc_file(const char *path, char *buf, size_t size);

#endif
