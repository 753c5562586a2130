// SPDX-License-Identifier: MIT
/*
 * kernel/procfs_system.c: /proc/{cmdline,version,uptime,loadavg,stat,interrupts} in Linux's formats.
 *
 * Load is what it is on Unix: the number of threads that run or wait, averaged with a weight that falls
 * by e every 1, 5 and 15 minutes. Every 5 seconds (LOAD_FREQ)
 *
 *     load = load * e + running * (1 - e)        in fixed point, 11 bits behind the point
 *
 * Sources: Linux 6.1's Documentation/filesystems/proc.rst; Ferrari and Zhou, "An Empirical Investigation of
 * Load Indices", for the averages.
 */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <slate/version.h>

#define LOAD_FREQ     (5 * HZ + 1) /* ticks; not a multiple of what else runs by seconds */
#define LOAD_SHIFT    11
#define LOAD_ONE      (1UL << LOAD_SHIFT)
#define LOAD_INT(x)   ((x) >> LOAD_SHIFT)
#define LOAD_FRAC(x)  LOAD_INT(((x) & (LOAD_ONE - 1)) * 100)
#define CLOCK_TICK_NS 10000000u /* USER_HZ is 100 */

/* 1/exp(5 s / 1, 5, 15 min), in the same fixed point. */
static const unsigned long decay[3] = { 1884, 2014, 2037 };
static unsigned long load[3];
static struct timer_list load_timer;

/* The reading thread and the one that counts are not load: a console that waits makes none. */
static void load_tick(struct timer_list *timer)
{
	unsigned long running = nr_running_threads() * LOAD_ONE;

	for (unsigned int i = 0; i < ARRAY_SIZE(load); i++)
		load[i] = (load[i] * decay[i] + running * (LOAD_ONE - decay[i])) >> LOAD_SHIFT;
	mod_timer(timer, jiffies + LOAD_FREQ);
}

static int loadavg_show(struct seq_file *m, void *v)
{
	struct task_struct *p;
	unsigned long flags;
	pid_t last = 0;

	flags = task_list_lock();
	for_each_process(p)
		last = max(last, p->pid);
	task_list_unlock(flags);
	for (unsigned int i = 0; i < ARRAY_SIZE(load); i++) {
		/* Rounded to the nearest hundredth. */
		unsigned long shown = load[i] + LOAD_ONE / 200;

		seq_printf(m, "%lu.%02lu ", LOAD_INT(shown), LOAD_FRAC(shown));
	}
	seq_printf(m, "%u/%u %d\n", nr_running_threads(), nr_threads_alive(), last);
	return 0;
}

static int cmdline_show(struct seq_file *m, void *v)
{
	seq_puts(m, saved_command_line ? saved_command_line : "");
	seq_putc(m, '\n');
	return 0;
}

static int version_show(struct seq_file *m, void *v)
{
	seq_puts(m, slate_banner);
	return 0;
}

static u64 idle_ns(void)
{
	return READ_ONCE(init_task.sum_exec_ns);
}

/* Seconds with two digits: of life, and of that idle. */
static void show_seconds(struct seq_file *m, u64 ns)
{
	u32 rest;
	u64 seconds = div_u64_rem(ns, NSEC_PER_SEC, &rest);

	seq_printf(m, "%llu.%02u", seconds, rest / CLOCK_TICK_NS);
}

static int uptime_show(struct seq_file *m, void *v)
{
	show_seconds(m, ktime_get_ns());
	seq_putc(m, ' ');
	show_seconds(m, idle_ns());
	seq_putc(m, '\n');
	return 0;
}

/* user nice system idle iowait irq softirq steal guest guest_nice, in hundredths of a second. */
static void show_cpu(struct seq_file *m, const char *name)
{
	u64 all = ktime_get_ns(), idle = idle_ns();

	seq_printf(m, "%s 0 0 %llu %llu 0 0 0 0 0 0\n", name,
		   div_u64(all - min(idle, all), CLOCK_TICK_NS), div_u64(idle, CLOCK_TICK_NS));
}

static int stat_show(struct seq_file *m, void *v)
{
	struct irq_info info;
	unsigned int irq, i;
	u64 softirqs = 0;

	show_cpu(m, "cpu ");
	show_cpu(m, "cpu0");
	seq_put_decimal_ull(m, "intr ", irq_total_count());
	for_each_irq_nr(irq)
		seq_put_decimal_ull(m, " ", irq_get_info(irq, &info) ? 0 : info.count[0]);
	seq_printf(m, "\nctxt %llu\nbtime %lld\nprocesses %u\nprocs_running %u\nprocs_blocked %u\n",
		   nr_context_switches(),
		   (long long)(ktime_get_real_seconds() - ktime_get_seconds()), nr_threads_alive(),
		   nr_running_threads(), 0);
	for (i = 0; i < NR_SOFTIRQS; i++)
		softirqs += softirq_count_of(i);
	seq_put_decimal_ull(m, "softirq ", softirqs);
	for (i = 0; i < NR_SOFTIRQS; i++)
		seq_put_decimal_ull(m, " ", softirq_count_of(i));
	seq_putc(m, '\n');
	return 0;
}

/* ---- /proc/interrupts: one record a line, then one for those with nothing behind them ---- */

#define IRQ_COLUMN 3 /* digits of the first column */

static void *irq_start(struct seq_file *m, loff_t *pos)
{
	return *pos <= nr_irqs ? pos : NULL;
}

static void *irq_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return irq_start(m, pos);
}

static void irq_stop(struct seq_file *m, void *v)
{
}

static int irq_show(struct seq_file *m, void *v)
{
	unsigned int irq = *(loff_t *)v;
	struct irq_info info;
	unsigned int cpu;

	if (irq == 0) {
		seq_printf(m, "%*s", IRQ_COLUMN + 8, "");
		for (cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
			seq_printf(m, "CPU%-8u", cpu);
		seq_putc(m, '\n');
	}
	if (irq == nr_irqs) {
		seq_printf(m, "%*s: %10lu\n", IRQ_COLUMN, "ERR", irq_spurious_count());
		return 0;
	}
	if (irq_get_info(irq, &info) || (!info.requested && !info.count[0]))
		return 0;
	seq_printf(m, "%*u: ", IRQ_COLUMN, irq);
	for (cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
		seq_printf(m, "%10u ", info.count[cpu]);
	seq_printf(m, " %8s", info.chip ? info.chip : "None");
	if (info.flow && *info.flow)
		seq_printf(m, " %*lu-%-8s", IRQ_COLUMN, info.hwirq, info.flow);
	else
		seq_printf(m, " %*s", IRQ_COLUMN, "");
	if (info.requested)
		seq_printf(m, "  %s", info.actions);
	seq_putc(m, '\n');
	return 0;
}

static const struct seq_operations irq_ops = {
	.start = irq_start,
	.next = irq_next,
	.stop = irq_stop,
	.show = irq_show,
};

static int __init procfs_system_init(void)
{
	proc_create_single("cmdline", 0, NULL, cmdline_show);
	proc_create_single("version", 0, NULL, version_show);
	proc_create_single("uptime", 0, NULL, uptime_show);
	proc_create_single("loadavg", 0, NULL, loadavg_show);
	proc_create_single("stat", 0, NULL, stat_show);
	proc_create_seq("interrupts", 0, NULL, &irq_ops);
	timer_setup(&load_timer, load_tick, TIMER_DEFERRABLE);
	mod_timer(&load_timer, jiffies + LOAD_FREQ);
	return 0;
}
fs_initcall(procfs_system_init);
