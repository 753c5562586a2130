// SPDX-License-Identifier: MIT
/*
 * kernel/module_elf.c: a relocatable object becomes code in memory.
 *
 * Problem.  An object file has its sections one after another and every address in it left open; it comes
 *           from outside and may be cut short or made up.
 * Idea.     First everything is checked that later steps rely on: each table within the file, each index
 *           within its table, each string ended. Then sections are laid out by what may be done with
 *           them, pages apart, in one vmalloc area; copied; relocated; and only then is the text made
 *           executable and unwritable. No page is ever both.
 *
 *     [ text  RO+X ][ rodata  RO+NX ][ data, bss  RW+NX ]
 *
 *           Per-CPU variables get a place in the per-CPU area of the kernel.
 * Rule.     R_386_32 adds the symbol's address; R_386_PC32 and _PLT32 add its distance from the place.
 * Left out. Sections freed after init; common symbols (-fno-common is on).
 * Sources.  System V ABI, "Object Files"; Intel386 supplement, "Relocation"; LDD3 ch. 2.
 */
#include "module.h"
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#define PERCPU_SECTION ".data..percpu"
#define MODULE_MAX_BYTES (16u << 20)

enum place { PLACE_TEXT, PLACE_RODATA, PLACE_DATA, NR_PLACES };

static int refuse(const char *why, unsigned int where)
{
	pr_err("module: not a loadable object: %s (%u)\n", why, where);
	return -ENOEXEC;
}

static bool within(const struct module_image *image, u32 offset, u64 size)
{
	return offset <= image->len && size <= image->len - offset;
}

static int check_header(struct module_image *image)
{
	const Elf32_Ehdr *eh = image->eh;

	if (image->len < sizeof(*eh) || memcmp(eh->e_ident, ELFMAG, SELFMAG))
		return refuse("no ELF header", image->len);
	if (eh->e_ident[EI_CLASS] != ELFCLASS32 || eh->e_ident[EI_DATA] != ELFDATA2LSB ||
	    eh->e_type != ET_REL || eh->e_machine != EM_386)
		return refuse("not a 32-bit x86 relocatable object", eh->e_machine);
	if (eh->e_shentsize != sizeof(Elf32_Shdr) || !eh->e_shnum || eh->e_shnum > MODULE_MAX_SECTIONS ||
	    eh->e_shoff % 4 || !within(image, eh->e_shoff, (u64)eh->e_shnum * sizeof(Elf32_Shdr)))
		return refuse("its section table lies outside the file", eh->e_shnum);
	image->sh = (const Elf32_Shdr *)(image->data + eh->e_shoff);
	return 0;
}

static bool is_string_table(const struct module_image *image, unsigned int index)
{
	const Elf32_Shdr *sh = &image->sh[index];

	return index < image->eh->e_shnum && sh->sh_type == SHT_STRTAB && sh->sh_size &&
	       !image->data[sh->sh_offset + sh->sh_size - 1];
}

static int check_section(const struct module_image *image, unsigned int i)
{
	const Elf32_Shdr *sh = &image->sh[i];

	if (sh->sh_type != SHT_NOBITS && !within(image, sh->sh_offset, sh->sh_size))
		return refuse("a section lies outside the file", i);
	if (sh->sh_size > MODULE_MAX_BYTES)
		return refuse("a section is too large", i);
	if (sh->sh_addralign && (!is_power_of_2(sh->sh_addralign) || sh->sh_addralign > PAGE_SIZE))
		return refuse("a section wants an impossible alignment", i);
	if (sh->sh_type == SHT_RELA)
		return refuse("a relocation table with addends", i);
	if (sh->sh_type == SHT_REL &&
	    (sh->sh_entsize != sizeof(Elf32_Rel) || sh->sh_offset % 4 || sh->sh_info >= image->eh->e_shnum))
		return refuse("a broken relocation table", i);
	return 0;
}

static int check_symbols(struct module_image *image, unsigned int i)
{
	const Elf32_Shdr *sh = &image->sh[i];

	if (image->syms || sh->sh_entsize != sizeof(Elf32_Sym) || sh->sh_offset % 4 ||
	    sh->sh_link >= image->eh->e_shnum || !is_string_table(image, sh->sh_link))
		return refuse("a broken symbol table", i);
	image->syms = (const Elf32_Sym *)(image->data + sh->sh_offset);
	image->nr_syms = sh->sh_size / sizeof(Elf32_Sym);
	image->strings = (const char *)image->data + image->sh[sh->sh_link].sh_offset;
	image->strings_len = image->sh[sh->sh_link].sh_size;
	for (unsigned int n = 0; n < image->nr_syms; n++) {
		const Elf32_Sym *sym = &image->syms[n];

		if (sym->st_name >= image->strings_len ||
		    (sym->st_shndx >= image->eh->e_shnum && sym->st_shndx < SHN_LORESERVE))
			return refuse("a broken symbol", n);
	}
	return 0;
}

