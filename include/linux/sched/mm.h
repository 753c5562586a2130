/* SPDX-License-Identifier: MIT */
/* linux/sched/mm.h: a thread says once what all its allocations must not do. Each save returns what restore needs. */
#ifndef _LINUX_SCHED_MM_H
#define _LINUX_SCHED_MM_H

#include <linux/sched.h>

#define __MEMALLOC_SCOPE(name, flag)                                             \
	static inline unsigned int memalloc_##name##_save(void)                  \
	{                                                                        \
		unsigned int old = current->flags & (flag);                      \
		current->flags |= (flag);                                        \
		return old;                                                      \
	}                                                                        \
	static inline void memalloc_##name##_restore(unsigned int old)           \
	{                                                                        \
		current->flags = (current->flags & ~(flag)) | old;               \
	}
__MEMALLOC_SCOPE(noio, PF_MEMALLOC_NOIO)
__MEMALLOC_SCOPE(nofs, PF_MEMALLOC_NOFS)
__MEMALLOC_SCOPE(noreclaim, PF_MEMALLOC)
__MEMALLOC_SCOPE(pin, PF_MEMALLOC_PIN)
#undef __MEMALLOC_SCOPE

#endif
