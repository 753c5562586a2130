/* SPDX-License-Identifier: MIT */
/*
 * linux/page-flags-layout.h: how page->flags is divided.
 *
 *   31 30 29 28 27                                  0
 *   [node][zone][ PG_* bits, one each               ]
 *
 * Node and zone side by side make one number, the zone id, that indexes every per-zone table, so
 * that a freed page finds its zone by one shift. A 64-bit host build keeps them at the top as well.
 */
#ifndef _LINUX_PAGE_FLAGS_LAYOUT_H
#define _LINUX_PAGE_FLAGS_LAYOUT_H

#include <linux/numa.h>
#include <linux/types.h>

#define ZONES_SHIFT  2
#define ZONES_WIDTH  ZONES_SHIFT
#define NODES_WIDTH  NODES_SHIFT

#define ZONEID_SHIFT (ZONES_SHIFT + NODES_SHIFT)
#define ZONEID_PGSHIFT (sizeof(unsigned long) * 8 - ZONEID_SHIFT)
#define NR_ZONEIDS   (1 << ZONEID_SHIFT)

#endif
