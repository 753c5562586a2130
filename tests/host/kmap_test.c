// SPDX-License-Identifier: MIT
/*
 * tests/host/kmap_test.c: mm/kmap.c itself against a list of who uses which page, and a TLB that forgets
 * nothing by itself.
 *
 * The model. users[] counts the users of each page. tlb[] has the worst that a CPU may do: as soon as an
 * entry is present its translation is remembered, and only a flush makes it forgotten. So a slot that is
 * used again without a flush in between shows up as a translation that leads to another page.
 *
 * Built twice. With LAST_PKMAP=4, five pages and at most two users each, every state that can be reached
 * is visited, each call is made in each, and the number of states must be the one found before. With 512
 * slots as in the kernel, random calls on 1,500 pages with up to 60 users, phases with all slots pinned
 * (then kmap() must sleep, and schedule() lets another thread give up a page), and wrong calls.
 */
#include "host.h"
#include "../../mm/kmap.c"

#define SMALL	     (LAST_PKMAP < 16)
#define NR_PAGES     (SMALL ? 5 : 1500)
#define MAX_USERS    (SMALL ? 2 : 60)
#define SMALL_STATES 87760
#define TABLE_SIZE   (1u << 20)
#define OPERATIONS   400000
#define CHECK_EVERY  64

unsigned long host_irqs_off;
int __preempt_count;
static struct task_struct host_task;
struct task_struct *current_task = &host_task;
struct page *mem_map;
unsigned long __window_start = PKMAP_BASE;
const struct kernel_param_ops param_ops_bool;
pteval_t __supported_nx, __supported_global, __page_kernel = _PAGE_PRESENT | _PAGE_RW;

static struct page frames[NR_PAGES] __aligned(32);

/* What is restored when a state is visited: all that the kernel and the model know. */
static struct world {
	pte_t pte[LAST_PKMAP];
	int users[NR_PAGES];
	unsigned int slot_of[NR_PAGES]; /* where kmap() said it is, while it has users */
	unsigned int tlb[LAST_PKMAP];	/* 1 + page, or 0 */
	unsigned int pinned;		/* pages with users */
} world;
pte_t *__window_ptes = world.pte;

static unsigned int flushes, sleeps, wakes;

/* ---- what kmap.c asks of the kernel ---- */

void flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
	unsigned int slot;

	for (slot = PKMAP_NR(start); slot < PKMAP_NR(end); slot++)
		world.tlb[slot] = 0;
	flushes++;
}

unsigned long vmalloc_to_pfn(const void *addr)
{
	pte_t pte = *window_pte((unsigned long)addr);

	return pte_present(pte) ? pte_pfn(pte) : 0;
}

struct page *vmalloc_to_page(const void *addr)
{
	return pfn_to_page(vmalloc_to_pfn(addr));
}

void kmap_local_fill_info(struct kmap_info *info)
{
}

void register_fault_describer(bool (*describe)(unsigned long address))
{
}

void spin_lock_slow(raw_spinlock_t *lock)
{
	panic("kmap.c takes its lock twice");
}

void prepare_to_wait(struct wait_queue_head *head, struct wait_queue_entry *entry, int state)
{
}

void finish_wait(struct wait_queue_head *head, struct wait_queue_entry *entry)
{
}

int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key)
{
	return 0;
}

int __wake_up(struct wait_queue_head *head, unsigned int mode, int nr, void *key)
{
	wakes++;
	return 0;
}

void *memset16(u16 *s, u16 v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}

/* ---- the model ---- */

static void count_user(unsigned int page, int change)
{
	world.pinned -= world.users[page] > 0;
	world.users[page] += change;
	world.pinned += world.users[page] > 0;
}

