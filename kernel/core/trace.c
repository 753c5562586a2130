// SPDX-License-Identifier: MIT
/*
 * kernel/core/trace.c: records of what happened, in a ring per CPU.
 *
 * Problem.  The allocators do millions of things a second, some of them in interrupts. Printing each
 *           would change what is watched; asking "is anybody watching?" would slow it for ever.
 * Idea.     A tracepoint is a nop (linux/jump_label.h). While an event is on, it stores seven words,
 *           the time and the thread in the next slot of its CPU's ring; the oldest record gives way.
 *           Names, symbols and flags are made into text when somebody reads.
 *
 *           ring    [ 96 | 97 | 98 | 91 | 92 | 93 | 94 | 95 ]     written = 99: slot 99 & 7 is next,
 *                               next ^                            8 held, 91 overwritten
 *
 *           A filter is up to four conditions, tried before a record is written, as in Linux.
 * Invariants. held <= nr; written = held + overwritten.
 * Locks.    Interrupts off: each ring has one writer, its CPU.
 * Paths.    trace_NAME -> __do_trace_NAME -> trace_write;   trace_read -> trace_format
 * Cost.     Off: one nop per site. On: some 100 instructions a record of 64 bytes.
 * Left out. Readers that wait; triggers, histograms, disjunctions in filters.
 * Sources.  Linux Documentation/trace/ftrace.rst, "Output format"; Documentation/trace/events.rst.
 */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched/clock.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/tracepoint.h>
#include <slate/symbols.h>

static struct trace_ring rings[CONFIG_NR_CPUS];

static bool paused;

static bool holds(const struct trace_condition *c, const unsigned long *args)
{
	long value = args[c->field->arg];
	const char *symbol;

	if (c->op == TRACE_LIKE) {
		symbol = c->field->kind == TRACE_TEXT ? (const char *)&args[c->field->arg] :
							symbol_lookup(value, NULL, NULL);
		return symbol && glob_match(c->text, symbol);
	}
	if (c->field->kind == TRACE_TEXT)
		return !strcmp(c->text, (const char *)&args[c->field->arg]) == (c->op == TRACE_EQ);
	switch (c->op) {
	case TRACE_EQ:	return value == c->value;
	case TRACE_NE:	return value != c->value;
	case TRACE_LT:	return value < c->value;
	case TRACE_LE:	return value <= c->value;
	case TRACE_GT:	return value > c->value;
	case TRACE_GE:	return value >= c->value;
	default:	return value & c->value;
	}
}

static bool passes(const struct trace_event *event, const unsigned long *args)
{
	for (unsigned int i = 0; i < event->nr_conditions; i++)
		if (!holds(&event->conditions[i], args))
			return false;
	return true;
}

/**
 * trace_write() - note that @event happened.
 * @args: what the event's print function understands.
 *
 * Context: any.
 */
noinline void trace_write(const struct trace_event *event, const unsigned long args[TRACE_ARGS])
{
	struct trace_ring *ring = &rings[raw_smp_processor_id()];
	u32 context = preempt_count() | (irqs_disabled() ? TRACE_IRQS_OFF : 0);
	struct trace_record *record;
	unsigned long flags;

	if (!passes(event, args))
		return;
	local_irq_save(flags);
	if (!ring->records || paused) {
		ring->dropped++;
	} else {
		record = &ring->records[ring->written++ & (ring->nr - 1)];
		record->ts_ns = local_clock();
		record->event = event;
		record->pid = current->pid;
		record->context = context;
		memcpy(record->comm, current->comm, sizeof(record->comm));
		memcpy(record->args, args, sizeof(record->args));
	}
	local_irq_restore(flags);
}

/* Begin or end to write @event down. Context: thread. */
void trace_event_enable(struct trace_event *event, bool on)
{
	if (static_key_enabled(&event->key) == on)
		return;
	if (on)
		static_branch_enable(&event->key);
	else
		static_branch_disable(&event->key);
	if (event->watch)
		event->watch(on);
}

/* The operator that @text begins with; *len is its length. */
static int find_operator(const char *text, size_t *len)
{
	static const char *const names[] = { "==", "!=", "<=", ">=", "<", ">", "&", "~" };
	static const u8 ops[] = { TRACE_EQ, TRACE_NE, TRACE_LE, TRACE_GE, TRACE_LT, TRACE_GT, TRACE_AND,
				  TRACE_LIKE };

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		*len = strlen(names[i]);
		if (!strncmp(text, names[i], *len))
			return ops[i];
	}
	return -EINVAL;
}

