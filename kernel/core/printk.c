// SPDX-License-Identifier: MIT
/*
 * kernel/core/printk.c: the log: a ring of records that is written from every context.
 *
 * Problem.  Lines come from threads, interrupt handlers, from inside locks and from faults inside printk
 *           itself, before and after there is anything to show them on; none may be lost or mixed.
 * Idea.     Storing and showing are two jobs. printk formats into a scratch buffer, appends one record
 *           to the ring under one lock with interrupts off, and then offers the consoles the chance to
 *           catch up (console.c). Every reader (console, dmesg) has its own cursor, the number of
 *           the next record; nobody takes anything away.
 *
 *     ring   | pad |  seq 41  |  seq 42  |  seq 43 (open)  |  free ...  | seq 40
 *                  ^                                       ^            ^
 *               first in memory                          head          tail (oldest)
 *
 *           A record never wraps: if it does not fit before the end, a pad record fills the end. The
 *           oldest records are dropped to make room. Text that does not end in a newline leaves the
 *           last record open: pr_cont() from the same context appends to it, anything else closes it.
 * Invariants (printk_check walks them): records from tail to head lie end to end, their numbers count up
 *           by one from first_seq to next_seq, none crosses the end of the buffer.
 * Locks.    log.lock, irqs off, innermost of all: nothing is taken under it. A fault inside the locked
 *           part (a bad %s) prints on the same CPU: it sees that it holds the lock itself and stores without
 *           it, from a scratch buffer of its own.
 * Paths.    Write  printk -> vprintk -> store_text -> append_record; console_flush
 *           Read   printk_read -> find_record
 * Cost.     Formatting, plus a copy; dropping is one step per record dropped.
 * Left out. Linux's lockless ring: writers on several CPUs wait for each other here.
 * Sources.  LDD 3 ch. 4 "Debugging by Printing".
 */
#include <asm/barrier.h>
#include <asm/processor.h>
#include <linux/console.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kmsg_dump.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <slate/param.h>
#include <slate/selfcheck.h>
#include "printk.h"

#define RING_BYTES   CONFIG_LOG_BUF_SIZE
#define RECORD_ALIGN 8
#define NESTING_MAX  3 /* a fault inside printk, and a fault inside that report */
#define NO_CPU	     (-1)

struct record {
	u32 size;      /* bytes from this header to the next one */
	u16 len;       /* bytes of text */
	u8 level;
	u8 pad;	       /* fills the end of the buffer; holds no text */
	u64 seq;
	u64 ts_ns;     /* when it was opened */
	char text[];
};

static struct {
	raw_spinlock_t lock;
	int owner_cpu;		 /* who holds the lock, or NO_CPU */
	int nesting;		 /* printk inside printk on that CPU */
	u32 head, tail;		 /* offsets; equal = empty */
	u32 last;		 /* offset of the newest record */
	u64 first_seq, next_seq;
	u64 overwritten;
	const void *open_owner;	 /* context that may append to the newest record, or NULL */
	u64 hint_seq;		 /* where the last search ended ... */
	u32 hint_pos;		 /* ... which is where the next begins */
	char scratch[NESTING_MAX][PRINTK_MESSAGE_MAX];
} log = { .lock = { { .word = 0 } }, .owner_cpu = NO_CPU };

static char ring[RING_BYTES] __aligned(RECORD_ALIGN);

int console_printk[4] = { CONSOLE_LOGLEVEL_DEFAULT, MESSAGE_LOGLEVEL_DEFAULT, 1, CONSOLE_LOGLEVEL_DEFAULT };

static inline struct record *record_at(u32 pos)
{
	return (struct record *)(ring + pos);
}

static inline u32 after(u32 pos)
{
	u32 next = pos + record_at(pos)->size;

	return next == RING_BYTES ? 0 : next;
}

/* ---- the lock that its own holder may pass ---- */

/* Return: true if this CPU holds it already (a fault inside printk). */
static bool log_lock(unsigned long *flags)
{
	local_irq_save(*flags);
	preempt_disable();
	while (!__spin_try(&log.lock)) {
		if (READ_ONCE(log.owner_cpu) == (int)smp_processor_id()) {
			log.nesting++;
			return true;
		}
		cpu_relax();
	}
	log.owner_cpu = (int)smp_processor_id();
	return false;
}

