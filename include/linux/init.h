/* SPDX-License-Identifier: MIT */
/*
 * linux/init.h: code and data of the boot only, and the calls made while it runs.
 *
 * What is marked __init (code) or __initdata (data) lies between __init_begin and __init_end and is
 * given to the page allocator when the boot is over: nothing may use it afterwards. Tables that point
 * to such code (initcalls, setup functions) are read while it still exists.
 *
 * Initcalls are functions that want to be called once, in eight steps: pure, core, postcore, arch,
 * subsys, fs (with rootfs), device, late; `early` comes before all. Within a step the link order
 * counts. All run in a thread that may sleep, irqs on. The table is an array of struct initcall that
 * linker.ld gathers; do_initcalls() walks it.
 */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>
#include <linux/stringify.h>
#include <linux/types.h>

#if defined(SLATE_EXTRA) || defined(MODULE)
/* External source and modules run after the boot, when these sections are gone. */
#define __init	    __attribute__((__cold__))
#define __initdata
#define __initconst
#else
#define __init	    __section(".init.text") __attribute__((__cold__))
#define __initdata  __section(".init.data")
#define __initconst __section(".init.rodata")
#endif
#define __exitdata  __section(".exit.data")
/* Kept: exit code runs when a unit of the kernel itself is taken down again (extra=exit). */
#define __exit	    __attribute__((__cold__)) __attribute__((__used__))
#define __exit_call __attribute__((__used__))

/* References from kept code to boot code that are known to be right; kept themselves. */
#define __ref	  __attribute__((__noinline__))
#define __refdata
#define __refconst

/* Memory hotplug and CPU hotplug would need these later; Slate has neither, so they are boot only. */
#define __meminit     __init
#define __meminitdata __initdata
#define __meminitconst __initconst
#define __cpuinit     __init
#define __cpuinitdata __initdata
#define __devinit
#define __devinitdata
#define __devexit
#define __devexit_p(x) (x)

typedef int (*initcall_t)(void);
typedef void (*exitcall_t)(void);

/* One entry of the table; @name is for `initcall_debug` and for reports of a failure. */
struct initcall {
	initcall_t fn;
	const char *name;
};
typedef struct initcall initcall_entry_t;

extern const struct initcall __start_initcall[], __stop_initcall[];

static inline initcall_t initcall_from_entry(const initcall_entry_t *entry)
{
	return entry->fn;
}

/*
 * do_initcalls() - call every initcall in order; a nonzero result is printed with its name.
 * do_one_initcall() - call @fn, then repair and report a preempt count or irq state it left changed.
 * Context: a thread that may sleep.
 * Return: what the function returned.
 */
void do_initcalls(void);
int do_one_initcall(initcall_t fn);

