/* SPDX-License-Identifier: MIT */
/* linux/sched/mm.h: a thread says once what all its allocations must not do. Each save returns what restore needs. */
#ifndef _LINUX_SCHED_MM_H
#define _LINUX_SCHED_MM_H

#include <linux/gfp_types.h>
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

/* What is left of @flags inside the scopes that the thread has entered; NOIO implies NOFS. */
static inline gfp_t current_gfp_context(gfp_t flags)
{
	unsigned int scopes = READ_ONCE(current->flags);

	if (unlikely(scopes & (PF_MEMALLOC_NOIO | PF_MEMALLOC_NOFS)))
		flags &= scopes & PF_MEMALLOC_NOIO ? ~(__GFP_IO | __GFP_FS) : ~__GFP_FS;
	return flags;
}

#endif