static void log_unlock(bool nested, unsigned long flags)
{
	if (nested) {
		log.nesting--;
	} else {
		log.owner_cpu = NO_CPU;
		smp_store_release(&log.lock.word, 0);
	}
	preempt_enable();
	local_irq_restore(flags);
}

void printk_break_locks(void)
{
	log.lock.word = 0;
	log.owner_cpu = NO_CPU;
	log.nesting = 0;
}

/* ---- the ring ---- */

static void drop_oldest(void)
{
	struct record *oldest = record_at(log.tail);

	if (!oldest->pad) {
		log.first_seq = oldest->seq + 1;
		log.overwritten++;
	}
	log.tail = after(log.tail);
	log.hint_seq = 0;
}

/* Bytes that can be written at head without touching the oldest record or the end of the buffer. */
static u32 room_at_head(void)
{
	if (log.first_seq == log.next_seq || log.tail <= log.head)
		return RING_BYTES - log.head;
	return log.tail - log.head;
}

/* Drop old records until @size bytes are free in one piece at head; may move head past a pad to 0. */
static void make_room(u32 size)
{
	while (log.first_seq != log.next_seq) {
		bool tail_ahead = log.tail > log.head;
		u32 room = room_at_head();

		if (room > size || (!tail_ahead && room == size && log.tail != 0))
			return;
		if (tail_ahead || room == size) {
			drop_oldest();
			continue;
		}
		/* The end is too near: fill it and go on at the front, which must not be the oldest. */
		if (log.tail == 0) {
			drop_oldest();
			continue;
		}
		record_at(log.head)->size = room;
		record_at(log.head)->pad = 1;
		log.head = 0;
	}
	log.head = log.tail = log.last = 0;
}

static u32 record_size(u32 len)
{
	return ALIGN(sizeof(struct record) + len, RECORD_ALIGN);
}

static void append_record(u8 level, const char *text, u16 len)
{
	u32 size = record_size(len);
	struct record *record;

	make_room(size);
	record = record_at(log.head);
	record->size = size;
	record->len = len;
	record->level = level;
	record->pad = 0;
	record->seq = log.next_seq;
	record->ts_ns = local_clock();
	memcpy(record->text, text, len);
	log.last = log.head;
	log.head = after(log.head);
	log.next_seq++;
}

/* Make the newest record longer, unless it ends where the buffer does; old records make room. */
static bool extend_newest(const char *text, u16 len)
{
	struct record *record = record_at(log.last);
	u32 size = record_size(record->len + len);

	if (record->len + len > PRINTK_MESSAGE_MAX)
		return false;
	if (size > record->size) {
		u32 more = size - record->size;

		while (log.tail > log.head && room_at_head() <= more)
			drop_oldest();
		if (log.head == 0 || room_at_head() <= more)
			return false;
		record->size = size;
		log.head += more;
	}
	memcpy(record->text + record->len, text, len);
	record->len += len;
	return true;
}

/* Who may continue a line: the same thread, or the same kind of interrupt. */
static const void *context_id(void)
{
	if (in_nmi() || in_hardirq())
		return &log.head;
	return in_serving_softirq() ? (const void *)&log.tail : (const void *)current;
}

/* Split the level from the text, keep or drop the newline, and store. */
static int store_text(char *text, unsigned int len)
{
	int level = printk_get_level(text);
	bool cont = level == 'c';
	bool closed;

	while (printk_get_level(text)) {
		if (text[1] == 'c')
			cont = true;
		else
			level = text[1];
		text += 2;
		len -= 2;
	}
	level = level >= '0' && level <= '7' ? level - '0' : default_message_loglevel;
	closed = len > 0 && text[len - 1] == '\n';
	if (closed)
		len--;
	if (!cont || log.open_owner != context_id() || !extend_newest(text, (u16)len))
		append_record((u8)level, text, (u16)len);
	log.open_owner = closed ? NULL : context_id();
	return (int)len;
}

static int log_text(const char *fmt, va_list args)
{
	static const char cut[] = "...[cut]\n";
	unsigned long flags;
	bool nested = log_lock(&flags);
	int stored = 0;

	if (log.nesting < NESTING_MAX) {
		char *scratch = log.scratch[log.nesting];
		int len = vsnprintf(scratch, PRINTK_MESSAGE_MAX, fmt, args);

		if (len >= PRINTK_MESSAGE_MAX) {
			memcpy(scratch + PRINTK_MESSAGE_MAX - sizeof(cut), cut, sizeof(cut));
			len = PRINTK_MESSAGE_MAX - 1;
		}
		stored = store_text(scratch, (unsigned int)len);
	}
	log_unlock(nested, flags);
	return stored;
}

