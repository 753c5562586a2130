// SPDX-License-Identifier: MIT
/*
 * kernel/memmap.c: physical memory as a picture: what is in each cell.
 *
 * Problem.  buddyinfo says how many blocks of an order are free, not where; and fragmentation is a
 *           question of where. A million frames do not fit on a terminal.
 * Idea.     Cut each zone into cells of 2^n frames, so that all fit. A cell is drawn for the owner who has
 *           most of it:
 *
 *             frames   [buddy 3 . . . . . . .][slab][slab][cache][buddy 0]  4 frames a cell
 *             cells    |    3   |    3   |        s        |            3 is the order of the free block
 *
 *           A free cell shows the order of the largest free block that reaches into it (X: 10); a letter
 *           is an owner, in capitals if nobody else has a frame of the cell. Only heads of blocks say
 *           anything (mm/page.c), so the walk goes from head to head: a free block of 4 MiB is one step.
 * Invariants. The frames of all owners add up to what the zones span.
 * Locks.    None: a struct page is read while it changes. A torn look moves the walk on by less than a
 *           block, and it meets the next head soon; nothing is dereferenced.
 * Paths.    run_memmap -> memmap_create -> memmap_scan -> scan_cell -> next_run (memmap_command.c draws)
 * Cost.     A step per block; holes without a mem_map are stepped over a frame at a time.
 * Sources.  Gorman ch. 6 "Physical Page Allocation", on fragmentation; ECMA-48 for colours.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "memmap.h"

#define LABEL_COLUMNS 13 /* the address in front of a line, and a blank behind */
#define MAX_CELLS     (1u << 20) /* 2 MiB of them */

/* Black on something for what there is much of; the rare ones stand out by their ink. */
const char *const memmap_colours[] = {
	"\033[0m",	 "\033[0;30;42m", "\033[0;37;44m", "\033[0;37;45m", "\033[0;30;43m", "\033[0;30;46m",
	"\033[0;30;47m", "\033[0;36m",	  "\033[0;33m",	   "\033[0;35m",    "\033[0;1;37;41m",
};
enum { PLAIN, GREEN, BLUE, MAGENTA, YELLOW, CYAN, WHITE, CYAN_INK, YELLOW_INK, MAGENTA_INK, ALARM };

const struct memmap_owner memmap_owners[MEMMAP_KINDS] = {
	[KIND_INTERIOR] = { '?', ALARM, "in no block" },
	[KIND_RESERVED] = { 'r', PLAIN, "reserved" },
	[KIND_BUDDY] = { '0', GREEN, "free" },
	[KIND_PCP] = { 'h', GREEN, "in a CPU's hand" },
	[KIND_ALLOCATED] = { 'a', WHITE, "allocated" },
	[KIND_SLAB] = { 's', BLUE, "slab" },
	[KIND_VMALLOC] = { 'v', MAGENTA, "vmalloc" },
	[KIND_CACHE] = { 'c', YELLOW, "page cache" },
	[KIND_DMA] = { 'd', CYAN, "DMA" },
	[KIND_MEMPOOL] = { 'm', CYAN_INK, "mempool" },
	[KIND_TABLE] = { 't', YELLOW_INK, "page table" },
	[KIND_STACK] = { 'k', MAGENTA_INK, "stack" },
	[KIND_BAD] = { '!', ALARM, "bad" },
	[MEMMAP_HOLE] = { ' ', PLAIN, "hole" },
};

const struct memmap_owner memmap_types[MIGRATE_TYPES] = {
	[MIGRATE_UNMOVABLE] = { 'u', BLUE, "unmovable" },
	[MIGRATE_MOVABLE] = { 'm', GREEN, "movable" },
	[MIGRATE_RECLAIMABLE] = { 'r', YELLOW, "reclaimable" },
	[MIGRATE_HIGHATOMIC] = { 'h', CYAN, "highatomic" },
};

/* --- cutting --------------------------------------------------------------------------------------- */

static unsigned int cells_of(const struct zone *zone, unsigned long frames)
{
	unsigned long first = zone->zone_start_pfn / frames;
	unsigned long end = DIV_ROUND_UP(zone->zone_start_pfn + zone->spanned_pages, frames);

	return end - first;
}

static bool wanted(const struct zone *zone, const char *only)
{
	return populated_zone(zone) && (!only || !strcasecmp(zone->name, only));
}

/* Lines that cells of @frames frames fill. */
static unsigned int lines_of(const struct memmap *map, unsigned long frames, const char *only)
{
	unsigned int lines = 0;
	struct zone *zone;

	for_each_zone(zone)
		if (wanted(zone, only))
			lines += DIV_ROUND_UP(cells_of(zone, frames), map->columns);
	return lines;
}

static void cut_zones(struct memmap *map, const char *only)
{
	struct zone *zone;

	for_each_zone(zone) {
		unsigned int cells = cells_of(zone, map->frames_per_cell);

		if (!wanted(zone, only))
			continue;
		map->zones[map->nr_zones++] = (struct memmap_zone){ zone, map->nr_cells, cells };
		map->nr_cells += cells;
	}
}

