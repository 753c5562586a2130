// SPDX-License-Identifier: MIT
/*
 * tests/host/buddy_test.c: mm/buddy.c in every state that sixteen pages can be in, and against a model.
 *
 * Exhaustive. A state says of each of 16 pages which block begins there, of which order, and whether it
 * is free. Let f(k) be the number of states of 2^k pages: one allocated block, one free block, or two
 * halves that are not both free blocks (they would have joined): f(0) = 2, f(k) = f(k-1)^2 + 1, so
 * f(4) = 458330. The search starts with everything free, builds each state it reaches with the real
 * lists, does each allocation and each free that the state allows by the real code, compares the result
 * with the rule, and must find exactly f(4) states.
 *
 * Differential. Ten million random allocations and frees of all orders and mobilities on 4096 pages,
 * beside an array that says who has which page. A request is told of as a fallback (extfrag) if and only if
 * no list of its own type could serve it, and no pageblock changes its type otherwise.
 *
 * Source: Knuth vol. 1, 2.5 C "Buddy system".
 */
#include "host.h"
#include "mm/internal.h"

#define SMALL_PAGES  16
#define SMALL_STATES 458330
#define LARGE_PAGES  4096
#define TABLE_SLOTS  (1u << 20)
#define OPERATIONS   10000000
#define CHECK_EVERY  100000
#define MAX_BLOCKS   512

struct page *mem_map;
struct zone *zone_by_id[NR_ZONEIDS];
struct pglist_data contig_page_data;
unsigned int page_watchers;

void page_owner_split(struct page *page, unsigned int order)
{
}

static struct page pages[LARGE_PAGES];
static u8 block_types[LARGE_PAGES >> pageblock_order];
static struct zone *zone = &contig_page_data.node_zones[ZONE_NORMAL];

int pfn_valid(unsigned long pfn)
{
	return pfn < LARGE_PAGES;
}

static void make_zone(unsigned long nr_pages)
{
	int order, type;

	mem_map = pages;
	memset(zone, 0, sizeof(*zone));
	zone->name = "host";
	zone->zone_pgdat = &contig_page_data;
	zone->spanned_pages = zone->present_pages = nr_pages;
	zone->pageblock_types = block_types;
	memset(block_types, MIGRATE_MOVABLE, sizeof(block_types));
	for_each_migratetype_order(order, type)
		INIT_LIST_HEAD(&zone->free_area[order].free_list[type]);
	memset(pages, 0, nr_pages * sizeof(*pages));
}

/* --- Fallback ------------------------------------------------------------------------------------ */

static struct {
	unsigned int events;
	int alloc_order, fallback_order, type, fallback;
} extfrag;

void host_extfrag(struct page *page, int alloc_order, int fallback_order, int alloc_migratetype,
		  int fallback_migratetype)
{
	extfrag.events++;
	extfrag.alloc_order = alloc_order;
	extfrag.fallback_order = fallback_order;
	extfrag.type = alloc_migratetype;
	extfrag.fallback = fallback_migratetype;
}

/* Each page of the block is allocated on its own. */
static void split_page_for_test(struct page *page, unsigned int order)
{
	for (unsigned long i = 0; i < 1ul << order; i++)
		page_set_kind(&page[i], KIND_ALLOCATED, 0);
}

/* A zone of two pageblocks, all free and movable. */
static void two_pageblocks(void)
{
	make_zone(2 * pageblock_nr_pages);
	buddy_give(zone, &pages[0], pageblock_order + 1);
	extfrag.events = 0;
}

static bool told(unsigned int events, int alloc_order, int fallback_order, int type, int fallback)
{
	return extfrag.events == events && extfrag.alloc_order == alloc_order &&
	       extfrag.fallback_order == fallback_order && extfrag.type == type && extfrag.fallback == fallback;
}

