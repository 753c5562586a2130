/* SPDX-License-Identifier: MIT */
/* linux/topology.h: which node a CPU belongs to, and how far nodes are from each other. */
#ifndef _LINUX_TOPOLOGY_H
#define _LINUX_TOPOLOGY_H

#include <linux/numa.h>

#define LOCAL_DISTANCE	10 /* as the ACPI SLIT counts: 10 is "here" */
#define REMOTE_DISTANCE 20

#define node_distance(from, to) ((from) == (to) ? LOCAL_DISTANCE : REMOTE_DISTANCE)

static inline int cpu_to_node(int cpu)
{
	(void)cpu;
	return 0;
}

static inline int numa_node_id(void)
{
	return 0;
}

/* The node whose memory this CPU should use: differs from numa_node_id() where a node has none. */
static inline int numa_mem_id(void)
{
	return 0;
}

#endif
