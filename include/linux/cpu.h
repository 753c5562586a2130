/* SPDX-License-Identifier: MIT */
/* linux/cpu.h: processors come and go in Linux; here the one there is stays, so nobody has to be kept out. */
#ifndef _LINUX_CPU_H
#define _LINUX_CPU_H

#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/smp.h>

/* Between these two no processor appears or goes. Context: may sleep. */
static inline void cpus_read_lock(void)
{
}

static inline void cpus_read_unlock(void)
{
}

static inline void cpu_hotplug_disable(void)
{
	cpus_read_lock();
}

static inline void cpu_hotplug_enable(void)
{
	cpus_read_unlock();
}

#define get_online_cpus() cpus_read_lock()
#define put_online_cpus() cpus_read_unlock()

#endif
