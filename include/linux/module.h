/* SPDX-License-Identifier: MIT */
/*
 * linux/module.h: what a driver says about itself.
 *
 * A driver that is part of the kernel image has no module object: THIS_MODULE is NULL, module_init() is
 * an initcall of the device step, and module_exit() a function kept in a table, so that a driver can be
 * taken down again (extra=exit).
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

struct module;

/* Facts for people; they take no room in the image, but must be strings. */
#define MODULE_INFO(tag, info)	      _Static_assert(sizeof("" info) >= 1, "a string, please")
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

/* Both end in a semicolon of their own: in Linux's sources none follows them sometimes. */
#define module_init(fn) device_initcall(fn)
#define module_exit(fn)                                                                     \
	static const struct module_exit_entry __module_exit_##fn __used                     \
		__section(".module_exit") __aligned(4) = { KBUILD_MODNAME, fn };

/* Nothing in the image can be unloaded, so references to a module always succeed. */
static inline bool try_module_get(struct module *module)
{
	return true;
}

static inline void __module_get(struct module *module)
{
}

static inline void module_put(struct module *module)
{
}

static inline const char *module_name(struct module *module)
{
	return "kernel";
}

#endif
