/* SPDX-License-Identifier: MIT */
/* kernel/module.h: what the loader's files share. */
#ifndef _KERNEL_MODULE_H
#define _KERNEL_MODULE_H

#include <asm/bug.h>
#include <asm/extable.h>
#include <linux/elf.h>
#include <linux/jump_label.h>
#include <linux/module.h>
#include <slate/leak.h>

#define MODULE_MAX_SECTIONS 256
#define MODULE_MAX_USES	    8 /* other modules that one may call */

/* An object file in memory, and where its sections are to lie. */
struct module_image {
	const u8 *data;
	size_t len;
	const Elf32_Ehdr *eh;
	const Elf32_Shdr *sh;
	const char *section_names;
	const Elf32_Sym *syms;
	unsigned int nr_syms;
	const char *strings;
	size_t strings_len;
	unsigned long addr[MODULE_MAX_SECTIONS]; /* 0: not loaded */
};

struct loaded_module {
	struct module mod;
	void *base;			/* vmalloc: text, then read-only data, then data; a page border between */
	unsigned int text_size, ro_size, size; /* bytes, cumulative, page multiples */
	void *percpu;
	struct module *uses[MODULE_MAX_USES];
	const struct kernel_symbol *exports;
	const struct kernel_param *params;
	const struct exception_table_entry *extable;
	const struct bug_entry *bugs;
	struct kunit_suite *const *suites;
	struct jump_table jumps;
	unsigned int nr_exports, nr_params, nr_extable, nr_bugs, nr_suites;
	Elf32_Sym *functions; /* of its text, for backtraces; st_value is the address */
	unsigned int nr_functions;
	char *names;
	struct leak_snapshot before;
};

/* module_elf.c: is it an object this loader can take? Prints why not. 0 or -ENOEXEC. */
int module_image_check(struct module_image *image, const void *data, size_t len);
const char *module_image_info(const struct module_image *image, const char *tag);
int module_image_section(const struct module_image *image, const char *name);
/* Put it into memory, with symbols resolved. 0, -ENOMEM, -ENOENT, -ENOEXEC. */
int module_image_load(struct module_image *image, struct loaded_module *lm);
void module_image_unload(struct loaded_module *lm);

/* module.c: what a symbol means for @lm, which uses its owner from then on; 0 = unknown. */
unsigned long module_resolve(struct loaded_module *lm, const char *name);
/* Load, or -errno. @args: parameters, cut up. @before: what was handed out before any of this began. */
int module_load(const void *data, size_t len, char *args, const struct leak_snapshot *before);
int module_unload(const char *name);
/* A vmalloc()ed copy of a file the boot loader passed; NULL if there is none of that name. */
void *module_copy_from_boot(const char *name, size_t *len);

#endif