static int parse_condition(const struct trace_event *event, const char *text, struct trace_condition *c)
{
	size_t name_len = strcspn(text, "=!<>&~"), op_len;
	const struct trace_field *field = event->fields;
	int op = find_operator(text + name_len, &op_len);

	while (field->name && (strncmp(field->name, text, name_len) || field->name[name_len]))
		field++;
	if (!field->name || op < 0)
		return -EINVAL;
	text += name_len + op_len;
	*c = (struct trace_condition){ .field = field, .op = op };
	if (op == TRACE_LIKE || field->kind == TRACE_TEXT) {
		if (field->kind == TRACE_NUMBER || (op > TRACE_NE && op != TRACE_LIKE))
			return -EINVAL;
		return strscpy(c->text, text, sizeof(c->text)) < 0 ? -E2BIG : 0;
	}
	return kstrtol(text, 0, &c->value);
}

/**
 * trace_event_filter() - write only what a condition holds for.
 * @text: FIELD OPERATOR VALUE without blanks; adds to the conditions there are. NULL: no conditions.
 *
 * Operators: == != < <= > >=, & (any of the bits), and ~ (glob) for symbols and texts.
 * Return: 0; -EINVAL for no such field or operator, -ENOSPC for one condition too many.
 */
int trace_event_filter(struct trace_event *event, const char *text)
{
	struct trace_condition condition;
	int err;

	if (!text) {
		event->nr_conditions = 0;
		return 0;
	}
	if (event->nr_conditions == TRACE_CONDITIONS)
		return -ENOSPC;
	err = parse_condition(event, text, &condition);
	if (!err)
		event->conditions[event->nr_conditions++] = condition;
	return err;
}

/* Give @cpu a ring of @nr records, a power of two, for good. */
void trace_set_ring(int cpu, struct trace_record *records, unsigned int nr)
{
	rings[cpu].nr = nr;
	rings[cpu].written = 0;
	smp_wmb();
	rings[cpu].records = records;
}

/* Let @cpu write into *@other from now on; *@other becomes what it wrote into before. Twice undoes it. */
void trace_swap_ring(int cpu, struct trace_ring *other)
{
	unsigned long flags;

	local_irq_save(flags);
	swap(rings[cpu], *other);
	local_irq_restore(flags);
}

bool trace_has_ring(int cpu)
{
	return rings[cpu].records;
}

void trace_clear(void)
{
	unsigned long flags;

	local_irq_save(flags);
	for (int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
		rings[cpu].written = rings[cpu].dropped = 0;
	local_irq_restore(flags);
}

/* Stop writing, or go on, so that reading does not chase its own tail. Returns what it was. */
bool trace_pause(bool pause)
{
	bool was = paused;

	WRITE_ONCE(paused, pause);
	return was;
}

void trace_count(int cpu, struct trace_counts *counts)
{
	const struct trace_ring *ring = &rings[cpu];

	counts->written = ring->written;
	counts->held = min_t(unsigned long, ring->written, ring->nr);
	counts->overwritten = counts->written - counts->held;
	counts->dropped = ring->dropped;
}

/* Copy the @nr'th record since the last clear; false if it is not held. */
bool trace_read(int cpu, unsigned long nr, struct trace_record *record)
{
	const struct trace_ring *ring = &rings[cpu];
	unsigned long flags;
	bool held;

	local_irq_save(flags);
	held = ring->records && nr < ring->written && ring->written - nr <= ring->nr;
	if (held)
		*record = ring->records[nr & (ring->nr - 1)];
	local_irq_restore(flags);
	return held;
}

/* ftrace's five letters: irqs off, need-resched, in interrupt, preempt depth, migration off. */
static void context_letters(u32 context, char letters[6])
{
	unsigned int hard = context & HARDIRQ_MASK, soft = context & SOFTIRQ_MASK;
	unsigned int depth = context & PREEMPT_MASK;

	letters[0] = context & TRACE_IRQS_OFF ? 'd' : '.';
	letters[1] = '.';
	letters[2] = hard && soft ? 'H' : hard ? 'h' : soft ? 's' : '.';
	letters[3] = depth ? "0123456789abcdef"[min(depth, 15u)] : '.';
	letters[4] = '.';
	letters[5] = 0;
}

/* One line of /sys/kernel/debug/tracing/trace, without the newline. Returns its length. */
size_t trace_format(char *buf, size_t size, int cpu, const struct trace_record *record)
{
	u64 us = div_u64(record->ts_ns, NSEC_PER_USEC);
	u32 fraction;
	u64 seconds = div_u64_rem(us, USEC_PER_SEC, &fraction);
	char letters[6];
	size_t len;

	context_letters(record->context, letters);
	len = scnprintf(buf, size, "%16s-%-7d [%03d] %s %5llu.%06u: %s: ", record->comm, record->pid, cpu,
			letters, seconds, fraction, record->event->name);
	return len + record->event->print(buf + len, size - len, record->args);
}