static void fall_back_by_the_rules(void)
{
	struct page *page;

	/* Of its own type: nothing to tell. */
	two_pageblocks();
	EXPECT(buddy_take(zone, 0, MIGRATE_MOVABLE) && !extfrag.events);
	/* The largest run of another type, and all pageblocks that it covers. */
	two_pageblocks();
	EXPECT(buddy_take(zone, 3, MIGRATE_UNMOVABLE));
	EXPECT(told(1, 3, pageblock_order + 1, MIGRATE_UNMOVABLE, MIGRATE_MOVABLE));
	EXPECT(block_types[0] == MIGRATE_UNMOVABLE && block_types[1] == MIGRATE_UNMOVABLE);
	EXPECT(buddy_take(zone, 0, MIGRATE_UNMOVABLE) && extfrag.events == 1);
	/* Reclaimable prefers unmovable blocks to movable ones. */
	EXPECT(buddy_take(zone, 0, MIGRATE_RECLAIMABLE));
	EXPECT(told(2, 0, pageblock_order, MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE));
	EXPECT(block_types[0] == MIGRATE_UNMOVABLE && block_types[1] == MIGRATE_RECLAIMABLE);
	EXPECT(!buddy_check(zone));
	/* A movable request that finds only crumbs takes one and leaves the pageblock what it is. */
	two_pageblocks();
	page = buddy_take(zone, pageblock_order + 1, MIGRATE_MOVABLE);
	memset(block_types, MIGRATE_UNMOVABLE, 2);
	split_page_for_test(page, pageblock_order + 1);
	buddy_give(zone, page + 8, 3);
	EXPECT(buddy_take(zone, 1, MIGRATE_MOVABLE) == page + 8);
	EXPECT(told(1, 1, 3, MIGRATE_MOVABLE, MIGRATE_UNMOVABLE));
	EXPECT(block_types[0] == MIGRATE_UNMOVABLE);
	/* Half a pageblock's order is no crumb: the pageblock changes, and with it the crumbs left in it. */
	buddy_give(zone, page + 16, pageblock_order / 2);
	EXPECT(buddy_take(zone, 1, MIGRATE_MOVABLE) == page + 10);
	EXPECT(told(2, 1, pageblock_order / 2, MIGRATE_MOVABLE, MIGRATE_UNMOVABLE));
	EXPECT(block_types[0] == MIGRATE_MOVABLE && !buddy_check(zone));
	/* The reserve of atomic runs is nobody's to fall back to. */
	two_pageblocks();
	page = buddy_take(zone, pageblock_order + 1, MIGRATE_MOVABLE);
	memset(block_types, MIGRATE_HIGHATOMIC, 2);
	split_page_for_test(page, pageblock_order + 1);
	buddy_give(zone, page + 32, 5);
	EXPECT(!buddy_take(zone, 0, MIGRATE_MOVABLE) && !buddy_take(zone, 0, MIGRATE_UNMOVABLE) && !extfrag.events);
}

/* --- Exhaustive ---------------------------------------------------------------------------------- */

/* Four bits a page: 0 inside a block, else 1 + order, and 8 more if it is free. */
static u64 read_state(void)
{
	u64 state = 0;

	for (int i = 0; i < SMALL_PAGES; i++) {
		u64 code = page_kind(&pages[i]) == KIND_INTERIOR ? 0 : 1 + page_block_order(&pages[i]);

		if (PageBuddy(&pages[i]))
			code |= 8;
		state |= code << (4 * i);
	}
	return state;
}

static int code_at(u64 state, int pfn)
{
	return state >> (4 * pfn) & 15;
}

