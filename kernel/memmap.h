/* SPDX-License-Identifier: MIT */
/* kernel/memmap.h: a picture of physical memory: cells, and what is in them. Theory: kernel/memmap.c. */
#ifndef _KERNEL_MEMMAP_H
#define _KERNEL_MEMMAP_H

#include <linux/mm.h>
#include <linux/types.h>

#define MEMMAP_HOLE  NR_PAGE_KINDS /* no struct page, so nobody's: as an owner */
#define MEMMAP_KINDS (NR_PAGE_KINDS + 1)

/* What a cell's sign says; its colour says the owner, or the type of the pageblock. */
enum memmap_mode { MEMMAP_OWNER, MEMMAP_ORDER, MEMMAP_TYPE, NR_MEMMAP_MODES };

struct memmap_cell {
	char sign;  /* ' ': a hole */
	u8 colour;  /* index of memmap_colours[] */
};

/* One zone's part of the picture; it begins on a line of its own. */
struct memmap_zone {
	struct zone *zone;
	unsigned int first_cell, nr_cells;
};

struct memmap {
	enum memmap_mode mode;
	unsigned long frames_per_cell; /* a power of two */
	unsigned int columns;	       /* cells of a line, a power of two */
	unsigned int nr_lines;	       /* of cells, over all zones */
	unsigned int nr_zones, nr_cells;
	struct memmap_zone zones[MAX_NR_ZONES];
	unsigned long frames[MEMMAP_KINDS];  /* by owner; they add up to what the zones span */
	unsigned long blocks[MAX_ORDER];     /* free ones, by order */
	struct memmap_cell *cells;
};

/* What is known of an owner. */
struct memmap_owner {
	char sign; /* in small letters */
	u8 colour;
	const char *name;
};

extern const struct memmap_owner memmap_owners[MEMMAP_KINDS];
extern const struct memmap_owner memmap_types[MIGRATE_TYPES];
extern const char *const memmap_colours[]; /* escape sequences */
#define MEMMAP_PLAIN 0			   /* colour: the terminal's own */

/**
 * memmap_create() - decide how the picture is cut, and make room for it.
 * @map: to fill; memmap_destroy() when done.
 * @width: columns of the terminal, @lines: lines that cells may fill.
 * @frames: of a cell; 0: so many that the lines suffice.
 * @only: one zone's name; NULL: all that have frames.
 *
 * Context: may sleep. Return: 0, -ENOENT (no such zone), -ENOMEM, -E2BIG (a cell is too small).
 */
int memmap_create(struct memmap *map, unsigned int width, unsigned int lines, unsigned long frames,
		  const char *only);
void memmap_destroy(struct memmap *map);

/* Look at every frame and fill the cells. Context: thread; nothing is locked, memory goes on changing. */
void memmap_scan(struct memmap *map);

#endif
