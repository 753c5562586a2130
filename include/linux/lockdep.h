/* SPDX-License-Identifier: MIT */
/*
 * linux/lockdep.h: annotations that Linux's lock validator reads. Slate has no validator; what a lock can
 * tell by itself (recursion, held or not) is checked by the lock. The names compile to nothing.
 */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

struct lock_class_key {
	char unused;
};
struct lockdep_map {
	char unused;
};

#define SINGLE_DEPTH_NESTING 1

#define lockdep_set_class(lock, key)		     ((void)(lock), (void)(key))
#define lockdep_set_class_and_name(lock, key, name)  ((void)(lock), (void)(key), (void)(name))
#define lockdep_set_novalidate_class(lock)	     ((void)(lock))
#define lockdep_set_subclass(lock, sub)		     ((void)(lock))
#define lockdep_init_map(map, name, key, sub)	     ((void)(map), (void)(name), (void)(key))
#define lockdep_register_key(key)		     ((void)(key))
#define lockdep_unregister_key(key)		     ((void)(key))
#define lockdep_assert_held(l)			     ((void)(l))
#define lockdep_assert_held_write(l)		     ((void)(l))
#define lockdep_assert_held_read(l)		     ((void)(l))
#define lockdep_assert_held_once(l)		     ((void)(l))
#define lockdep_assert_not_held(l)		     ((void)(l))
#define lockdep_assert_none_held_once()		     ((void)0)
#define lockdep_assert_irqs_enabled()		     ((void)0)
#define lockdep_assert_irqs_disabled()		     ((void)0)
#define lockdep_assert_in_irq()			     ((void)0)
#define lockdep_assert_preemption_disabled()	     ((void)0)
#define lockdep_recursing(tsk)			     (0)
#define lockdep_is_held(l)			     (1)
#define lockdep_off()				     ((void)0)
#define lockdep_on()				     ((void)0)
#define lock_acquire(m, s, t, r, c, n, i)	     ((void)0)
#define lock_release(m, i)			     ((void)0)
#define lock_map_acquire(l)			     ((void)(l))
#define lock_map_acquire_read(l)		     ((void)(l))
#define lock_map_release(l)			     ((void)(l))
#define might_lock(lock)			     ((void)(lock))
#define might_lock_nested(lock, sub)		     ((void)(lock))
#define debug_check_no_locks_held()		     ((void)0)
#define STATIC_LOCKDEP_MAP_INIT(name, key)	     { }

#endif