int memmap_create(struct memmap *map, unsigned int width, unsigned int lines, unsigned long frames,
		  const char *only)
{
	memset(map, 0, sizeof(*map));
	map->columns = rounddown_pow_of_two(clamp(width, LABEL_COLUMNS + 16u, 1024u) - LABEL_COLUMNS);
	if (!frames)
		for (frames = 1; lines_of(map, frames, only) > max(lines, 4u); frames *= 2)
			;
	map->frames_per_cell = roundup_pow_of_two(frames);
	map->nr_lines = lines_of(map, map->frames_per_cell, only);
	if (!map->nr_lines)
		return -ENOENT;
	if (map->nr_lines > MAX_CELLS / map->columns)
		return -E2BIG;
	cut_zones(map, only);
	map->cells = kvcalloc(map->nr_cells, sizeof(*map->cells), GFP_KERNEL);
	return map->cells ? 0 : -ENOMEM;
}

void memmap_destroy(struct memmap *map)
{
	kvfree(map->cells);
	map->cells = NULL;
}

/* --- looking --------------------------------------------------------------------------------------- */

/* Where the walk is: @left frames of a block of @kind and @order lie ahead. */
struct walk {
	unsigned long pfn, left;
	unsigned int kind, order;
};

static void next_run(struct walk *walk, struct memmap *map)
{
	struct page *page;

	walk->order = 0;
	walk->left = 1;
	walk->kind = MEMMAP_HOLE;
	if (!pfn_valid(walk->pfn))
		return;
	page = pfn_to_page(walk->pfn);
	walk->kind = min_t(unsigned int, page_kind(page), KIND_BAD);
	walk->order = min_t(unsigned int, page_block_order(page), MAX_ORDER - 1);
	walk->left = 1UL << walk->order;
	if (walk->kind == KIND_BUDDY)
		map->blocks[walk->order]++;
}

static char order_sign(unsigned int order)
{
	return order == 10 ? 'X' : '0' + order;
}

/* How many frames each owner has of a cell, and the largest order that reaches into it. */
struct tally {
	unsigned long frames[MEMMAP_KINDS];
	unsigned int order[MEMMAP_KINDS];
};

static unsigned int main_owner(const struct tally *tally)
{
	unsigned int most = KIND_RESERVED;

	/* Anything is more interesting than a hole, and than what is reserved. */
	for (unsigned int kind = 0; kind < NR_PAGE_KINDS; kind++)
		if (kind != KIND_RESERVED && tally->frames[kind] &&
		    (most == KIND_RESERVED || tally->frames[kind] > tally->frames[most]))
			most = kind;
	return tally->frames[most] ? most : MEMMAP_HOLE;
}

static struct memmap_cell cell_by_owner(const struct tally *tally, unsigned int kind, bool alone)
{
	const struct memmap_owner *owner = &memmap_owners[kind];
	char sign = owner->sign;

	if (kind == KIND_BUDDY)
		sign = order_sign(tally->order[kind]);
	else if (alone && sign >= 'a' && sign <= 'z')
		sign -= 'a' - 'A';
	return (struct memmap_cell){ sign, owner->colour };
}

static struct memmap_cell cell_by_type(const struct zone *zone, unsigned long pfn)
{
	unsigned long block = (pfn >> pageblock_order) - (zone->zone_start_pfn >> pageblock_order);
	const struct memmap_owner *type = &memmap_types[zone->pageblock_types[block] % MIGRATE_TYPES];

	return (struct memmap_cell){ type->sign, type->colour };
}

/* The frames up to @end; the block at the end may reach into the next cell. */
static struct memmap_cell scan_cell(struct memmap *map, struct walk *walk, const struct zone *zone,
				    unsigned long end)
{
	unsigned long first = walk->pfn, nr = end - first;
	struct tally tally = {};
	unsigned int kind;

	while (walk->pfn < end) {
		unsigned long take;

		if (!walk->left)
			next_run(walk, map);
		take = min(walk->left, end - walk->pfn);
		tally.frames[walk->kind] += take;
		tally.order[walk->kind] = max(tally.order[walk->kind], walk->order);
		walk->pfn += take;
		walk->left -= take;
	}
	for (kind = 0; kind < MEMMAP_KINDS; kind++)
		map->frames[kind] += tally.frames[kind];
	kind = main_owner(&tally);
	if (kind == MEMMAP_HOLE || map->mode == MEMMAP_OWNER)
		return cell_by_owner(&tally, kind, tally.frames[kind] == nr);
	if (map->mode == MEMMAP_TYPE)
		return cell_by_type(zone, first);
	return (struct memmap_cell){ order_sign(tally.order[kind]), memmap_owners[kind].colour };
}

void memmap_scan(struct memmap *map)
{
	memset(map->frames, 0, sizeof(map->frames));
	memset(map->blocks, 0, sizeof(map->blocks));
	for (unsigned int z = 0; z < map->nr_zones; z++) {
		const struct memmap_zone *part = &map->zones[z];
		struct walk walk = { .pfn = part->zone->zone_start_pfn };
		unsigned long zone_end = walk.pfn + part->zone->spanned_pages;

		for (unsigned int i = 0; i < part->nr_cells; i++) {
			unsigned long end = round_down(walk.pfn, map->frames_per_cell) + map->frames_per_cell;

			map->cells[part->first_cell + i] =
				scan_cell(map, &walk, part->zone, min(end, zone_end));
		}
	}
}
