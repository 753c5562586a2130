/* SPDX-License-Identifier: MIT */
/*
 * tests/host/slab_world.h: 16 MiB of pages at PAGE_OFFSET in a host process, and what else the object
 * allocators ask of the kernel below them.
 */
#ifndef TESTS_HOST_SLAB_WORLD_H
#define TESTS_HOST_SLAB_WORLD_H

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#define WORLD_PAGES 4096

void world_start(void);
unsigned long world_free_pages(void);
/* The next @nr requests for pages are refused. */
void world_refuse_pages(unsigned int nr);
/* Reports (lines with "BUG") since the last call. */
unsigned int world_reports(void);
/* True if the last report had @text in it. */
bool world_reported(const char *text);
extern bool world_verbose; /* print what the kernel would */

#endif
