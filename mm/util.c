// SPDX-License-Identifier: MIT
/*
 * mm/util.c: copies of strings and of memory, and memory that need not be contiguous.
 *
 * Problem.  Half of all kmalloc() calls are followed by a copy; and a large kmalloc() fails when
 *           memory is in crumbs although there is plenty of it.
 * Idea.     Say both things together: kstrdup(), kmemdup(). And try kmalloc() without insisting, then
 *           vmalloc(), which makes one range of addresses of scattered pages: kvmalloc(). kvfree()
 *           sees by the address which of the two it was.
 * Invariants. Strings returned here end in 0. A constant string is not copied by kstrdup_const().
 * Locks.    none.
 * Paths.    kvmalloc -> kvmalloc_node -> kmalloc_node | __vmalloc_node
 * Cost.     kvmalloc of more than a page costs one failed try when it must fall back.
 * Sources.  LDD ch. 8 "vmalloc and Friends"; Linux mm/util.c for what each returns.
 */
#include <asm/sections.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

/**
 * kmemdup() - copy memory into an allocation of its own.
 * @src: @len bytes.
 *
 * Context: as @gfp says. Return: the copy, for kfree(); or NULL.
 */
void *kmemdup(const void *src, size_t len, gfp_t gfp)
{
	void *copy = kmalloc_track_caller(len, gfp);

	return copy ? memcpy(copy, src, len) : NULL;
}
EXPORT_SYMBOL(kmemdup);

/**
 * kmemdup_nul() - make a string of @len bytes that need not end in 0.
 *
 * Context: as @gfp says. Return: the string, for kfree(); NULL if @s is, or without memory.
 */
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp)
{
	char *copy;

	if (!s)
		return NULL;
	copy = kmalloc_track_caller(len + 1, gfp);
	if (copy) {
		memcpy(copy, s, len);
		copy[len] = '\0';
	}
	return copy;
}
EXPORT_SYMBOL(kmemdup_nul);

/**
 * kstrdup() - copy a string.
 *
 * Context: as @gfp says. Return: the copy, for kfree(); NULL if @s is, or without memory.
 */
char *kstrdup(const char *s, gfp_t gfp)
{
	return s ? kmemdup(s, strlen(s) + 1, gfp) : NULL;
}
EXPORT_SYMBOL(kstrdup);

/* kstrndup() - copy at most @max characters of a string; the rest as kstrdup(). */
char *kstrndup(const char *s, size_t max, gfp_t gfp)
{
	return s ? kmemdup_nul(s, strnlen(s, max), gfp) : NULL;
}
EXPORT_SYMBOL(kstrndup);

static bool is_constant(const void *addr)
{
	return addr >= (void *)__start_rodata && addr < (void *)__end_rodata;
}

/**
 * kstrdup_const() - a string that will not change: itself if it is a constant, else a copy.
 *
 * Context: as @gfp says. Return: for kfree_const() only.
 */
const char *kstrdup_const(const char *s, gfp_t gfp)
{
	return is_constant(s) ? s : kstrdup(s, gfp);
}
EXPORT_SYMBOL(kstrdup_const);

/* kfree_const() - free what kstrdup_const() returned. */
void kfree_const(const void *x)
{
	if (!is_constant(x))
		kfree(x);
}
EXPORT_SYMBOL(kfree_const);

/**
 * kvasprintf() - print into an allocation of the right size.
 *
 * Context: as @gfp says. Return: the string, for kfree(); or NULL.
 */
char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
{
	va_list again;
	unsigned int len;
	char *text;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	text = kmalloc_track_caller(len + 1, gfp);
	if (text)
		WARN(vsnprintf(text, len + 1, fmt, args) != len,
		     "kvasprintf: what '%s' prints changed while it was printed\n", fmt);
	return text;
}
EXPORT_SYMBOL(kvasprintf);

char *kasprintf(gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = kvasprintf(gfp, fmt, args);
	va_end(args);
	return text;
}
EXPORT_SYMBOL(kasprintf);

