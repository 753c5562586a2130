// SPDX-License-Identifier: MIT
/*
 * tests/host/memblock_test.c: memblock against one byte of truth for each cell of a small world.
 *
 * The model is an array: per cell, is it memory, with which flag and node, is it reserved. Whatever
 * memblock says must be what the array says, after every operation: sums, membership, free ranges in both
 * directions, and the address of each allocation, which the model finds by trying every one.
 *
 * Two parts: every sequence of three operations in a world of 6 cells (exhaustive), and random sequences
 * in a world of 64 cells. The arrays live in a mapping at PAGE_OFFSET, so that doubling works as in the
 * kernel.
 */
#include "host.h"
/* The unit itself: the test looks at its static arrays to reset them. */
#include "../../mm/memblock.c"
#include <linux/bootmem.h>
#include <slate/meminfo.h>
#include "../../mm/meminfo.h"

#define CELL	   PAGE_SIZE /* bytes of one cell: frame 0 is never handed out, so cell 0 is special */
#define MAX_CELLS  64
#define ARENA	   (4ul << 20) /* bytes of real memory behind physical 0.. */
#define PROT_RW	   3
#define MAP_FLAGS  0x100022 /* private, anonymous, fixed and not over anything */

void *mmap(void *addr, size_t length, int prot, int flags, int fd, long offset);

bool mirrored_kernelcore = true;
static unsigned int nr_cells;
static struct cell {
	bool memory, reserved;
	u8 flags;
	s8 nid;
} model[MAX_CELLS];

/* What the hand-over gives away, noted by frame. */
static u8 handed[ARENA >> PAGE_SHIFT];
static u64 told_handed;
struct page *mem_map;

void memblock_free_pages(struct page *page, unsigned long pfn, unsigned int order)
{
	unsigned long i;

	EXPECT(order < MAX_ORDER && !(pfn & ((1ul << order) - 1)));
	for (i = 0; i < 1ul << order; i++)
		if (pfn + i < ARRAY_SIZE(handed))
			handed[pfn + i]++;
}

void meminfo_handed_over(u64 bytes)
{
	told_handed = bytes;
}

void release_named(u64 bytes, const char *what)
{
}

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	return 1;
}

bool slab_is_available(void)
{
	return false;
}

void *__kmalloc_node(size_t size, gfp_t flags, int node)
{
	return NULL;
}

char __init_begin[1], __init_end[1];

static void reset(unsigned int cells)
{
	memset(init_memory_regions, 0, sizeof(init_memory_regions));
	memset(init_reserved_regions, 0, sizeof(init_reserved_regions));
	memblock.memory.regions = init_memory_regions;
	memblock.reserved.regions = init_reserved_regions;
	memblock.memory.cnt = memblock.reserved.cnt = 1;
	memblock.memory.max = memblock.reserved.max = INIT_MEMBLOCK_REGIONS;
	memblock.memory.total_size = memblock.reserved.total_size = 0;
	memblock.bottom_up = false;
	memblock.current_limit = MEMBLOCK_ALLOC_ANYWHERE;
	memset(model, 0, sizeof(model));
	nr_cells = cells;
}

static bool is_free(unsigned int cell)
{
	return model[cell].memory && !model[cell].reserved && !(model[cell].flags & MEMBLOCK_NOMAP);
}

/* Does the model agree with both arrays, cell by cell and in sum? */
static bool arrays_agree(void)
{
	u64 memory = 0, reserved = 0;
	unsigned int i;

	for (i = 0; i < nr_cells; i++) {
		phys_addr_t at = (phys_addr_t)i * CELL;

		memory += model[i].memory;
		reserved += model[i].reserved;
		if (memblock_is_memory(at) != model[i].memory ||
		    memblock_is_reserved(at + CELL - 1) != model[i].reserved)
			return false;
		if (memblock_is_map_memory(at) !=
		    (model[i].memory && !(model[i].flags & MEMBLOCK_NOMAP)))
			return false;
	}
	return memblock_phys_mem_size() == memory * CELL &&
	       memblock_reserved_size() == reserved * CELL && !memblock_check();
}

/* The free ranges, walked both ways, cover exactly the free cells. */
static bool walks_agree(void)
{
	phys_addr_t start, end, last = 0;
	u8 up[MAX_CELLS] = { 0 }, down[MAX_CELLS] = { 0 };
	u64 i;

	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL) {
		if (start < last || start >= end)
			return false;
		last = end;
		for (; start < end; start += CELL)
			up[start / CELL]++;
	}
	last = PHYS_ADDR_MAX;
	for_each_free_mem_range_reverse(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL) {
		if (end > last || start >= end)
			return false;
		last = start;
		for (; start < end; start += CELL)
			down[start / CELL]++;
	}
	for (i = 0; i < nr_cells; i++)
		if (up[i] != is_free(i) || down[i] != is_free(i))
			return false;
	return true;
}

