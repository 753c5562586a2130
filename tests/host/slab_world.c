// SPDX-License-Identifier: MIT
/*
 * tests/host/slab_world.c: the floors below the object allocators, in a host process.
 *
 * Pages are handed out first fit, aligned to their order, from an array of flags; the frames lie at
 * PAGE_OFFSET itself, so that virt_to_page() and its inverse are the kernel's own.
 */
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <slate/fault.h>
#include "host.h"
#include "slab_world.h"
#include "../../mm/slab.h"

void *mmap(void *addr, size_t len, int prot, int flags, int fd, long offset);

unsigned long host_irqs_off;
int __preempt_count;
void *high_memory;
unsigned long max_low_pfn;
bool init_on_alloc_enabled, init_on_free_enabled;
void (*rcu_free_fn)(const void *ptr);
struct page *mem_map;
unsigned long volatile jiffies;
bool fault_injection_on;
DEFINE_STATIC_KEY_FALSE(alloc_watched);
DEFINE_STATIC_KEY_FALSE(object_detour);
bool world_verbose;
static struct page frames[WORLD_PAGES];
static bool taken[WORLD_PAGES];
static unsigned int refusals, nr_reports;
static char last_report[4096];
struct pglist_data contig_page_data;
static struct task_struct host_task;
struct task_struct *current_task = &host_task;

void world_start(void)
{
	void *want = (void *)PAGE_OFFSET;

	/* PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED */
	if (mmap(want, WORLD_PAGES * PAGE_SIZE, 3, 0x32, -1, 0) != want) {
		printf("no memory at PAGE_OFFSET\n");
		exit(1);
	}
	/* Per-CPU variables are reached through %fs: let it be flat, as on the boot CPU. */
	asm volatile("mov %%ds, %%eax; mov %%eax, %%fs" : : : "eax");
	/* Objects of equal caches are to be told apart. */
	slab_share_caches = false;
	mem_map = frames;
	max_low_pfn = WORLD_PAGES;
	high_memory = want + WORLD_PAGES * PAGE_SIZE;
}

unsigned long world_free_pages(void)
{
	unsigned long nr = 0, i;

	for (i = 0; i < WORLD_PAGES; i++)
		nr += !taken[i];
	return nr;
}

void world_refuse_pages(unsigned int nr)
{
	refusals = nr;
}

static bool run_is_free(unsigned int first, unsigned int nr)
{
	while (nr--)
		if (taken[first + nr])
			return false;
	return true;
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	unsigned int nr = 1U << order, first, i;

	if (refusals) {
		refusals--;
		return NULL;
	}
	for (first = 0; first + nr <= WORLD_PAGES; first += nr) {
		if (!run_is_free(first, nr))
			continue;
		for (i = 0; i < nr; i++)
			taken[first + i] = true;
		frames[first].kind = KIND_WORD(KIND_ALLOCATED, order) |
				     (gfp & __GFP_COMP ? KIND_COMPOUND : 0);
		if (gfp & __GFP_ZERO)
			memset(page_address(&frames[first]), 0, PAGE_SIZE << order);
		return &frames[first];
	}
	return NULL;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return alloc_pages_node(0, gfp, order);
}

void __free_pages(struct page *page, unsigned int order)
{
	unsigned int i;

	BUG_ON(page_kind(page) != KIND_ALLOCATED || page_block_order(page) != order);
	for (i = 0; i < 1U << order; i++) {
		BUG_ON(!taken[page - frames + i] || page[i].flags & PAGE_FLAGS_MASK);
		taken[page - frames + i] = false;
	}
	page->kind = 0;
	memset(page_address(page), 0xaa, PAGE_SIZE << order);
}

bool page_move(struct page *page, enum page_kind to)
{
	page->kind = (page->kind & ((1 << KIND_OWNER_SHIFT) - 1)) | to << KIND_OWNER_SHIFT;
	return true;
}

struct page *__block_head(const struct page *page)
{
	unsigned int order;

