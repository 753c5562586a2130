// SPDX-License-Identifier: MIT
/*
 * tests/test_page_views.c: every frame of RAM is in exactly one account, and all views say the same.
 *
 * The witness is a walk over all struct pages: each frame belongs to one block, and the block's head names
 * its owner. What the walk finds is compared with the counters, and with the files of /proc as text. To see
 * one state and not seven, all files are read twice: the second time nothing is allocated any more.
 *
 *     RAM = MemTotal + what boot keeps
 *     MemTotal = free + in CPUs' hands + slabs + page cache + DMA + taken by alloc_pages() for other ends
 */
#include "mm/internal.h"
#include "mm/slab.h"
#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/page_owner.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <slate/firmware_map.h>
#include <slate/meminfo.h>

#define TEXT_SIZE (32u << 10) /* bytes for a file of /proc */

/* ---- the walk ---- */

struct census {
	unsigned long frames[NR_PAGE_KINDS]; /* of RAM, by owner; KIND_RESERVED: what boot keeps */
	unsigned long large;		     /* of KIND_ALLOCATED: kmalloc()'s largest blocks */
	unsigned long ram;		     /* all of them */
	unsigned long orphans;		     /* in no block, or in two */
};

/* Frames of RAM that boot kept are KIND_RESERVED like holes: the firmware's map tells them apart. */
static bool is_ram(unsigned long pfn)
{
	struct firmware_range range;

	for (unsigned int i = 0; firmware_range(i, &range); i++)
		if (range.type == FIRMWARE_RAM && PFN_PHYS(pfn) >= range.start &&
		    PFN_PHYS(pfn) + PAGE_SIZE <= range.end)
			return true;
	return false;
}

/* Heads inside a block would be counted twice: there must be none. */
static unsigned long heads_inside(const struct page *head, unsigned long nr)
{
	unsigned long heads = 0;

	for (unsigned long i = 1; i < nr; i++)
		heads += page_kind(head + i) != KIND_INTERIOR;
	return heads;
}

static void count_block(struct census *census, const struct page *page, unsigned long *nr)
{
	enum page_kind kind = page_kind(page);

	*nr = 1;
	if (kind == KIND_RESERVED && !is_ram(page_to_pfn(page)))
		return;
	if (kind == KIND_INTERIOR)
		census->orphans++;
	else if (kind != KIND_RESERVED)
		*nr = 1UL << page_block_order(page);
	census->orphans += heads_inside(page, *nr);
	census->frames[kind] += *nr;
	census->ram += *nr;
	if (kind == KIND_ALLOCATED && test_bit(PG_large_kmalloc, &page->flags))
		census->large += *nr;
}

static void count_zone(struct census *census, const struct zone *zone)
{
	unsigned long nr;

	for (unsigned long pfn = zone->zone_start_pfn; pfn < zone_end_pfn(zone); pfn += nr) {
		nr = 1;
		if (pfn_valid(pfn))
			count_block(census, pfn_to_page(pfn), &nr);
	}
}

static unsigned long in_use_of(const struct census *census)
{
	return census->frames[KIND_ALLOCATED] + census->frames[KIND_SLAB] + census->frames[KIND_CACHE] +
	       census->frames[KIND_DMA] + census->frames[KIND_VMALLOC] + census->frames[KIND_MEMPOOL] +
	       census->frames[KIND_TABLE] + census->frames[KIND_STACK] + census->frames[KIND_BAD];
}

/* What is wrong in @zone; 0 if each frame is in one account and the zone's counters are the sums. */
static unsigned int zone_faults(struct zone *zone)
{
	struct census census = {};
	unsigned int faults = 0;
	unsigned long flags;

	spin_lock_irqsave(&zone->lock, flags);
	count_zone(&census, zone);
	faults += census.orphans != 0;
	faults += census.ram != zone->present_pages;
	faults += census.frames[KIND_RESERVED] != zone->present_pages - zone_managed_pages(zone);
	faults += census.frames[KIND_BUDDY] != zone->vm_stat[NR_FREE_PAGES];
	faults += census.frames[KIND_PCP] != pcp_pages(zone);
	faults += census.frames[KIND_BUDDY] + census.frames[KIND_PCP] + in_use_of(&census) !=
		  zone_managed_pages(zone);
	spin_unlock_irqrestore(&zone->lock, flags);
	return faults;
}

