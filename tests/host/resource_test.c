// SPDX-License-Identifier: MIT
/*
 * tests/host/resource_test.c: the resource tree of mm/resource.c against a list of ranges.
 *
 * The model. Each range knows its bounds and the number of its parent, and nothing else: who is whose
 * child, in which order, and what is in the way is found by looking at all of them.
 *
 * Exhaustive. Five addresses and at most four ranges besides the root. Starting from the empty tree, each
 * call with each argument is made in each state that can be reached; tree and answer must be the model's,
 * and the number of states what it was when it was counted first.
 *
 * Random. A thousand addresses, up to 64 ranges, the calls and arguments drawn from a printed seed.
 *
 * Source: LDD3 ch. 9 "I/O Port Allocation".
 */
#include "host.h"
#include "../../mm/resource.c"
#include "resource_model.h"

#define ADDRESSES    5
#define MAX_SMALL    4
#define SMALL_STATES 2375
#define OPERATIONS   300000

int __preempt_count;

void read_lock_slow(rwlock_t *lock)
{
	panic("resource_lock is taken twice");
}

void write_lock_slow(rwlock_t *lock)
{
	panic("resource_lock is taken twice");
}

static struct resource real[MAX_RANGES + 1];

/* ---- comparing ---- */

static struct resource *real_of(int number)
{
	return number == NOBODY ? NULL : &real[number];
}

static bool trees_agree(void)
{
	int i, in_tree = 0, walked = -1;
	struct resource *res;

	for (i = 0; i < limit; i++) {
		if (i != ROOT && model[i].parent == OUT_OF_TREE) {
			if (real[i].parent)
				return false;
			continue;
		}
		in_tree += i != ROOT;
		if (real[i].start != model[i].start || real[i].end != model[i].end)
			return false;
		if (real[i].parent != (i == ROOT ? NULL : &real[model[i].parent]))
			return false;
	}
	for (res = &real[ROOT]; res; res = resource_next(&real[ROOT], res))
		walked++;
	return walked == in_tree && !check_tree(&real[ROOT]) && !resource_lock.count &&
	       !__preempt_count;
}

/* ---- the calls, each made on both ---- */

static struct resource *fresh(int new, int start, int end)
{
	real[new] = (struct resource){ .name = "range", .start = start, .end = end };
	return &real[new];
}

static void try_request(int parent, int new, int start, int end)
{
	int met = model_request(parent, new, start, end);

	EXPECT(request_resource_conflict(&real[parent], fresh(new, start, end)) == real_of(met));
}

static void try_insert(int new, int start, int end)
{
	int met = model_insert(ROOT, new, start, end);

	EXPECT(insert_resource_conflict(&real[ROOT], fresh(new, start, end)) == real_of(met));
}

static void try_expand(int new, int start, int end)
{
	int met;

	while ((met = model_insert(ROOT, new, start, end)) > ROOT) {
		start = start < model[met].start ? start : model[met].start;
		end = end > model[met].end ? end : model[met].end;
	}
	insert_resource_expand_to_fit(&real[ROOT], fresh(new, start, end));
}

static void try_allocate(int parent, int new, int size, int min, int max, int align)
{
	bool expected = model_allocate(parent, new, size, min, max, align);

	EXPECT((allocate_resource(&real[parent], fresh(new, 0, 0), size, min, max, align, NULL,
				  NULL) == 0) == expected);
}

static void try_release(int old)
{
	bool in_tree = model[old].parent != OUT_OF_TREE;

	EXPECT((release_resource(&real[old]) == 0) == in_tree);
	if (!in_tree)
		return;
	/* Below a range that is out, everything still hangs together: empty it as its owner would. */
	release_child_resources(&real[old]);
	model_release(old);
}

static void try_remove(int old)
{
	bool in_tree = model[old].parent != OUT_OF_TREE;

	EXPECT((remove_resource(&real[old]) == 0) == in_tree);
	if (in_tree)
		model_remove(old);
}

static void try_adjust(int old, int start, int size)
{
	bool expected;

	if (model[old].parent == OUT_OF_TREE)
		return;
	expected = size && model_may_become(old, start, start + size - 1);
	EXPECT((adjust_resource(&real[old], start, size) == 0) == expected);
	if (expected) {
		model[old].start = start;
		model[old].end = start + size - 1;
	}
}

static void try_lookup(int parent, int start)
{
	int met = first_met(parent, start, start);

	if (met != NOBODY && model[met].start != start)
		met = NOBODY;
	EXPECT(lookup_resource(&real[parent], start) == real_of(met));
}

/* ---- every state of a small world ---- */

#define TABLE_SIZE (1u << 16)

static struct range (*states)[MAX_SMALL + 1];
static unsigned int nr_states, *table;

static bool precedes(const struct range *a, const struct range *b)
{
	if (a->parent != b->parent)
		return a->parent < b->parent;
	return a->start < b->start;
}

/* Equal trees become equal arrays: numbers are given anew, parents before children, then by address. */
static void normalise(struct range *to)
{
	int order[MAX_SMALL + 1], number[MAX_SMALL + 1], nr = 1, done = 0, i, at;

	to[0] = model[0];
	order[0] = number[0] = 0;
	for (; done < nr; done++) {
		int first = nr;

		for (i = 1; i < limit; i++) {
			if (model[i].parent != order[done])
				continue;
			for (at = nr++; at > first && precedes(&model[i], &model[order[at - 1]]); at--)
				order[at] = order[at - 1];
			order[at] = i;
		}
		for (at = first; at < nr; at++) {
			number[order[at]] = at;
			to[at] = model[order[at]];
			to[at].parent = done;
		}
	}
	for (i = nr; i <= MAX_SMALL; i++)
		to[i] = (struct range){ 0, 0, OUT_OF_TREE };
}

