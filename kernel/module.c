// SPDX-License-Identifier: MIT
/*
 * kernel/module.c: modules come and go.
 *
 * Problem.  A driver shall be tried, thrown out and tried again without a new boot, and must leave nothing
 *           behind; what it leaves is to be said.
 * Idea.     The boot loader has put the object files into memory (GRUB: module2, QEMU: -initrd). insmod
 *           copies one, has it checked, placed and linked (module_elf.c), sets its parameters and calls its
 *           init; rmmod refuses while somebody holds a reference, calls exit, frees all, and compares
 *           every counter of things handed out with what it was before (slate/leak.h).
 *
 *     insmod -> module_load -> module_image_load -> init      COMING -> LIVE
 *     rmmod  -> module_unload -> exit -> module_image_unload   GOING  -> gone
 *
 * Locks.    module_lock, a mutex, for the list and all of the above. Backtraces and fault handling read the
 *           list without it: entries are added and removed whole, by one CPU.
 * Sources.  LDD3 ch. 2 "Building and Running Modules"; names and messages of Linux 6.1 kernel/module.
 */
#include "module.h"
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <slate/boot_info.h>
#include <slate/command.h>
#include <slate/symbols.h>

#define ARGS_MAX  256
#define LEAK_TEXT 160

extern const struct kernel_symbol __start_ksymtab[], __stop_ksymtab[];

static DEFINE_MUTEX(module_lock);
static LIST_HEAD(modules);

static struct loaded_module *find_module(const char *name)
{
	struct loaded_module *lm;

	list_for_each_entry(lm, &modules, mod.list)
		if (parameq(lm->mod.name, name))
			return lm;
	return NULL;
}

/* ---- symbols ---- */

static unsigned long find_export(const struct kernel_symbol *from, const struct kernel_symbol *to, const char *name)
{
	for (; from < to; from++)
		if (!strcmp(from->name, name))
			return (unsigned long)from->value;
	return 0;
}

static bool note_use(struct loaded_module *user, struct module *used)
{
	for (int i = 0; i < MODULE_MAX_USES; i++) {
		if (user->uses[i] == used)
			return true;
		if (!user->uses[i]) {
			user->uses[i] = used;
			return try_module_get(used);
		}
	}
	pr_err("%s: uses more than %d other modules\n", user->mod.name, MODULE_MAX_USES);
	return false;
}

unsigned long module_resolve(struct loaded_module *lm, const char *name)
{
	struct loaded_module *other;
	unsigned long value;

	if (!strcmp(name, "__this_module"))
		return (unsigned long)&lm->mod;
	value = find_export(__start_ksymtab, __stop_ksymtab, name);
	if (value)
		return value;
	list_for_each_entry(other, &modules, mod.list) {
		value = find_export(other->exports, other->exports + other->nr_exports, name);
		if (value && other->mod.state == MODULE_STATE_LIVE)
			return note_use(lm, &other->mod) ? value : 0;
	}
	return 0;
}

/* ---- coming ---- */

static int check_origin(const struct module_image *image, struct loaded_module *lm)
{
	const char *magic = module_image_info(image, "vermagic"), *name = module_image_info(image, "name");

	if (!name || !*name || strscpy(lm->mod.name, name, sizeof(lm->mod.name)) < 0) {
		pr_err("module: the object has no module name\n");
		return -ENOEXEC;
	}
	if (!magic || strcmp(magic, VERMAGIC_STRING)) {
		pr_err("%s: version magic '%s' should be '%s'\n", lm->mod.name, magic ?: "", VERMAGIC_STRING);
		return -ENOEXEC;
	}
	if (find_module(lm->mod.name)) {
		pr_err("%s: is loaded already\n", lm->mod.name);
		return -EEXIST;
	}
	return 0;
}

static void drop(struct loaded_module *lm)
{
	for (int i = 0; i < MODULE_MAX_USES && lm->uses[i]; i++)
		module_put(lm->uses[i]);
	module_image_unload(lm);
}

static int set_parameters(struct loaded_module *lm, char *args)
{
	char *rest = parse_args(lm->mod.name, args, lm->params, lm->nr_params, -1, 7, NULL, NULL);

	return IS_ERR(rest) ? PTR_ERR(rest) : 0;
}

