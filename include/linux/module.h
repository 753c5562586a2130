/* SPDX-License-Identifier: MIT */
/*
 * linux/module.h: what a driver says about itself, and what the kernel knows of a loaded one.
 *
 * The same source is built in three ways. In the kernel image THIS_MODULE is NULL, module_init() is an
 * initcall of the device step, and module_exit() a function kept in a table. External source (make EXTRA=)
 * is the same but for its own table (slate/extra.h). As a loadable module (make module M=) module_init()
 * and module_exit() name the two functions the loader calls, and THIS_MODULE is the struct that the loader
 * made (kernel/module.c).
 *
 * Source: LDD3 ch. 2 "Building and Running Modules".
 */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

/* Drivers count on what Linux's module.h brings along. */
#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/stringify.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/types.h>

#define MODULE_NAME_LEN MAX_PARAM_PREFIX_LEN

enum module_state {
	MODULE_STATE_LIVE,
	MODULE_STATE_COMING, /* init is running */
	MODULE_STATE_GOING,  /* exit is running */
};

struct module {
	enum module_state state;
	struct list_head list;
	char name[MODULE_NAME_LEN];
	atomic_t refcnt; /* users: open files, modules that call it */
	int (*init)(void);
	void (*exit)(void);
};

#define UTS_RELEASE	"6.1.0-slate"
#define VERMAGIC_STRING UTS_RELEASE " mod_unload 686 PAE"

/* Facts for people; in an image they take no room, but must be strings. */
#ifdef MODULE
#define MODULE_INFO(tag, info)                                                              \
	static const char __UNIQUE_ID(modinfo_##tag)[] __used __section(".modinfo") __aligned(1) = \
		#tag "=" info
MODULE_INFO(name, KBUILD_MODNAME);
MODULE_INFO(vermagic, VERMAGIC_STRING);
#else
#define MODULE_INFO(tag, info)	      _Static_assert(sizeof("" info) >= 1, "a string, please")
#endif
#define MODULE_LICENSE(_license)      MODULE_INFO(license, _license)
#define MODULE_AUTHOR(_author)	      MODULE_INFO(author, _author)
#define MODULE_DESCRIPTION(_text)     MODULE_INFO(description, _text)
#define MODULE_VERSION(_version)      MODULE_INFO(version, _version)
#define MODULE_ALIAS(_alias)	      MODULE_INFO(alias, _alias)
#define MODULE_SOFTDEP(_softdep)      MODULE_INFO(softdep, _softdep)
#define MODULE_FIRMWARE(_firmware)    MODULE_INFO(firmware, _firmware)
#define MODULE_IMPORT_NS(ns)	      MODULE_INFO(import_ns, __stringify(ns))
#define MODULE_SUPPORTED_DEVICE(name) MODULE_INFO(supported, name)
#define MODULE_ALIAS_MISCDEV(minor)   MODULE_INFO(alias, "char-major-10-" __stringify(minor))
#define MODULE_DEVICE_TABLE(type, name)                                                     \
	static const __typeof__(name) *__mod_##type##__##name##_device_table __maybe_unused = &name

/* An exit function by name, for whoever takes drivers down: section .module_exit of pairs. */
struct module_exit_entry {
	const char *name; /* KBUILD_MODNAME */
	void (*exit)(void);
};

/* All end in a semicolon of their own: in Linux's sources none follows them sometimes. */
#ifdef MODULE
#define module_init(fn)                                                                     \
	int init_module(void) __attribute__((__copy__(fn), alias(#fn)));
#define module_exit(fn)                                                                     \
	void cleanup_module(void) __attribute__((__copy__(fn), alias(#fn)));
int init_module(void);
void cleanup_module(void);
#else
#define module_init(fn) device_initcall(fn)
#define module_exit(fn)                                                                     \
	static const struct module_exit_entry __module_exit_##fn __used                     \
		__section(".module_exit") __aligned(4) = { KBUILD_MODNAME, fn };
#endif

/**
 * try_module_get() - take a reference, so that the module stays.
 * @module: NULL is the kernel itself, which always stays.
 *
 * Context: any. Return: false if the module is going.
 */
bool try_module_get(struct module *module);
void __module_get(struct module *module);
void module_put(struct module *module);
int module_refcount(struct module *module);

static inline const char *module_name(struct module *module)
{
	return module ? module->name : "kernel";
}

static inline bool module_is_live(struct module *module)
{
	return module->state != MODULE_STATE_GOING;
}

#endif