/**
 * kvmalloc_node() - memory that is contiguous for the CPU, perhaps not physically.
 * @size: bytes. Up to a page it is kmalloc().
 * @gfp: GFP_KERNEL or stronger: vmalloc cannot obey GFP_ATOMIC, so such a request only tries kmalloc.
 * @node: preferred node, or NUMA_NO_NODE.
 *
 * Context: as kmalloc(). Return: memory for kvfree(); or NULL.
 */
void *kvmalloc_node(size_t size, gfp_t gfp, int node)
{
	gfp_t first_try = gfp;
	void *memory;

	/* Do not turn memory upside down for what vmalloc can give; but do try. */
	if (size > PAGE_SIZE) {
		first_try |= __GFP_NOWARN;
		if (!(first_try & __GFP_RETRY_MAYFAIL))
			first_try |= __GFP_NORETRY;
		first_try &= ~__GFP_NOFAIL;
	}
	memory = kmalloc_node(size, first_try, node);
	if (memory || size <= PAGE_SIZE || !gfpflags_allow_blocking(gfp))
		return memory;
	if (unlikely(size > INT_MAX)) {
		WARN_ON_ONCE(!(gfp & __GFP_NOWARN));
		return NULL;
	}
	return __vmalloc_node(size, 1, gfp, node, __builtin_return_address(0));
}
EXPORT_SYMBOL(kvmalloc_node);

/**
 * kvfree() - free what kvmalloc(), kmalloc() or vmalloc() gave.
 *
 * Context: thread, or an interrupt if it is kmalloc memory.
 */
void kvfree(const void *addr)
{
	if (is_vmalloc_addr(addr))
		vfree(addr);
	else
		kfree(addr);
}
EXPORT_SYMBOL(kvfree);

void **__memcat_p(void **a, void **b)
{
	size_t na = 0, nb = 0;
	void **all;

	while (a[na])
		na++;
	while (b[nb])
		nb++;
	all = kmalloc_array(na + nb + 1, sizeof(void *), GFP_KERNEL);
	if (!all)
		return NULL;
	memcpy(all, a, na * sizeof(void *));
	memcpy(all + na, b, (nb + 1) * sizeof(void *));
	return all;
}
EXPORT_SYMBOL_GPL(__memcat_p);

void kvfree_call_rcu(struct rcu_head *head, void *ptr)
{
	if (!head) {
		might_sleep();
		synchronize_rcu();
		kvfree(ptr);
		return;
	}
	WARN_ON((unsigned long)head - (unsigned long)ptr >= RCU_FREE_OFFSETS);
	call_rcu(head, (rcu_callback_t)((unsigned long)head - (unsigned long)ptr));
}
EXPORT_SYMBOL(kvfree_call_rcu);

/* What does not fit into the static per-CPU area. kmalloc() aligns powers of two to themselves. */
static void *percpu_more(size_t size, size_t align)
{
	return kzalloc(roundup_pow_of_two(max(size, align)), GFP_KERNEL);
}

static int __init util_init(void)
{
	percpu_set_provider(percpu_more, kfree);
	rcu_free_fn = kvfree;
	return 0;
}
early_initcall(util_init);

/* kvfree_sensitive() - zero @len bytes, then kvfree(). */
void kvfree_sensitive(const void *addr, size_t len)
{
	if (ZERO_OR_NULL_PTR(addr))
		return;
	memzero_explicit((void *)addr, len);
	kvfree(addr);
}
EXPORT_SYMBOL(kvfree_sensitive);

/**
 * kvrealloc() - more room for the contents of a kvmalloc() allocation; never less.
 *
 * Context: as kvmalloc(). Return: where the contents are now; or NULL, and then the old one stands.
 */
void *kvrealloc(const void *p, size_t old_size, size_t new_size, gfp_t gfp)
{
	void *new;

	if (old_size >= new_size)
		return (void *)p;
	new = kvmalloc(new_size, gfp);
	if (!new)
		return NULL;
	memcpy(new, p, old_size);
	kvfree(p);
	return new;
}
EXPORT_SYMBOL(kvrealloc);
