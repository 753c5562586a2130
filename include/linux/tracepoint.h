/* SPDX-License-Identifier: MIT */
/*
 * linux/tracepoint.h: places in the code that can be watched, and what they write down.
 *
 * A tracepoint is a function trace_NAME() that is one nop until somebody wants to see the event. Then
 * it writes a record of fixed size, binary, into the ring of its CPU; text is made when it is read.
 *
 *	TRACE_POINT(kfree, TRACE_PROTO(unsigned long call_site, const void *ptr),
 *		    TRACE_PROTO(call_site, ptr))
 *
 * in a header declares trace_kfree() and trace_kfree_enabled(); the unit that owns the event defines
 * __do_trace_kfree(), which calls trace_write(), and the event itself (mm/trace_kmem.c).
 *
 * Deviation from Linux: its TRACE_EVENT() generates all of that from one macro.
 * Source: Linux Documentation/trace/events.rst, Documentation/trace/ftrace.rst.
 */
#ifndef _LINUX_TRACEPOINT_H
#define _LINUX_TRACEPOINT_H

#include <linux/jump_label.h>
#include <linux/sched.h>
#include <linux/types.h>

#define TRACE_ARGS	 7  /* words that a record has room for */
#define TRACE_CONDITIONS 4  /* of one event's filter; all must hold */
#define TRACE_TEXT_MAX	 24 /* bytes of what a text is compared with */

enum trace_field_kind {
	TRACE_NUMBER, /* signed, for comparisons */
	TRACE_SYMBOL, /* an address in the kernel's text */
	TRACE_TEXT,   /* NUL terminated, from this word to the end of the record */
};

struct trace_field {
	const char *name;
	enum trace_field_kind kind;
	unsigned int arg; /* which word of the record */
};

enum trace_operator { TRACE_EQ, TRACE_NE, TRACE_LT, TRACE_LE, TRACE_GT, TRACE_GE, TRACE_AND, TRACE_LIKE };

struct trace_condition {
	const struct trace_field *field;
	enum trace_operator op;
	long value;
	char text[TRACE_TEXT_MAX];
};

struct trace_event {
	struct static_key_false key;
	const char *system, *name;
	const struct trace_field *fields; /* ends with a NULL name */
	int (*print)(char *buf, size_t size, const unsigned long *args);
	void (*watch)(bool on); /* called when it goes on or off; may be NULL */
	unsigned int nr_conditions;
	struct trace_condition conditions[TRACE_CONDITIONS];
};

struct trace_record {
	u64 ts_ns;
	const struct trace_event *event;
	pid_t pid;
	u32 context; /* preempt_count(), and TRACE_IRQS_OFF */
	char comm[TASK_COMM_LEN];
	unsigned long args[TRACE_ARGS];
};

#define TRACE_IRQS_OFF (1u << 31)

#define TRACE_PROTO(...) __VA_ARGS__
#define TRACE_POINT(name, proto, args)                                    \
	extern struct trace_event __tracepoint_##name;                   \
	void __do_trace_##name(proto);                                   \
	static __always_inline bool trace_##name##_enabled(void)         \
	{                                                                \
		return static_branch_unlikely(&__tracepoint_##name.key); \
	}                                                                \
	static __always_inline void trace_##name(proto)                  \
	{                                                                \
		if (trace_##name##_enabled())                            \
			__do_trace_##name(args);                         \
	}

/* All events, in the order of their names: __tracepoint_* lie in section .trace_event. */
#define DEFINE_TRACE_EVENT(system_, name_, fields_, print_, watch_)                          \
	struct trace_event __tracepoint_##name_ = { .key = STATIC_KEY_FALSE_INIT,            \
						    .system = #system_, .name = #name_,      \
						    .fields = fields_, .print = print_,      \
						    .watch = watch_ };                       \
	static struct trace_event *const __trace_event_##name_ __used                        \
		__section(".trace_event") = &__tracepoint_##name_

extern struct trace_event *const __start_trace_event[], *const __stop_trace_event[];
#define for_each_trace_event(e) \
	for (struct trace_event *const *__e = __start_trace_event; \
	     __e < __stop_trace_event && ((e) = *__e, true); __e++)

struct trace_ring {
	struct trace_record *records; /* NULL: none yet */
	unsigned int nr;	      /* a power of two */
	unsigned long written;	      /* (I) since the last clear */
	unsigned long dropped;	      /* (I) */
};

/* kernel/core/trace.c */
void trace_write(const struct trace_event *event, const unsigned long args[TRACE_ARGS]);
void trace_event_enable(struct trace_event *event, bool on);
int trace_event_filter(struct trace_event *event, const char *text);
void trace_set_ring(int cpu, struct trace_record *records, unsigned int nr);
void trace_swap_ring(int cpu, struct trace_ring *other);
bool trace_has_ring(int cpu);
void trace_clear(void);
bool trace_pause(bool pause);

struct trace_counts {
	unsigned long written;	   /* since the last clear */
	unsigned long held;	   /* can still be read */
	unsigned long overwritten; /* written - held */
	unsigned long dropped;	   /* while there was no ring, or it was paused */
};
void trace_count(int cpu, struct trace_counts *counts);
bool trace_read(int cpu, unsigned long nr, struct trace_record *record);
size_t trace_format(char *buf, size_t size, int cpu, const struct trace_record *record);

#endif
