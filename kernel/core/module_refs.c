// SPDX-License-Identifier: MIT
/* kernel/core/module_refs.c: references to modules: who has one keeps the module from going (linux/module.h). */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/module.h>

bool try_module_get(struct module *module)
{
	if (!module)
		return true;
	if (!module_is_live(module))
		return false;
	atomic_inc(&module->refcnt);
	return true;
}
EXPORT_SYMBOL(try_module_get);

void __module_get(struct module *module)
{
	if (module)
		atomic_inc(&module->refcnt);
}
EXPORT_SYMBOL(__module_get);

void module_put(struct module *module)
{
	if (module)
		WARN_ON(atomic_dec_return(&module->refcnt) < 0);
}
EXPORT_SYMBOL(module_put);

int module_refcount(struct module *module)
{
	return atomic_read(&module->refcnt);
}
EXPORT_SYMBOL(module_refcount);
