// SPDX-License-Identifier: MIT
/* tests/bench/bench_window.c: the loops of vmalloc, vmap, kmap and the highmem helpers. */
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <slate/bench.h>

static __always_inline int vmalloc_pairs(unsigned int n, unsigned long size)
{
	while (n--) {
		void *memory = vmalloc(size);

		if (!memory)
			return -ENOMEM;
		vfree(memory);
	}
	return 0;
}

#define VMALLOC_LOOP(name_, size_, ops_, debian_, lean_, goal_)                            \
	static int run_##name_(unsigned int n)                                             \
	{                                                                                  \
		return vmalloc_pairs(n, size_);                                            \
	}                                                                                  \
	BENCH_LOOP(name_, .op = "vmalloc; vfree", .run = run_##name_, .ops = ops_,         \
		   .debian = debian_, .lean = lean_, .goal = goal_)

VMALLOC_LOOP(vmalloc_4k_pair, 4096, 200, 3062, 2069, 600);
VMALLOC_LOOP(vmalloc_64k_pair, 65536, 50, 9313, 6256, 2500);
VMALLOC_LOOP(vmalloc_1m_pair, 1 << 20, 4, 112000, 75000, 25000);
VMALLOC_LOOP(vmalloc_4m_pair, 4 << 20, 1, 439000, 294000, 40000);

static int run_touch(unsigned int n)
{
	while (n--) {
		char *memory = vmalloc(65536);

		if (!memory)
			return -ENOMEM;
		for (unsigned int i = 0; i < 65536; i += PAGE_SIZE)
			*(volatile u32 *)(memory + i) = i;
		vfree(memory);
	}
	return 0;
}
BENCH_LOOP(vmalloc_64k_touch, .op = "vmalloc; a word in each page; vfree", .run = run_touch,
	   .ops = 50, .debian = 9396, .lean = 6337, .goal = 2600);

static int run_purge(unsigned int n)
{
	while (n--) {
		void *memory = vmalloc(4096);

		if (!memory)
			return -ENOMEM;
		vfree(memory);
		vm_unmap_aliases();
	}
	return 0;
}
BENCH_LOOP(vmalloc_4k_purge, .op = "vmalloc; vfree; vm_unmap_aliases", .run = run_purge,
	   .ops = 100, .debian = 3770, .lean = 2340, .goal = 900);

/* ---- pages that a loop needs ---- */

#define MAX_PAGES 2000

static struct page **pages;
static unsigned int nr_pages, at;

static void put_pages(void)
{
	while (nr_pages)
		__free_page(pages[--nr_pages]);
	vfree(pages);
	pages = NULL;
}

static int take_pages(unsigned int count, gfp_t gfp)
{
	at = 0;
	pages = vmalloc(MAX_PAGES * sizeof(*pages));
	if (!pages)
		return -ENOMEM;
	for (nr_pages = 0; nr_pages < count; nr_pages++) {
		pages[nr_pages] = alloc_page(gfp);
		if (!pages[nr_pages]) {
			put_pages();
			return -ENOMEM;
		}
	}
	return 0;
}

static int take_16_low(void)
{
	return take_pages(16, GFP_KERNEL);
}

static int take_1_high(void)
{
	return take_pages(1, GFP_HIGHUSER);
}

static int take_2_high(void)
{
	return take_pages(2, GFP_HIGHUSER);
}

static int take_2000_high(void)
{
	return take_pages(MAX_PAGES, GFP_HIGHUSER);
}

static const char *without_highmem(void)
{
	return totalhigh_pages() < 2 * MAX_PAGES ? "no highmem to speak of" : NULL;
}

static int run_vmap(unsigned int n)
{
	while (n--) {
		void *view = vmap(pages, 16, VM_MAP, PAGE_KERNEL);

		if (!view)
			return -ENOMEM;
		vunmap(view);
	}
	return 0;
}
BENCH_LOOP(vmap_16p_pair, .op = "vmap of the same 16 pages; vunmap", .run = run_vmap, .ops = 200,
	   .setup = take_16_low, .teardown = put_pages, .debian = 3026, .lean = 2330, .goal = 600);

