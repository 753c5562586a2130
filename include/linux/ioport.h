/* SPDX-License-Identifier: MIT */
/*
 * linux/ioport.h: who owns which ports and which physical addresses.
 *
 * Two trees of ranges, ioport_resource and iomem_resource. A child lies inside its parent, siblings
 * are sorted and do not overlap. The trees are bookkeeping: they keep two drivers off the same
 * registers and tell people what is where (/proc/ioports, /proc/iomem); they map nothing.
 *
 * Source: LDD3 ch. 9 "Using I/O Ports", "I/O Memory Allocation and Mapping".
 */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/types.h>

struct device;
struct seq_file;

struct resource {
	resource_size_t start;
	resource_size_t end; /* the last address, inclusive */
	const char *name;
	unsigned long flags;
	unsigned long desc;
	struct resource *parent, *sibling, *child;
};

#define IORESOURCE_BITS		    0x000000ff /* meaning depends on the bus */
#define IORESOURCE_TYPE_BITS	    0x00001f00
#define IORESOURCE_IO		    0x00000100
#define IORESOURCE_MEM		    0x00000200
#define IORESOURCE_REG		    0x00000300
#define IORESOURCE_IRQ		    0x00000400
#define IORESOURCE_DMA		    0x00000800
#define IORESOURCE_BUS		    0x00001000
#define IORESOURCE_PREFETCH	    0x00002000 /* reading has no side effects */
#define IORESOURCE_READONLY	    0x00004000
#define IORESOURCE_CACHEABLE	    0x00008000
#define IORESOURCE_RANGELENGTH	    0x00010000
#define IORESOURCE_SHADOWABLE	    0x00020000
#define IORESOURCE_SIZEALIGN	    0x00040000 /* aligned to its own size */
#define IORESOURCE_STARTALIGN	    0x00080000 /* .start holds the alignment until assigned */
#define IORESOURCE_MEM_64	    0x00100000
#define IORESOURCE_WINDOW	    0x00200000 /* a bridge passes it on */
#define IORESOURCE_MUXED	    0x00400000 /* wait for the owner instead of failing */
#define IORESOURCE_EXT_TYPE_BITS    0x01000000
#define IORESOURCE_SYSRAM	    0x01000000
#define IORESOURCE_EXCLUSIVE	    0x08000000
#define IORESOURCE_DISABLED	    0x10000000
#define IORESOURCE_UNSET	    0x20000000 /* no address assigned yet */
#define IORESOURCE_AUTO		    0x40000000
#define IORESOURCE_BUSY		    0x80000000 /* a driver uses it */
#define IORESOURCE_SYSTEM_RAM	    (IORESOURCE_MEM | IORESOURCE_SYSRAM)

#define IORESOURCE_IRQ_HIGHEDGE	    BIT(0)
#define IORESOURCE_IRQ_LOWEDGE	    BIT(1)
#define IORESOURCE_IRQ_HIGHLEVEL    BIT(2)
#define IORESOURCE_IRQ_LOWLEVEL	    BIT(3)
#define IORESOURCE_IRQ_SHAREABLE    BIT(4)
#define IORESOURCE_ROM_ENABLE	    BIT(0)
#define IORESOURCE_ROM_SHADOW	    BIT(1)
#define IORESOURCE_PCI_FIXED	    BIT(4)

enum {
	IORES_DESC_NONE = 0,
	IORES_DESC_CRASH_KERNEL = 1,
	IORES_DESC_ACPI_TABLES = 2,
	IORES_DESC_ACPI_NV_STORAGE = 3,
	IORES_DESC_PERSISTENT_MEMORY = 4,
	IORES_DESC_PERSISTENT_MEMORY_LEGACY = 5,
	IORES_DESC_DEVICE_PRIVATE_MEMORY = 6,
	IORES_DESC_RESERVED = 7,
	IORES_DESC_SOFT_RESERVED = 8,
};

#define DEFINE_RES_NAMED(_start, _size, _name, _flags) \
	{                                              \
		.start = (_start),                     \
		.end = (_start) + (_size) - 1,         \
		.name = (_name),                       \
		.flags = (_flags),                     \
		.desc = IORES_DESC_NONE,               \
	}
#define DEFINE_RES_IO_NAMED(_start, _size, _name)  DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_IO)
#define DEFINE_RES_IO(_start, _size)		   DEFINE_RES_IO_NAMED((_start), (_size), NULL)
#define DEFINE_RES_MEM_NAMED(_start, _size, _name) DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_MEM)
#define DEFINE_RES_MEM(_start, _size)		   DEFINE_RES_MEM_NAMED((_start), (_size), NULL)
#define DEFINE_RES_IRQ_NAMED(_irq, _name)	   DEFINE_RES_NAMED((_irq), 1, (_name), IORESOURCE_IRQ)
#define DEFINE_RES_IRQ(_irq)			   DEFINE_RES_IRQ_NAMED((_irq), NULL)
#define DEFINE_RES_DMA_NAMED(_dma, _name)	   DEFINE_RES_NAMED((_dma), 1, (_name), IORESOURCE_DMA)
#define DEFINE_RES_DMA(_dma)			   DEFINE_RES_DMA_NAMED((_dma), NULL)

