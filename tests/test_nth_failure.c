// SPDX-License-Identifier: MIT
/* Each request of each memory operation refused in turn: nothing is lost, and the operation says so. */
#include "nth_failure.h"
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#define BATCH 40

static int pages_of_each_order_once(void)
{
	struct page *page[6] = {};
	int err = 0;

	for (unsigned int order = 0; order < ARRAY_SIZE(page); order++) {
		page[order] = alloc_pages(GFP_KERNEL | __GFP_NOWARN, order);
		if (!page[order])
			err = -ENOMEM;
	}
	for (unsigned int order = 0; order < ARRAY_SIZE(page); order++)
		if (page[order])
			__free_pages(page[order], order);
	return err;
}
NTH_TEST(pages_of_each_order)

static int exact_pages_and_pages_in_bulk_once(void)
{
	void *exact = alloc_pages_exact(5 * PAGE_SIZE, GFP_KERNEL);
	struct page *pages[16] = {};
	unsigned long got;

	if (!exact)
		return -ENOMEM;
	got = alloc_pages_bulk_array(GFP_KERNEL, ARRAY_SIZE(pages), pages);
	for (unsigned long i = 0; i < got; i++)
		__free_page(pages[i]);
	free_pages_exact(exact, 5 * PAGE_SIZE);
	return got == ARRAY_SIZE(pages) ? 0 : -ENOMEM;
}
NTH_TEST(exact_pages_and_pages_in_bulk)

static int kmalloc_of_all_sizes_once(void)
{
	static const size_t sizes[] = { 1, 8, 96, 192, 1000, 4096, 8192, 8193, 100000, 500000 };
	void *memory[ARRAY_SIZE(sizes)];
	int err = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		memory[i] = kmalloc(sizes[i], GFP_KERNEL | __GFP_NOWARN);
		if (!memory[i])
			err = -ENOMEM;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		kfree(memory[i]);
	return err;
}
NTH_TEST(kmalloc_of_all_sizes)

/* A krealloc() that fails leaves the old memory, and its contents. */
static int a_block_that_grows_once(void)
{
	char *text = kstrdup("grows", GFP_KERNEL), *more;

	for (size_t size = 64; text && size <= 65536; size *= 4) {
		more = krealloc(text, size, GFP_KERNEL);
		if (!more && strcmp(text, "grows"))
			return -EILSEQ;
		if (!more) {
			kfree(text);
			return -ENOMEM;
		}
		text = more;
	}
	if (!text)
		return -ENOMEM;
	kfree(text);
	return 0;
}
NTH_TEST(a_block_that_grows)

static int kvmalloc_small_and_large_once(void)
{
	void *small = kvmalloc(3000, GFP_KERNEL), *large = kvmalloc(300000, GFP_KERNEL);
	int err = small && large ? 0 : -ENOMEM;

	kvfree(small);
	kvfree(large);
	return err;
}
NTH_TEST(kvmalloc_small_and_large)

static int a_cache_and_objects_in_bulk_once(void)
{
	struct kmem_cache *s = kmem_cache_create("nth_failure", 200, 0, SLAB_NO_MERGE, NULL);
	void *objects[BATCH];
	int got;

	if (!s)
		return -ENOMEM;
	got = kmem_cache_alloc_bulk(s, GFP_KERNEL, BATCH, objects);
	kmem_cache_free_bulk(s, got, objects);
	kmem_cache_destroy(s);
	return got == BATCH ? 0 : got ? -EILSEQ : -ENOMEM;
}
NTH_TEST(a_cache_and_objects_in_bulk)

static int vmalloc_of_16_pages_once(void)
{
	void *area = vmalloc(16 * PAGE_SIZE);

	vfree(area);
	return area ? 0 : -ENOMEM;
}
NTH_TEST(vmalloc_of_16_pages)

static int vmalloc_of_3_mib_once(void)
{
	void *area = vmalloc(3 << 20);

	vfree(area);
	return area ? 0 : -ENOMEM;
}

/* Hundreds of requests: too many to refuse each, so every 37th. */
static void vmalloc_of_3_mib(struct kunit *test)
{
	struct leak_snapshot before;
	char leaks[120];

	KUNIT_ASSERT_EQ(test, vmalloc_of_3_mib_once(), 0);
	leak_snapshot(&before);
	for (unsigned int nth = 1; nth < 1000; nth += 37) {
		fault_inject(nth, FAULT_ALL_KINDS);
		vmalloc_of_3_mib_once();
		fault_inject(0, 0);
	}
	if (leak_compare(&before, leaks, sizeof(leaks)))
		KUNIT_FAIL(test, "left behind: %s", leaks);
}