/* One allocation lies in one region: cells of different nodes never join. */
static bool fits(u64 at, u64 size)
{
	unsigned int cell;

	if (at < CELL || (at + size - 1) / CELL >= nr_cells)
		return false;
	for (cell = at / CELL; cell <= (at + size - 1) / CELL; cell++)
		if (!is_free(cell) || model[cell].nid != model[at / CELL].nid)
			return false;
	return true;
}

/* The answer an allocation must give: try every aligned address in the order of preference. */
static phys_addr_t model_find(u64 size, u64 align, u64 start, u64 end)
{
	u64 top = min(end, (u64)nr_cells * CELL), at;

	if (memblock_bottom_up()) {
		for (at = ALIGN(start, align); at + size <= top; at += align)
			if (at >= CELL && fits(at, size))
				return at;
		return 0;
	}
	if (top < size)
		return 0;
	for (at = ALIGN_DOWN(top - size, align); at >= max(start, (u64)CELL); at -= align)
		if (fits(at, size))
			return at;
	return 0;
}

enum op { ADD, ADD_NODE, REMOVE, RESERVE, FREE, MARK_NOMAP, CLEAR_NOMAP, ALLOC, NR_OPS };

static void model_apply(enum op op, unsigned int from, unsigned int to, int nid)
{
	struct cell *c;

	for (c = &model[from]; c < &model[to]; c++) {
		if ((op == ADD || op == ADD_NODE) && !c->memory)
			*c = (struct cell){ true, c->reserved, 0, nid };
		else if (op == REMOVE)
			*c = (struct cell){ false, c->reserved, 0, 0 };
		else if (op == RESERVE || op == FREE)
			c->reserved = op == RESERVE;
		else if ((op == MARK_NOMAP || op == CLEAR_NOMAP) && c->memory)
			c->flags = op == MARK_NOMAP ? MEMBLOCK_NOMAP : 0;
	}
}

static bool alloc_agrees(unsigned int from, unsigned int to, u64 size, u64 align)
{
	u64 start = (u64)from * CELL, end = (u64)to * CELL;
	phys_addr_t want = model_find(size, align, start, end), got;
	unsigned int cell;

	got = memblock_phys_alloc_range(size, align, start, end);
	if (got != want)
		return false;
	for (cell = got / CELL; got && cell <= (got + size - 1) / CELL; cell++)
		model[cell].reserved = true;
	return true;
}

/* One operation on both sides. False where they differ in the answer. */
static bool apply(enum op op, unsigned int from, unsigned int to, int nid)
{
	phys_addr_t base = (phys_addr_t)from * CELL, size = (phys_addr_t)(to - from) * CELL;

	switch (op) {
	case ADD:
		memblock_add(base, size);
		break;
	case ADD_NODE:
		memblock_add_node(base, size, nid, MEMBLOCK_NONE);
		break;
	case REMOVE:
		memblock_remove(base, size);
		break;
	case RESERVE:
		memblock_reserve(base, size);
		break;
	case FREE:
		memblock_phys_free(base, size);
		break;
	case MARK_NOMAP:
		memblock_mark_nomap(base, size);
		break;
	case CLEAR_NOMAP:
		memblock_clear_nomap(base, size);
		break;
	default:
		return from == to || alloc_agrees(from, to, (u64)CELL << (nid & 1), (u64)CELL << nid);
	}
	model_apply(op, from, to, op == ADD ? -1 : nid);
	return true;
}

