// SPDX-License-Identifier: MIT
/*
 * tests/host/bigmem_test.c: the map of bigmem='s pool in every state of nine pages, and beside a model.
 *
 * Exhaustive. A state cuts nine pages into runs that are out and pages that are free. Let f(n) be the
 * number of states of n pages: the first is free, or a run of k begins: f(n) = f(n-1) + sum of f(n-k),
 * f(0) = 1, so f(9) = 4181 (every other Fibonacci number). From each, each allocation of each alignment and
 * each free is tried and compared with the rule; the search from the empty pool must reach all of them.
 *
 * Differential. Random allocations, frees and mistaken frees on 1000 pages beside an array of owners.
 */
#include "host.h"
#include "mm/bigphysarea.h"

#define SMALL	     9
#define SMALL_STATES 4181
#define LARGE	     1000
#define OPERATIONS   1000000
#define CHECK_EVERY  1000

/* A page of the model: 0 free, 1 a run begins here, 2 it goes on. */
typedef u8 model_t[LARGE];

static unsigned int model_first_fit(const u8 *model, unsigned int nr, unsigned long pfn, unsigned int count,
				    unsigned int align)
{
	for (unsigned int first = 0; first + count <= nr; first++) {
		unsigned int n = 0;

		if ((pfn + first) % align)
			continue;
		while (n < count && !model[first + n])
			n++;
		if (n == count)
			return first;
	}
	return BIGMEM_NO_RUN;
}

static void model_take(u8 *model, unsigned int first, unsigned int count)
{
	memset(model + first, 2, count);
	model[first] = 1;
}

static unsigned int model_give(u8 *model, unsigned int nr, unsigned int page)
{
	unsigned int count = 0;

	if (page >= nr || model[page] != 1)
		return 0;
	do
		model[page + count++] = 0;
	while (page + count < nr && model[page + count] == 2);
	return count;
}

static bool same(const struct bigmem_map *map, const u8 *model)
{
	for (unsigned int i = 0; i < map->nr_pages; i++)
		if (!!test_bit(i, map->used) != !!model[i] || !!test_bit(i, map->head) != (model[i] == 1))
			return false;
	return !bigmem_map_check(map);
}

/* ---- exhaustive ---- */

static unsigned long words[2 * BITS_TO_LONGS(LARGE)];
static bool seen[19683]; /* 3^9 */
static unsigned int queue[SMALL_STATES + 1], queued;

static void note(const u8 *model)
{
	unsigned int code = 0;

	for (int i = 0; i < SMALL; i++)
		code = code * 3 + model[i];
	if (seen[code] || queued > SMALL_STATES)
		return;
	seen[code] = true;
	queue[queued++] = code;
}

static void enter(struct bigmem_map *map, u8 *model, unsigned int code, unsigned long pfn)
{
	bigmem_map_init(map, pfn, SMALL, words);
	for (int i = SMALL - 1; i >= 0; i--, code /= 3) {
		model[i] = code % 3;
		if (model[i])
			__set_bit(i, map->used);
		if (model[i] == 1)
			__set_bit(i, map->head);
	}
}

static bool try_take(unsigned int code, unsigned long pfn, unsigned int count, unsigned int align)
{
	struct bigmem_map map;
	model_t model;
	unsigned int want;

	enter(&map, model, code, pfn);
	want = model_first_fit(model, SMALL, pfn, count, align);
	if (bigmem_map_take(&map, count, align) != want)
		return false;
	if (want != BIGMEM_NO_RUN)
		model_take(model, want, count);
	note(model);
	return same(&map, model);
}

static bool try_give(unsigned int code, unsigned int page)
{
	struct bigmem_map map;
	model_t model;

	enter(&map, model, code, 0);
	if (bigmem_map_give(&map, page) != model_give(model, SMALL, page))
		return false;
	note(model);
	return same(&map, model);
}

static void visit_every_state(void)
{
	model_t empty = {};
	unsigned long wrong = 0;

	note(empty);
	for (unsigned int i = 0; i < queued; i++) {
		for (unsigned int count = 1; count <= SMALL + 1; count++)
			for (unsigned int align = 1; align <= 5; align++)
				for (unsigned long pfn = 0; pfn < 5; pfn++)
					wrong += !try_take(queue[i], pfn, count, align);
		for (unsigned int page = 0; page <= SMALL; page++)
			wrong += !try_give(queue[i], page);
	}
	printf("%u states of %d pages, %lu wrong answers\n", queued, SMALL, wrong);
	EXPECT(queued == SMALL_STATES);
	EXPECT(!wrong);
}

/* ---- differential ---- */

static void compare_runs(const struct bigmem_map *map, const u8 *model)
{
	unsigned int page = 0, nr, n;
	bool is_out;

	while (page < map->nr_pages) {
		nr = bigmem_map_run(map, page, &is_out);
		EXPECT(is_out == !!model[page]);
		for (n = 1; page + n < map->nr_pages && model[page + n] == (is_out ? 2 : 0); n++)
			;
		EXPECT(nr == n);
		page += nr;
	}
}

static void compare_with_the_model(void)
{
	unsigned long steps = host_rounds(OPERATIONS), pfn = host_below(4096);
	struct bigmem_map map;
	model_t model = {};

	bigmem_map_init(&map, pfn, LARGE, words);
	for (unsigned long step = 0; step < steps; step++) {
		unsigned int page = host_below(LARGE + 10), count = 1 + host_below(host_below(2) ? 8 : 200);
		unsigned int align = 1 + host_below(host_below(4) ? 4 : 64), want;

		if (host_below(2)) {
			EXPECT(bigmem_map_give(&map, page) == model_give(model, LARGE, page));
		} else {
			want = model_first_fit(model, LARGE, pfn, count, align);
			EXPECT(bigmem_map_take(&map, count, align) == want);
			if (want != BIGMEM_NO_RUN)
				model_take(model, want, count);
		}
		if (step % CHECK_EVERY == 0) {
			EXPECT(same(&map, model));
			compare_runs(&map, model);
		}
	}
}

/* ---- text ---- */

static void read_the_parameter(void)
{
	static const struct {
		const char *text;
		int err;
		u64 size, align;
	} forms[] = {
		{ "20M", 0, 20 << 20, 4096 },	   { "64M@4M", 0, 64 << 20, 4 << 20 },
		{ "1G@0x100000", 0, 1 << 30, 1 << 20 }, { "5000@1", 0, 5000, 4096 },
		{ "8M@8G", 0, 8 << 20, 8ull << 30 }, { NULL, -22 }, { "", -22 }, { "0", -22 }, { "@4M", -22 },
		{ "64M@", -22 }, { "64M@3M", -22 }, { "64M@0", -22 }, { "64Q", -22 }, { "64M 4M", -22 },
		{ "-1", -22 }, { "64M@4M@4M", -22 },
	};
	u64 size, align;

	for (unsigned int i = 0; i < ARRAY_SIZE(forms); i++) {
		int err = bigmem_parse(forms[i].text, &size, &align);

		EXPECT(err == forms[i].err);
		EXPECT(err || (size == forms[i].size && align == forms[i].align));
	}
}

int main(void)
{
	host_seed_random();
	visit_every_state();
	compare_with_the_model();
	read_the_parameter();
	return host_summary();
}