/* The same over all zones, and the owners whose counters are of the node. */
static unsigned int node_faults(struct census *census)
{
	atomic_long_t *stat = NODE_DATA(0)->vm_stat;
	unsigned int faults = 0;
	struct zone *zone;

	memset(census, 0, sizeof(*census));
	for_each_populated_zone(zone) {
		faults += zone_faults(zone);
		count_zone(census, zone);
	}
	faults += census->frames[KIND_CACHE] != atomic_long_read(&stat[NR_FILE_PAGES]);
	faults += (census->frames[KIND_SLAB] + census->large) << PAGE_SHIFT !=
		  atomic_long_read(&stat[NR_SLAB_RECLAIMABLE_B]) +
		  atomic_long_read(&stat[NR_SLAB_UNRECLAIMABLE_B]);
	return faults;
}

/* ---- the files ---- */

enum view { MEMINFO, ZONEINFO, BUDDYINFO, PAGETYPEINFO, SLABINFO, VMALLOCINFO, VMSTAT, NR_VIEWS };

static const char *const view_names[NR_VIEWS] = {
	"meminfo", "zoneinfo", "buddyinfo", "pagetypeinfo", "slabinfo", "vmallocinfo", "vmstat",
};

static char *text[NR_VIEWS];
static struct file *files[NR_VIEWS];

static void read_view(struct kunit *test, enum view view)
{
	ssize_t length = 0, got;
	loff_t pos = 0;

	do {
		got = kernel_read(files[view], text[view] + length, TEXT_SIZE - 1 - length, &pos);
		length += got;
	} while (got > 0);
	KUNIT_ASSERT_EQ_MSG(test, got, 0, "%s", view_names[view]);
	KUNIT_ASSERT_LT(test, length, (ssize_t)TEXT_SIZE - 1);
	text[view][length] = '\0';
}

/* All views of one moment, and the walk. */
static void look(struct kunit *test, struct census *census)
{
	for (int view = 0; view < NR_VIEWS; view++) {
		text[view] = kunit_kmalloc(test, TEXT_SIZE, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, text[view]);
		files[view] = proc_open(view_names[view], O_RDONLY);
		KUNIT_ASSERT_FALSE(test, IS_ERR(files[view]));
	}
	for (int round = 0; round < 2; round++)
		for (int view = 0; view < NR_VIEWS; view++)
			read_view(test, view);
	KUNIT_EXPECT_EQ(test, node_faults(census), 0);
	for (int view = 0; view < NR_VIEWS; view++)
		proc_close(files[view]);
}

/* The number behind the first @label. */
static unsigned long figure(enum view view, const char *label)
{
	const char *at = strstr(text[view], label);

	return at ? simple_strtoul(skip_spaces(at + strlen(label)), NULL, 10) : ~0ul;
}

/* The sum of the numbers behind every @label. */
static unsigned long sum_of(enum view view, const char *label)
{
	unsigned long sum = 0;

	for (const char *at = text[view]; (at = strstr(at, label)); at += strlen(label))
		sum += simple_strtoul(skip_spaces(at + strlen(label)), NULL, 10);
	return sum;
}

/* Pages of a row of counts by order at *@at, which moves behind it. */
static unsigned long pages_of_row(const char **at, unsigned long *blocks)
{
	unsigned long pages = 0;

	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		char *end;
		unsigned long nr = simple_strtoul(skip_spaces(*at), &end, 10);

		blocks[order] += nr;
		pages += nr << order;
		*at = end;
	}
	return pages;
}

