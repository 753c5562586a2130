/* SPDX-License-Identifier: MIT */
/*
 * linux/jump_label.h: switches that are thrown seldom and passed often.
 *
 *	static DEFINE_STATIC_KEY_FALSE(tracing);
 *
 *	if (static_branch_unlikely(&tracing))	// one nop while off: no load, no compare, no branch
 *		trace_it();
 *
 *	static_branch_enable(&tracing);		// rewrites every such site
 *
 * What a site is when it is assembled depends on the key's type and on which side is the likely one:
 *
 *             likely          unlikely
 *   TRUE      nop             jmp          the likely side follows the site,
 *   FALSE     jmp             nop          the other one stands out of line
 *
 * Names are Linux's. Source: Linux Documentation/staging/static-keys.rst.
 */
#ifndef _LINUX_JUMP_LABEL_H
#define _LINUX_JUMP_LABEL_H

#include <asm/jump_label.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/list.h>
#include <linux/types.h>

struct static_key {
	atomic_t enabled; /* how many want it on */
};

struct static_key_true {
	struct static_key key;
};

struct static_key_false {
	struct static_key key;
};

#define STATIC_KEY_INIT_TRUE	   { .enabled = ATOMIC_INIT(1) }
#define STATIC_KEY_INIT_FALSE	   { .enabled = ATOMIC_INIT(0) }
#define STATIC_KEY_INIT		   STATIC_KEY_INIT_FALSE
#define STATIC_KEY_TRUE_INIT	   (struct static_key_true){ .key = STATIC_KEY_INIT_TRUE }
#define STATIC_KEY_FALSE_INIT	   (struct static_key_false){ .key = STATIC_KEY_INIT_FALSE }

#define DEFINE_STATIC_KEY_TRUE(name)	 struct static_key_true name = STATIC_KEY_TRUE_INIT
#define DEFINE_STATIC_KEY_FALSE(name)	 struct static_key_false name = STATIC_KEY_FALSE_INIT
#define DEFINE_STATIC_KEY_TRUE_RO(name)	 DEFINE_STATIC_KEY_TRUE(name)
#define DEFINE_STATIC_KEY_FALSE_RO(name) DEFINE_STATIC_KEY_FALSE(name)
#define DECLARE_STATIC_KEY_TRUE(name)	 extern struct static_key_true name
#define DECLARE_STATIC_KEY_FALSE(name)	 extern struct static_key_false name
#define DEFINE_STATIC_KEY_ARRAY_TRUE(name, count) \
	struct static_key_true name[count] = { [0 ... (count) - 1] = STATIC_KEY_TRUE_INIT }
#define DEFINE_STATIC_KEY_ARRAY_FALSE(name, count) \
	struct static_key_false name[count] = { [0 ... (count) - 1] = STATIC_KEY_FALSE_INIT }

/* How many want @key on. Context: any. */
static inline int static_key_count(const struct static_key *key)
{
	return atomic_read(&key->enabled);
}

/* kernel/core/jump_label.c; on or off at once, whatever the count was; one more, one less. Context: any. */
void static_key_enable(struct static_key *key);
void static_key_disable(struct static_key *key);
bool static_key_slow_inc(struct static_key *key);
void static_key_slow_dec(struct static_key *key);

/*
 * The sites of a loadable module: from now on thrown with the rest; no longer. Adding brings them into line
 * with keys that are thrown already. Context: any but an NMI.
 */
struct jump_table {
	const struct jump_entry *start, *stop;
	struct list_head list;
};
void jump_label_add_table(struct jump_table *table);
void jump_label_del_table(struct jump_table *table);

/* Sites whose code is neither of the two things it can be. 0 on a healthy kernel. */
int jump_label_check(void);

/* The older interface: the key's type does not say how it begins, the name of the test does. */
static __always_inline bool static_key_false(struct static_key *const key)
{
	return unlikely(arch_static_branch(key, false));
}

static __always_inline bool static_key_true(struct static_key *const key)
{
	return likely(!arch_static_branch(key, true));
}

#define __is_static_key(x, type) __builtin_types_compatible_p(typeof(*(x)), struct type)
bool ____wrong_branch_error(void); /* nowhere defined: a key of neither type fails at link time */

#define static_key_enabled(x)                                                              \
	({                                                                                 \
		if (!__is_static_key(x, static_key) && !__is_static_key(x, static_key_true) && \
		    !__is_static_key(x, static_key_false))                                 \
			____wrong_branch_error();                                          \
		static_key_count((struct static_key *)(x)) > 0;                            \
	})

#define static_branch_likely(x)                                                            \
	likely(__is_static_key(x, static_key_true)  ? !arch_static_branch(&(x)->key, true) : \
	       __is_static_key(x, static_key_false) ? !arch_static_branch_jump(&(x)->key, true) : \
						      ____wrong_branch_error())
#define static_branch_unlikely(x)                                                          \
	unlikely(__is_static_key(x, static_key_true)  ? arch_static_branch_jump(&(x)->key, false) : \
		 __is_static_key(x, static_key_false) ? arch_static_branch(&(x)->key, false) : \
							____wrong_branch_error())

#define static_branch_enable(x)		  static_key_enable(&(x)->key)
#define static_branch_disable(x)	  static_key_disable(&(x)->key)
#define static_branch_inc(x)		  static_key_slow_inc(&(x)->key)
#define static_branch_dec(x)		  static_key_slow_dec(&(x)->key)
#define static_branch_enable_cpuslocked	  static_branch_enable
#define static_branch_disable_cpuslocked  static_branch_disable
#define static_key_enable_cpuslocked	  static_key_enable
#define static_key_disable_cpuslocked	  static_key_disable

#endif