#ifdef MODULE
/* A module has one init function, whatever step it names. */
#define early_initcall(fn)	 module_init(fn)
#define pure_initcall(fn)	 module_init(fn)
#define core_initcall(fn)	 module_init(fn)
#define core_initcall_sync(fn)	 module_init(fn)
#define postcore_initcall(fn)	 module_init(fn)
#define arch_initcall(fn)	 module_init(fn)
#define subsys_initcall(fn)	 module_init(fn)
#define subsys_initcall_sync(fn) module_init(fn)
#define fs_initcall(fn)		 module_init(fn)
#define rootfs_initcall(fn)	 module_init(fn)
#define device_initcall(fn)	 module_init(fn)
#define device_initcall_sync(fn) module_init(fn)
#define late_initcall(fn)	 module_init(fn)
#define late_initcall_sync(fn)	 module_init(fn)
#define console_initcall(fn)	 module_init(fn)
#elif defined(SLATE_EXTRA)
/* Called by kernel/extra.c under the file's name. */
struct extra_init {
	const char *name; /* KBUILD_MODNAME */
	initcall_t fn;
};
#define __extra_init(fn, id, step)                                                        \
	static const struct extra_init __extra_init_##fn##id __used                       \
		__section(".extra_init." #step) __aligned(4) = { KBUILD_MODNAME, fn };
#define early_initcall(fn)	   __extra_init(fn, early, 0)
#define pure_initcall(fn)	   __extra_init(fn, 0, 0)
#define core_initcall(fn)	   __extra_init(fn, 1, 1)
#define core_initcall_sync(fn)	   __extra_init(fn, 1s, 1)
#define postcore_initcall(fn)	   __extra_init(fn, 2, 2)
#define postcore_initcall_sync(fn) __extra_init(fn, 2s, 2)
#define arch_initcall(fn)	   __extra_init(fn, 3, 3)
#define arch_initcall_sync(fn)	   __extra_init(fn, 3s, 3)
#define subsys_initcall(fn)	   __extra_init(fn, 4, 4)
#define subsys_initcall_sync(fn)   __extra_init(fn, 4s, 4)
#define fs_initcall(fn)		   __extra_init(fn, 5, 5)
#define fs_initcall_sync(fn)	   __extra_init(fn, 5s, 5)
#define rootfs_initcall(fn)	   __extra_init(fn, rootfs, 5)
#define device_initcall(fn)	   __extra_init(fn, 6, 6)
#define device_initcall_sync(fn)   __extra_init(fn, 6s, 6)
#define late_initcall(fn)	   __extra_init(fn, 7, 7)
#define late_initcall_sync(fn)	   __extra_init(fn, 7s, 7)
#define console_initcall(fn)	   __extra_init(fn, console, 0)
#else
#define __define_initcall(fn, id)                                                         \
	static const struct initcall __initcall_##fn##id __used                           \
		__section(".initcall" #id ".init") __aligned(4) = { fn, #fn };

#define early_initcall(fn)	   __define_initcall(fn, early)
#define pure_initcall(fn)	   __define_initcall(fn, 0)
#define core_initcall(fn)	   __define_initcall(fn, 1)
#define core_initcall_sync(fn)	   __define_initcall(fn, 1s)
#define postcore_initcall(fn)	   __define_initcall(fn, 2)
#define postcore_initcall_sync(fn) __define_initcall(fn, 2s)
#define arch_initcall(fn)	   __define_initcall(fn, 3)
#define arch_initcall_sync(fn)	   __define_initcall(fn, 3s)
#define subsys_initcall(fn)	   __define_initcall(fn, 4)
#define subsys_initcall_sync(fn)   __define_initcall(fn, 4s)
#define fs_initcall(fn)		   __define_initcall(fn, 5)
#define fs_initcall_sync(fn)	   __define_initcall(fn, 5s)
#define rootfs_initcall(fn)	   __define_initcall(fn, 5s)
#define device_initcall(fn)	   __define_initcall(fn, 6)
#define device_initcall_sync(fn)   __define_initcall(fn, 6s)
#define late_initcall(fn)	   __define_initcall(fn, 7)
#define late_initcall_sync(fn)	   __define_initcall(fn, 7s)
/* Consoles register before every other initcall. */
#define console_initcall(fn)	   __define_initcall(fn, early)
#endif

#define __initcall(fn) device_initcall(fn)
#define __exitcall(fn) static const exitcall_t __exitcall_##fn __exit_call = fn

/*
 * early_param() - @fn(value) runs for `@str=value` before memory is set up; value NULL for bare `@str`.
 * __setup() - @fn(rest) runs for each word that starts with @str (write the `=`); returns 1 if taken.
 * Both land in the one table of parameters (linux/moduleparam.h); slate/param.h adds a help text.
 * Context: early_param: boot, irqs off, no allocator. __setup: boot thread, before initcalls.
 */
#define __setup_param(str, unique_id, fn, early)                                              \
	__param_entry(__setup_##unique_id, .name = str, .setup = fn,                          \
		      .flags = (early) ? KERNEL_PARAM_FL_EARLY : KERNEL_PARAM_FL_SETUP)
#define __setup(str, fn)     __setup_param(str, fn, fn, 0)
#define early_param(str, fn) __setup_param(str, fn, fn, 1)

/* The command line as the loader gave it (quotes made regular), and a copy that parsing does not cut. */
extern char boot_command_line[];
extern char *saved_command_line;

#define COMMAND_LINE_SIZE 2048

#include <linux/moduleparam.h>

#endif