	for (order = 1; order < MAX_ORDER; order++) {
		struct page *head = frames + ((page - frames) & ~((1UL << order) - 1));

		if (head->kind)
			return head;
	}
	return (struct page *)page;
}

void *kmap_address(const struct page *page)
{
	return NULL;
}

bool is_vmalloc_addr(const void *addr)
{
	return (unsigned long)addr >= 0xf0000000;
}

const char *page_kind_name(enum page_kind kind)
{
	return kind == KIND_ALLOCATED ? "allocated" : "free";
}

static void note(const char *fmt, va_list args)
{
	char line[512];

	vsnprintf(line, sizeof(line), fmt, args);
	if (strstr(line, "BUG ")) {
		nr_reports++;
		strscpy(last_report, line, sizeof(last_report));
	}
	if (world_verbose)
		printf("%s", line);
}

int _printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	note(fmt, args);
	va_end(args);
	return 0;
}

void __warn_printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	note(fmt, args);
	va_end(args);
}

unsigned int world_reports(void)
{
	unsigned int nr = nr_reports;

	nr_reports = 0;
	return nr;
}

bool world_reported(const char *text)
{
	return strstr(last_report, text);
}

void panic(const char *fmt, ...)
{
	printf("panic: %s\n", fmt);
	exit(1);
	unreachable();
}

void host_bug(const char *file, int line, int flags)
{
	if (flags & BUGFLAG_WARNING)
		return;
	printf("BUG at %s:%d\n", file, line);
	exit(1);
}

void *memchr_inv(const void *start, int c, size_t bytes)
{
	const u8 *p = start;

	for (; bytes--; p++)
		if (*p != (u8)c)
			return (void *)p;
	return NULL;
}

void *memset32(u32 *s, u32 v, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		s[i] = v;
	return s;
}

ssize_t strscpy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);

	len = len < size ? len : size - 1;
	memcpy(dst, src, len);
	dst[len] = 0;
	return len;
}

/* One CPU in a host process: a grace period is over at once. */
void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	func(head);
}

void rcu_barrier(void)
{
}

/* Host programs read a key's count: there is no code to change. */
void static_key_enable(struct static_key *key)
{
	atomic_set(&key->enabled, 1);
}

bool static_key_slow_inc(struct static_key *key)
{
	atomic_inc(&key->enabled);
	return true;
}

void static_key_slow_dec(struct static_key *key)
{
	atomic_dec(&key->enabled);
}

unsigned long totalram_pages(void)
{
	return WORLD_PAGES;
}

void mutex_lock(struct mutex *lock)
{
	BUG_ON(atomic_long_read(&lock->owner));
	atomic_long_set(&lock->owner, 1);
}

void mutex_unlock(struct mutex *lock)
{
	atomic_long_set(&lock->owner, 0);
}

void spin_lock_slow(raw_spinlock_t *lock)
{
	panic("a lock is taken twice");
}

bool __should_failslab(struct kmem_cache *s, gfp_t gfp)
{
	return false;
}

void print_hex_dump(const char *level, const char *prefix, int type, int row, int group,
		    const void *buf, size_t len, bool ascii)
{
}

const char *print_tainted(void)
{
	return "Not tainted";
}

void add_taint(unsigned int flag, enum lockdep_ok ok)
{
}

void dump_stack(void)
{
}

void __might_sleep(const char *file, int line)
{
	panic("sleeps in atomic context");
}

void vfree(const void *addr)
{
}

void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp, int node,
		     const void *caller)
{
	return NULL;
}

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
}

void seq_puts(struct seq_file *m, const char *s)
{
}

void seq_putc(struct seq_file *m, char c)
{
}

/* ---- of floor 2, what util.c registers with and calls; there is one thread and nothing per CPU here ---- */

void percpu_set_provider(void *(*alloc)(size_t size, size_t align), void (*free)(const void *memory))
{
}

void synchronize_rcu(void)
{
}

int mutex_trylock(struct mutex *lock)
{
	return 1;
}

/* Reports name call sites that are code; here they are just numbers. */
bool kernel_text_address(unsigned long addr)
{
	return false;
}