static int start(struct loaded_module *lm)
{
	int err = lm->mod.init ? do_one_initcall(lm->mod.init) : 0;

	if (err > 0)
		pr_warn("%s: init returned %d, it should be 0 or a negative error\n", lm->mod.name, err);
	if (err < 0)
		return err;
	lm->mod.state = MODULE_STATE_LIVE;
	if (lm->nr_suites)
		kunit_run_suites(lm->suites, lm->nr_suites, NULL);
	return 0;
}

static int load_locked(struct module_image *image, struct loaded_module *lm, char *args)
{
	int err = check_origin(image, lm);

	if (err)
		return err;
	err = module_image_load(image, lm);
	if (err)
		goto drop;
	lm->mod.state = MODULE_STATE_COMING;
	list_add_tail(&lm->mod.list, &modules);
	err = set_parameters(lm, args);
	err = err ?: start(lm);
	if (!err)
		return 0;
	list_del(&lm->mod.list);
drop:
	drop(lm);
	return err;
}

int module_load(const void *data, size_t len, char *args, const struct leak_snapshot *before)
{
	struct module_image *image = kzalloc(sizeof(*image), GFP_KERNEL);
	struct loaded_module *lm = NULL;
	int err = -ENOMEM;

	if (!image)
		return err;
	err = module_image_check(image, data, len);
	if (err)
		goto out;
	err = -ENOMEM;
	lm = kzalloc(sizeof(*lm), GFP_KERNEL);
	if (!lm)
		goto out;
	lm->before = *before;
	mutex_lock(&module_lock);
	err = load_locked(image, lm, args);
	mutex_unlock(&module_lock);
	if (err)
		kfree(lm);
out:
	kfree(image);
	return err;
}

/* ---- going ---- */

int module_unload(const char *name)
{
	struct loaded_module *lm;
	struct leak_snapshot before;
	char leaks[LEAK_TEXT], kept[MODULE_NAME_LEN];
	int err = 0;

	mutex_lock(&module_lock);
	lm = find_module(name);
	if (!lm)
		err = -ENOENT;
	else if (module_refcount(&lm->mod))
		err = -EBUSY;
	else if (lm->mod.init && !lm->mod.exit)
		err = -EBUSY; /* as in Linux: without an exit function it is there to stay */
	if (err) {
		mutex_unlock(&module_lock);
		return err;
	}
	lm->mod.state = MODULE_STATE_GOING;
	if (lm->mod.exit)
		lm->mod.exit();
	list_del(&lm->mod.list);
	strscpy(kept, lm->mod.name, sizeof(kept));
	before = lm->before;
	drop(lm);
	kfree(lm);
	mutex_unlock(&module_lock);
	if (leak_compare(&before, leaks, sizeof(leaks)))
		pr_warn("%s: left behind: %s\n", kept, leaks);
	return 0;
}

/* ---- faults in modules ---- */

static bool holds(const struct loaded_module *lm, unsigned long addr)
{
	return addr - (unsigned long)lm->base < lm->text_size;
}

static bool search_extables(unsigned long ip, unsigned long *fixup)
{
	struct loaded_module *lm;

	list_for_each_entry(lm, &modules, mod.list) {
		for (unsigned int i = 0; holds(lm, ip) && i < lm->nr_extable; i++) {
			if (lm->extable[i].insn == ip) {
				*fixup = lm->extable[i].fixup;
				return true;
			}
		}
	}
	return false;
}

static const struct bug_entry *search_bugs(unsigned long addr)
{
	struct loaded_module *lm;

	list_for_each_entry(lm, &modules, mod.list)
		for (unsigned int i = 0; holds(lm, addr) && i < lm->nr_bugs; i++)
			if (lm->bugs[i].bug_addr == addr)
				return &lm->bugs[i];
	return NULL;
}

static const char *search_symbols(unsigned long addr, unsigned long *offset, unsigned long *size)
{
	struct loaded_module *lm;

	list_for_each_entry(lm, &modules, mod.list) {
		for (unsigned int i = 0; holds(lm, addr) && i < lm->nr_functions; i++) {
			const Elf32_Sym *f = &lm->functions[i];

			if (addr - f->st_value >= f->st_size)
				continue;
			if (offset)
				*offset = addr - f->st_value;
			if (size)
				*size = f->st_size;
			return lm->names + f->st_name;
		}
	}
	return NULL;
}

/* ---- the console's side ---- */