/* The CPU remembers each entry that is present; a different memory of the slot is a lost flush. */
static void look_at_entries(void)
{
	unsigned int slot, wrong = 0;

	for (slot = 0; slot < LAST_PKMAP; slot++) {
		unsigned int shows = pte_present(world.pte[slot]) ? pte_pfn(world.pte[slot]) + 1 : 0;

		wrong += shows && world.tlb[slot] && world.tlb[slot] != shows;
		if (shows)
			world.tlb[slot] = shows;
		wrong += (kmap_pool.word[slot] & COUNT_MASK) == CLEAN && world.tlb[slot];
	}
	EXPECT(!wrong);
}

static void compare_everything(void)
{
	unsigned int page, pinned, lazy, wrong = 0;

	look_at_entries();
	for (page = 0; page < NR_PAGES; page++) {
		void *addr = kmap_address(&frames[page]);

		if (!world.users[page])
			wrong += addr != NULL;
		else
			wrong += addr != (void *)PKMAP_ADDR(world.slot_of[page]) ||
				 count_in(world.slot_of[page]) != world.users[page] + LAZY;
	}
	EXPECT(!wrong);
	EXPECT(kmap_check() == 0);
	count_slots(&pinned, &lazy);
	EXPECT(pinned == world.pinned);
	EXPECT(pinned + lazy <= LAST_PKMAP);
	EXPECT(!kmap_pool.lock.word && !__preempt_count);
}

static void map(unsigned int page)
{
	bool must_sleep = !world.users[page] && world.pinned == LAST_PKMAP;
	unsigned int slept = sleeps, slot = PKMAP_NR((unsigned long)kmap_high(&frames[page]));

	EXPECT((sleeps != slept) == must_sleep);
	EXPECT(slot < LAST_PKMAP);
	if (world.users[page])
		EXPECT(slot == world.slot_of[page]);
	count_user(page, 1);
	world.slot_of[page] = slot;
	EXPECT(pte_present(world.pte[slot]) && pte_pfn(world.pte[slot]) == page);
	EXPECT(!world.tlb[slot] || world.tlb[slot] == page + 1);
	world.tlb[slot] = page + 1;
}

static void unmap(unsigned int page)
{
	unsigned int misuses = kmap_misuses;

	kunmap_high(&frames[page]);
	EXPECT(kmap_misuses - misuses == !world.users[page]);
	if (world.users[page])
		count_user(page, -1);
}

/* Another thread runs: it lets go of the first page that has users. */
void schedule(void)
{
	unsigned int page = 0, woken = wakes;

	sleeps++;
	EXPECT(!kmap_pool.lock.word && kmap_pool.waiting == 1);
	while (!world.users[page])
		page++;
	while (world.users[page])
		unmap(page);
	EXPECT(wakes == woken + 1);
}

static void start(void)
{
	memset(&world, 0, sizeof(world));
	mem_map = frames;
	kmap_init();
}

/* ---- every state of a small world ---- */

struct state {
	typeof(kmap_pool) pool;
	struct world world;
};

static struct state *states;
static unsigned int nr_states, *table;

/* What tells two states apart: not the counters, nor what an unused field was left with. */
static void make_key(const struct state *state, u16 *key)
{
	unsigned int i;

	*key++ = state->pool.hand;
	for (i = 0; i < LAST_PKMAP; i++) {
		unsigned int count = state->pool.word[i] & COUNT_MASK;
		struct page *page = (struct page *)(state->pool.word[i] & ~COUNT_MASK);

		*key++ = count == CLEAN ? 0 : (page - frames + 1) << COUNT_BITS | count;
		*key++ = count == CLEAN ? 0 : state->pool.next[i];
		*key++ = state->pool.chain[i];
	}
}

#define KEY_WORDS (1 + 3 * LAST_PKMAP)