int module_image_check(struct module_image *image, const void *data, size_t len)
{
	unsigned int names;
	int err;

	memset(image, 0, sizeof(*image));
	image->data = data;
	image->len = len;
	image->eh = data;
	err = check_header(image);
	for (unsigned int i = 0; !err && i < image->eh->e_shnum; i++)
		err = check_section(image, i);
	if (err)
		return err;
	names = image->eh->e_shstrndx;
	if (names >= image->eh->e_shnum || !is_string_table(image, names))
		return refuse("no names of sections", names);
	image->section_names = (const char *)image->data + image->sh[names].sh_offset;
	for (unsigned int i = 0; !err && i < image->eh->e_shnum; i++) {
		if (image->sh[i].sh_name >= image->sh[names].sh_size)
			return refuse("a section without a name", i);
		if (image->sh[i].sh_type == SHT_SYMTAB)
			err = check_symbols(image, i);
	}
	return err ?: image->syms ? err : refuse("no symbols", 0);
}

static const char *name_of(const struct module_image *image, unsigned int i)
{
	return image->section_names + image->sh[i].sh_name;
}

int module_image_section(const struct module_image *image, const char *name)
{
	for (unsigned int i = 1; i < image->eh->e_shnum; i++)
		if (!strcmp(name_of(image, i), name) && image->sh[i].sh_type != SHT_NOBITS)
			return i;
	return -1;
}

/* The value of "tag=value" in .modinfo, or NULL. */
const char *module_image_info(const struct module_image *image, const char *tag)
{
	int section = module_image_section(image, ".modinfo");
	size_t tag_len = strlen(tag);
	const char *at, *end;

	if (section < 0 || !image->sh[section].sh_size)
		return NULL;
	at = (const char *)image->data + image->sh[section].sh_offset;
	end = at + image->sh[section].sh_size;
	if (end[-1])
		return NULL;
	for (; at < end; at += strlen(at) + 1)
		if (!strncmp(at, tag, tag_len) && at[tag_len] == '=')
			return at + tag_len + 1;
	return NULL;
}

/* ---- layout ---- */

static bool is_percpu(const struct module_image *image, unsigned int i)
{
	return !strcmp(name_of(image, i), PERCPU_SECTION);
}

static enum place place_of(const Elf32_Shdr *sh)
{
	if (sh->sh_flags & SHF_EXECINSTR)
		return PLACE_TEXT;
	return sh->sh_flags & SHF_WRITE ? PLACE_DATA : PLACE_RODATA;
}

/* Offsets into the area to image->addr; its size to @lm. */
static int lay_out(struct module_image *image, struct loaded_module *lm)
{
	u64 end = 0, ends[NR_PLACES];

	for (int place = 0; place < NR_PLACES; place++) {
		for (unsigned int i = 1; i < image->eh->e_shnum; i++) {
			const Elf32_Shdr *sh = &image->sh[i];

			if (!(sh->sh_flags & SHF_ALLOC) || place_of(sh) != place || is_percpu(image, i))
				continue;
			end = ALIGN(end, max(sh->sh_addralign, 1u));
			image->addr[i] = (unsigned long)end;
			end += sh->sh_size;
		}
		end = ALIGN(end, PAGE_SIZE);
		ends[place] = end;
	}
	if (!end || end > MODULE_MAX_BYTES)
		return refuse("nothing to load, or too much", (unsigned int)end);
	lm->text_size = ends[PLACE_TEXT];
	lm->ro_size = ends[PLACE_RODATA];
	lm->size = end;
	return 0;
}