static const char *base_name(const char *path, size_t *len)
{
	const char *slash, *end = path + strcspn(path, " ");

	for (slash = path; slash < end; slash++)
		if (*slash == '/')
			path = slash + 1;
	if (end - path > 3 && !strncmp(end - 3, ".ko", 3))
		end -= 3;
	*len = end - path;
	return path;
}

static const struct boot_module *find_boot_module(const char *name)
{
	size_t want_len, len;
	const char *want = base_name(name, &want_len);

	for (unsigned int i = 0; i < boot_info.nr_modules; i++) {
		const char *have = base_name(boot_info.modules[i].cmdline, &len);

		if (len == want_len && parameqn(have, want, len))
			return &boot_info.modules[i];
	}
	return NULL;
}

/* The loader may have put it anywhere in RAM, highmem included. */
void *module_copy_from_boot(const char *name, size_t *len)
{
	const struct boot_module *file = find_boot_module(name);
	u8 *copy;

	if (!file)
		return NULL;
	*len = file->end - file->start;
	copy = vmalloc(*len);
	for (size_t done = 0; copy && done < *len;) {
		u64 phys = file->start + done;
		size_t piece = min_t(size_t, *len - done, PAGE_SIZE - offset_in_page((unsigned long)phys));
		char *window = kmap_local_pfn((unsigned long)(phys >> PAGE_SHIFT));

		memcpy(copy + done, window + offset_in_page((unsigned long)phys), piece);
		kunmap_local(window);
		done += piece;
	}
	return copy;
}

static int run_insmod(int argc, char **argv)
{
	char args[ARGS_MAX] = "";
	struct leak_snapshot before;
	size_t used = 0, len;
	void *file;
	int err;

	if (argc < 2)
		return -EINVAL;
	leak_snapshot(&before);
	for (int i = 2; i < argc; i++)
		used += scnprintf(args + used, sizeof(args) - used, "%s%s", i > 2 ? " " : "", argv[i]);
	file = module_copy_from_boot(argv[1], &len);
	if (!file) {
		console_printf("insmod: no module %s was passed by the boot loader\n", argv[1]);
		return -ENOENT;
	}
	err = module_load(file, len, args, &before);
	vfree(file);
	return err;
}

static int run_rmmod(int argc, char **argv)
{
	return argc == 2 ? module_unload(argv[1]) : -EINVAL;
}

/* "name size refs users state address", as Linux's. */
static int modules_show(struct seq_file *m, void *v)
{
	static const char *const states[] = { "Live", "Loading", "Unloading" };
	struct loaded_module *lm, *user;

	mutex_lock(&module_lock);
	list_for_each_entry(lm, &modules, mod.list) {
		bool any = false;

		seq_printf(m, "%s %u %d ", lm->mod.name, lm->size, module_refcount(&lm->mod));
		list_for_each_entry(user, &modules, mod.list) {
			for (int i = 0; i < MODULE_MAX_USES; i++) {
				if (user->uses[i] != &lm->mod)
					continue;
				seq_printf(m, "%s,", user->mod.name);
				any = true;
			}
		}
		seq_printf(m, "%s %s 0x%px\n", any ? "" : "-", states[lm->mod.state], lm->base);
	}
	mutex_unlock(&module_lock);
	return 0;
}

static int run_lsmod(int argc, char **argv)
{
	struct loaded_module *lm;
	size_t len;

	console_printf("%-24s %8s  Used by\n", "Module", "Size");
	mutex_lock(&module_lock);
	list_for_each_entry(lm, &modules, mod.list)
		console_printf("%-24s %8u  %d\n", lm->mod.name, lm->size, module_refcount(&lm->mod));
	mutex_unlock(&module_lock);
	for (unsigned int i = 0; i < boot_info.nr_modules; i++) {
		const char *name = base_name(boot_info.modules[i].cmdline, &len);

		console_printf("(passed by the boot loader: %.*s)\n", (int)len, name);
	}
	return 0;
}

COMMAND(insmod, "MODULE [PARAM=VALUE...]", "load a module that the boot loader has passed", run_insmod);
COMMAND(rmmod, "MODULE", "call its exit and unload it; tells what it left", run_rmmod);
COMMAND(lsmod, "", "modules loaded, and files that could be", run_lsmod);

static int __init module_loader_init(void)
{
	extable_search_modules = search_extables;
	bug_search_modules = search_bugs;
	symbol_search_modules = search_symbols;
	proc_create_single("modules", 0, NULL, modules_show);
	return 0;
}
fs_initcall(module_loader_init);
