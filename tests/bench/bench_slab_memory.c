// SPDX-License-Identifier: MIT
/*
 * tests/bench/bench_slab_memory.c: what objects cost in memory, by whichever allocator was booted.
 *
 * Bytes that the object floor holds, as /proc/meminfo's Slab has them, in relation to the bytes that were
 * asked for and are live. Caches are shrunk before the first object, so that the difference is this
 * measurement's; after that only kfree() and the allocator decide what is held. `make bench-slab` boots
 * each allocator and prints the figures side by side.
 */
#include <linux/errno.h>
#include <linux/mmzone.h>
#include <linux/slab.h>
#include <slate/bench.h>
#include <slate/leak.h>

#define OBJECTS 8192
#define SLOTS	4096
#define CHURN	8192 /* replacements, each of a random slot by a random size */

static struct {
	void *object[OBJECTS];
	u16 size[OBJECTS];
	u32 random_state;
	unsigned long live_bytes;
	struct kmem_cache *cache; /* of all objects; NULL: they are kmalloc()'s */
} *world;

static unsigned long bytes_held(void)
{
	return atomic_long_read(&NODE_DATA(0)->vm_stat[NR_SLAB_RECLAIMABLE_B]) +
	       atomic_long_read(&NODE_DATA(0)->vm_stat[NR_SLAB_UNRECLAIMABLE_B]);
}

/* Make the world, with a cache for objects of @size, if any; what is held then is in *held. */
static int begin(u32 size, unsigned long *held)
{
	world = kvzalloc(sizeof(*world), GFP_KERNEL);
	if (!world)
		return -ENOMEM;
	world->random_state = BENCH_SEED;
	if (size) {
		world->cache = kmem_cache_create("bench_bytes", size, 0, SLAB_NO_MERGE, NULL);
		if (!world->cache) {
			kvfree(world);
			return -ENOMEM;
		}
	}
	leak_drain();
	*held = bytes_held();
	return 0;
}

static void drop(u32 slot)
{
	if (world->cache && world->object[slot])
		kmem_cache_free(world->cache, world->object[slot]);
	else
		kfree(world->object[slot]);
	world->object[slot] = NULL;
	world->live_bytes -= world->size[slot];
	world->size[slot] = 0;
}

static int fill(u32 slot, u32 size)
{
	world->object[slot] = world->cache ? kmem_cache_alloc(world->cache, GFP_KERNEL) :
					     kmalloc(size, GFP_KERNEL);
	if (!world->object[slot])
		return -ENOMEM;
	world->size[slot] = size;
	world->live_bytes += size;
	return 0;
}

static void end(void)
{
	u32 slot;

	for (slot = 0; slot < OBJECTS; slot++)
		drop(slot);
	kmem_cache_destroy(world->cache);
	kvfree(world);
	world = NULL;
	leak_drain();
}

/* Bytes an object of a cache of @size, of OBJECTS that are all live. */
static int bytes_an_object(u32 size, u32 *value)
{
	unsigned long before;
	int error = begin(size, &before);
	u32 slot;

	if (error)
		return error;
	for (slot = 0; slot < OBJECTS && !error; slot++)
		error = fill(slot, size);
	*value = (bytes_held() - before + OBJECTS / 2) / OBJECTS;
	end();
	return error;
}

#define BYTES_AN_OBJECT(size)                                                                     \
	static int bytes_##size(u32 *value)                                                       \
	{                                                                                         \
		return bytes_an_object(size, value);                                              \
	}                                                                                         \
	BENCH_LOOP(slab_bytes_##size, .op = "memory held by an object of " #size " bytes", \
		   .group = "slab", .figure = bytes_##size, .unit = "bytes/object")

BYTES_AN_OBJECT(8);
BYTES_AN_OBJECT(24);
BYTES_AN_OBJECT(64);
BYTES_AN_OBJECT(200);
BYTES_AN_OBJECT(520);
BYTES_AN_OBJECT(1024);

static u32 draw_size(void)
{
	return 8 + (bench_draw(&world->random_state) >> 16) % 2041;
}

/* Fill, replace at random, keep one slot in @keep: what is held, in percent of what is live. */
static int held_after_churn(u32 keep, u32 *value)
{
	unsigned long before;
	int error = begin(0, &before);
	u32 i, slot;

	if (error)
		return error;
	for (slot = 0; slot < SLOTS && !error; slot++)
		error = fill(slot, draw_size());
	for (i = 0; i < CHURN && !error; i++) {
		slot = bench_draw(&world->random_state) >> 20;
		drop(slot);
		error = fill(slot, draw_size());
	}
	for (slot = 0; slot < SLOTS; slot++)
		if ((bench_draw(&world->random_state) >> 16) % keep)
			drop(slot);
	*value = (bytes_held() - before) / (world->live_bytes / 100 + 1);
	end();
	return error;
}

static int held_of_all(u32 *value)
{
	return held_after_churn(1, value);
}
BENCH_LOOP(slab_churn_all, .op = "held after churn of 4096 objects of 8 to 2048 bytes, all live",
	   .group = "slab", .figure = held_of_all, .unit = "percent");

static int held_of_quarter(u32 *value)
{
	return held_after_churn(4, value);
}
BENCH_LOOP(slab_churn_quarter, .op = "the same when three of four have been freed at random",
	   .group = "slab", .figure = held_of_quarter, .unit = "percent");

static int held_of_few(u32 *value)
{
	return held_after_churn(32, value);
}
BENCH_LOOP(slab_churn_few, .op = "the same when 31 of 32 have been freed at random",
	   .group = "slab", .figure = held_of_few, .unit = "percent");
