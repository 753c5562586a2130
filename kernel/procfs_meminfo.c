// SPDX-License-Identifier: MIT
/*
 * kernel/procfs_meminfo.c: /proc/meminfo: where the memory is, in Linux's lines and order.
 *
 * Every figure is asked of the unit that owns it at the moment of reading; nothing is counted here. The
 * lines of things that Slate does not have (swap, anonymous pages, huge pages of programs) are there and
 * zero, since free, vmstat and top look lines up by name.
 *
 *     MemTotal   what the page allocator was given          LowTotal + HighTotal
 *     MemFree    on free lists and in hands of CPUs         LowFree + HighFree
 *
 * Source: Linux 6.1's Documentation/filesystems/proc.rst, "meminfo".
 */
#include <asm/pgtable.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/vmalloc.h>

#define PAGES_TO_KB(pages) ((unsigned long)(pages) << (PAGE_SHIFT - 10))
#define HUGE_PAGE_KB	   2048

static void show_kb(struct seq_file *m, const char *label, unsigned long kb)
{
	seq_put_decimal_ull_width(m, label, kb, 8);
	seq_write(m, " kB\n", 4);
}

static void show_pages(struct seq_file *m, const char *label, unsigned long pages)
{
	show_kb(m, label, PAGES_TO_KB(pages));
}

static unsigned long node_sum(enum node_stat_item item)
{
	struct pglist_data *pgdat;
	long sum = 0;

	for_each_online_pgdat(pgdat)
		sum += atomic_long_read(&pgdat->vm_stat[item]);
	return sum > 0 ? sum : 0;
}

static void show_totals(struct seq_file *m)
{
	unsigned long file_pages = node_sum(NR_FILE_PAGES);
	struct sysinfo info;

	si_meminfo(&info);
	show_pages(m, "MemTotal:       ", info.totalram);
	show_pages(m, "MemFree:        ", info.freeram);
	show_pages(m, "MemAvailable:   ", si_mem_available());
	show_pages(m, "Buffers:        ", info.bufferram);
	show_pages(m, "Cached:         ", file_pages - min(file_pages, info.bufferram));
	show_pages(m, "SwapCached:     ", 0);
	show_pages(m, "Active:         ", node_sum(NR_ACTIVE_FILE));
	show_pages(m, "Inactive:       ", node_sum(NR_INACTIVE_FILE));
	show_pages(m, "Active(anon):   ", 0);
	show_pages(m, "Inactive(anon): ", 0);
	show_pages(m, "Active(file):   ", node_sum(NR_ACTIVE_FILE));
	show_pages(m, "Inactive(file): ", node_sum(NR_INACTIVE_FILE));
	show_pages(m, "Unevictable:    ", 0);
	show_pages(m, "Mlocked:        ", 0);
	show_pages(m, "HighTotal:      ", info.totalhigh);
	show_pages(m, "HighFree:       ", info.freehigh);
	show_pages(m, "LowTotal:       ", info.totalram - info.totalhigh);
	show_pages(m, "LowFree:        ", info.freeram - info.freehigh);
	show_pages(m, "SwapTotal:      ", info.totalswap);
	show_pages(m, "SwapFree:       ", info.freeswap);
}

static void show_uses(struct seq_file *m)
{
	unsigned long reclaimable_kb = node_sum(NR_SLAB_RECLAIMABLE_B) >> 10;
	unsigned long unreclaimable_kb = node_sum(NR_SLAB_UNRECLAIMABLE_B) >> 10;

	show_pages(m, "Dirty:          ", node_sum(NR_FILE_DIRTY));
	show_pages(m, "Writeback:      ", node_sum(NR_WRITEBACK));
	show_pages(m, "AnonPages:      ", 0);
	show_pages(m, "Mapped:         ", 0);
	show_pages(m, "Shmem:          ", 0);
	show_kb(m, "KReclaimable:   ", reclaimable_kb);
	show_kb(m, "Slab:           ", reclaimable_kb + unreclaimable_kb);
	show_kb(m, "SReclaimable:   ", reclaimable_kb);
	show_kb(m, "SUnreclaim:     ", unreclaimable_kb);
	show_kb(m, "KernelStack:    ", nr_threads_alive() * (THREAD_SIZE >> 10));
	show_pages(m, "PageTables:     ", node_sum(NR_PAGETABLE));
	show_pages(m, "SecPageTables:  ", 0);
	show_pages(m, "NFS_Unstable:   ", 0);
	show_pages(m, "Bounce:         ", 0);
	show_pages(m, "WritebackTmp:   ", 0);
	show_pages(m, "CommitLimit:    ", totalram_pages() / 2);
	show_pages(m, "Committed_AS:   ", 0);
	show_kb(m, "VmallocTotal:   ", VMALLOC_TOTAL >> 10);
	show_pages(m, "VmallocUsed:    ", vmalloc_nr_pages());
	show_pages(m, "VmallocChunk:   ", 0);
	show_pages(m, "Percpu:         ", 0);
}

static int meminfo_show(struct seq_file *m, void *v)
{
	static const char *const huge[] = {
		"HugePages_Total:", "HugePages_Free: ", "HugePages_Rsvd: ", "HugePages_Surp: ",
	};

	show_totals(m);
	show_uses(m);
	for (unsigned int i = 0; i < ARRAY_SIZE(huge); i++)
		seq_printf(m, "%s   %5d\n", huge[i], 0);
	show_kb(m, "Hugepagesize:   ", HUGE_PAGE_KB);
	show_kb(m, "Hugetlb:        ", 0);
	return 0;
}

static int __init meminfo_init(void)
{
	proc_create_single("meminfo", 0, NULL, meminfo_show);
	return 0;
}
fs_initcall(meminfo_init);
