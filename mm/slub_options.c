// SPDX-License-Identifier: MIT
/*
 * mm/slub_options.c: the command line's say in how caches are made.
 *
 * Problem.  Debugging every cache makes a small machine slow and its caches large; one usually knows
 *           which cache to watch.
 * Idea.     slub_debug=<letters>[,<cache>[,<cache>...]][;<letters>...], as in Linux. Letters: F checks
 *           at each step, Z red zones, P poison, U users, T trace, A fail_slab, - nothing; no letters
 *           mean FZPU. O, in any list, holds for all: a cache whose slabs would have to be larger for
 *           the sake of Z, P and U goes without them (slub_spare_order()). Without a list they apply to all caches; a list narrows them to those named,
 *           and a name may end in `*`. The first list that names a cache decides about it.
 *
 *             slub_debug                  FZPU for all
 *             slub_debug=P,kmalloc-*      poison the kmalloc row
 *             slub_debug=-;FZ,task_struct nothing, but red zones for one cache
 *             slub_debug=FZPUO            for all, but kmalloc-4k and kmalloc-8k are only checked
 * Invariants. The text is kept; each cache reads it when it is made, so the order of caches is free.
 * Cost.     One walk of the text per cache made.
 * Sources.  Linux Documentation/mm/slub.rst.
 */
#include <linux/ctype.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <slate/param.h>
#include "slub.h"

#define DEBUG_DEFAULT_FLAGS \
	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)

static char slub_debug_text[COMMAND_LINE_SIZE]; /* what follows `slub_debug=` (B) */
static bool slub_debug_given;	  /* (B) */
bool slub_spares_order;		  /* letter O (B) */

static const struct {
	char letter;
	slab_flags_t flag;
} debug_letters[] = {
	{ 'f', SLAB_CONSISTENCY_CHECKS }, { 'z', SLAB_RED_ZONE }, { 'p', SLAB_POISON },
	{ 'u', SLAB_STORE_USER },	  { 't', SLAB_TRACE },	  { 'a', SLAB_FAILSLAB },
	{ '-', 0 },
};

static slab_flags_t flag_of_letter(char letter)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(debug_letters); i++)
		if (debug_letters[i].letter == tolower(letter))
			return debug_letters[i].flag;
	return 0;
}

/* Note O, and name the letters of one block that mean nothing. Return: the next block. */
static const char *check_block(const char *c)
{
	for (; *c && *c != ',' && *c != ';'; c++)
		if (tolower(*c) == 'o')
			slub_spares_order = true;
		else if (*c != '-' && !flag_of_letter(*c))
			pr_err("slub_debug option '%c' unknown. skipped\n", *c);
	c += strcspn(c, ";");
	return c + (*c == ';');
}

static int __init setup_slub_debug(char *text)
{
	const char *block = slub_debug_text;

	slub_debug_given = true;
	strscpy(slub_debug_text, text ?: "", sizeof(slub_debug_text));
	while (*block)
		block = check_block(block);
	return 0;
}
SLATE_EARLY_PARAM("slub_debug", setup_slub_debug, "[FZPUTAO][,CACHE...][;...]",
		  "watch objects: checks, red zones, poison, users, trace");

static int __init setup_slab(char *text)
{
	static const struct slab_ops *const allocators[] = { &slub_ops, &slab_ops, &slob_ops };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(allocators); i++) {
		if (text && !strcmp(text, allocators[i]->name)) {
			slab_allocator = allocators[i];
			return 0;
		}
	}
	pr_err("slab=%s: there is no such allocator; %s serves\n", text ?: "", slab_allocator->name);
	return 0;
}
SLATE_EARLY_PARAM("slab", setup_slab, "slub|slab|slob", "which allocator serves objects");

/* Does the list at @names, which ends at ';' or 0, name @name? */
static bool list_names(const char *names, const char *name)
{
	while (*names && *names != ';') {
		size_t len = strcspn(names, ",;");
		bool glob = len && names[len - 1] == '*';

		if (glob ? !strncmp(names, name, len - 1) :
			   strlen(name) == len && !strncmp(names, name, len))
			return true;
		names += len;
		names += *names == ',';
	}
	return false;
}

/* The letters of a block; their end is left in @block. */
static slab_flags_t flags_of_block(const char **block)
{
	const char *c = *block;
	slab_flags_t flags = 0;

	if (*c == ',')
		return DEBUG_DEFAULT_FLAGS;
	for (; *c && *c != ',' && *c != ';'; c++)
		flags = *c == '-' ? 0 : flags | flag_of_letter(*c);
	*block = c;
	return flags;
}

/**
 * slub_debug_flags() - the flags that @text adds to those of a cache.
 * @text: what follows slub_debug=.
 * @name: of the cache.
 * @flags: what its maker asks for: SLAB_NOLEAKTRACE is spared the owners unless it is named.
 */
slab_flags_t slub_debug_flags(const char *text, const char *name, slab_flags_t flags)
{
	slab_flags_t wanted, for_all = *text ? 0 : DEBUG_DEFAULT_FLAGS;
	const char *block = text;

	for (; *block; block += strcspn(block, ";")) {
		block += *block == ';';
		if (!*block || *block == ';')
			continue;
		wanted = flags_of_block(&block);
		if (*block != ',')
			for_all = wanted;
		else if (list_names(block + 1, name))
			return wanted;
	}
	return flags & SLAB_NOLEAKTRACE ? for_all & ~SLAB_STORE_USER : for_all;
}

/**
 * kmem_cache_flags() - the flags a cache is made with, after the command line had its say.
 * @flags: what its maker asks for; with SLAB_NO_USER_FLAGS nothing is added.
 * @name: its name.
 */
slab_flags_t kmem_cache_flags(slab_flags_t flags, const char *name)
{
	if (!slub_debug_given || flags & SLAB_NO_USER_FLAGS)
		return flags;
	return flags | slub_debug_flags(slub_debug_text, name, flags);
}
