/* SPDX-License-Identifier: MIT */
/* linux/cpumask.h: sets of CPUs, and walks over them. */
#ifndef _LINUX_CPUMASK_H
#define _LINUX_CPUMASK_H

#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/find.h>
#include <linux/smp.h>
#include <linux/types.h>

#define NR_CPUS CONFIG_NR_CPUS
#define nr_cpu_ids ((unsigned int)NR_CPUS)

typedef struct cpumask { DECLARE_BITMAP(bits, NR_CPUS); } cpumask_t;
typedef struct cpumask cpumask_var_t[1];

#define cpumask_bits(maskp) ((maskp)->bits)
#define cpumask_test_cpu(cpu, mask) test_bit(cpu, (mask)->bits)
#define cpumask_set_cpu(cpu, mask)  set_bit(cpu, (mask)->bits)
#define cpumask_clear_cpu(cpu, mask) clear_bit(cpu, (mask)->bits)

#ifndef num_online_cpus
#define num_online_cpus() ((unsigned int)NR_CPUS)
#endif
#ifndef num_possible_cpus
#define num_possible_cpus() ((unsigned int)NR_CPUS)
#endif
#define num_present_cpus() num_possible_cpus()
#define num_active_cpus()  num_online_cpus()
#ifndef cpu_online
#define cpu_online(cpu)	  ((cpu) < NR_CPUS)
#endif
#define cpu_possible(cpu) ((cpu) < NR_CPUS)

#ifndef for_each_possible_cpu
#define for_each_possible_cpu(cpu) for ((cpu) = 0; (cpu) < NR_CPUS; (cpu)++)
#endif
#ifndef for_each_online_cpu
#define for_each_online_cpu(cpu)   for_each_possible_cpu(cpu)
#endif
#ifndef for_each_present_cpu
#define for_each_present_cpu(cpu)  for_each_possible_cpu(cpu)
#endif

#define nr_cpumask_bits nr_cpu_ids

/* Every CPU there is has been online from the start. */
extern const struct cpumask __cpu_all_mask;
#define cpu_possible_mask (&__cpu_all_mask)
#define cpu_online_mask	  (&__cpu_all_mask)
#define cpu_present_mask  (&__cpu_all_mask)
#define cpu_active_mask	  (&__cpu_all_mask)
#define cpu_all_mask	  (&__cpu_all_mask)

#define cpumask_first(mask)		find_first_bit(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_first_zero(mask)	find_first_zero_bit(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_last(mask)		find_last_bit(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_next(n, mask)		find_next_bit(cpumask_bits(mask), nr_cpumask_bits, (n) + 1)
#define cpumask_next_zero(n, mask)	find_next_zero_bit(cpumask_bits(mask), nr_cpumask_bits, (n) + 1)
#define cpumask_weight(mask)		bitmap_weight(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_empty(mask)		bitmap_empty(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_full(mask)		bitmap_full(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_equal(a, b)		bitmap_equal(cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits)
#define cpumask_and(d, a, b)		bitmap_and(cpumask_bits(d), cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits)
#define cpumask_or(d, a, b)		bitmap_or(cpumask_bits(d), cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits)
#define cpumask_copy(d, s)		bitmap_copy(cpumask_bits(d), cpumask_bits(s), nr_cpumask_bits)
#define cpumask_setall(mask)		bitmap_fill(cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_clear(mask)		bitmap_zero(cpumask_bits(mask), nr_cpumask_bits)

#define cpumask_first_and(a, b)		find_first_and_bit(cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits)
#define cpumask_next_and(n, a, b)	find_next_and_bit(cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits, (n) + 1)
#define cpumask_nth(n, mask)		find_nth_bit(cpumask_bits(mask), nr_cpumask_bits, n)
#define cpumask_weight_and(a, b)	bitmap_weight_and(cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits)
#define cpumask_andnot(d, a, b)		bitmap_andnot(cpumask_bits(d), cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits)
#define cpumask_xor(d, a, b)		bitmap_xor(cpumask_bits(d), cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits)
#define cpumask_complement(d, s)	bitmap_complement(cpumask_bits(d), cpumask_bits(s), nr_cpumask_bits)
#define cpumask_intersects(a, b)	bitmap_intersects(cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits)
#define cpumask_subset(a, b)		bitmap_subset(cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits)
#define cpumask_any(mask)		cpumask_first(mask)
#define cpumask_any_and(a, b)		cpumask_first_and(a, b)
#define cpumask_test_and_set_cpu(cpu, mask)   test_and_set_bit(cpu, cpumask_bits(mask))
#define cpumask_test_and_clear_cpu(cpu, mask) test_and_clear_bit(cpu, cpumask_bits(mask))
#define __cpumask_set_cpu(cpu, mask)	__set_bit(cpu, cpumask_bits(mask))
#define __cpumask_clear_cpu(cpu, mask)	__clear_bit(cpu, cpumask_bits(mask))
#define cpumask_size()			((unsigned int)bitmap_size(nr_cpumask_bits))
#define cpumask_parse(buf, mask)	bitmap_parse(buf, UINT_MAX, cpumask_bits(mask), nr_cpumask_bits)
#define cpulist_parse(buf, mask)	bitmap_parselist(buf, cpumask_bits(mask), nr_cpumask_bits)
#define cpumask_pr_args(mask)		nr_cpu_ids, cpumask_bits(mask) /* of "%*pb" and "%*pbl" */
#define cpumap_print_to_pagebuf(list, buf, mask) \
	bitmap_print_to_pagebuf(list, buf, cpumask_bits(mask), nr_cpumask_bits)

/* A cpumask_var_t is an array of one: there is nothing to allocate while masks are short. */
#define alloc_cpumask_var(mask, flags)	 ((void)(mask), (void)(flags), true)
#define zalloc_cpumask_var(mask, flags)	 (cpumask_clear(*(mask)), (void)(flags), true)
#define free_cpumask_var(mask)		 ((void)(mask))

#define for_each_cpu_and(cpu, a, b) \
	for_each_and_bit(cpu, cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits)
#define for_each_cpu_andnot(cpu, a, b) \
	for_each_andnot_bit(cpu, cpumask_bits(a), cpumask_bits(b), nr_cpumask_bits)
#define for_each_cpu_wrap(cpu, mask, start) \
	for_each_set_bit_wrap(cpu, cpumask_bits(mask), nr_cpumask_bits, start)
#define for_each_cpu(cpu, mask)	    for_each_set_bit(cpu, cpumask_bits(mask), nr_cpumask_bits)
#define for_each_cpu_not(cpu, mask) for_each_clear_bit(cpu, cpumask_bits(mask), nr_cpumask_bits)

#endif
