/* SPDX-License-Identifier: MIT */
/* mm/meminfo.h: what memory_init() and the hand-over tell the account of memory. */
#ifndef _MM_MEMINFO_H
#define _MM_MEMINFO_H

#include <slate/meminfo.h>

#define MEMINFO_UNNAMED "memblock itself"     /* reserved by nobody who gave a name */
#define MEMINFO_SHARED	"frames partly reserved" /* free bytes in frames that are not free */

/* The first sum of slate/meminfo.h; memory is what memblock got. */
struct meminfo_firmware {
	u64 firmware, clipped, partial, memory;
	s64 cut;
	unsigned int phys_bits;
};

void meminfo_set_firmware(const struct meminfo_firmware *firmware);
void meminfo_handed_over(u64 bytes);

#endif
