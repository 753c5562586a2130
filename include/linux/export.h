/* SPDX-License-Identifier: MIT */
/*
 * linux/export.h: mark what modules may use.
 *
 * Each exported symbol leaves its name and address in the section `ksymtab`.
 */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#include <linux/compiler_types.h>
#include <linux/stringify.h>

struct kernel_symbol {
	const void *value;
	const char *name;
};

#ifdef SLATE_HOST
#define EXPORT_SYMBOL(sym)
#else
#define EXPORT_SYMBOL(sym)                                                               \
	extern typeof(sym) sym;                                                          \
	static const struct kernel_symbol __ksymtab_##sym __used __section("ksymtab") = { \
		(const void *)&sym, #sym }
#endif
#define EXPORT_SYMBOL_GPL(sym)	     EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_NS(sym, ns)    EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_NS_GPL(sym, ns) EXPORT_SYMBOL(sym)
#ifdef MODULE
extern struct module __this_module; /* made by the loader */
#define THIS_MODULE (&__this_module)
#else
#define THIS_MODULE ((struct module *)0)
#endif

#endif
