/* SPDX-License-Identifier: MIT */
/*
 * linux/poison.h: the bytes that say "nobody should be reading this", in one place.
 *
 * Values are Linux's, so that a hex dump reads the same in both: 6b6b6b6b in a register is a freed
 * object, aaaaaaaa a free page, 5a5a5a5a memory never written.
 */
#ifndef _LINUX_POISON_H
#define _LINUX_POISON_H

/* Links of an entry that list_del() took off its list: following one faults at a telling address. */
#define POISON_POINTER_DELTA 0
#define LIST_POISON1	     ((void *)0x100)
#define LIST_POISON2	     ((void *)0x122)

/* Free pages under page_poison=1. */
#define PAGE_POISON 0xaa

/* Slab objects. */
#define SLUB_RED_INACTIVE 0xbb /* red zone of a free object */
#define SLUB_RED_ACTIVE	  0xcc /* red zone of an object in use */
#define RED_INACTIVE	  0x09F911029D74E35BULL
#define RED_ACTIVE	  0xD84156C5635688C0ULL
#define POISON_INUSE	  0x5a /* never written, and padding */
#define POISON_FREE	  0x6b /* after free */
#define POISON_END	  0xa5 /* last byte of a freed object */

/* Boot code and data after they were given back. */
#define POISON_FREE_INITMEM 0xcc

/* Stacks, DMA pools, memory that memblock handed out raw. */
#define STACK_END_MAGIC	    0x57AC6E9D
#define POOL_POISON_FREED   0xa7
#define POOL_POISON_ALLOCATED 0xa9
#define TIMER_ENTRY_STATIC  ((void *)0x300)
#define PAGE_OWNER_POISON   0xff

#endif