/* Free pages by @view, and blocks of each order; @key stands before the word that a row begins with. */
static unsigned long pages_of_rows(enum view view, const char *key, unsigned long *blocks)
{
	unsigned long pages = 0;
	const char *at = text[view], *end = strstr(at, "Number of blocks type");

	while ((at = strstr(at, key)) && (!end || at < end)) {
		at = skip_spaces(at + strlen(key));
		while (*at != ' ')
			at++;
		pages += pages_of_row(&at, blocks);
	}
	return pages;
}

/* num_slabs * pagesperslab over all caches. */
static unsigned long slab_pages_of_slabinfo(void)
{
	unsigned long pages = 0;

	for (char *line = strstr(text[SLABINFO], "<sharedavail>"); (line = strchr(line, '\n')) && line[1];) {
		unsigned long per_slab = 0, slabs = 0;

		line++;
		if (sscanf(line, "%*s %*u %*u %*u %*u %lu : tunables %*u %*u %*u : slabdata %*u %lu", &per_slab,
			   &slabs) == 2)
			pages += per_slab * slabs;
	}
	return pages;
}

/* ---- cases ---- */

static void every_frame_has_one_owner_and_the_counters_agree(struct kunit *test)
{
	struct census census;
	u64 ram = memory_firmware_bytes() - memory_clipped_bytes() - memory_cut_bytes() - memory_partial_bytes();

	KUNIT_EXPECT_EQ(test, node_faults(&census), 0);
	KUNIT_EXPECT_EQ(test, (u64)census.ram << PAGE_SHIFT, ram);
	KUNIT_EXPECT_EQ(test, census.ram - census.frames[KIND_RESERVED], totalram_pages());
}

static void a_lost_frame_is_noticed(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct zone *zone;

	KUNIT_ASSERT_NOT_NULL(test, page);
	zone = page_zone(page);
	KUNIT_EXPECT_EQ(test, zone_faults(zone), 0);
	page->kind = KIND_INTERIOR; /* nobody's */
	KUNIT_EXPECT_GT(test, zone_faults(zone), 0);
	page_set_kind(page, KIND_BUDDY, 0); /* free, it says, but on no list */
	KUNIT_EXPECT_GT(test, zone_faults(zone), 0);
	page_set_kind(page, KIND_RESERVED, 0); /* kept by boot, but it was handed over */
	KUNIT_EXPECT_GT(test, zone_faults(zone), 0);
	page_set_kind(page, KIND_ALLOCATED, 1); /* two pages, of which one is another's */
	KUNIT_EXPECT_GT(test, zone_faults(zone), 0);
	page_set_kind(page, KIND_ALLOCATED, 0);
	KUNIT_EXPECT_EQ(test, zone_faults(zone), 0);
	__free_page(page);
}

static void the_views_of_free_memory_agree(struct kunit *test)
{
	unsigned long by_order[MAX_ORDER] = { 0 }, by_type[MAX_ORDER] = { 0 }, free, in_hand;
	struct census census;

	look(test, &census);
	free = pages_of_rows(BUDDYINFO, "zone ", by_order);
	in_hand = sum_of(ZONEINFO, "count:");
	KUNIT_EXPECT_EQ(test, free, census.frames[KIND_BUDDY]);
	KUNIT_EXPECT_EQ(test, in_hand, census.frames[KIND_PCP]);
	KUNIT_EXPECT_EQ(test, pages_of_rows(PAGETYPEINFO, "type ", by_type), free);
	for (int order = 0; order < MAX_ORDER; order++)
		KUNIT_EXPECT_EQ(test, by_type[order], by_order[order]);
	KUNIT_EXPECT_EQ(test, sum_of(ZONEINFO, "pages free"), free + in_hand);
	KUNIT_EXPECT_EQ(test, figure(VMSTAT, "nr_free_pages"), free + in_hand);
	KUNIT_EXPECT_EQ(test, figure(MEMINFO, "MemFree:"), (free + in_hand) << (PAGE_SHIFT - 10));
	KUNIT_EXPECT_EQ(test, figure(MEMINFO, "LowFree:") + figure(MEMINFO, "HighFree:"),
			figure(MEMINFO, "MemFree:"));
}

