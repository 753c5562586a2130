/* SPDX-License-Identifier: MIT */
/*
 * linux/io.h: reach a device's memory: map it, then read and write it.
 *
 *     request_mem_region(start, len, "name")   say that it is yours          (linux/ioport.h)
 *     regs = ioremap(start, len)               give it a kernel address
 *     readl(regs + OFFSET), writel(...)        use it                        (asm/io.h)
 *     iounmap(regs), release_mem_region(...)   give both back
 *
 * An __iomem pointer is not to be dereferenced. The ioread/iowrite family works on two kinds of
 * cookie: what ioremap returned, and what ioport_map made of a port number. The cookies of ports are
 * below IO_COOKIE_END, where no mapping can ever be, so one comparison tells which it is.
 *
 * Source: LDD3 ch. 9 "I/O Registers and Conventional Memory", "Using I/O Memory".
 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <asm/io.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct device;

/* ---- mm/ioremap.c ---- */

void __iomem *ioremap(resource_size_t phys, unsigned long size);
void __iomem *ioremap_uc(resource_size_t phys, unsigned long size);
void __iomem *ioremap_wc(resource_size_t phys, unsigned long size);
void __iomem *ioremap_cache(resource_size_t phys, unsigned long size);
void __iomem *ioremap_prot(resource_size_t phys, unsigned long size, unsigned long prot);
void iounmap(volatile void __iomem *addr);
int ioremap_page_range(unsigned long addr, unsigned long end, phys_addr_t phys, pgprot_t prot);

/* Historical: ioremap() has been uncached since Linux 2.6.26. */
#define ioremap_nocache(phys, size) ioremap(phys, size)
#define ioremap_wt(phys, size)	    ioremap(phys, size)
#define ioremap_np(phys, size)	    ((void __iomem *)NULL)

#define MEMREMAP_WB 1UL
#define MEMREMAP_WT 2UL
#define MEMREMAP_WC 4UL
/* Memory-like use of an address range: RAM that is in lowmem comes back as its direct address. */
void *memremap(resource_size_t phys, size_t size, unsigned long flags);
void memunmap(void *addr);

/* Write combining through MTRRs is not done: PAT does it, or nothing does. */
static inline int arch_phys_wc_add(unsigned long base, unsigned long size)
{
	return 0;
}
static inline void arch_phys_wc_del(int handle)
{
}

/* ---- mm/iomap.c: one set of names for ports and memory ---- */

#define IO_COOKIE_START 0x10000UL /* + port: the cookie of that port */
#define IO_COOKIE_END	0x40000UL /* what lies above is a mapping */

void __iomem *ioport_map(unsigned long port, unsigned int nr);
void ioport_unmap(void __iomem *addr);

u8 ioread8(const void __iomem *addr);
u16 ioread16(const void __iomem *addr);
u32 ioread32(const void __iomem *addr);
u16 ioread16be(const void __iomem *addr);
u32 ioread32be(const void __iomem *addr);
void iowrite8(u8 value, void __iomem *addr);
void iowrite16(u16 value, void __iomem *addr);
void iowrite32(u32 value, void __iomem *addr);
void iowrite16be(u16 value, void __iomem *addr);
void iowrite32be(u32 value, void __iomem *addr);

/* @count items from or to the one register. */
void ioread8_rep(const void __iomem *addr, void *to, unsigned long count);
void ioread16_rep(const void __iomem *addr, void *to, unsigned long count);
void ioread32_rep(const void __iomem *addr, void *to, unsigned long count);
void iowrite8_rep(void __iomem *addr, const void *from, unsigned long count);
void iowrite16_rep(void __iomem *addr, const void *from, unsigned long count);
void iowrite32_rep(void __iomem *addr, const void *from, unsigned long count);

void readsb(const volatile void __iomem *addr, void *to, unsigned int count);
void readsw(const volatile void __iomem *addr, void *to, unsigned int count);
void readsl(const volatile void __iomem *addr, void *to, unsigned int count);
void writesb(volatile void __iomem *addr, const void *from, unsigned int count);
void writesw(volatile void __iomem *addr, const void *from, unsigned int count);
void writesl(volatile void __iomem *addr, const void *from, unsigned int count);

/* Blocks of I/O memory: by words where both ends are aligned, by bytes at the edges. */
void memset_io(volatile void __iomem *to, int value, size_t size);
void memcpy_fromio(void *to, const volatile void __iomem *from, size_t size);
void memcpy_toio(volatile void __iomem *to, const void *from, size_t size);

/* Exactly @count accesses of that width, in rising order. */
void __iowrite32_copy(void __iomem *to, const void *from, size_t count);
void __ioread32_copy(void *to, const void __iomem *from, size_t count);
void __iowrite64_copy(void __iomem *to, const void *from, size_t count);

int check_signature(const volatile void __iomem *addr, const unsigned char *signature, int length);

#define IOMEM_ERR_PTR(err) ((void __force __iomem *)ERR_PTR(err))

/* ---- managed forms: undone when the driver unbinds (kernel/core/device) ---- */
void __iomem *devm_ioremap(struct device *dev, resource_size_t phys, resource_size_t size);
void __iomem *devm_ioremap_uc(struct device *dev, resource_size_t phys, resource_size_t size);
void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t phys, resource_size_t size);
void devm_iounmap(struct device *dev, void __iomem *addr);
void __iomem *devm_ioport_map(struct device *dev, unsigned long port, unsigned int nr);
void devm_ioport_unmap(struct device *dev, void __iomem *addr);

#endif
