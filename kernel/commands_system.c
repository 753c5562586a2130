// SPDX-License-Identifier: MIT
/*
 * kernel/commands_system.c: free, uptime, ps: the programs everybody knows, in their own layouts.
 *
 * As on Linux they read /proc and nothing else, so what they show is what the files show.
 * Source: procps-ng 4.0's free(1), uptime(1) and ps(1).
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <slate/command.h>
#include "commands_files.h"

/* The kilobytes behind @label in the text of /proc/meminfo; labels are unique with their colon. */
static unsigned long meminfo_value(const char *text, const char *label)
{
	const char *at = strstr(text, label);

	return at ? simple_strtoul(skip_spaces(at + strlen(label)), NULL, 10) : 0;
}

static void print_free_line(const char *name, const unsigned long *kb, unsigned int count,
			    unsigned int shift)
{
	console_printf("%-9s", name);
	for (unsigned int i = 0; i < count; i++)
		console_printf("%*llu", i ? 12 : 11, ((u64)kb[i] << 10) >> shift);
	console_printf("\n");
}

static void print_free(const char *text, unsigned int shift)
{
	unsigned long cache = meminfo_value(text, "\nCached:") + meminfo_value(text, "\nBuffers:") +
			      meminfo_value(text, "\nSReclaimable:");
	unsigned long mem[6] = {
		[0] = meminfo_value(text, "MemTotal:"),
		[2] = meminfo_value(text, "\nMemFree:"),
		[3] = meminfo_value(text, "\nShmem:"),
		[4] = cache,
		[5] = meminfo_value(text, "\nMemAvailable:"),
	};
	unsigned long swap[3] = {
		[0] = meminfo_value(text, "\nSwapTotal:"),
		[2] = meminfo_value(text, "\nSwapFree:"),
	};

	mem[1] = mem[0] - mem[5];
	swap[1] = swap[0] - swap[2];
	console_printf("%20s%12s%12s%12s%12s%12s\n", "total", "used", "free", "shared",
		       "buff/cache", "available");
	print_free_line("Mem:", mem, ARRAY_SIZE(mem), shift);
	print_free_line("Swap:", swap, ARRAY_SIZE(swap), shift);
}

static int run_free(int argc, char **argv)
{
	unsigned int shift = 10;
	ssize_t n;
	char *text;

	if (argc > 1 && !strcmp(argv[1], "-b"))
		shift = 0;
	else if (argc > 1 && !strcmp(argv[1], "-m"))
		shift = 20;
	else if (argc > 1 && strcmp(argv[1], "-k"))
		return -EINVAL;
	text = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	n = read_proc_file("meminfo", text, PAGE_SIZE);
	if (n >= 0)
		print_free(text, shift);
	kfree(text);
	return n < 0 ? n : 0;
}
COMMAND(free, "[-b|-k|-m]", "memory: used, free, available", run_free);

/*  03:40:00 up 2 min,  0 users,  load average: 0.00, 0.00, 0.00 */
static int run_uptime(int argc, char **argv)
{
	unsigned int up = div_u64(ktime_get_ns(), NSEC_PER_SEC);
	u32 today;
	char loads[64], *load[3], *rest = loads;
	ssize_t n = read_proc_file("loadavg", loads, sizeof(loads));

	if (n < 0)
		return n;
	for (unsigned int i = 0; i < ARRAY_SIZE(load); i++)
		load[i] = strsep(&rest, " ") ?: loads;
	div_u64_rem(ktime_get_real_seconds(), 86400, &today);
	console_printf(" %02u:%02u:%02u up ", today / 3600, today / 60 % 60, today % 60);
	if (up >= 86400)
		console_printf("%u day%s, ", up / 86400, up >= 2 * 86400 ? "s" : "");
	if (up % 86400 >= 3600)
		console_printf("%2u:%02u", up % 86400 / 3600, up / 60 % 60);
	else
		console_printf("%u min", up / 60 % 60);
	console_printf(",  1 user,  load average: %s, %s, %s\n", load[0], load[1], load[2]);
	return 0;
}
COMMAND(uptime, "", "how long the machine has been up, and its load", run_uptime);

struct ps_row {
	pid_t pid;
	char state;
	u64 ns;
	unsigned long switches;
	char comm[TASK_COMM_LEN];
};

/* Copy the rows under the lock, print them afterwards: printing may take long. */
static unsigned int gather_rows(struct ps_row *rows, unsigned int room)
{
	struct task_struct *p;
	unsigned int n = 0;
	unsigned long flags = task_list_lock();

	for_each_process(p) {
		if (n == room)
			break;
		rows[n].pid = p->pid;
		rows[n].state = task_state_to_char(p);
		rows[n].ns = p->sum_exec_ns;
		rows[n].switches = p->nvcsw + p->nivcsw;
		strscpy(rows[n++].comm, p->comm, TASK_COMM_LEN);
	}
	task_list_unlock(flags);
	return n;
}

static int run_ps(int argc, char **argv)
{
	unsigned int room = nr_threads_alive() + 8;
	struct ps_row *rows = kcalloc(room, sizeof(*rows), GFP_KERNEL);
	unsigned int n;

	if (!rows)
		return -ENOMEM;
	n = gather_rows(rows, room);
	console_printf("    PID S     TIME   SWITCHES COMMAND\n");
	for (unsigned int i = 0; i < n; i++) {
		unsigned int ms = div_u64(rows[i].ns, NSEC_PER_MSEC);

		console_printf("%7d %c %4u.%03u %10lu %s\n", rows[i].pid, rows[i].state, ms / 1000,
			       ms % 1000, rows[i].switches, rows[i].comm);
	}
	kfree(rows);
	return 0;
}
COMMAND(ps, "", "the threads: state, CPU time in seconds, how often they were switched to", run_ps);
