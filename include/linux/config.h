/* SPDX-License-Identifier: MIT */
/*
 * linux/config.h: every build-time number of Slate, once.
 *
 * One line each: value, unit, why. C code asks `if (IS_ENABLED(CONFIG_X))`, so that both branches
 * are compiled always; numbers are used by name. linker.ld and layout.inc (for NASM) are generated
 * from the same lines, so this file holds nothing but #define.
 */
#ifndef _LINUX_CONFIG_H
#define _LINUX_CONFIG_H

#define CONFIG_X86		     1	/* the machine, as Linux sources ask for it */
#define CONFIG_X86_32		     1	/* 32-bit ... */
#define CONFIG_X86_PAE		     1	/* ... with 64-bit page-table entries: RAM above 4 GiB, NX */
#define CONFIG_PHYS_ADDR_T_64BIT     1	/* phys_addr_t is u64 */
#define CONFIG_ARCH_DMA_ADDR_T_64BIT 1	/* dma_addr_t is u64 */
#define CONFIG_MMU		     1
#define CONFIG_HIGHMEM		     1	/* RAM without a permanent kernel address exists */
#define CONFIG_FLATMEM		     1	/* one mem_map, indexed by pfn */
#define CONFIG_ZONE_DMA		     1	/* below 16 MiB: what an ISA device reaches */
#define CONFIG_ZONE_DMA32	     1	/* highmem below 4 GiB: what a 32-bit device reaches */
#define CONFIG_SLUB		     1	/* the default allocator; slab= chooses at boot */
#define CONFIG_KUNIT		     1	/* self-tests are part of the binary */
#define CONFIG_PRINTK		     1
#define CONFIG_PCI		     1
#define CONFIG_HAS_DMA		     1
#define CONFIG_HAS_IOMEM	     1
#define CONFIG_PROC_FS		     1
#define CONFIG_MODULES		     1

#define CONFIG_VERSION		     "0.1.0" /* what `version` says */
#define CONFIG_NR_CPUS		     1	/* CPUs; code is written for more */
#define CONFIG_NODES_SHIFT	     2	/* log2 of the most NUMA nodes a machine may have */
#define CONFIG_HZ		     250 /* ticks a second: what the PIT gives exactly enough, and browsers keep up with */
#define CONFIG_PAGE_OFFSET	     0xC0000000	/* bytes: the kernel's quarter of the address space */
#define CONFIG_PHYSICAL_START	     0x100000	/* bytes: where the loader puts the image */
#define CONFIG_THREAD_SIZE	     8192 /* bytes of a kernel stack, fixed, guard page below */
#define CONFIG_VMALLOC_SIZE	     0x08000000	/* bytes: 128 MiB window area unless vmalloc= says other */
#define CONFIG_MIN_RAM		     (15 << 20)	/* bytes of usable RAM below which boot is refused */
#define CONFIG_LOG_BUF_SIZE	     (128 << 10) /* bytes of the printk ring; a power of two */

#endif
