// SPDX-License-Identifier: MIT
/*
 * tests/host/readahead_test.c: the window of read-ahead, driven by a cache that is an array of flags.
 *
 * Readers of several kinds go over a device; counted is how often one had to wait for the disk, what was read
 * in all, and whether any window breaks its bounds.
 */
#include "host.h"
#include "../../mm/readahead_window.h"

#define PAGES 20000

enum { ABSENT, CACHED, MARKED };

static unsigned char state[PAGES];
static unsigned long waits, transfers, pages_read;

static void reset(void)
{
	memset(state, ABSENT, sizeof(state));
	waits = transfers = pages_read = 0;
}

static void read_window(unsigned long start, unsigned int size, unsigned int async_size)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < size && start + i < PAGES; i++)
		if (state[start + i] == ABSENT) {
			state[start + i] = i == size - async_size ? MARKED : CACHED;
			n++;
		}
	pages_read += n;
	transfers += n != 0;
}

static unsigned int history(unsigned long index, unsigned int max)
{
	unsigned int n = 0;

	while (n < max && n < index && state[index - 1 - n] != ABSENT)
		n++;
	return n;
}

static unsigned long hole(unsigned long index, unsigned int max)
{
	unsigned long at = index + 1;

	while (at - index <= max && at < PAGES && state[at] != ABSENT)
		at++;
	return at;
}

static void ask(struct file_ra_state *ra, unsigned long index, unsigned int req, unsigned int max, bool hit)
{
	struct ra_request want = { .index = index, .req = req, .max = max, .hit_marker = hit };

	if (hit)
		want.next_hole = hole(index, max);
	else
		want.history = history(index, max);
	if (ra_choose_window(ra, &want)) {
		EXPECT(ra->size >= 1 && ra->size <= max);
		EXPECT(ra->async_size <= ra->size);
		EXPECT(hit ? ra->start > index : ra->start <= index && index < ra->start + ra->size);
		read_window(ra->start, ra->size, ra->async_size);
	} else if (!hit) {
		read_window(index, req < max ? req : max, 0);
	}
}

static void read_page(struct file_ra_state *ra, unsigned long index, unsigned int req, unsigned int max)
{
	if (state[index] == ABSENT) {
		waits++;
		ask(ra, index, req, max, false);
	}
	EXPECT(state[index] != ABSENT);
	if (state[index] == MARKED) {
		state[index] = CACHED;
		ask(ra, index, req, max, true);
	}
	ra->prev_pos = (loff_t)index << PAGE_SHIFT;
}

static struct file_ra_state new_reader(void)
{
	return (struct file_ra_state){ .prev_pos = -1 };
}

static void from_the_front_to_the_end(unsigned int max)
{
	struct file_ra_state ra = new_reader();

	reset();
	for (unsigned long i = 0; i < PAGES; i++)
		read_page(&ra, i, 1, max);
	EXPECT(waits == 1);
	EXPECT(pages_read == PAGES);
	EXPECT(transfers <= PAGES / max + 10);
}

/* From the middle on, in requests of several pages. */
static void in_large_pieces(unsigned int max, unsigned int req)
{
	struct file_ra_state ra = new_reader();
	unsigned long i = 777;

	reset();
	for (; i + req < PAGES; i += req)
		for (unsigned int k = 0; k < req; k++)
			read_page(&ra, i + k, req - k, max);
	EXPECT(waits <= 2 + (req > max ? PAGES / max : 0));
	EXPECT(pages_read <= PAGES - 777 + 2 * max);
}

static void here_and_there(unsigned int max)
{
	struct file_ra_state ra = new_reader();
	unsigned long reads = 0;

	reset();
	for (int i = 0; i < 500; i++) {
		unsigned long index = 100 + host_random() % (PAGES - 200);

		reads += state[index] == ABSENT;
		read_page(&ra, index, 1, max);
	}
	/* A neighbour met by chance may start a window; on the whole nothing but what was asked for is read. */
	EXPECT(pages_read <= reads + reads / 4 + max);
}

/* Two readers of one memory in turn: each goes on from the other's mark. */
static void two_streams_of_one_reader(unsigned int max)
{
	struct file_ra_state ra = new_reader();

	reset();
	for (unsigned long i = 1; i < PAGES / 2 - 2 * max; i++) {
		read_page(&ra, i, 1, max);
		read_page(&ra, PAGES / 2 + i, 1, max);
	}
	EXPECT(waits < PAGES / 20);
	EXPECT(transfers <= 2 * PAGES / max + 20);
}

static void every_third_page(unsigned int max)
{
	struct file_ra_state ra = new_reader();

	reset();
	for (unsigned long i = 1000; i < PAGES; i += 3)
		read_page(&ra, i, 1, max);
	EXPECT(pages_read <= PAGES / 3 + 2 * max);
}

int main(void)
{
	host_seed_random();
	for (unsigned int max = 4; max <= 256; max *= 2) {
		from_the_front_to_the_end(max);
		in_large_pieces(max, 1);
		in_large_pieces(max, 7);
		in_large_pieces(max, 256);
		here_and_there(max);
		two_streams_of_one_reader(max);
		every_third_page(max);
	}
	from_the_front_to_the_end(51); /* no power of two */
	return host_summary();
}