extern struct resource ioport_resource;
extern struct resource iomem_resource;

static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

static inline void resource_set_size(struct resource *res, resource_size_t size)
{
	res->end = res->start + size - 1;
}

static inline unsigned long resource_type(const struct resource *res)
{
	return res->flags & IORESOURCE_TYPE_BITS;
}

static inline unsigned long resource_ext_type(const struct resource *res)
{
	return res->flags & IORESOURCE_EXT_TYPE_BITS;
}

/* Does @r1 contain all of @r2, both of one type and with addresses assigned? */
static inline bool resource_contains(struct resource *r1, struct resource *r2)
{
	if (resource_type(r1) != resource_type(r2))
		return false;
	if ((r1->flags | r2->flags) & IORESOURCE_UNSET)
		return false;
	return r1->start <= r2->start && r1->end >= r2->end;
}

static inline bool resource_overlaps(struct resource *r1, struct resource *r2)
{
	return r1->start <= r2->end && r1->end >= r2->start;
}

/* What @r1 and @r2 share, into @r; false where they share nothing. */
static inline bool resource_intersection(struct resource *r1, struct resource *r2, struct resource *r)
{
	if (!resource_overlaps(r1, r2))
		return false;
	r->start = max(r1->start, r2->start);
	r->end = min(r1->end, r2->end);
	return true;
}

/* The range from the lower start to the higher end, into @r; false where they do not overlap. */
static inline bool resource_union(struct resource *r1, struct resource *r2, struct resource *r)
{
	if (!resource_overlaps(r1, r2))
		return false;
	r->start = min(r1->start, r2->start);
	r->end = max(r1->end, r2->end);
	return true;
}

struct resource *request_resource_conflict(struct resource *root, struct resource *new);
int request_resource(struct resource *root, struct resource *new);
int release_resource(struct resource *old);
void release_child_resources(struct resource *parent);
struct resource *insert_resource_conflict(struct resource *parent, struct resource *new);
int insert_resource(struct resource *parent, struct resource *new);
void insert_resource_expand_to_fit(struct resource *root, struct resource *new);
int remove_resource(struct resource *old);
int allocate_resource(struct resource *root, struct resource *new, resource_size_t size,
		      resource_size_t min, resource_size_t max, resource_size_t align,
		      resource_size_t (*alignf)(void *, const struct resource *, resource_size_t,
						resource_size_t),
		      void *alignf_data);
struct resource *lookup_resource(struct resource *root, resource_size_t start);
int adjust_resource(struct resource *res, resource_size_t start, resource_size_t size);
resource_size_t resource_alignment(struct resource *res);

#define request_region(start, n, name)	   __request_region(&ioport_resource, (start), (n), (name), 0)
#define request_muxed_region(start, n, name) \
	__request_region(&ioport_resource, (start), (n), (name), IORESOURCE_MUXED)
#define request_mem_region(start, n, name) __request_region(&iomem_resource, (start), (n), (name), 0)
#define request_mem_region_exclusive(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), IORESOURCE_EXCLUSIVE)
#define rename_region(region, newname) \
	do {                           \
		(region)->name = (newname); \
	} while (0)
#define release_region(start, n)     __release_region(&ioport_resource, (start), (n))
#define release_mem_region(start, n) __release_region(&iomem_resource, (start), (n))

struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags);
void __release_region(struct resource *parent, resource_size_t start, resource_size_t n);

/* Historical: is the range free? (A race by design; request_region() both asks and takes.) */
int check_region(resource_size_t start, resource_size_t n);

/* Call @func for each stretch of System RAM in [start, end], lowest first, until it returns nonzero. */
int walk_system_ram_res(u64 start, u64 end, void *arg, int (*func)(struct resource *, void *));
int walk_system_ram_range(unsigned long start_pfn, unsigned long nr_pages, void *arg,
			  int (*func)(unsigned long, unsigned long, void *));
/* Is any byte of [start, start + size) System RAM? */
bool range_has_system_ram(resource_size_t start, resource_size_t size);

/* ---- managed forms (kernel/core/device) ---- */
#define devm_request_region(dev, start, n, name) \
	__devm_request_region(dev, &ioport_resource, (start), (n), (name))
#define devm_request_mem_region(dev, start, n, name) \
	__devm_request_region(dev, &iomem_resource, (start), (n), (name))
#define devm_release_region(dev, start, n)     __devm_release_region(dev, &ioport_resource, (start), (n))
#define devm_release_mem_region(dev, start, n) __devm_release_region(dev, &iomem_resource, (start), (n))

struct resource *__devm_request_region(struct device *dev, struct resource *parent,
				       resource_size_t start, resource_size_t n, const char *name);
void __devm_release_region(struct device *dev, struct resource *parent, resource_size_t start,
			   resource_size_t n);

/* ---- views ---- */

/* Bodies of /proc/ioports and /proc/iomem, in Linux's format. */
int ioports_show(struct seq_file *m, void *v);
int iomem_show(struct seq_file *m, void *v);
/* Walk both trees; 0, or -EINVAL after naming what is broken. */
int resource_check(void);

#endif
