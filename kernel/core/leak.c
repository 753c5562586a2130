// SPDX-License-Identifier: MIT
/* kernel/core/leak.c: count what is handed out, before and after (slate/leak.h). */
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/sched/task.h>
#include <slate/leak.h>

extern const struct leak_counter __start_leak_counter[], __stop_leak_counter[];

#define for_each_leak_counter(c) \
	for (const struct leak_counter *c = __start_leak_counter; c < __stop_leak_counter; c++)

void leak_drain(void)
{
	/* What ended threads and RCU callbacks still hold is in flight, not leaked. */
	rcu_barrier();
	sched_reap_dead();
	/* What one drain lets go may land in another's keep: a stack that is given up is an area to purge. */
	for (int round = 0; round < 2; round++)
		for_each_leak_counter(counter)
			if (counter->drain)
				counter->drain();
}

void leak_snapshot(struct leak_snapshot *snapshot)
{
	int i = 0;

	leak_drain();
	for_each_leak_counter(counter)
		if (counter->count && i < MAX_LEAK_COUNTERS)
			snapshot->values[i++] = counter->count();
}

int leak_compare(const struct leak_snapshot *before, char *text, int size)
{
	int i = 0, used = 0, differences = 0;

	leak_drain();
	text[0] = 0;
	for_each_leak_counter(counter) {
		long change;

		if (!counter->count || i >= MAX_LEAK_COUNTERS)
			continue;
		change = counter->count() - before->values[i++];
		if (!change)
			continue;
		differences++;
		used += scnprintf(text + used, size - used, "%s%s %+ld", used ? ", " : "",
				  counter->name, change);
	}
	return differences;
}
