/* SPDX-License-Identifier: MIT */
/* linux/numa.h: how many nodes a machine may have. Slate has one until the firmware's SRAT is read. */
#ifndef _LINUX_NUMA_H
#define _LINUX_NUMA_H

#define NODES_SHIFT   CONFIG_NODES_SHIFT
#define MAX_NUMNODES  (1 << NODES_SHIFT)
#define NUMA_NO_NODE  (-1) /* "any node": what a caller without a wish passes */

#endif