/* Build the real structures of @state. */
static void enter(u64 state)
{
	make_zone(SMALL_PAGES);
	for (int pfn = SMALL_PAGES - 1; pfn >= 0; pfn--) {
		int code = code_at(state, pfn), order = (code & 7) - 1;

		if (!code)
			continue;
		page_set_kind(&pages[pfn], KIND_ALLOCATED, order);
		if (!(code & 8))
			continue;
		/* By hand: buddy_give() would join what the state has joined already. */
		page_set_kind(&pages[pfn], KIND_BUDDY, order);
		pages[pfn].migratetype = MIGRATE_MOVABLE;
		list_add(&pages[pfn].buddy_list, &zone->free_area[order].free_list[MIGRATE_MOVABLE]);
		zone->free_area[order].nr_free++;
		zone->order_mask[MIGRATE_MOVABLE] |= 1u << order;
		zone->vm_stat[NR_FREE_PAGES] += 1ul << order;
	}
}

/* What the rule says a free of @pfn leads to. */
static u64 rule_free(u64 state, int pfn)
{
	int order = (code_at(state, pfn) & 7) - 1;

	state &= ~(15ull << (4 * pfn));
	while (order < 4) {
		int buddy = pfn ^ 1 << order;

		if (code_at(state, buddy) != (8 | (1 + order)))
			break;
		state &= ~(15ull << (4 * buddy));
		pfn &= ~(1 << order);
		order++;
	}
	return state | (u64)(8 | (1 + order)) << (4 * pfn);
}

/* What the rule says taking @order from the block at @pfn leads to; the lower part is handed out. */
static u64 rule_take(u64 state, int pfn, int order)
{
	int have = (code_at(state, pfn) & 7) - 1;

	state &= ~(15ull << (4 * pfn));
	while (have > order) {
		have--;
		state |= (u64)(8 | (1 + have)) << (4 * (pfn + (1 << have)));
	}
	return state | (u64)(1 + order) << (4 * pfn);
}

/* Lowest block of the smallest order that is free and large enough; -1 if there is none. */
static int rule_choice(u64 state, int order)
{
	for (int have = order; have <= 4; have++)
		for (int pfn = 0; pfn < SMALL_PAGES; pfn++)
			if (code_at(state, pfn) == (8 | (1 + have)))
				return pfn;
	return -1;
}

static u64 *table, *queue;
static unsigned int nr_states;

/* Remember a state; the table is open addressed, 0 is no state. */
static void reach(u64 state)
{
	u32 slot = (u32)((state * 0x9e3779b97f4a7c15ull) >> 44);

	for (; table[slot]; slot = (slot + 1) % TABLE_SLOTS)
		if (table[slot] == state)
			return;
	table[slot] = state;
	if (nr_states < SMALL_STATES)
		queue[nr_states] = state;
	nr_states++;
}

static int try_all_allocations(u64 state)
{
	int wrong = 0;

	for (int order = 0; order <= 4; order++) {
		int expected = rule_choice(state, order);
		struct page *page;

		enter(state);
		page = buddy_take(zone, order, MIGRATE_MOVABLE);
		wrong += buddy_check(zone);
		if (expected < 0 || !page) {
			wrong += (expected < 0) != !page;
			continue;
		}
		wrong += page_to_pfn(page) != (unsigned long)expected;
		wrong += read_state() != rule_take(state, expected, order);
		reach(read_state());
	}
	return wrong;
}

static int try_all_frees(u64 state)
{
	int wrong = 0;

	for (int pfn = 0; pfn < SMALL_PAGES; pfn++) {
		int code = code_at(state, pfn);

		if (!code || code & 8)
			continue;
		enter(state);
		buddy_give(zone, &pages[pfn], code - 1);
		wrong += buddy_check(zone);
		wrong += read_state() != rule_free(state, pfn);
		reach(read_state());
	}
	return wrong;
}

static void search_every_state(void)
{
	int wrong = 0;

	table = malloc(TABLE_SLOTS * sizeof(*table));
	queue = malloc(SMALL_STATES * sizeof(*queue));
	memset(table, 0, TABLE_SLOTS * sizeof(*table));
	reach(8 | 5); /* one free block of order 4 */
	for (unsigned int i = 0; i < nr_states && i < SMALL_STATES; i++)
		wrong += try_all_allocations(queue[i]) + try_all_frees(queue[i]);
	printf("buddy: %u states of %d pages, %d violations\n", nr_states, SMALL_PAGES, wrong);
	EXPECT(nr_states == SMALL_STATES);
	EXPECT(wrong == 0);
	free(table);
	free(queue);
}