/* Remember the state at hand, if it is new. */
static void note_state(void)
{
	struct state now;
	u16 key[KEY_WORDS], other[KEY_WORDS];
	unsigned int hash = 2166136261u, i;

	memcpy(&now.pool, &kmap_pool, sizeof(kmap_pool));
	now.world = world;
	make_key(&now, key);
	for (i = 0; i < KEY_WORDS; i++)
		hash = (hash ^ key[i]) * 16777619u;
	for (hash %= TABLE_SIZE; table[hash]; hash = (hash + 1) % TABLE_SIZE) {
		make_key(&states[table[hash] - 1], other);
		if (!memcmp(key, other, sizeof(key)))
			return;
	}
	if (nr_states == TABLE_SIZE / 2)
		panic("more states than the table holds");
	states[nr_states] = now;
	table[hash] = ++nr_states;
}

static void go_to(unsigned int state)
{
	memcpy(&kmap_pool, &states[state].pool, sizeof(kmap_pool));
	world = states[state].world;
}

static void visit_every_state(void)
{
	unsigned int state, page;

	states = malloc(sizeof(*states) * (TABLE_SIZE / 2));
	table = malloc(sizeof(*table) * TABLE_SIZE);
	memset(table, 0, sizeof(*table) * TABLE_SIZE);
	note_state();
	for (state = 0; state < nr_states; state++) {
		for (page = 0; page < NR_PAGES; page++) {
			go_to(state);
			if (world.users[page] < MAX_USERS) {
				map(page);
				compare_everything();
				note_state();
			}
			go_to(state);
			unmap(page);
			compare_everything();
			note_state();
			go_to(state);
			kmap_debug = true;
			unmap(page);
			kmap_debug = false;
			compare_everything();
			note_state();
		}
		go_to(state);
		kmap_flush_unused();
		compare_everything();
		note_state();
	}
	printf("# %d slots, %d pages: %u states\n", LAST_PKMAP, NR_PAGES, nr_states);
	EXPECT(nr_states == SMALL_STATES);
	free(states);
	free(table);
}

/* ---- random calls in a world of the kernel's size ---- */

/* Which pages the calls are about shifts, and so does how many stay mapped: from a few to all slots. */
static void one_random_call(unsigned long op)
{
	unsigned int phase = op / 20000, width = 1 + (phase * 389) % NR_PAGES;
	unsigned int page = (phase * 71 + host_below(width)) % NR_PAGES;
	unsigned int what = host_below(1000), eager = phase % 5 == 4 ? 560 : 350 + phase % 5 * 50;

	if (what < 2)
		kmap_flush_unused();
	else if (what < 4)
		kmap_debug = !kmap_debug && !host_below(4);
	else if (what < eager && world.users[page] < MAX_USERS)
		map(page);
	else if (world.users[page] || what > 990)
		unmap(page);
}

static void call_at_random(void)
{
	unsigned long op, rounds = host_rounds(OPERATIONS);

	for (op = 0; op < rounds; op++) {
		one_random_call(op);
		if (op % CHECK_EVERY == 0)
			look_at_entries();
		if (op % (CHECK_EVERY * 32) == 0)
			compare_everything();
	}
	kmap_debug = false;
	printf("# %lu calls, %u flushes, %u sleeps\n", rounds, flushes, sleeps);
	EXPECT(sleeps > 0);
}

/* A miss in each slot, then one flush: never more. */
static void a_round_flushes_once(void)
{
	unsigned int i, before;

	kmap_pool.hand = LAST_PKMAP - 1;
	kmap_flush_unused();
	before = flushes;
	for (i = 0; i < 20 * LAST_PKMAP; i++) {
		map(i % NR_PAGES);
		unmap(i % NR_PAGES);
	}
	EXPECT(flushes - before == 19);
}

int main(void)
{
	unsigned int page;

	/* Per-CPU variables are reached through %fs: let it be flat, as on the boot CPU. */
	asm volatile("mov %%ds, %%eax; mov %%eax, %%fs" : : : "eax");
	host_seed_random();
	start();
	if (SMALL) {
		visit_every_state();
		return host_summary();
	}
	call_at_random();
	for (page = 0; page < NR_PAGES; page++)
		while (world.users[page])
			unmap(page);
	compare_everything();
	a_round_flushes_once();
	return host_summary();
}