static void the_views_of_used_memory_agree(struct kunit *test)
{
	struct census census;

	look(test, &census);
	KUNIT_EXPECT_EQ(test, figure(MEMINFO, "Cached:"), census.frames[KIND_CACHE] << (PAGE_SHIFT - 10));
	KUNIT_EXPECT_EQ(test, figure(VMSTAT, "nr_file_pages"), census.frames[KIND_CACHE]);
	KUNIT_EXPECT_EQ(test, figure(MEMINFO, "Slab:"),
			(census.frames[KIND_SLAB] + census.large) << (PAGE_SHIFT - 10));
	/* SLOB's caches share their pages: no line of slabinfo has them. */
	KUNIT_EXPECT_EQ(test, slab_pages_of_slabinfo(), slab_allocator == &slob_ops ? 0 : census.frames[KIND_SLAB]);
	KUNIT_EXPECT_EQ(test, sum_of(VMALLOCINFO, " pages="), figure(MEMINFO, "VmallocUsed:") >> (PAGE_SHIFT - 10));
	KUNIT_EXPECT_LE(test, sum_of(VMALLOCINFO, " pages="), census.frames[KIND_ALLOCATED]);
}

static void the_views_add_up_to_ram(struct kunit *test)
{
	unsigned long reserved, total;
	struct census census;
	const struct memory_item *item;
	u64 kept = 0;

	look(test, &census);
	total = figure(MEMINFO, "MemTotal:") >> (PAGE_SHIFT - 10);
	for (unsigned int i = 0; (item = memory_item(i)); i++)
		kept += item->bytes;
	reserved = kept >> PAGE_SHIFT;
	KUNIT_EXPECT_EQ(test, total, sum_of(ZONEINFO, "managed"));
	KUNIT_EXPECT_EQ(test, total + reserved, sum_of(ZONEINFO, "present"));
	KUNIT_EXPECT_EQ(test, reserved, census.frames[KIND_RESERVED]);
	KUNIT_EXPECT_EQ(test, total, census.frames[KIND_BUDDY] + census.frames[KIND_PCP] + in_use_of(&census));
	KUNIT_EXPECT_EQ(test, figure(MEMINFO, "LowTotal:") + figure(MEMINFO, "HighTotal:"),
			figure(MEMINFO, "MemTotal:"));
	KUNIT_EXPECT_EQ(test, (u64)(total + reserved) << PAGE_SHIFT,
			memory_firmware_bytes() - memory_clipped_bytes() - memory_cut_bytes() - memory_partial_bytes());
}

/* page_owner's records are written where pages change hands: a witness that is nobody's counter. */
static void page_owner_knows_every_page_that_is_out(struct kunit *test)
{
	const struct seq_operations *ops = &page_owner_seq_ops;
	unsigned long pages = 0;
	struct census census;
	struct page *page;
	loff_t pos = 0;

	for (page = ops->start(NULL, &pos); page; page = ops->next(NULL, page, &pos))
		pages += 1UL << page_block_order(page);
	if (!pages)
		kunit_skip(test, "needs page_owner=1");
	KUNIT_EXPECT_EQ(test, node_faults(&census), 0);
	KUNIT_EXPECT_EQ(test, pages, in_use_of(&census));
}

static struct kunit_case page_views_cases[] = {
	KUNIT_CASE(every_frame_has_one_owner_and_the_counters_agree),
	KUNIT_CASE(a_lost_frame_is_noticed),
	KUNIT_CASE(the_views_of_free_memory_agree),
	KUNIT_CASE(the_views_of_used_memory_agree),
	KUNIT_CASE(the_views_add_up_to_ram),
	KUNIT_CASE(page_owner_knows_every_page_that_is_out),
	{}
};

static struct kunit_suite page_views_suite = {
	.name = "page_views",
	.test_cases = page_views_cases,
};
kunit_test_suite(page_views_suite);
