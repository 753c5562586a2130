// SPDX-License-Identifier: MIT
/*
 * kernel/memmap_command.c: `memmap`: physical memory drawn on the terminal; `memmap -w`: while it changes.
 *
 *     memmap                         all zones, as many frames a cell as fit the terminal
 *     memmap -p 1 DMA                one zone, a frame a cell
 *     memmap order                   signs are orders of blocks, whoever owns them; `type`: of pageblocks
 *     memmap -w                      drawn anew twice a second, until a key
 *     memmap -w soak 20 all          the same while a command runs beside it
 *
 * Problem.  Redrawing 1000 cells twice a second is 20 KiB/s on a line that takes 11; and nobody says how
 *           wide the terminal is.
 * Idea.     The picture last shown is kept: only cells that differ are sent, each with its place. The
 *           terminal is asked for its size: put the cursor into the far corner, ask where it is. One that
 *           does not answer within a quarter of a second, like a log file, has 80 x 24.
 * Locks.    None. Paths. run_memmap -> draw | watch -> show_changes.
 * Sources.  ECMA-48: CUP, DSR, SGR, EL.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/command.h>
#include <slate/input.h>
#include "memmap.h"

#define DEFAULT_WIDTH  80
#define DEFAULT_LINES  24
#define BELOW_LINES    7 /* legend, sums, prompt */
#define ANSWER_TICKS   (HZ / 4)
#define WATCH_TICKS    (HZ / 2)
#define REDRAW_EVERY   20 /* pictures: a command's text may have scrolled the map away */

struct terminal {
	unsigned int width, lines;
};

/* Text on its way to the consoles, in pieces worth sending. */
struct out {
	unsigned int len;
	u8 colour;
	char text[512];
};

static void out_flush(struct out *out)
{
	console_puts(out->text, out->len);
	out->len = 0;
}

static __printf(2, 3) void out_add(struct out *out, const char *fmt, ...)
{
	va_list args;

	if (out->len > sizeof(out->text) - 80)
		out_flush(out);
	va_start(args, fmt);
	out->len += vscnprintf(out->text + out->len, sizeof(out->text) - out->len, fmt, args);
	va_end(args);
}

static void out_colour(struct out *out, u8 colour)
{
	if (out->colour != colour)
		out_add(out, "%s", memmap_colours[colour]);
	out->colour = colour;
}

static void out_cell(struct out *out, struct memmap_cell cell)
{
	out_colour(out, cell.colour);
	out_add(out, "%c", cell.sign);
}

/* --- the size of the terminal ---------------------------------------------------------------------- */

/* Read ESC [ LINES ; COLUMNS R. Anything else that is typed meanwhile is lost. */
static bool read_place(struct terminal *t)
{
	unsigned int numbers[2] = {}, n = 0;
	unsigned long end = jiffies + ANSWER_TICKS;
	bool begun = false;

	while (time_before(jiffies, end)) {
		int byte = input_get(max(1L, (long)(end - jiffies)));

		if (byte == 0x1b)
			begun = true;
		else if (begun && byte == ';')
			n = 1;
		else if (begun && byte >= '0' && byte <= '9')
			numbers[n] = min(numbers[n] * 10 + byte - '0', 9999u);
		else if (begun && byte == 'R')
			break;
	}
	if (numbers[0] < 8 || numbers[1] < 32)
		return false;
	*t = (struct terminal){ .width = numbers[1], .lines = numbers[0] };
	return true;
}

static struct terminal ask_terminal(void)
{
	struct terminal t = { DEFAULT_WIDTH, DEFAULT_LINES };

	console_printf("\r\033[999C\033[s\033[999;999H\033[6n");
	read_place(&t);
	console_printf("\033[u\r");
	return t;
}

/* --- drawing --------------------------------------------------------------------------------------- */