/* Every operation on every range of 6 cells, three in a row, both directions. */
static void test_exhaustively(void)
{
	enum { CELLS = 6, RANGES = CELLS * (CELLS + 1) / 2, CHOICES = RANGES * NR_OPS };
	static struct { u8 op, from, to; } choice[CHOICES];
	unsigned int from, to, op, n = 0, a, b, c;
	unsigned long wrong = 0, sequences = 0;

	for (op = 0; op < NR_OPS; op++)
		for (from = 0; from < CELLS; from++)
			for (to = from + 1; to <= CELLS; to++, n++)
				choice[n].op = op, choice[n].from = from, choice[n].to = to;
	for (a = 0; a < CHOICES; a++) {
		for (b = 0; b < CHOICES; b++) {
			for (c = b % 7; c < CHOICES; c += 7, sequences++) {
				reset(CELLS);
				memblock_set_bottom_up(c & 1);
				apply(ADD, 0, CELLS, 0);
				wrong += !apply(choice[a].op, choice[a].from, choice[a].to, 1);
				wrong += !apply(choice[b].op, choice[b].from, choice[b].to, 0);
				wrong += !apply(choice[c].op, choice[c].from, choice[c].to, 1);
				wrong += !arrays_agree() || !walks_agree();
			}
		}
	}
	printf("%lu sequences of three operations\n", sequences);
	EXPECT(sequences == 677376);
	EXPECT(!wrong);
}

static void test_randomly(unsigned long operations)
{
	unsigned long wrong = 0, i;
	unsigned int from, to;

	reset(MAX_CELLS);
	for (i = 0; i < operations; i++) {
		if (!host_below(500))
			reset(MAX_CELLS);
		from = host_below(MAX_CELLS);
		to = from + 1 + host_below(min(MAX_CELLS - from, 12u));
		memblock_set_bottom_up(host_below(2));
		wrong += !apply(host_below(NR_OPS), from, to, host_below(3));
		if (!host_below(8))
			wrong += !arrays_agree() || !walks_agree();
	}
	EXPECT(!wrong);
}

/* 129 separate regions do not fit: the array doubles, clear of what is being added. */
static void test_doubling(void)
{
	phys_addr_t at;
	unsigned int i;

	reset(1);
	memblock_add(0, ARENA);
	memblock_set_current_limit(ARENA);
	for (i = 0; i < 500; i++)
		EXPECT(!memblock_reserve(0x1000 + i * 0x1000, 0x800));
	EXPECT(memblock.reserved.max == 512 && !memblock_check());
	at = __pa(memblock.reserved.regions);
	EXPECT(memblock_is_reserved(at) && at >= 0x1000 + 500 * 0x1000ul);
	for (i = 0; i < 500; i++)
		EXPECT(memblock_is_reserved(0x1000 + i * 0x1000) &&
		       !memblock_is_reserved(0x1800 + i * 0x1000));
	for (i = 0; i < 400; i++)
		EXPECT(!memblock_add(2 * ARENA + i * 0x2000ull, 0x1000));
	EXPECT(memblock.memory.max == 512 && memblock.memory.cnt == 401 && !memblock_check());

	reset(1);
	for (i = 0; i < 128; i++)
		EXPECT(!memblock_reserve(i * 0x2000, 0x1000));
	EXPECT(memblock_reserve(0x1000000, 0x1000) == -ENOMEM && memblock.reserved.cnt == 128);
}

static bool filled_with(const void *memory, u8 value, size_t size)
{
	const u8 *byte = memory;

	while (size && byte[size - 1] == value)
		size--;
	return !size;
}

static void test_edges(void)
{
	void *memory;

	reset(1);
	EXPECT(!memblock_add(PHYS_ADDR_MAX - 0x1000, 0x5000));
	EXPECT(memblock_end_of_DRAM() == PHYS_ADDR_MAX && memblock_phys_mem_size() == 0x1000);
	EXPECT(!memblock_add(0x1000, 0) && memblock.memory.cnt == 1);
	EXPECT(!memblock_remove(0, PHYS_ADDR_MAX) && !memblock_phys_mem_size());
	EXPECT(memblock.memory.cnt == 1 && !memblock.memory.regions[0].size);
	reset(1);
	memblock_add(0, ARENA);
	memblock_set_current_limit(ARENA / 2);
	memset((void *)PAGE_OFFSET, 0xff, ARENA);
	memory = memblock_alloc(100, 0);
	EXPECT(__pa(memory) == ARENA / 2 - ALIGN(100, SMP_CACHE_BYTES) && filled_with(memory, 0, 100));
	EXPECT(memblock_reserved_size() == 100);
	memory = memblock_alloc_raw(100, 64);
	EXPECT(filled_with(memory, 0xff, 100));
	EXPECT(memblock_alloc_from(4096, 4096, ARENA) != NULL);
	EXPECT(memblock_alloc(ARENA, 4096) == NULL);
	EXPECT(!memblock_alloc_exact_nid_raw(64, 64, 0, 0, 3));
	memblock_free(memory, 100);
	memblock_free(NULL, 5);
	EXPECT(memblock_reserved_size() == 100 + 4096);
	memblock_trim_memory(ARENA * 2);
	EXPECT(!memblock_phys_mem_size() && !memblock_check());
}