static struct page *mapped[16];

static int vmap_and_vm_map_ram_once(void)
{
	void *area = vmap(mapped, ARRAY_SIZE(mapped), VM_MAP, PAGE_KERNEL);
	void *ram = vm_map_ram(mapped, ARRAY_SIZE(mapped), NUMA_NO_NODE);

	vunmap(area);
	if (ram)
		vm_unmap_ram(ram, ARRAY_SIZE(mapped));
	return area && ram ? 0 : -ENOMEM;
}

static void vmap_and_vm_map_ram(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(mapped); i++)
		mapped[i] = alloc_page(GFP_KERNEL | __GFP_NOFAIL);
	fail_each_request(test, vmap_and_vm_map_ram_once);
	for (unsigned int i = 0; i < ARRAY_SIZE(mapped); i++)
		__free_page(mapped[i]);
}

static int a_mempool_of_objects_once(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(6, 128);
	void *element;
	int err;

	if (!pool)
		return -ENOMEM;
	/* With elements in reserve this cannot fail, whoever is refused. */
	element = mempool_alloc(pool, GFP_KERNEL);
	if (!element) {
		mempool_destroy(pool);
		return -EILSEQ;
	}
	mempool_free(element, pool);
	err = mempool_resize(pool, 12);
	mempool_destroy(pool);
	return err;
}
NTH_TEST(a_mempool_of_objects)

static int a_mempool_of_pages_once(void)
{
	mempool_t *pool = mempool_create_page_pool(6, 1);

	mempool_destroy(pool);
	return pool ? 0 : -ENOMEM;
}
NTH_TEST(a_mempool_of_pages)

static int percpu_memory_once(void)
{
	void __percpu *memory = __alloc_percpu(100, 8);

	free_percpu(memory);
	return memory ? 0 : -ENOMEM;
}

/* It comes from room set apart at boot: there is nothing to refuse. */
static void percpu_memory(struct kunit *test)
{
	fault_inject(1, FAULT_ALL_KINDS);
	KUNIT_EXPECT_EQ(test, percpu_memory_once(), 0);
	KUNIT_EXPECT_FALSE(test, fault_injected());
	fault_inject(0, 0);
}

static int does_nothing(void *data)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ / 10);
	return 0;
}

static int a_thread_once(void)
{
	struct task_struct *thread = kthread_run(does_nothing, NULL, "nth");

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	/* -EINTR: it was stopped before it ran. */
	kthread_stop(thread);
	return 0;
}
NTH_TEST(a_thread)

static int a_scatterlist_of_many_pages_once(void)
{
	struct sg_table table;
	int err = sg_alloc_table(&table, 700, GFP_KERNEL);

	if (!err)
		sg_free_table(&table);
	return err;
}
NTH_TEST(a_scatterlist_of_many_pages)

static int kmap_of_high_pages_once(void)
{
	struct page *page[4] = {};
	int err = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(page); i++) {
		page[i] = alloc_page(GFP_HIGHUSER);
		if (!page[i]) {
			err = -ENOMEM;
			continue;
		}
		memset(kmap(page[i]), i, PAGE_SIZE);
		kunmap(page[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(page); i++)
		if (page[i])
			__free_page(page[i]);
	return err;
}
NTH_TEST(kmap_of_high_pages)

static struct kunit_case nth_failure_cases[] = {
	KUNIT_CASE(pages_of_each_order),
	KUNIT_CASE(exact_pages_and_pages_in_bulk),
	KUNIT_CASE(kmalloc_of_all_sizes),
	KUNIT_CASE(a_block_that_grows),
	KUNIT_CASE(kvmalloc_small_and_large),
	KUNIT_CASE(a_cache_and_objects_in_bulk),
	KUNIT_CASE(vmalloc_of_16_pages),
	KUNIT_CASE(vmalloc_of_3_mib),
	KUNIT_CASE(vmap_and_vm_map_ram),
	KUNIT_CASE(kmap_of_high_pages),
	KUNIT_CASE(a_mempool_of_objects),
	KUNIT_CASE(a_mempool_of_pages),
	KUNIT_CASE(percpu_memory),
	KUNIT_CASE(a_thread),
	KUNIT_CASE(a_scatterlist_of_many_pages),
	{}
};

static struct kunit_suite nth_failure_suite = {
	.name = "nth_failure",
	.test_cases = nth_failure_cases,
};
kunit_test_suite(nth_failure_suite);