static void draw_zone(struct out *out, const struct memmap *map, const struct memmap_zone *part)
{
	u64 at = round_down((u64)part->zone->zone_start_pfn, map->frames_per_cell) << PAGE_SHIFT;

	for (unsigned int i = 0; i < part->nr_cells; i++) {
		if (i % map->columns == 0) {
			if (i)
				out_add(out, "\n");
			out_add(out, "%-7s", i ? "" : part->zone->name);
			/* In MiB: a line begins at a multiple of many frames, but not always of a MiB. */
			out_add(out, "%5llu ", at >> 20);
		}
		out_cell(out, map->cells[part->first_cell + i]);
		at += (u64)map->frames_per_cell << PAGE_SHIFT;
		if (i % map->columns == map->columns - 1 || i == part->nr_cells - 1)
			out_colour(out, MEMMAP_PLAIN);
	}
	out_add(out, "\n");
}

static void draw_types(struct out *out)
{
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++) {
		out_cell(out, (struct memmap_cell){ memmap_types[type].sign, memmap_types[type].colour });
		out_colour(out, MEMMAP_PLAIN);
		out_add(out, " %s  ", memmap_types[type].name);
	}
	out_add(out, "\033[K\n");
}

/* Owners, with what each has; two lines or three, whatever the numbers are. */
static void draw_owners(struct out *out, const struct memmap *map, unsigned int width)
{
	unsigned int column = 0;

	for (unsigned int kind = 0; kind < MEMMAP_KINDS; kind++) {
		const struct memmap_owner *owner = &memmap_owners[kind];
		char text[40];
		unsigned int len;

		if (!map->frames[kind])
			continue;
		len = scnprintf(text, sizeof(text), " %s %lu K", owner->name, map->frames[kind] * 4);
		if (column && column + len + 4 > width) {
			out_add(out, "\033[K\n");
			column = 0;
		}
		out_cell(out, (struct memmap_cell){ owner->sign, owner->colour });
		out_colour(out, MEMMAP_PLAIN);
		out_add(out, "%s   ", text);
		column += len + 4;
	}
	out_add(out, "\033[K\n");
}

static void draw_legend(struct out *out, const struct memmap *map, unsigned int width)
{
	unsigned long kib = map->frames_per_cell << (PAGE_SHIFT - 10);

	out_add(out, "a cell is %lu KiB, lines begin at MiB; ", kib);
	out_add(out, "%s\033[K\n",
		map->mode == MEMMAP_ORDER ? "a digit is the order of a block, X is 10" :
		map->mode == MEMMAP_TYPE  ? "a letter is the type of the pageblock" :
					    "digit: order of a free block, X is 10; CAPITAL: nobody else");
	if (map->mode == MEMMAP_TYPE)
		draw_types(out);
	draw_owners(out, map, width);
	out_add(out, "free blocks by order:");
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		out_add(out, " %lu", map->blocks[order]);
	out_add(out, "\033[K\n");
}

static void draw(const struct memmap *map, const struct terminal *t)
{
	struct out out = { .colour = MEMMAP_PLAIN };

	for (unsigned int z = 0; z < map->nr_zones; z++)
		draw_zone(&out, map, &map->zones[z]);
	draw_legend(&out, map, t->width);
	out_flush(&out);
}

/* --- watching -------------------------------------------------------------------------------------- */

#define LABEL_WIDTH 13

/* Send what differs from @shown, each at its place on a screen whose first line is the map's first. */
static void show_changes(const struct memmap *map, struct memmap_cell *shown, const struct terminal *t)
{
	struct out out = { .colour = MEMMAP_PLAIN };
	unsigned int line = 1;

	for (unsigned int z = 0; z < map->nr_zones; z++) {
		const struct memmap_zone *part = &map->zones[z];
		unsigned int here = part->first_cell, last = ~0u;

		for (unsigned int i = 0; i < part->nr_cells; i++) {
			struct memmap_cell cell = map->cells[here + i];

			if (!memcmp(&cell, &shown[here + i], sizeof(cell)))
				continue;
			if (last != i - 1 || i % map->columns == 0)
				out_add(&out, "\033[%u;%uH", line + i / map->columns,
					LABEL_WIDTH + 1 + i % map->columns);
			out_cell(&out, cell);
			shown[here + i] = cell;
			last = i;
		}
		line += DIV_ROUND_UP(part->nr_cells, map->columns);
	}
	out_colour(&out, MEMMAP_PLAIN);
	out_add(&out, "\033[%u;1H", line);
	draw_legend(&out, map, t->width);
	out_add(&out, "\033[K"); /* the legend may have been a line longer */
	out_flush(&out);
}

