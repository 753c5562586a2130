// SPDX-License-Identifier: MIT
/*
 * tests/host/slow_sync.c: put before QEMU by LD_PRELOAD, it makes a flush of a disk hang.
 *
 * QEMU flushes a file by fdatasync(). While the file named by SLOW_SYNC exists, each call takes as many seconds as
 * that file says; none of QEMU's own drivers can hold a flush and nothing else.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int fdatasync(int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
	const char *path = getenv("SLOW_SYNC");
	FILE *file = path ? fopen(path, "r") : NULL;
	unsigned int seconds = 0;

	if (file) {
		if (fscanf(file, "%u", &seconds) != 1)
			seconds = 0;
		fclose(file);
	}
	sleep(seconds);
	return real(fd);
}