/* --- Differential -------------------------------------------------------------------------------- */

static u16 owner[LARGE_PAGES]; /* block number + 1 that has the page, 0 = free */

static struct {
	struct page *page;
	unsigned int order;
} blocks[MAX_BLOCKS];

static int claim(unsigned int block)
{
	unsigned long pfn = page_to_pfn(blocks[block].page), n = 1ul << blocks[block].order;
	int wrong = (pfn & (n - 1)) != 0 || pfn + n > LARGE_PAGES;

	for (unsigned long i = 0; i < n && !wrong; i++) {
		wrong += owner[pfn + i] != 0;
		owner[pfn + i] = block + 1;
	}
	return wrong;
}

static void release(unsigned int block)
{
	unsigned long pfn = page_to_pfn(blocks[block].page);

	for (unsigned long i = 0; i < 1ul << blocks[block].order; i++)
		owner[pfn + i] = 0;
	buddy_give(zone, blocks[block].page, blocks[block].order);
	blocks[block].page = NULL;
}

/* As buddy_take(), and the event and the types of pageblocks are what they should be. */
static struct page *take_and_listen(unsigned int order, int type, int *wrong)
{
	bool own = zone->order_mask[type] >> order;
	u8 before[ARRAY_SIZE(block_types)];
	unsigned int events = extfrag.events;
	struct page *page;

	memcpy(before, block_types, sizeof(before));
	page = buddy_take(zone, order, type);
	*wrong += extfrag.events - events != (page && !own);
	if (extfrag.events == events)
		*wrong += memcmp(before, block_types, sizeof(before)) != 0;
	return page;
}

/* Is there an aligned run of free pages? Then the allocator had no reason to refuse. */
static bool run_exists(unsigned int order)
{
	for (unsigned long pfn = 0; pfn < LARGE_PAGES; pfn += 1ul << order) {
		unsigned long i = 0;

		while (i < 1ul << order && !owner[pfn + i])
			i++;
		if (i == 1ul << order)
			return true;
	}
	return false;
}

static void compare_with_model(void)
{
	int wrong = 0;

	make_zone(LARGE_PAGES);
	for (unsigned long pfn = 0; pfn < LARGE_PAGES; pfn += MAX_ORDER_NR_PAGES)
		buddy_give(zone, &pages[pfn], MAX_ORDER - 1);
	for (unsigned int step = 0; step < OPERATIONS; step++) {
		u64 draw = host_random();
		unsigned int block = draw % MAX_BLOCKS;

		if (blocks[block].page) {
			release(block);
		} else {
			blocks[block].order = (draw >> 16) % 64 ? (draw >> 24) % 5 : (draw >> 24) % MAX_ORDER;
			blocks[block].page = take_and_listen(blocks[block].order, (draw >> 32) % 3, &wrong);
			wrong += blocks[block].page ? claim(block) : run_exists(blocks[block].order);
		}
		if (step % CHECK_EVERY == 0)
			wrong += buddy_check(zone);
	}
	for (unsigned int block = 0; block < MAX_BLOCKS; block++)
		if (blocks[block].page)
			release(block);
	wrong += buddy_check(zone);
	printf("buddy: %d operations against the model, %d divergences\n", OPERATIONS, wrong);
	EXPECT(wrong == 0);
	EXPECT(zone->free_area[MAX_ORDER - 1].nr_free == LARGE_PAGES / MAX_ORDER_NR_PAGES);
}

int main(void)
{
	host_seed_random();
	fall_back_by_the_rules();
	search_every_state();
	compare_with_model();
	return host_summary();
}
