/* SPDX-License-Identifier: MIT */
/*
 * linux/percpu-defs.h: variables of which each CPU has its own.
 *
 * A per-CPU variable is linked into .data..percpu; each CPU's copy lies per_cpu_offset(cpu) bytes from
 * there. this_cpu_*() work on the current CPU's copy in one instruction that neither an interrupt nor
 * a move to another CPU can split; __this_cpu_*() and raw_cpu_*() are the same instruction here.
 *
 * Source: Linux Documentation/core-api/this_cpu_ops.rst.
 */
#ifndef _LINUX_PERCPU_DEFS_H
#define _LINUX_PERCPU_DEFS_H

#include <asm/percpu.h>
#include <linux/compiler.h>
#include <linux/irqflags.h>

#define PER_CPU_BASE_SECTION ".data..percpu"

#define DECLARE_PER_CPU(type, name) \
	extern __attribute__((section(PER_CPU_BASE_SECTION))) __typeof__(type) name
#define DEFINE_PER_CPU(type, name) __attribute__((section(PER_CPU_BASE_SECTION))) __typeof__(type) name
#define DECLARE_PER_CPU_ALIGNED(type, name) DECLARE_PER_CPU(type, name) __attribute__((aligned(64)))
#define DEFINE_PER_CPU_ALIGNED(type, name)  DEFINE_PER_CPU(type, name) __attribute__((aligned(64)))
#define DECLARE_PER_CPU_SHARED_ALIGNED	    DECLARE_PER_CPU_ALIGNED
#define DEFINE_PER_CPU_SHARED_ALIGNED	    DEFINE_PER_CPU_ALIGNED
#define DECLARE_PER_CPU_READ_MOSTLY	    DECLARE_PER_CPU
#define DEFINE_PER_CPU_READ_MOSTLY	    DEFINE_PER_CPU
#define EXPORT_PER_CPU_SYMBOL(var)
#define EXPORT_PER_CPU_SYMBOL_GPL(var)

/* With one CPU its copy is the linked one: no offset to add. */
#if CONFIG_NR_CPUS == 1
#define per_cpu_ptr(ptr, cpu) ({ (void)(cpu); (typeof(*(ptr)) *)(ptr); })
#define raw_cpu_ptr(ptr)      ((typeof(*(ptr)) *)(ptr))
#else
#define per_cpu_ptr(ptr, cpu) \
	((typeof(*(ptr)) *)((unsigned long)(ptr) + per_cpu_offset(cpu)))
#define raw_cpu_ptr(ptr) arch_raw_cpu_ptr(ptr)
#endif

#define this_cpu_ptr(ptr)  raw_cpu_ptr(ptr)
#define per_cpu(var, cpu)  (*per_cpu_ptr(&(var), cpu))
#define get_cpu_var(var)   (*({ preempt_disable(); this_cpu_ptr(&(var)); }))
#define put_cpu_var(var)   do { (void)&(var); preempt_enable(); } while (0)
#define get_cpu_ptr(var)   ({ preempt_disable(); this_cpu_ptr(var); })
#define put_cpu_ptr(var)   do { (void)(var); preempt_enable(); } while (0)

/* Eight bytes take two instructions, so interrupts are kept out meanwhile. */
#define __this_cpu_wide(var, op)                          \
	({                                                \
		unsigned long __wide_flags;               \
		local_irq_save(__wide_flags);             \
		typeof(var) *__wide = raw_cpu_ptr(&(var)); \
		typeof(var) __wide_ret = (op);            \
		local_irq_restore(__wide_flags);          \
		__wide_ret;                               \
	})

/* What the one-instruction forms see of an eight-byte variable: they are not used then, but compiled. */
#define __this_cpu_narrow(var) (*__builtin_choose_expr(sizeof(var) == 8, (u32 *)&(var), &(var)))

#define this_cpu_read(var)                                                               \
	__builtin_choose_expr(sizeof(var) == 8, __this_cpu_wide(var, *__wide), arch_this_cpu_read_4(__this_cpu_narrow(var)))
#define __this_cpu_choose(var, wide, narrow)                                \
	do {                                                                \
		if (sizeof(var) == 8)                                       \
			(void)__this_cpu_wide(var, wide);                   \
		else                                                        \
			narrow;                                             \
	} while (0)
#define this_cpu_write(var, val) \
	__this_cpu_choose(var, *__wide = (val), arch_this_cpu_write_4(__this_cpu_narrow(var), val))
#define this_cpu_add(var, val) \
	__this_cpu_choose(var, *__wide += (val), arch_this_cpu_add_4(__this_cpu_narrow(var), val))
#define this_cpu_sub(var, val) \
	__this_cpu_choose(var, *__wide -= (val), arch_this_cpu_sub_4(__this_cpu_narrow(var), val))
#define this_cpu_and(var, val) arch_this_cpu_and_4(var, val)
#define this_cpu_or(var, val)  arch_this_cpu_or_4(var, val)
#define this_cpu_inc(var)      this_cpu_add(var, 1)
#define this_cpu_dec(var)      this_cpu_sub(var, 1)

/* Four bytes only, as their users are. */
#define this_cpu_add_return(var, val)	arch_this_cpu_add_return_4(var, val)
#define this_cpu_sub_return(var, val)	this_cpu_add_return(var, -(typeof(var))(val))
#define this_cpu_inc_return(var)	this_cpu_add_return(var, 1)
#define this_cpu_dec_return(var)	this_cpu_add_return(var, -1)
#define this_cpu_xchg(var, nval)	arch_this_cpu_xchg_4(var, nval)
#define this_cpu_cmpxchg(var, o, n)	arch_this_cpu_cmpxchg_4(var, o, n)

#define __this_cpu_read		this_cpu_read
#define __this_cpu_write	this_cpu_write
#define __this_cpu_add		this_cpu_add
#define __this_cpu_sub		this_cpu_sub
#define __this_cpu_inc		this_cpu_inc
#define __this_cpu_dec		this_cpu_dec
#define __this_cpu_and		this_cpu_and
#define __this_cpu_or		this_cpu_or
#define __this_cpu_add_return	this_cpu_add_return
#define __this_cpu_sub_return	this_cpu_sub_return
#define __this_cpu_inc_return	this_cpu_inc_return
#define __this_cpu_dec_return	this_cpu_dec_return
#define __this_cpu_xchg		this_cpu_xchg
#define __this_cpu_cmpxchg	this_cpu_cmpxchg
#define __this_cpu_inc_return	this_cpu_inc_return
#define __this_cpu_dec_return	this_cpu_dec_return
#define __this_cpu_xchg		this_cpu_xchg
#define __this_cpu_cmpxchg	this_cpu_cmpxchg
#define raw_cpu_read		this_cpu_read
#define raw_cpu_write		this_cpu_write
#define raw_cpu_add		this_cpu_add
#define raw_cpu_sub		this_cpu_sub
#define raw_cpu_inc		this_cpu_inc
#define raw_cpu_dec		this_cpu_dec

#endif
