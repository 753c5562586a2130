// SPDX-License-Identifier: MIT
/*
 * tests/host/bounce_slots_test.c: runs of slots, in every state of a small world and against a list of flags.
 *
 * The small world is a chunk of which ten slots, across the border of two words, can be free; all others
 * are taken from the start. Runs of one to four slots are taken and given back until no new state turns up; in each
 * state each question is asked. Then a whole chunk, random runs, alignments and windows.
 */
#include "host.h"
#include "../../mm/dma/bounce_slots.h"

#define FIRST	 27 /* of the slots that can be free */
#define NR_SLOTS 10
#define NR_CODES 60466176u /* 6 ^ NR_SLOTS: 0 free, 1 to 4 a run begins, 5 inside one */

/* How the model sees a chunk: the run that begins at a slot, or that a slot is inside of one. */
struct world {
	u8 run[IO_TLB_SEGSIZE];
	u8 used[IO_TLB_SEGSIZE];
};

static bool fits(const struct world *w, unsigned int first, const struct slot_want *want)
{
	unsigned int i;

	if (first % want->align != want->phase || first + want->nr > IO_TLB_SEGSIZE)
		return false;
	for (i = 0; i < want->nr; i++)
		if (w->used[first + i] || (first + i) / want->window != first / want->window)
			return false;
	return true;
}

static bool fits_anywhere(const struct world *w, const struct slot_want *want)
{
	unsigned int first;

	for (first = 0; first < IO_TLB_SEGSIZE; first++)
		if (fits(w, first, want))
			return true;
	return false;
}

static void set_run(struct world *w, unsigned int first, unsigned int nr, bool used)
{
	unsigned int i;

	w->run[first] = used ? nr : 0;
	for (i = 0; i < nr; i++)
		w->used[first + i] = used;
}

static bool same(const struct slot_map *map, const struct world *w)
{
	unsigned int slot, used = 0, counted;

	for (slot = 0; slot < IO_TLB_SEGSIZE; slot++) {
		int first = slots_find(map, slot);

		used += w->used[slot];
		if (map->run[slot] != w->run[slot] || (first >= 0) != w->used[slot])
			return false;
		if (first >= 0 && (first > (int)slot || first + w->run[first] <= (int)slot))
			return false;
	}
	return !slots_check(map, &counted) && counted == used && slots_empty(map) == !used;
}

/* Take what @want says; the answer is right if the model knows a place, and this is one. */
static int take(struct slot_map *map, struct world *w, const struct slot_want *want)
{
	bool possible = fits_anywhere(w, want);
	int first = slots_take(map, want);

	EXPECT((first >= 0) == possible);
	if (first < 0)
		return -1;
	EXPECT(fits(w, (unsigned int)first, want));
	set_run(w, (unsigned int)first, want->nr, true);
	return first;
}

static u8 *seen;
static u32 *queue, nr_states;

static u32 encode(const struct world *w)
{
	u32 code = 0;
	unsigned int i;

	for (i = 0; i < NR_SLOTS; i++)
		code = code * 6 + (w->run[FIRST + i] ? w->run[FIRST + i] : w->used[FIRST + i] ? 5 : 0);
	return code;
}

static void decode(u32 code, struct world *w, struct slot_map *map)
{
	unsigned int i;

	memset(w, 0, sizeof(*w));
	memset(map, 0, sizeof(*map));
	set_run(w, 0, FIRST, true);
	set_run(w, FIRST + NR_SLOTS, IO_TLB_SEGSIZE - FIRST - NR_SLOTS, true);
	for (i = NR_SLOTS; i--; code /= 6)
		if (code % 6 && code % 6 < 5)
			set_run(w, FIRST + i, code % 6, true);
	for (i = 0; i < IO_TLB_SEGSIZE; i++) {
		map->run[i] = w->run[i];
		map->used[i / SLOT_WORD_BITS] |= (u32)w->used[i] << i % SLOT_WORD_BITS;
	}
}

static void visit(const struct world *w)
{
	u32 code = encode(w);

	if (seen[code / 8] & 1u << code % 8)
		return;
	seen[code / 8] |= 1u << code % 8;
	queue[nr_states++] = code;
}

static void ask_state(u32 code)
{
	static const unsigned int windows[] = { IO_TLB_SEGSIZE, 4, 2 };
	struct slot_want want;
	struct slot_map map;
	struct world w;
	unsigned int i;

	for (want.nr = 1; want.nr <= 4; want.nr++)
		for (want.align = 1; want.align <= 4; want.align *= 2)
			for (want.phase = 0; want.phase < want.align; want.phase++)
				for (i = 0; i < ARRAY_SIZE(windows); i++) {
					want.window = windows[i];
					decode(code, &w, &map);
					take(&map, &w, &want);
					EXPECT(same(&map, &w));
					visit(&w);
				}
	for (i = 0; i < NR_SLOTS; i++) {
		decode(code, &w, &map);
		if (!w.run[FIRST + i])
			continue;
		EXPECT(slots_give(&map, FIRST + i) == w.run[FIRST + i]);
		set_run(&w, FIRST + i, w.run[FIRST + i], false);
		EXPECT(same(&map, &w));
		visit(&w);
	}
}

/* Tilings of ten slots by free slots and runs of 1 to 4: t(n) = 2 t(n-1) + t(n-2) + t(n-3) + t(n-4). */
#define NR_STATES 10293

static void visit_every_state(void)
{
	struct slot_map map;
	struct world w;
	u32 next;

	seen = malloc(NR_CODES / 8 + 1);
	queue = malloc(NR_STATES * 2 * sizeof(u32));
	memset(seen, 0, NR_CODES / 8 + 1);
	decode(0, &w, &map);
	visit(&w);
	for (next = 0; next < nr_states && nr_states <= NR_STATES; next++)
		ask_state(queue[next]);
	printf("%u states\n", nr_states);
	EXPECT(nr_states == NR_STATES);
	free(seen);
	free(queue);
}

static void run_randomly(unsigned long rounds)
{
	struct slot_map map = {};
	struct world w = {};

	while (rounds--) {
		unsigned int slot = (unsigned int)host_below(IO_TLB_SEGSIZE);
		struct slot_want want = {
			.nr = 1 + (unsigned int)host_below(host_below(8) ? 8 : IO_TLB_SEGSIZE),
			.align = 1u << host_below(host_below(4) ? 2 : 8),
			.window = IO_TLB_SEGSIZE >> (host_below(4) ? 0 : host_below(7)),
		};

		want.phase = (unsigned int)host_below(want.align);
		if (host_below(5) < 3) {
			take(&map, &w, &want);
		} else {
			EXPECT(slots_give(&map, slot) == w.run[slot]);
			set_run(&w, slot, w.run[slot], false);
		}
		if (!(rounds & 15))
			EXPECT(same(&map, &w));
	}
}

int main(void)
{
	host_seed_random();
	visit_every_state();
	run_randomly(host_rounds(300000));
	return host_summary();
}