/* A command beside the map, in a thread of its own. */
struct beside {
	const struct command *command;
	int argc;
	char **argv;
	bool done;
};

static int beside_thread(void *data)
{
	struct beside *beside = data;

	beside->command->run(beside->argc, beside->argv);
	WRITE_ONCE(beside->done, true);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ / 10);
	return 0;
}

static int watch(struct memmap *map, const struct terminal *t, struct beside *beside)
{
	struct memmap_cell *shown = kvcalloc(map->nr_cells, sizeof(*shown), GFP_KERNEL);
	struct task_struct *thread = NULL;

	if (!shown)
		return -ENOMEM;
	if (beside->command)
		thread = kthread_run(beside_thread, beside, "memmap/%s", beside->command->name);
	for (unsigned int round = 0; !(thread && READ_ONCE(beside->done)); round++) {
		memmap_scan(map);
		if (round % REDRAW_EVERY == 0) {
			console_printf("\033[H\033[2J");
			draw(map, t);
			memcpy(shown, map->cells, map->nr_cells * sizeof(*shown));
		} else {
			show_changes(map, shown, t);
		}
		if (input_get(WATCH_TICKS) >= 0 || console_interrupted())
			break;
	}
	if (!IS_ERR_OR_NULL(thread)) {
		if (!READ_ONCE(beside->done))
			console_printf("waiting for %s to end\n", beside->command->name);
		kthread_stop(thread);
	}
	kvfree(shown);
	return PTR_ERR_OR_ZERO(thread);
}

/* --- the command ----------------------------------------------------------------------------------- */

static const char *const mode_names[NR_MEMMAP_MODES] = { "owner", "order", "type" };

static const struct command *command_named(const char *name)
{
	for (const struct command *c = __start_command; c < __stop_command; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

struct memmap_request {
	bool live;
	enum memmap_mode mode;
	unsigned long frames;
	const char *zone;
	struct beside beside;
};

static int parse(struct memmap_request *req, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int mode = match_string(mode_names, NR_MEMMAP_MODES, argv[i]);

		if (!strcmp(argv[i], "-w")) {
			req->live = true;
		} else if (!strcmp(argv[i], "-p")) {
			if (++i == argc || kstrtoul(argv[i], 0, &req->frames) || !req->frames ||
			    req->frames > 1UL << 20)
				return -EINVAL;
		} else if (mode >= 0) {
			req->mode = mode;
		} else if (req->live && command_named(argv[i])) {
			req->beside = (struct beside){ command_named(argv[i]), argc - i, argv + i };
			return 0;
		} else {
			req->zone = argv[i];
		}
	}
	return 0;
}

static int run_memmap(int argc, char **argv)
{
	struct memmap_request req = {};
	struct terminal t;
	struct memmap map;
	int err = parse(&req, argc, argv);

	if (err)
		return err;
	t = ask_terminal();
	err = memmap_create(&map, t.width, t.lines - min(t.lines - 4, (unsigned int)BELOW_LINES), req.frames,
			    req.zone);
	if (err)
		return err;
	map.mode = req.mode;
	if (req.live) {
		err = watch(&map, &t, &req.beside);
	} else {
		memmap_scan(&map);
		draw(&map, &t);
	}
	memmap_destroy(&map);
	return err;
}
COMMAND(memmap, "[-w] [-p FRAMES] [owner|order|type] [ZONE] [COMMAND...]",
	"draw physical memory; -w: live, until a key, while COMMAND runs", run_memmap);