static void note_state(void)
{
	struct range now[MAX_SMALL + 1];
	unsigned int hash = 2166136261u, i;

	normalise(now);
	for (i = 0; i <= MAX_SMALL; i++)
		hash = (hash ^ (now[i].start * 64 + now[i].end * 8 + now[i].parent + 2)) * 16777619u;
	for (hash %= TABLE_SIZE; table[hash]; hash = (hash + 1) % TABLE_SIZE)
		if (!memcmp(states[table[hash] - 1], now, sizeof(now)))
			return;
	memcpy(states[nr_states], now, sizeof(now));
	table[hash] = ++nr_states;
}

/* Build a state: parents have lower numbers than their children. Return: the first number not used. */
static int go_to(unsigned int state)
{
	int i, free_number = 0;

	memcpy(model, states[state], sizeof(*states));
	memset(real, 0, sizeof(real));
	for (i = 0; i < limit; i++) {
		fresh(i, model[i].start, model[i].end);
		if (i == ROOT)
			continue;
		if (model[i].parent == OUT_OF_TREE)
			free_number = free_number ? free_number : i;
		else
			EXPECT(!resource_place(&real[model[i].parent], &real[i]));
	}
	return free_number;
}

static void settle(void)
{
	EXPECT(trees_agree());
	note_state();
}

static void add_in_every_way(unsigned int state, int start, int end)
{
	int new, parent;

	for (parent = ROOT; parent < limit; parent++) {
		new = go_to(state);
		if (!new || (parent && model[parent].parent == OUT_OF_TREE))
			continue;
		try_request(parent, new, start, end);
		settle();
		new = go_to(state);
		try_allocate(parent, new, end + 1, start, ADDRESSES - 1, 1 + start % 2);
		settle();
	}
	new = go_to(state);
	if (!new)
		return;
	try_insert(new, start, end);
	settle();
	new = go_to(state);
	if (start <= end && end < ADDRESSES) {
		try_expand(new, start, end);
		settle();
	}
}

static void change_in_every_way(unsigned int state, int old)
{
	int start, size;

	go_to(state);
	try_release(old);
	settle();
	go_to(state);
	try_remove(old);
	settle();
	for (start = 0; start < ADDRESSES; start++) {
		go_to(state);
		try_lookup(old, start);
		for (size = 0; size <= ADDRESSES; size++) {
			go_to(state);
			try_adjust(old, start, size);
			settle();
		}
	}
}

static void visit_every_state(void)
{
	unsigned int state;
	int start, end, old;

	limit = MAX_SMALL + 1;
	states = malloc(sizeof(*states) * TABLE_SIZE);
	table = malloc(sizeof(*table) * TABLE_SIZE);
	memset(table, 0, sizeof(*table) * TABLE_SIZE);
	for (old = 1; old < limit; old++)
		model[old].parent = OUT_OF_TREE;
	model[ROOT] = (struct range){ 0, ADDRESSES - 1, NOBODY };
	note_state();
	for (state = 0; state < nr_states; state++) {
		for (start = 0; start < ADDRESSES; start++)
			for (end = 0; end <= ADDRESSES; end++)
				add_in_every_way(state, start, end);
		for (old = 1; old < limit; old++)
			change_in_every_way(state, old);
	}
	printf("# %d addresses, %d ranges: %u states\n", ADDRESSES, MAX_SMALL, nr_states);
	EXPECT(nr_states == SMALL_STATES);
	free(states);
	free(table);
}

/* ---- random calls in a larger one ---- */

#define SPAN 1000

static int someone_in_tree(void)
{
	int number = host_below(limit);

	return number && model[number].parent == OUT_OF_TREE ? ROOT : number;
}

static int someone_out(void)
{
	int number = 1 + host_below(limit - 1);

	return model[number].parent == OUT_OF_TREE ? number : 0;
}

static void one_random_call(void)
{
	int start = host_below(SPAN), end = start + host_below(host_below(3) ? 40 : 600) - 3;
	int new = someone_out(), old = 1 + host_below(limit - 1), what = host_below(100);

	if (what < 50 && !new)
		return;
	if (what < 15)
		try_request(someone_in_tree(), new, start, end);
	else if (what < 30)
		try_insert(new, start, end);
	else if (what < 45)
		try_allocate(someone_in_tree(), new, 1 + host_below(60), start, start + host_below(SPAN),
			     1 << host_below(6));
	else if (what < 50 && start <= end && end < SPAN)
		try_expand(new, start, end);
	else if (what < 60)
		try_release(old);
	else if (what < 75)
		try_remove(old);
	else if (what < 90)
		try_adjust(old, start, host_below(80));
	else
		try_lookup(someone_in_tree(), start);
}

static void call_at_random(void)
{
	unsigned long op, rounds = host_rounds(OPERATIONS), in_tree = 0;
	int i;

	limit = MAX_RANGES + 1;
	for (i = 1; i < limit; i++)
		model[i].parent = OUT_OF_TREE;
	model[ROOT] = (struct range){ 0, SPAN - 1, NOBODY };
	memset(real, 0, sizeof(real));
	fresh(ROOT, 0, SPAN - 1);
	for (op = 0; op < rounds; op++) {
		one_random_call();
		EXPECT(trees_agree());
		for (i = 1; i < limit; i++)
			in_tree += model[i].parent != OUT_OF_TREE;
	}
	printf("# %lu calls, %lu ranges in the tree on average\n", rounds, in_tree / rounds);
}

int main(void)
{
	host_seed_random();
	visit_every_state();
	call_at_random();
	return host_summary();
}
