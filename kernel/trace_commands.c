// SPDX-License-Identifier: MIT
/*
 * kernel/trace_commands.c: `trace`: watch what the allocators do, as ftrace shows it.
 *
 *	trace on mm_page_*           write these events down (a glob, with or without "kmem:")
 *	trace filter kmalloc bytes_req==64 call_site~kunit*
 *	trace show 20                the last 20 records; all without a number
 *	trace filter kmalloc none    no conditions any more
 *	trace off; trace clear; trace        (alone: which events are on, and the counts)
 *
 * Problem.  What took memory, in which order, from where?
 * Idea.     The ring (kernel/core/trace.c) comes from vmalloc when the first event goes on, once, and
 *           stays: 4096 records of 64 bytes. Recording pauses while records are shown, so that what the
 *           showing allocates does not push out what is to be seen.
 * Cost.     256 KiB from the first `trace on`; before that nothing.
 * Sources.  Linux Documentation/trace/ftrace.rst, "The File System", "Output format".
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/vmalloc.h>
#include <slate/command.h>
#include <slate/param.h>

#define RING_RECORDS 4096u /* a power of two */
#define LINE_MAX     320

static const char header_end[] =
	"#                                _-----=> irqs-off/BH-disabled\n"
	"#                               / _----=> need-resched\n"
	"#                              | / _---=> hardirq/softirq\n"
	"#                              || / _--=> preempt-depth\n"
	"#                              ||| / _-=> migrate-disable\n"
	"#                              |||| /     delay\n"
	"#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n"
	"#              | |         |   |||||     |         |\n";

static bool event_matches(const struct trace_event *event, const char *glob)
{
	const char *colon = strchr(glob, ':');

	if (colon) {
		size_t len = colon - glob;

		if (strncmp(glob, event->system, len) || event->system[len])
			return false;
		glob = colon + 1;
	}
	return glob_match(glob, event->name);
}

static int make_rings(void)
{
	for (int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++) {
		struct trace_record *records;

		if (trace_has_ring(cpu))
			continue;
		records = vmalloc(RING_RECORDS * sizeof(*records));
		if (!records)
			return -ENOMEM;
		trace_set_ring(cpu, records, RING_RECORDS);
	}
	return 0;
}

static int switch_events(const char *glob, bool on)
{
	struct trace_event *event;
	bool any = false;
	int err = on ? make_rings() : 0;

	if (err)
		return err;
	for_each_trace_event(event) {
		if (!event_matches(event, glob))
			continue;
		trace_event_enable(event, on);
		any = true;
	}
	return any ? 0 : -ENOENT;
}

static int filter_event(struct trace_event *event, char **conditions)
{
	int err = trace_event_filter(event, NULL);

	if (!strcmp(conditions[0], "none"))
		return err;
	while (*conditions && !err)
		err = trace_event_filter(event, *conditions++);
	if (err)
		trace_event_filter(event, NULL);
	return err;
}

static int filter_events(const char *glob, char **conditions)
{
	struct trace_event *event;
	int err = -ENOENT;

	for_each_trace_event(event) {
		if (!event_matches(event, glob))
			continue;
		err = filter_event(event, conditions);
		if (err) {
			console_printf("trace: %s has no such field or operator\n", event->name);
			return err;
		}
	}
	return err;
}

static void show_cpu(int cpu, unsigned long most)
{
	struct trace_counts counts;
	struct trace_record record;
	char line[LINE_MAX];

	trace_count(cpu, &counts);
	most = min(most, counts.held);
	for (unsigned long nr = counts.written - most; nr < counts.written; nr++) {
		if (console_interrupted())
			return;
		if (!trace_read(cpu, nr, &record))
			continue;
		trace_format(line, sizeof(line), cpu, &record);
		console_printf("%s\n", line);
	}
}

static void show(unsigned long most)
{
	unsigned long held = 0, written = 0;
	struct trace_counts counts;
	bool was_paused = trace_pause(true);

	for (int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++) {
		trace_count(cpu, &counts);
		held += counts.held;
		written += counts.written;
	}
	console_printf("# tracer: nop\n#\n# entries-in-buffer/entries-written: %lu/%lu   #P:%d\n#\n%s",
		       held, written, CONFIG_NR_CPUS, header_end);
	for (int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
		show_cpu(cpu, most);
	trace_pause(was_paused);
}

static void show_events(void)
{
	struct trace_event *event;
	struct trace_counts counts;

	for_each_trace_event(event)
		console_printf("%s:%-28s %s%s\n", event->system, event->name,
			       static_key_enabled(&event->key) ? "on" : "off",
			       event->nr_conditions ? ", filtered" : "");
	for (int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++) {
		trace_count(cpu, &counts);
		console_printf("cpu %d: %lu written, %lu held, %lu overwritten, %lu dropped\n", cpu,
			       counts.written, counts.held, counts.overwritten, counts.dropped);
	}
}

static int show_command(const char *number)
{
	unsigned long most = -1UL;
	int err = number ? kstrtoul(number, 0, &most) : 0;

	if (!err)
		show(most);
	return err;
}

static int run_trace(int argc, char **argv)
{
	if (argc == 1) {
		show_events();
		return 0;
	}
	if (!strcmp(argv[1], "on") || !strcmp(argv[1], "off"))
		return switch_events(argv[2] ?: "*", argv[1][1] == 'n');
	if (!strcmp(argv[1], "show"))
		return show_command(argv[2]);
	if (!strcmp(argv[1], "filter") && argc > 3)
		return filter_events(argv[2], argv + 3);
	if (strcmp(argv[1], "clear"))
		return -EINVAL;
	trace_clear();
	return 0;
}

static void complete_trace(struct completions *list, const char *word)
{
	static const char *const verbs[] = { "on", "off", "show", "filter", "clear" };
	struct trace_event *event;

	for (unsigned int i = 0; i < ARRAY_SIZE(verbs); i++)
		offer_completion(list, verbs[i]);
	for_each_trace_event(event)
		offer_completion(list, event->name);
}
COMMAND_COMPLETE(trace, "[on|off [EVENT] | show [N] | filter EVENT CONDITION... | clear]",
		 "events of the allocators: kmem:*", run_trace, complete_trace);

static char boot_events[128];
SLATE_PARAM_STRING(trace_event, boot_events, "EVENT,...", "trace these events from the first driver on");

static int __init trace_event_init(void)
{
	char *rest = boot_events, *glob;

	while ((glob = strsep(&rest, ",")))
		if (*glob && switch_events(glob, true))
			pr_warn("trace: no event matches \"%s\"\n", glob);
	return 0;
}
core_initcall(trace_event_init);
