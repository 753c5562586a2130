// SPDX-License-Identifier: MIT
/*
 * kernel/windows_files.c: floor 5 as files and commands: areas, resources, page tables, kmap slots.
 *
 * The floors below know what to show (vmallocinfo_show() and its like); here it gets a name.
 *
 *     /proc/vmallocinfo            areas of the vmalloc window             mm/vmalloc_info.c
 *     /proc/iomem, /proc/ioports   who owns which addresses and ports      mm/resource_region.c
 *     /proc/kernel_page_tables     ranges with protections (Linux has it in debugfs)  mm/pagetables.c
 *     pagetables                   the same, with the verdict of the audit
 *     windows                      figures of vmalloc and kmap in a few lines
 */
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <slate/command.h>
#include <slate/pagetables.h>
#include "commands_files.h"

#define TABLES_TEXT_SIZE (128 << 10) /* bytes: some 1,600 ranges */

/* Tell what the audit found, fault by fault. Return: faults. */
static unsigned long print_audit(void)
{
	struct pagetable_audit audit;
	unsigned long faults = audit_page_tables(&audit);

	console_printf("%lu pages mapped; %lu writable and executable, %lu for user mode, ",
		       audit.mapped, audit.write_exec, audit.user);
	console_printf("%lu below the kernel, %lu writable text or constants, ",
		       audit.null_page, audit.text_write);
	console_printf("%lu guards mapped, %lu global in windows\n", audit.guards, audit.global);
	if (faults)
		console_printf("first fault at %08lx\n", audit.first_fault);
	return faults;
}

static int run_pagetables(int argc, char **argv)
{
	char *text = vmalloc(TABLES_TEXT_SIZE);
	ssize_t length;

	if (!text)
		return -ENOMEM;
	length = read_proc_file("kernel_page_tables", text, TABLES_TEXT_SIZE);
	if (length > 0)
		console_puts(text, length);
	vfree(text);
	if (length < 0)
		return length;
	return print_audit() ? -EPERM : 0;
}
COMMAND(pagetables, "", "page tables of the kernel with their protections, and what is wrong in them",
	run_pagetables);

static int run_windows(int argc, char **argv)
{
	struct vmalloc_info area;
	struct kmap_info slots;

	get_vmalloc_info(&area);
	get_kmap_info(&slots);
	console_printf("vmalloc  %08lx-%08lx  %lu of %lu KiB in %u areas; largest hole %lu KiB\n",
		       VMALLOC_START, VMALLOC_END, area.used >> 10, area.total >> 10, area.nr_areas,
		       area.largest_free >> 10);
	console_printf("         freed and not flushed %lu KiB, kept for reuse %lu KiB, flushes %u\n",
		       area.lazy >> 10, area.cached >> 10, area.nr_purges);
	console_printf("kmap     %08lx  %u of %u slots in use, %u lazy; flushes %u, waits %u\n",
		       PKMAP_ADDR(0), slots.pinned, LAST_PKMAP, slots.lazy, slots.rounds,
		       slots.sleeps);
	console_printf("local    %08lx  %u windows open; flushes %u\n", __fix_to_virt(FIX_KMAP_END),
		       slots.local, slots.local_flushes);
	return 0;
}
COMMAND(windows, "", "figures of vmalloc, kmap and kmap_local", run_windows);

static int __init windows_files_init(void)
{
	proc_create_single("vmallocinfo", 0400, NULL, vmallocinfo_show);
	proc_create_single("iomem", 0, NULL, iomem_show);
	proc_create_single("ioports", 0, NULL, ioports_show);
	proc_create_single("kernel_page_tables", 0400, NULL, pagetables_show);
	return 0;
}
fs_initcall(windows_files_init);
