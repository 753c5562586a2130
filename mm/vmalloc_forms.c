// SPDX-License-Identifier: MIT
/*
 * mm/vmalloc_forms.c: the many names of vmalloc.
 *
 * Problem.  Callers rarely care about more than one of: size, gfp, node, alignment, clearing, user.
 * Idea.     Each form is __vmalloc_node_range() (mm/vmalloc.c) with the rest filled in, and records
 *           who called it: that name is what /proc/vmallocinfo shows and what a report of a wrong
 *           free names.
 *
 *               form               gfp                      flags        node
 *               vmalloc            GFP_KERNEL                            any
 *               vzalloc            GFP_KERNEL | ZERO                     any
 *               vmalloc_user       GFP_KERNEL | ZERO        VM_USERMAP   any
 *               vmalloc_32         GFP_KERNEL | DMA32                    any
 *               vmalloc_node       GFP_KERNEL                            given
 *               __vmalloc          given                                 any
 *
 * Invariants, locks: none. Paths: one hop to __vmalloc_node() or __vmalloc_node_range().
 * Cost.     A call.
 * Sources.  LDD3 ch. 8 "vmalloc and Friends"; Gorman ch. 7, table 7.1.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/vmalloc.h>

/* __vmalloc() - with gfp. */
void *__vmalloc(unsigned long size, gfp_t gfp)
{
	return __vmalloc_node(size, 1, gfp, NUMA_NO_NODE, __builtin_return_address(0));
}
EXPORT_SYMBOL(__vmalloc);

/**
 * vmalloc() - allocate virtually contiguous memory.
 * @size: bytes.
 *
 * Context: thread, may sleep.
 * Return: page-aligned address of uncleared memory, or NULL. Free with vfree().
 * Source: LDD3 ch. 8 "vmalloc and Friends".
 */
void *vmalloc(unsigned long size)
{
	return __vmalloc_node(size, 1, GFP_KERNEL, NUMA_NO_NODE, __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc);

/* vzalloc() - the same, cleared. */
void *vzalloc(unsigned long size)
{
	return __vmalloc_node(size, 1, GFP_KERNEL | __GFP_ZERO, NUMA_NO_NODE,
			      __builtin_return_address(0));
}
EXPORT_SYMBOL(vzalloc);

/* vmalloc_huge() - 2 MiB entries where they fit, which every vmalloc() here tries. */
void *vmalloc_huge(unsigned long size, gfp_t gfp)
{
	return __vmalloc_node_range(size, 1, VMALLOC_START, VMALLOC_END, gfp, PAGE_KERNEL,
				    VM_ALLOW_HUGE_VMAP, NUMA_NO_NODE, __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc_huge);

/* vmalloc_user() - cleared, and marked as fit to be mapped to user space. */
void *vmalloc_user(unsigned long size)
{
	return __vmalloc_node_range(size, PAGE_SIZE, VMALLOC_START, VMALLOC_END,
				    GFP_KERNEL | __GFP_ZERO, PAGE_KERNEL, VM_USERMAP, NUMA_NO_NODE,
				    __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc_user);

/* vmalloc_node(), vzalloc_node() - from a NUMA node, if it has memory left. */
void *vmalloc_node(unsigned long size, int node)
{
	return __vmalloc_node(size, 1, GFP_KERNEL, node, __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc_node);

void *vzalloc_node(unsigned long size, int node)
{
	return __vmalloc_node(size, 1, GFP_KERNEL | __GFP_ZERO, node, __builtin_return_address(0));
}
EXPORT_SYMBOL(vzalloc_node);

/* vmalloc_32() - every frame below 4 GiB, for devices with a 32-bit mask. */
void *vmalloc_32(unsigned long size)
{
	return __vmalloc_node(size, 1, GFP_KERNEL | GFP_DMA32, NUMA_NO_NODE,
			      __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc_32);

/* vmalloc_32_user() - both. */
void *vmalloc_32_user(unsigned long size)
{
	return __vmalloc_node_range(size, PAGE_SIZE, VMALLOC_START, VMALLOC_END,
				    GFP_KERNEL | GFP_DMA32 | __GFP_ZERO, PAGE_KERNEL, VM_USERMAP,
				    NUMA_NO_NODE, __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc_32_user);

/* Arrays: NULL where n * size overflows. */
void *__vmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return __vmalloc_node(bytes, 1, gfp, NUMA_NO_NODE, __builtin_return_address(0));
}
EXPORT_SYMBOL(__vmalloc_array);

void *vmalloc_array(size_t n, size_t size)
{
	return __vmalloc_array(n, size, GFP_KERNEL);
}
EXPORT_SYMBOL(vmalloc_array);

void *__vcalloc(size_t n, size_t size, gfp_t gfp)
{
	return __vmalloc_array(n, size, gfp | __GFP_ZERO);
}
EXPORT_SYMBOL(__vcalloc);

void *vcalloc(size_t n, size_t size)
{
	return __vmalloc_array(n, size, GFP_KERNEL | __GFP_ZERO);
}
EXPORT_SYMBOL(vcalloc);
