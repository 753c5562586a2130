// SPDX-License-Identifier: MIT
/*
 * drivers/base/devm.c: memory, I/O memory, regions and interrupts as managed resources.
 *
 * Each form is the plain call plus a resource that undoes it (drivers/base/devres.c). A plain block of
 * memory is its own resource: its release has nothing to do but let the node go.
 *
 * Sources.  Linux Documentation/driver-api/driver-model/devres.rst, list of managed interfaces.
 */
#include <linux/bitmap.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

static void memory_release(struct device *dev, void *res)
{
}

static int same_block(struct device *dev, void *res, void *block)
{
	return res == block;
}

/* Memory until the driver unbinds; zeroed, as with __GFP_ZERO. Return: kmalloc-aligned, or NULL. */
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	void *block;

	if (unlikely(!size))
		return ZERO_SIZE_PTR;
	block = devres_alloc(memory_release, size, gfp);
	if (block)
		devres_add(dev, block);
	return block;
}
EXPORT_SYMBOL(devm_kmalloc);

void devm_kfree(struct device *dev, const void *p)
{
	if (!ZERO_OR_NULL_PTR(p))
		WARN_ON(devres_destroy(dev, memory_release, same_block, (void *)p));
}
EXPORT_SYMBOL(devm_kfree);

void *devm_kmemdup(struct device *dev, const void *src, size_t size, gfp_t gfp)
{
	void *copy = devm_kmalloc(dev, size, gfp);

	return copy ? memcpy(copy, src, size) : NULL;
}
EXPORT_SYMBOL(devm_kmemdup);

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return s ? devm_kmemdup(dev, s, strlen(s) + 1, gfp) : NULL;
}
EXPORT_SYMBOL(devm_kstrdup);

char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...)
{
	va_list args, again;
	int len;
	char *text;

	va_start(args, fmt);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, args);
	text = devm_kmalloc(dev, len + 1, gfp);
	if (text)
		vsnprintf(text, len + 1, fmt, again);
	va_end(again);
	va_end(args);
	return text;
}
EXPORT_SYMBOL(devm_kasprintf);

static void unmap_release(struct device *dev, void *res)
{
	iounmap(*(void __iomem **)res);
}

static int same_mapping(struct device *dev, void *res, void *addr)
{
	return *(void **)res == addr;
}

/* Keep @addr, which @release unmaps; where there is no memory for the note, nothing stays mapped. */
static void __iomem *manage_address(struct device *dev, void __iomem *addr, dr_release_t release)
{
	void __iomem **res;

	if (!addr)
		return NULL;
	res = devres_alloc(release, sizeof(*res), GFP_KERNEL);
	if (!res) {
		release(dev, &addr);
		return NULL;
	}
	*res = addr;
	devres_add(dev, res);
	return addr;
}

static void __iomem *manage_mapping(struct device *dev, void __iomem *addr)
{
	return manage_address(dev, addr, unmap_release);
}

void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size)
{
	return manage_mapping(dev, ioremap(offset, size));
}
EXPORT_SYMBOL(devm_ioremap);

void __iomem *devm_ioremap_uc(struct device *dev, resource_size_t offset, resource_size_t size)
{
	return manage_mapping(dev, ioremap_uc(offset, size));
}
EXPORT_SYMBOL(devm_ioremap_uc);

void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t offset, resource_size_t size)
{
	return manage_mapping(dev, ioremap_wc(offset, size));
}
EXPORT_SYMBOL(devm_ioremap_wc);

void devm_iounmap(struct device *dev, void __iomem *addr)
{
	WARN_ON(devres_release(dev, unmap_release, same_mapping, (void *)addr));
}
EXPORT_SYMBOL(devm_iounmap);

static void port_unmap_release(struct device *dev, void *res)
{
	ioport_unmap(*(void __iomem **)res);
}

/* The cookie of a port (mm/iomap.c), until the driver unbinds. */
void __iomem *devm_ioport_map(struct device *dev, unsigned long port, unsigned int nr)
{
	return manage_address(dev, ioport_map(port, nr), port_unmap_release);
}
EXPORT_SYMBOL(devm_ioport_map);

void devm_ioport_unmap(struct device *dev, void __iomem *addr)
{
	WARN_ON(devres_release(dev, port_unmap_release, same_mapping, (void *)addr));
}
EXPORT_SYMBOL(devm_ioport_unmap);

struct managed_irq {
	unsigned int irq;
	void *dev_id;
};

static void irq_release(struct device *dev, void *res)
{
	struct managed_irq *managed = res;

	free_irq(managed->irq, managed->dev_id);
}

