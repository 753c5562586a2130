// SPDX-License-Identifier: MIT
/*
 * tests/host/vmap_space_test.c: the free-space tree of vmalloc against a list of flags.
 *
 * Built twice. With VMAP_LEAF_PAGES=4 a world of 16 pages has a tree of three levels, small enough to
 * visit each of its 65,536 states and ask each question in each. With 32 (as in the kernel), random
 * operations in a world of 1,000 pages.
 */
#include "host.h"
#include "../../mm/vmap_space.h"

static unsigned long passed, failed;

static void verdict(bool good, const char *what)
{
	if (good) {
		passed++;
		return;
	}
	failed++;
	printf("not ok: %s\n", what);
}

/* The model: one flag per page, looked at one by one. */
static bool model_fits(const unsigned char *is_free, u32 first, u32 nr)
{
	while (nr--)
		if (!is_free[first + nr])
			return false;
	return true;
}

static u32 model_find(const unsigned char *is_free, u32 nr_pages, const struct vmap_request *want)
{
	u32 to = want->to < nr_pages ? want->to : nr_pages;

	for (u32 first = want->from; first + want->nr <= to; first++)
		if (first % want->align == want->phase && model_fits(is_free, first, want->nr))
			return first;
	return VMAP_NO_SPACE;
}

/* Unaligned: exactly the lowest. Aligned: some valid place if and only if the model knows one. */
static bool answer_is_right(const unsigned char *is_free, u32 nr_pages,
			    const struct vmap_request *want, u32 answer)
{
	u32 expected = model_find(is_free, nr_pages, want);

	if (want->align == 1 || expected == VMAP_NO_SPACE)
		return answer == expected;
	return answer != VMAP_NO_SPACE && answer % want->align == want->phase &&
	       answer >= want->from && answer + want->nr <= want->to &&
	       answer + want->nr <= nr_pages && model_fits(is_free, answer, want->nr);
}

static unsigned long ask_everything(const struct vmap_space *space, const unsigned char *is_free)
{
	u32 n = space->nr_pages;
	unsigned long wrong = 0;
	struct vmap_request want;

	for (want.nr = 1; want.nr <= n + 1; want.nr++)
		for (want.align = 1; want.align <= 2 * n; want.align *= 4)
			for (want.phase = 0; want.phase < want.align; want.phase += 3)
				for (want.from = 0; want.from < n; want.from += 5) {
					want.to = n - want.from % 3;
					wrong += !answer_is_right(is_free, n, &want,
								  vmap_space_find(space, &want));
				}
	return wrong;
}

/* Each state is reached from the one before by taking or giving the pages that differ. */
static void visit_every_state(u32 nr_pages)
{
	unsigned char *is_free = malloc(nr_pages);
	struct vmap_space space;
	void *memory = malloc(vmap_space_bytes(nr_pages));
	unsigned long wrong = 0, broken = 0, states = 1UL << nr_pages;

	vmap_space_init(&space, nr_pages, memory);
	memset(is_free, 1, nr_pages);
	for (unsigned long state = 0; state < states; state++) {
		for (u32 page = 0; page < nr_pages; page++) {
			bool free = state >> page & 1;

			if (free == is_free[page])
				continue;
			if (free)
				vmap_space_give(&space, page, 1);
			else
				vmap_space_take(&space, page, 1);
			is_free[page] = free;
		}
		broken += !vmap_space_check(&space);
		wrong += ask_everything(&space, is_free);
	}
	printf("# %u pages: %lu states, %lu wrong answers, %lu broken trees\n", nr_pages, states,
	       wrong, broken);
	verdict(!wrong, "each question in each state is answered as the model answers it");
	verdict(!broken, "the tree is consistent in each state");
	free(memory);
	free(is_free);
}

#define DIFF_PAGES 1000

struct slot {
	u32 first, nr;
};

static unsigned long seed;

static u32 draw(u32 limit)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(seed >> (sizeof(seed) * 8 - 24)) % limit;
}

static void draw_request(struct vmap_request *want)
{
	want->nr = 1 + (draw(8) ? draw(9) : draw(200));
	want->align = 1U << (draw(4) ? 0 : draw(8));
	want->phase = draw(want->align);
	want->from = draw(4) ? 0 : draw(DIFF_PAGES);
	want->to = draw(4) ? DIFF_PAGES : draw(DIFF_PAGES + 1);
}

static void compare_with_model(unsigned long operations)
{
	static unsigned char is_free[DIFF_PAGES];
	static struct slot slots[256];
	struct vmap_space space;
	void *memory = malloc(vmap_space_bytes(DIFF_PAGES));
	unsigned long wrong = 0, broken = 0;

	vmap_space_init(&space, DIFF_PAGES, memory);
	memset(is_free, 1, sizeof(is_free));
	for (unsigned long op = 0; op < operations; op++) {
		struct slot *slot = &slots[draw(256)];
		struct vmap_request want;
		u32 first;

		if (slot->nr) {
			vmap_space_give(&space, slot->first, slot->nr);
			memset(is_free + slot->first, 1, slot->nr);
			slot->nr = 0;
			continue;
		}
		draw_request(&want);
		first = vmap_space_find(&space, &want);
		if (!answer_is_right(is_free, DIFF_PAGES, &want, first)) {
			wrong++;
			continue;
		}
		if (first != VMAP_NO_SPACE) {
			vmap_space_take(&space, first, want.nr);
			memset(is_free + first, 0, want.nr);
			*slot = (struct slot){ first, want.nr };
		}
		if (op % 1024 == 0)
			broken += !vmap_space_check(&space);
	}
	verdict(!wrong, "random operations agree with the model");
	verdict(!broken, "the tree stays consistent under random operations");
	free(memory);
}

int main(int argc, char **argv)
{
	seed = argc > 1 ? strtoul(argv[1], NULL, 0) : 20221211;
	printf("# seed %lu, %d pages a leaf\n", seed, VMAP_LEAF_PAGES);
	if (VMAP_LEAF_PAGES == 4) {
		visit_every_state(16);
		visit_every_state(13);
	}
	visit_every_state(9);
	compare_with_model(VMAP_LEAF_PAGES == 4 ? 200000 : 10000000);
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed != 0;
}
