/* SPDX-License-Identifier: MIT */
/* linux/memory_hotplug.h: RAM cannot be plugged while Slate runs, so no node is kept movable for it. */
#ifndef _LINUX_MEMORY_HOTPLUG_H
#define _LINUX_MEMORY_HOTPLUG_H

#include <linux/types.h>

static inline bool movable_node_is_enabled(void)
{
	return false;
}

#endif