static int same_irq(struct device *dev, void *res, void *wanted)
{
	struct managed_irq *managed = res, *want = wanted;

	return managed->irq == want->irq && managed->dev_id == want->dev_id;
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long flags, const char *name, void *dev_id)
{
	struct managed_irq *managed = devres_alloc(irq_release, sizeof(*managed), GFP_KERNEL);
	int err;

	if (!managed)
		return -ENOMEM;
	err = request_threaded_irq(irq, handler, thread_fn, flags, name ?: dev_name(dev), dev_id);
	if (err) {
		devres_free(managed);
		return err;
	}
	*managed = (struct managed_irq){ .irq = irq, .dev_id = dev_id };
	devres_add(dev, managed);
	return 0;
}
EXPORT_SYMBOL(devm_request_threaded_irq);

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct managed_irq managed = { .irq = irq, .dev_id = dev_id };

	WARN_ON(devres_release(dev, irq_release, same_irq, &managed));
}
EXPORT_SYMBOL(devm_free_irq);

static void bitmap_release(struct device *dev, void *res)
{
	bitmap_free(*(unsigned long **)res);
}

unsigned long *devm_bitmap_alloc(struct device *dev, unsigned int nbits, gfp_t flags)
{
	unsigned long **res = devres_alloc(bitmap_release, sizeof(*res), GFP_KERNEL);

	if (!res)
		return NULL;
	*res = bitmap_alloc(nbits, flags);
	if (!*res) {
		devres_free(res);
		return NULL;
	}
	devres_add(dev, res);
	return *res;
}
EXPORT_SYMBOL(devm_bitmap_alloc);

unsigned long *devm_bitmap_zalloc(struct device *dev, unsigned int nbits, gfp_t flags)
{
	return devm_bitmap_alloc(dev, nbits, flags | __GFP_ZERO);
}
EXPORT_SYMBOL(devm_bitmap_zalloc);

struct region {
	struct resource *parent;
	resource_size_t start, n;
};

static void region_release(struct device *dev, void *res)
{
	struct region *region = res;

	__release_region(region->parent, region->start, region->n);
}

static int same_region(struct device *dev, void *res, void *wanted)
{
	const struct region *a = res, *b = wanted;

	return a->parent == b->parent && a->start == b->start && a->n == b->n;
}

struct resource *__devm_request_region(struct device *dev, struct resource *parent,
				       resource_size_t start, resource_size_t n, const char *name)
{
	struct region *region = devres_alloc(region_release, sizeof(*region), GFP_KERNEL);
	struct resource *res;

	if (!region)
		return NULL;
	*region = (struct region){ parent, start, n };
	res = __request_region(parent, start, n, name, 0);
	if (res)
		devres_add(dev, region);
	else
		devres_free(region);
	return res;
}
EXPORT_SYMBOL(__devm_request_region);

void __devm_release_region(struct device *dev, struct resource *parent, resource_size_t start,
			   resource_size_t n)
{
	struct region wanted = { parent, start, n };

	WARN_ON(devres_release(dev, region_release, same_region, &wanted));
}
EXPORT_SYMBOL(__devm_release_region);

typedef void __iomem *(*map_fn)(struct device *dev, resource_size_t offset, resource_size_t size);

static void __iomem *request_and_map(struct device *dev, const struct resource *res, map_fn map)
{
	void __iomem *addr;

	if (!res || resource_type(res) != IORESOURCE_MEM) {
		dev_err(dev, "invalid resource %pR\n", res);
		return IOMEM_ERR_PTR(-EINVAL);
	}
	if (!devm_request_mem_region(dev, res->start, resource_size(res), dev_name(dev))) {
		dev_err(dev, "can't request region for resource %pR\n", res);
		return IOMEM_ERR_PTR(-EBUSY);
	}
	addr = map(dev, res->start, resource_size(res));
	if (addr)
		return addr;
	dev_err(dev, "ioremap failed for resource %pR\n", res);
	devm_release_mem_region(dev, res->start, resource_size(res));
	return IOMEM_ERR_PTR(-ENOMEM);
}

/* Request a memory region and map it. Return: its address, or ERR_PTR (-EINVAL, -EBUSY, -ENOMEM). */
void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res)
{
	return request_and_map(dev, res, devm_ioremap);
}
EXPORT_SYMBOL(devm_ioremap_resource);

/* The same, write-combining. */
void __iomem *devm_ioremap_resource_wc(struct device *dev, const struct resource *res)
{
	return request_and_map(dev, res, devm_ioremap_wc);
}
EXPORT_SYMBOL(devm_ioremap_resource_wc);
