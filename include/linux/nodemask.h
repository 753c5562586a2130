/* SPDX-License-Identifier: MIT */
/* linux/nodemask.h: sets of NUMA nodes. */
#ifndef _LINUX_NODEMASK_H
#define _LINUX_NODEMASK_H

#include <linux/bitops.h>
#include <linux/numa.h>

typedef struct { DECLARE_BITMAP(bits, MAX_NUMNODES); } nodemask_t;

#define node_isset(node, nodemask) test_bit((node), (nodemask).bits)
#define node_set(node, dst)	   set_bit((node), (dst).bits)
#define node_clear(node, dst)	   clear_bit((node), (dst).bits)
#define nodes_clear(dst)	   ((dst).bits[0] = 0)

#define num_online_nodes() 1
#define first_online_node  0
#define node_online(node)  ((node) == 0)
#define for_each_online_node(node) for ((node) = 0; (node) < 1; (node)++)
#define for_each_node(node)	   for_each_online_node(node)
#define for_each_node_state(node, state) for_each_online_node(node)

#endif
