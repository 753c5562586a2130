// SPDX-License-Identifier: MIT
/*
 * kernel/main.c: from the first line of C to the prompt.
 *
 * One call after another, a block per floor, from the ground up: what a floor's init function uses,
 * the floors above this line have built. ARCHITECTURE.md walks through the log that this prints.
 *
 *     kernel_main   interrupts off, one thread (0), memory from memblock until the hand-over
 *     init thread   interrupts on, may sleep: initcalls (drivers, files, commands), then what the
 *                   command line asks for: test, bench, run=, or the console
 *     thread 0      becomes the idle thread
 */
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/linkage.h>
#include <asm/pgtable.h>
#include <asm/reboot.h>
#include <asm/sections.h>
#include <kunit/test.h>
#include <linux/blkdev.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/stackprotector.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include <slate/bench.h>
#include <slate/boot_info.h>
#include <slate/command.h>
#include <slate/extra.h>
#include <slate/meminfo.h>
#include <slate/param.h>
#include <slate/quiesce.h>
#include <slate/serial.h>
#include <slate/video.h>

#define SLATE_BANNER "Slate 0.1: a kernel to read, boot and break (32-bit x86 PAE; Linux 6.1's names)\n"

asmlinkage void kernel_main(u32 magic, u32 info_phys);

/* What the command line wants done: NULL = nothing, "" = everything. Values of parameters stay. */
static const char *test_request, *bench_request, *run_request;

static int set_test(char *value)
{
	test_request = value ?: "";
	return 0;
}

static int set_bench(char *value)
{
	bench_request = value ?: "";
	return 0;
}

static int set_run(char *value)
{
	run_request = value ?: "";
	return 0;
}

SLATE_PARAM_CALL("test", set_test, "[GLOB]", "run the self-tests (suite or suite.case), then power off");
SLATE_PARAM_CALL("bench", set_bench, "[GLOB]", "run the benchmarks, then power off");
SLATE_PARAM_CALL("run", set_run, "\"cmd; cmd\"", "run console commands, then power off");

/* Do what was asked for, in the order external source, test, bench, run; never returns if anything was. */
static void serve_requests(void)
{
	bool ok = true;

	if (!extra_present() && !test_request && !bench_request && !run_request)
		return;
	if (extra_present())
		ok &= extra_run() == 0;
	if (test_request)
		ok &= kunit_run_matching(test_request[0] ? test_request : NULL) == 0;
	if (bench_request)
		ok &= bench_run(bench_request) == 0;
	if (run_request)
		ok &= console_run(run_request) == 0;
	sync_bdevs(true);
	machine_exit(ok);
}

static void free_boot_memory(void)
{
	unsigned long start = (unsigned long)__init_begin, end = (unsigned long)__init_end;
	unsigned long pages;

	set_memory_rw_nx(start, end);
	pages = free_reserved_area(__init_begin, __init_end, POISON_FREE_INITMEM, "unused kernel image (boot code)");
	release_named((u64)pages << PAGE_SHIFT, "kernel image");
}

static int init_thread(void *unused)
{
	do_initcalls();
	free_boot_memory();
	system_state = SYSTEM_RUNNING;
	serve_requests();
	console_main();
	return 0;
}

/* Floors 1 and 2: the machine, and what every line of code takes for granted. */
static void __init start_machine(u32 magic, u32 info_phys)
{
	cpu_identify();
	boot_info_init(magic, info_phys);
	percpu_init();
	serial_early_init();
	printk(KERN_NOTICE SLATE_BANNER);
	cpu_tables_init();
	boot_info_report();
	params_parse_early();
	vga_console_init();
	cpu_report();
}

/* Floor 3: frames. memblock owns all memory until memblock_free_all(). */
static void __init start_frames(void)
{
	unsigned long max_zone_pfn[MAX_NR_ZONES];

	memory_init();
	paging_init();
	memory_model_init();
	pci_early_quiesce();
	free_area_init(max_zone_pfn);
	memblock_free_all();
	page_alloc_init_late();
	memory_report();
}

asmlinkage void __init kernel_main(u32 magic, u32 info_phys)
{
	struct task_struct *init;

	boot_init_stack_canary();
	start_machine(magic, info_phys);
	start_frames();

	/* Floor 4: objects. Floor 5: windows. */
	kmem_cache_init();
	vmalloc_init();
	kmap_init();
	framebuffer_console_init();

	/* Back on floor 2: what needed memory. */
	params_parse();
	irq_init();
	sched_init();
	rcu_init();
	timers_init();
	time_init();
	system_state = SYSTEM_SCHEDULING;
	local_irq_enable();
	workqueue_init();
	init = kthread_run(init_thread, NULL, "init");
	if (IS_ERR(init))
		panic("main: no memory for the first thread: %ld", PTR_ERR(init));
	cpu_idle_loop();
}