int vprintk(const char *fmt, va_list args)
{
	int stored = log_text(fmt, args);

	if (console_trylock())
		console_unlock();
	return stored;
}
EXPORT_SYMBOL(vprintk);

int _printk(const char *fmt, ...)
{
	va_list args;
	int stored;

	va_start(args, fmt);
	stored = vprintk(fmt, args);
	va_end(args);
	return stored;
}
EXPORT_SYMBOL(_printk);

int _printk_deferred(const char *fmt, ...)
{
	va_list args;
	int stored;

	va_start(args, fmt);
	stored = log_text(fmt, args);
	va_end(args);
	return stored;
}
EXPORT_SYMBOL(_printk_deferred);

void printk_close_open_record(void)
{
	log.open_owner = NULL;
}

/* ---- readers ---- */

static struct record *find_record(u64 seq)
{
	u32 pos = log.tail;

	if (log.hint_seq >= log.first_seq && log.hint_seq <= seq && log.hint_seq < log.next_seq &&
	    log.hint_seq)
		pos = log.hint_pos;
	while (record_at(pos)->pad || record_at(pos)->seq != seq)
		pos = after(pos);
	log.hint_seq = seq;
	log.hint_pos = pos;
	return record_at(pos);
}

bool printk_read(u64 *seq, struct printk_record *out)
{
	unsigned long flags;
	bool nested = log_lock(&flags);
	u64 end = log.next_seq - (log.open_owner != NULL);
	bool found;

	if (*seq < log.first_seq)
		*seq = log.first_seq;
	found = *seq < end;
	if (found) {
		struct record *record = find_record(*seq);

		out->seq = record->seq;
		out->ts_ns = record->ts_ns;
		out->level = record->level;
		out->len = record->len;
		memcpy(out->text, record->text, record->len);
		*seq = record->seq + 1;
	}
	log_unlock(nested, flags);
	return found;
}

void printk_bounds(u64 *first_seq, u64 *next_seq)
{
	unsigned long flags;
	bool nested = log_lock(&flags);

	*first_seq = log.first_seq;
	*next_seq = log.next_seq;
	log_unlock(nested, flags);
}

void printk_get_stats(struct printk_stats *stats)
{
	printk_bounds(&stats->first_seq, &stats->next_seq);
	stats->overwritten = log.overwritten;
	stats->buffer_bytes = RING_BYTES;
}
EXPORT_SYMBOL(printk_get_stats);

int printk_check(void)
{
	unsigned long flags;
	bool nested = log_lock(&flags);
	u64 seq = log.first_seq;
	u32 pos = log.tail;
	int ret = 0;

	while (seq != log.next_seq && !ret) {
		struct record *record = record_at(pos);

		if (record->size < RECORD_ALIGN || pos + record->size > RING_BYTES)
			ret = -EINVAL;
		else if (!record->pad && (record->seq != seq || record_size(record->len) > record->size))
			ret = -EINVAL;
		else if (!record->pad)
			seq++;
		if (!ret)
			pos = after(pos);
	}
	if (!ret && pos != log.head)
		ret = -EINVAL;
	log_unlock(nested, flags);
	if (ret)
		pr_err("printk: ring damaged at offset %u, record %llu\n", pos, seq);
	return ret;
}
EXPORT_SYMBOL(printk_check);
SELFCHECK(printk, printk_check, NULL);

/* ---- command line ---- */

static int __init parse_loglevel(char *value)
{
	unsigned int level;

	if (!value || kstrtouint(value, 0, &level) || level > CONSOLE_LOGLEVEL_MOTORMOUTH)
		return -EINVAL;
	console_loglevel = (int)level;
	return 0;
}

static int __init parse_quiet(char *value)
{
	console_loglevel = CONSOLE_LOGLEVEL_QUIET;
	return 0;
}

SLATE_EARLY_PARAM("loglevel", parse_loglevel, "0 to 15", "consoles show lines more urgent than this (7)");
SLATE_EARLY_PARAM("quiet", parse_quiet, "nothing", "consoles show errors only; the log has all");