static int copy_percpu(struct module_image *image, struct loaded_module *lm, unsigned int i)
{
	const Elf32_Shdr *sh = &image->sh[i];

	if (lm->percpu || !sh->sh_size)
		return lm->percpu ? refuse("two per-CPU sections", i) : 0;
	lm->percpu = __alloc_percpu(sh->sh_size, max(sh->sh_addralign, 1u));
	if (!lm->percpu)
		return -ENOMEM;
	for (int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
		if (sh->sh_type != SHT_NOBITS)
			memcpy(per_cpu_ptr(lm->percpu, cpu), image->data + sh->sh_offset, sh->sh_size);
	image->addr[i] = (unsigned long)lm->percpu;
	return 0;
}

static int copy_sections(struct module_image *image, struct loaded_module *lm)
{
	int err = 0;

	for (unsigned int i = 1; !err && i < image->eh->e_shnum; i++) {
		const Elf32_Shdr *sh = &image->sh[i];

		if (!(sh->sh_flags & SHF_ALLOC))
			continue;
		if (is_percpu(image, i)) {
			err = copy_percpu(image, lm, i);
			continue;
		}
		image->addr[i] += (unsigned long)lm->base;
		if (sh->sh_type != SHT_NOBITS)
			memcpy((void *)image->addr[i], image->data + sh->sh_offset, sh->sh_size);
	}
	return err;
}

/* ---- relocation ---- */

static int symbol_value(struct module_image *image, struct loaded_module *lm, unsigned int n, unsigned long *value)
{
	const Elf32_Sym *sym = &image->syms[n];
	const char *name = image->strings + sym->st_name;

	switch (sym->st_shndx) {
	case SHN_UNDEF:
		*value = n ? module_resolve(lm, name) : 0;
		if (*value || !n || ELF32_ST_BIND(sym->st_info) == STB_WEAK)
			return 0;
		pr_err("%s: Unknown symbol %s (err %d)\n", lm->mod.name, name, -ENOENT);
		return -ENOENT;
	case SHN_ABS:
		*value = sym->st_value;
		return 0;
	}
	if (sym->st_shndx >= SHN_LORESERVE)
		return refuse("a symbol without a section", n);
	*value = image->addr[sym->st_shndx] + sym->st_value;
	return 0;
}

static int relocate_section(struct module_image *image, struct loaded_module *lm, const Elf32_Shdr *sh,
			    const unsigned long *values)
{
	const Elf32_Rel *rel = (const Elf32_Rel *)(image->data + sh->sh_offset);
	const Elf32_Shdr *target = &image->sh[sh->sh_info];
	u8 *base = (u8 *)image->addr[sh->sh_info];

	if (lm->percpu && base == lm->percpu)
		base = per_cpu_ptr(lm->percpu, 0);
	for (unsigned int n = 0; n < sh->sh_size / sizeof(*rel); n++) {
		unsigned int sym = ELF32_R_SYM(rel[n].r_info), type = ELF32_R_TYPE(rel[n].r_info);
		u32 *place = (u32 *)(base + rel[n].r_offset);

		if (sym >= image->nr_syms || target->sh_size < 4 || rel[n].r_offset > target->sh_size - 4)
			return refuse("a relocation outside its section", n);
		if (type == R_386_32)
			*place += values[sym];
		else if (type == R_386_PC32 || type == R_386_PLT32)
			*place += values[sym] - (unsigned long)place;
		else if (type != R_386_NONE)
			return refuse("an unknown type of relocation", type);
	}
	return 0;
}

static int relocate(struct module_image *image, struct loaded_module *lm)
{
	unsigned long *values = kvcalloc(image->nr_syms, sizeof(*values), GFP_KERNEL);
	int err = values ? 0 : -ENOMEM, one;

	/* All that are unknown are named before giving up. */
	for (unsigned int n = 0; values && n < image->nr_syms; n++) {
		one = symbol_value(image, lm, n, &values[n]);
		err = err ?: one;
	}
	for (unsigned int i = 1; !err && i < image->eh->e_shnum; i++) {
		const Elf32_Shdr *sh = &image->sh[i];

		if (sh->sh_type == SHT_REL && image->sh[sh->sh_info].sh_flags & SHF_ALLOC)
			err = relocate_section(image, lm, sh, values);
	}
	kvfree(values);
	return err;
}

/* ---- protection, tables, names ---- */

static void protect(unsigned long start, unsigned long end, pgprot_t prot)
{
	for (unsigned long vaddr = start; vaddr < end; vaddr += PAGE_SIZE)
		set_pte(window_pte(vaddr), pfn_pte(vmalloc_to_pfn((void *)vaddr), prot));
	flush_tlb_kernel_range(start, end);
}

static const void *table(const struct module_image *image, const char *name, size_t entry, unsigned int *nr)
{
	int section = module_image_section(image, name);

	*nr = section < 0 ? 0 : image->sh[section].sh_size / entry;
	return *nr ? (const void *)image->addr[section] : NULL;
}

static void find_tables(const struct module_image *image, struct loaded_module *lm)
{
	unsigned int nr_jumps;

	lm->exports = table(image, "ksymtab", sizeof(*lm->exports), &lm->nr_exports);
	lm->params = table(image, ".param", sizeof(*lm->params), &lm->nr_params);
	lm->extable = table(image, "__ex_table", sizeof(*lm->extable), &lm->nr_extable);
	lm->bugs = table(image, "__bug_table", sizeof(*lm->bugs), &lm->nr_bugs);
	lm->suites = table(image, ".kunit_test_suites", sizeof(*lm->suites), &lm->nr_suites);
	lm->jumps.start = table(image, ".jump_table", sizeof(*lm->jumps.start), &nr_jumps);
	lm->jumps.stop = lm->jumps.start + nr_jumps;
}

/* Keep the functions' names: without memory for them backtraces have numbers only. */
static void keep_names(const struct module_image *image, struct loaded_module *lm)
{
	lm->names = kvmalloc(image->strings_len, GFP_KERNEL);
	lm->functions = kvcalloc(image->nr_syms, sizeof(Elf32_Sym), GFP_KERNEL);
	if (!lm->names || !lm->functions)
		return;
	memcpy(lm->names, image->strings, image->strings_len);
	for (unsigned int n = 0; n < image->nr_syms; n++) {
		Elf32_Sym *keep = &lm->functions[lm->nr_functions];

		*keep = image->syms[n];
		if (ELF32_ST_TYPE(keep->st_info) != STT_FUNC || keep->st_shndx >= image->eh->e_shnum ||
		    !image->addr[keep->st_shndx])
			continue;
		keep->st_value += image->addr[keep->st_shndx];
		lm->nr_functions++;
	}
}

/* The function of that name in the module itself. */
static unsigned long own_symbol(const struct module_image *image, const char *name)
{
	for (unsigned int n = 1; n < image->nr_syms; n++) {
		const Elf32_Sym *sym = &image->syms[n];

		if (sym->st_shndx != SHN_UNDEF && sym->st_shndx < image->eh->e_shnum &&
		    image->sh[sym->st_shndx].sh_flags & SHF_EXECINSTR &&
		    sym->st_value < image->sh[sym->st_shndx].sh_size &&
		    !strcmp(image->strings + sym->st_name, name))
			return image->addr[sym->st_shndx] + sym->st_value;
	}
	return 0;
}

/* Each branch of a static key: within the text, its key in memory that is there. */
static int check_jumps(const struct loaded_module *lm)
{
	unsigned long text = (unsigned long)lm->base, end = text + lm->text_size - JUMP_LABEL_NOP_SIZE, count;

	for (const struct jump_entry *e = lm->jumps.start; e < lm->jumps.stop; e++)
		if (e->code < text || e->code > end || e->target < text || e->target > end ||
		    probe_kernel_word((void *)(e->key & ~1UL), &count))
			return refuse("a branch that is nowhere", e - lm->jumps.start);
	return 0;
}

int module_image_load(struct module_image *image, struct loaded_module *lm)
{
	unsigned long base;
	int err = lay_out(image, lm);

	if (err)
		return err;
	lm->base = __vmalloc_node_range(lm->size, PAGE_SIZE, VMALLOC_START, VMALLOC_END,
					GFP_KERNEL | __GFP_ZERO, PAGE_KERNEL, 0, NUMA_NO_NODE,
					__builtin_return_address(0));
	if (!lm->base)
		return -ENOMEM;
	err = copy_sections(image, lm);
	err = err ?: relocate(image, lm);
	if (err)
		return err;
	find_tables(image, lm);
	err = check_jumps(lm);
	if (err)
		return err;
	keep_names(image, lm);
	lm->mod.init = (int (*)(void))own_symbol(image, "init_module");
	lm->mod.exit = (void (*)(void))own_symbol(image, "cleanup_module");
	base = (unsigned long)lm->base;
	protect(base, base + lm->text_size, PAGE_KERNEL_ROX);
	protect(base + lm->text_size, base + lm->ro_size, PAGE_KERNEL_RO);
	jump_label_add_table(&lm->jumps);
	return 0;
}

void module_image_unload(struct loaded_module *lm)
{
	if (lm->jumps.list.next)
		jump_label_del_table(&lm->jumps);
	vfree(lm->base);
	free_percpu(lm->percpu);
	kvfree(lm->names);
	kvfree(lm->functions);
}
