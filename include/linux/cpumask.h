/* SPDX-License-Identifier: MIT */
/* linux/cpumask.h: sets of CPUs, and walks over them. */
#ifndef _LINUX_CPUMASK_H
#define _LINUX_CPUMASK_H

#include <linux/bitops.h>
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

#endif
