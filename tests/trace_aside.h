/* SPDX-License-Identifier: MIT */
/*
 * tests/trace_aside.h: what the user traces is put aside while a suite traces.
 *
 * A suite counts records, and so wants every event off, no filters and an empty ring. Whoever typed
 * `trace on`, or booted with trace_event=, finds events, filters and records as they were before `test`.
 *
 *	.suite_init = trace_put_aside, .suite_exit = trace_put_back
 */
#ifndef _TESTS_TRACE_ASIDE_H
#define _TESTS_TRACE_ASIDE_H

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#define OWN_RECORDS 64 /* a power of two */

static struct trace_record own_records[OWN_RECORDS];

static struct trace_aside {
	struct trace_ring rings[CONFIG_NR_CPUS];
	struct event_aside {
		bool on;
		unsigned int nr_conditions;
		struct trace_condition conditions[TRACE_CONDITIONS];
	} *events; /* in the order of for_each_trace_event() */
} aside;

static int trace_put_aside(struct kunit_suite *suite)
{
	struct event_aside *kept;
	struct trace_event *event;

	aside.events = kcalloc(__stop_trace_event - __start_trace_event, sizeof(*kept), GFP_KERNEL);
	if (!aside.events)
		return -ENOMEM;
	kept = aside.events;
	for_each_trace_event(event) {
		kept->on = static_key_enabled(&event->key);
		kept->nr_conditions = event->nr_conditions;
		memcpy(kept->conditions, event->conditions, sizeof(kept->conditions));
		kept++;
		trace_event_enable(event, false);
		trace_event_filter(event, NULL);
	}
	for (int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++) {
		aside.rings[cpu] = (struct trace_ring){0};
		if (!cpu)
			aside.rings[cpu] = (struct trace_ring){ .records = own_records, .nr = OWN_RECORDS };
		trace_swap_ring(cpu, &aside.rings[cpu]);
	}
	return 0;
}

static void trace_put_back(struct kunit_suite *suite)
{
	const struct event_aside *kept = aside.events;
	struct trace_event *event;

	for (int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
		trace_swap_ring(cpu, &aside.rings[cpu]);
	for_each_trace_event(event) {
		memcpy(event->conditions, kept->conditions, sizeof(kept->conditions));
		event->nr_conditions = kept->nr_conditions;
		trace_event_enable(event, kept->on);
		kept++;
	}
	kfree(aside.events);
}

/* Between cases: every event off, no filters, nothing written. */
static void trace_start_again(void)
{
	struct trace_event *event;

	for_each_trace_event(event) {
		trace_event_enable(event, false);
		trace_event_filter(event, NULL);
	}
	trace_clear();
}

#endif