/* bootmem's names: zeroed, aligned, above the first 16 MiB where there is anything above them. */
static void test_bootmem(void)
{
	static pg_data_t node;
	unsigned long reserved;
	void *memory;

	reset(1);
	memblock_add(0, ARENA);
	memblock_set_current_limit(ARENA);
	memset((void *)PAGE_OFFSET, 0xff, ARENA);
	memory = alloc_bootmem(100);
	EXPECT(memory && !(__pa(memory) % SMP_CACHE_BYTES) && filled_with(memory, 0, 100));
	EXPECT(memblock_is_reserved(__pa(memory)));
	free_bootmem(__pa(memory), 100);
	EXPECT(!memblock_reserved_size());
	EXPECT(!(__pa(alloc_bootmem_pages(5000)) % PAGE_SIZE));
	EXPECT(!(__pa(alloc_bootmem_low_pages(1)) % PAGE_SIZE));
	EXPECT(!(__pa(alloc_bootmem_align(1, 1 << 16)) % (1 << 16)));
	EXPECT(alloc_bootmem_node(&node, 10) && alloc_bootmem_pages_node(&node, 10));
	EXPECT(alloc_bootmem_low(10) && alloc_bootmem_low_pages_node(&node, 10));
	reserved = memblock_reserved_size();
	EXPECT(!alloc_bootmem_nopanic(ARENA) && !alloc_bootmem_pages_nopanic(ARENA));
	EXPECT(!alloc_bootmem_low_pages_nopanic(ARENA) && !alloc_bootmem_node_nopanic(&node, ARENA));
	EXPECT(memblock_reserved_size() == reserved);
	EXPECT(!reserve_bootmem(0x2000, 0x1000, BOOTMEM_DEFAULT));
	EXPECT(reserve_bootmem(0x2800, 0x1000, BOOTMEM_EXCLUSIVE) == -EBUSY);
	EXPECT(!reserve_bootmem_node(&node, 0x2800, 0x1000, BOOTMEM_DEFAULT));
	EXPECT(memblock_reserved_size() == reserved + 0x1800);
	free_bootmem_node(&node, 0x2000, 0x1800);
	EXPECT(memblock_reserved_size() == reserved && !memblock_check());
}

/* Where there is room above 16 MiB, only `low` goes below. Nothing is touched: addresses only. */
static void test_bootmem_goal(void)
{
	reset(1);
	memblock_add(0, 64ul << 20);
	memblock_set_current_limit(64ul << 20);
	memblock_set_bottom_up(true);
	EXPECT(__pa(memblock_alloc_try_nid_raw(4096, 4096, BOOTMEM_LOW_LIMIT, 0, 0)) == 16ul << 20);
	EXPECT(__pa(memblock_alloc_try_nid_raw(4096, 4096, 0, ARCH_LOW_ADDRESS_LIMIT, 0)) < 16ul << 20);
	memblock_set_bottom_up(false);
}

/* Every whole free frame goes over once, no frame that holds a reserved byte does. */
static void test_handover(void)
{
	unsigned long pfn, pages = 0;
	bool right = true;

	reset(1);
	memblock_add(0x800, ARENA - 0x1000);
	memblock_reserve(0, 0x1000);
	memblock_reserve(0x5010, 1);
	memblock_reserve(0x100000, 0x23456);
	memblock_mark_nomap(0x200000, 0x10000);
	memset(handed, 0, sizeof(handed));
	memblock_free_all();
	for (pfn = 0; pfn < ARRAY_SIZE(handed); pfn++) {
		bool keep = pfn == 0 || pfn == 5 || (pfn >= 0x100 && pfn <= 0x123) ||
			    (pfn >= 0x200 && pfn < 0x210) || pfn == ARRAY_SIZE(handed) - 1;

		right &= handed[pfn] == !keep;
		pages += handed[pfn];
	}
	EXPECT(right);
	EXPECT(told_handed == (u64)pages << PAGE_SHIFT);
}

int main(void)
{
	void *arena = mmap((void *)PAGE_OFFSET, ARENA, PROT_RW, MAP_FLAGS, -1, 0);

	EXPECT(arena == (void *)PAGE_OFFSET);
	if (arena != (void *)PAGE_OFFSET)
		return host_summary();
	host_seed_random();
	test_edges();
	test_bootmem();
	test_bootmem_goal();
	test_doubling();
	test_handover();
	test_exhaustively();
	test_randomly(host_rounds(1000000));
	return host_summary();
}