#define HIGH_LOOP(name_, setup_, ...)                                                      \
	BENCH_LOOP(name_, .run = run_##name_, .skip = without_highmem, .setup = setup_,    \
		   .teardown = put_pages, __VA_ARGS__)

static struct page *next_page(void)
{
	at = at + 1 < nr_pages ? at + 1 : 0;
	return pages[at];
}

static int run_kmap_local_pair(unsigned int n)
{
	while (n--)
		kunmap_local(kmap_local_page(pages[0]));
	return 0;
}
HIGH_LOOP(kmap_local_pair, take_1_high, .op = "kmap_local_page; kunmap_local", .ops = 500,
	  .debian = 251, .lean = 161, .goal = 60);

static int run_kmap_atomic_pair(unsigned int n)
{
	while (n--)
		kunmap_atomic(kmap_atomic(pages[0]));
	return 0;
}
HIGH_LOOP(kmap_atomic_pair, take_1_high, .op = "kmap_atomic; kunmap_atomic", .ops = 500,
	  .debian = 256, .lean = 163, .goal = 60);

static int run_kmap_local_touch_rotate(unsigned int n)
{
	while (n--) {
		u32 *addr = kmap_local_page(next_page());

		*(volatile u32 *)addr = n;
		kunmap_local(addr);
	}
	return 0;
}
HIGH_LOOP(kmap_local_touch_rotate, take_2000_high, .op = "over 2000 highmem pages, one word written",
	  .ops = 500, .debian = 257, .lean = 166, .goal = 70);

static int run_kmap_same_pair(unsigned int n)
{
	while (n--) {
		kmap(pages[0]);
		kunmap(pages[0]);
	}
	return 0;
}
HIGH_LOOP(kmap_same_pair, take_1_high, .op = "kmap; kunmap of one page", .ops = 1000,
	  .debian = 301, .lean = 125, .goal = 60);

static int run_kmap_rotate_2000(unsigned int n)
{
	while (n--) {
		struct page *page = next_page();

		kmap(page);
		kunmap(page);
	}
	return 0;
}
HIGH_LOOP(kmap_rotate_2000, take_2000_high, .op = "kmap; kunmap over 2000 pages in turn",
	  .ops = 2000, .debian = 662, .lean = 334, .goal = 140);

static int run_kmap_rotate_2000_touch(unsigned int n)
{
	while (n--) {
		struct page *page = next_page();

		*(volatile u32 *)kmap(page) = n;
		kunmap(page);
	}
	return 0;
}
HIGH_LOOP(kmap_rotate_2000_touch, take_2000_high, .op = "and one word written", .ops = 2000,
	  .debian = 662, .lean = 334, .goal = 140);

static int run_copy_highpage(unsigned int n)
{
	while (n--)
		copy_highpage(pages[1], pages[0]);
	return 0;
}
HIGH_LOOP(copy_highpage, take_2_high, .op = "copy_highpage", .ops = 200, .debian = 1527,
	  .lean = 1369, .goal = 1200);

static int run_clear_highpage(unsigned int n)
{
	while (n--)
		clear_highpage(pages[0]);
	return 0;
}
HIGH_LOOP(clear_highpage, take_1_high, .op = "clear_highpage", .ops = 200, .debian = 1286,
	  .lean = 1191, .goal = 1150);

static int run_clear_page(unsigned int n)
{
	while (n--)
		clear_page(page_address(pages[0]));
	return 0;
}
BENCH_LOOP(clear_page, .op = "clear_page of a low page", .run = run_clear_page, .ops = 200,
	   .setup = take_16_low, .teardown = put_pages, .debian = 1034, .lean = 1029, .goal = 1040);

static int run_copy_page(unsigned int n)
{
	while (n--)
		copy_page(page_address(pages[0]), page_address(pages[1]));
	return 0;
}
BENCH_LOOP(copy_page, .op = "copy_page of low pages", .run = run_copy_page, .ops = 200,
	   .setup = take_16_low, .teardown = put_pages, .debian = 1038, .lean = 1047, .goal = 1040);
