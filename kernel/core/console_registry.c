// SPDX-License-Identifier: MIT
/*
 * kernel/core/console_registry.c: show the log on whatever registers to show it.
 *
 * Problem.  A line may be printed inside an interrupt that interrupted a console in the middle of a line,
 *           and before any console exists.
 * Idea.     One flag says that somebody is showing. Who finds it clear sets it and shows, to each console,
 *           every record that console has not seen; who finds it set just stores, and the one that
 *           shows looks again before it leaves. A console that registers late starts at the oldest
 *           record, so nothing is lost.
 * Rule.     After clearing the flag look once more: a record stored between the last look and the clearing
 *           would else stay unseen.
 * Invariants: con->seq only grows; a console sees each record once, in order.
 * Locks.    console_busy (a flag; its holder may not sleep), then printk's ring lock.
 * Paths.    printk -> console_trylock, console_unlock -> show_pending -> show_record -> con->write
 * Sources.  LDD 3 ch. 4 "How Messages Get Logged".
 */
#include <asm/barrier.h>
#include <asm/cmpxchg.h>
#include <asm/processor.h>
#include <linux/console.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kmsg_dump.h>
#include <linux/math64.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <slate/param.h>
#include "printk.h"

#define MAX_PREFERRED 8

struct console *console_drivers;
EXPORT_SYMBOL(console_drivers);

static struct {
	char name[16];
	int index;
	char *options;
} preferred[MAX_PREFERRED];
static int nr_preferred;

static int console_busy;
static struct printk_record shown;		      /* under console_busy */
static char line[PRINTK_PREFIX_MAX + PRINTK_MESSAGE_MAX + 2]; /* under console_busy */

unsigned int printk_prefix(char *buf, size_t size, u64 ts_ns)
{
	u64 us = div_u64(ts_ns, 1000);
	u32 rem;
	u64 sec = div_u64_rem(us, 1000000, &rem);

	return (unsigned int)scnprintf(buf, size, "[%5llu.%06u] ", sec, rem);
}

/* ---- showing ---- */

/* Each line of the record with a time stamp of its own. */
static void show_record(struct console *con)
{
	unsigned int pos = 0, prefix = printk_prefix(line, sizeof(line), shown.ts_ns);

	do {
		const char *text = shown.text + pos;
		const char *newline = memchr(text, '\n', shown.len - pos);
		unsigned int len = newline ? (unsigned int)(newline - text) : shown.len - pos;

		memcpy(line + prefix, text, len);
		line[prefix + len] = '\n';
		con->write(con, line, prefix + len + 1);
		pos += len + 1;
	} while (pos < shown.len);
}

static void show_dropped(struct console *con, u64 dropped)
{
	int len = scnprintf(line, sizeof(line), "** %llu printk messages dropped **\n", dropped);

	con->dropped += (unsigned long)dropped;
	con->write(con, line, (unsigned int)len);
}

static bool console_usable(const struct console *con)
{
	return (con->flags & CON_ENABLED) && con->write;
}

/* One record to one console; interrupts are off only that long. Return: whether there was one. */
static bool show_next(struct console *con)
{
	u64 wanted = con->seq;
	unsigned long flags;
	bool found;

	local_irq_save(flags);
	found = printk_read(&con->seq, &shown);
	if (found) {
		if (shown.seq > wanted)
			show_dropped(con, shown.seq - wanted);
		if (shown.level < console_loglevel)
			show_record(con);
	}
	local_irq_restore(flags);
	return found;
}

static void show_pending(void)
{
	struct console *con;

	for_each_console(con) {
		if (console_usable(con))
			while (show_next(con))
				;
	}
}

static bool anything_pending(void)
{
	struct console *con;
	u64 first, next;

	printk_bounds(&first, &next);
	for_each_console(con)
		if (console_usable(con) && con->seq < next)
			return true;
	return false;
}

int console_trylock(void)
{
	preempt_disable();
	if (cmpxchg(&console_busy, 0, 1) == 0)
		return 1;
	preempt_enable();
	return 0;
}
EXPORT_SYMBOL(console_trylock);

void console_lock(void)
{
	while (!console_trylock())
		cpu_relax();
}
EXPORT_SYMBOL(console_lock);

int is_console_locked(void)
{
	return READ_ONCE(console_busy);
}
EXPORT_SYMBOL(is_console_locked);

void console_unlock(void)
{
	u64 seen_first, seen_next, first, next;

	for (;;) {
		printk_bounds(&seen_first, &seen_next);
		show_pending();
		smp_store_release(&console_busy, 0);
		preempt_enable();
		printk_bounds(&first, &next);
		if (next == seen_next || !anything_pending() || !console_trylock())
			return;
	}
}
EXPORT_SYMBOL(console_unlock);

void console_break_locks(void)
{
	console_busy = 0;
}

void console_flush_on_panic(void)
{
	struct console *con;
	bool any = false;

	for_each_console(con)
		any |= console_usable(con);
	if (!any) {
		/* console= named none that exists: the last words go to all. */
		for_each_console(con)
			con->flags |= CON_ENABLED;
	}
	printk_close_open_record();
	show_pending();
}
EXPORT_SYMBOL(console_flush_on_panic);

void console_write_all(const char *text, unsigned int len_bytes)
{
	int locked = console_trylock();
	struct console *con;
	unsigned long flags;

	if (locked)
		show_pending();
	for_each_console(con) {
		if (!console_usable(con))
			continue;
		local_irq_save(flags);
		con->write(con, text, len_bytes);
		local_irq_restore(flags);
	}
	if (locked)
		console_unlock();
}
EXPORT_SYMBOL(console_write_all);

/* ---- registration ---- */

/* Asked for by console=, or nobody asked for any. */
static bool is_wanted(struct console *con)
{
	if (!nr_preferred || (con->flags & CON_BOOT))
		return true;
	for (int i = 0; i < nr_preferred; i++) {
		if (strcmp(con->name, preferred[i].name))
			continue;
		if (con->index >= 0 && con->index != preferred[i].index)
			continue;
		con->index = preferred[i].index;
		if (con->setup && con->setup(con, preferred[i].options))
			return false;
		if (i == nr_preferred - 1)
			con->flags |= CON_CONSDEV;
		return true;
	}
	return false;
}

/* The console of the first moments has done its work when a real one shows up. */
static void retire_boot_consoles(void)
{
	struct console **link = &console_drivers;

	while (*link) {
		if ((*link)->flags & CON_BOOT)
			*link = (*link)->next;
		else
			link = &(*link)->next;
	}
}

void register_console(struct console *con)
{
	struct console **link;
	u64 first, next;
	bool replay = con->flags & CON_PRINTBUFFER;

	printk_bounds(&first, &next);
	if (is_wanted(con))
		con->flags |= CON_ENABLED;
	console_lock();
	con->seq = replay ? first : next;
	con->dropped = 0;
	if (con->flags & CON_ENABLED && !(con->flags & CON_BOOT)) {
		for (link = &console_drivers; *link; link = &(*link)->next) {
			/* What the boot console has shown of this device need not be shown again. */
			if ((*link)->flags & CON_BOOT && !strcmp((*link)->name, con->name))
				con->seq = (*link)->seq;
		}
		retire_boot_consoles();
	}
	for (link = &console_drivers; *link; link = &(*link)->next)
		;
	con->next = NULL;
	*link = con;
	console_unlock();
}
EXPORT_SYMBOL(register_console);

int unregister_console(struct console *con)
{
	struct console **link;
	int ret = -ENODEV;

	console_lock();
	for (link = &console_drivers; *link; link = &(*link)->next) {
		if (*link == con) {
			*link = con->next;
			con->flags &= ~CON_ENABLED;
			ret = 0;
			break;
		}
	}
	console_unlock();
	return ret;
}
EXPORT_SYMBOL(unregister_console);

void console_start(struct console *con)
{
	console_lock();
	con->flags |= CON_ENABLED;
	console_unlock();
}
EXPORT_SYMBOL(console_start);

void console_stop(struct console *con)
{
	console_lock();
	con->flags &= ~CON_ENABLED;
	console_unlock();
}
EXPORT_SYMBOL(console_stop);

int add_preferred_console(const char *name, int index, char *options)
{
	struct console *con;

	if (nr_preferred == MAX_PREFERRED)
		return -ENOSPC;
	strscpy(preferred[nr_preferred].name, name, sizeof(preferred[0].name));
	preferred[nr_preferred].index = index;
	preferred[nr_preferred].options = options;
	nr_preferred++;
	console_lock();
	/* What registered before the command line was read is judged by it too. */
	for_each_console(con)
		con->flags = is_wanted(con) ? con->flags | CON_ENABLED : con->flags & ~CON_ENABLED;
	console_unlock();
	return 0;
}
EXPORT_SYMBOL(add_preferred_console);

/* ---- dmesg ---- */

void kmsg_dump_rewind(struct kmsg_dump_iter *iter)
{
	printk_bounds(&iter->cur_seq, &iter->next_seq);
}
EXPORT_SYMBOL(kmsg_dump_rewind);

bool kmsg_dump_get_line(struct kmsg_dump_iter *iter, bool syslog, char *buf, size_t size, size_t *len)
{
	static struct printk_record record; /* under console_busy: a kilobyte is too much for a stack */
	bool found = false;
	size_t n = 0;

	console_lock();
	if (iter->cur_seq < iter->next_seq && printk_read(&iter->cur_seq, &record)) {
		found = true;
		if (syslog)
			n = (size_t)scnprintf(buf, size, "<%u>", record.level);
		n += printk_prefix(buf + n, size - n, record.ts_ns);
		n += (size_t)scnprintf(buf + n, size - n, "%.*s\n", record.len, record.text);
	}
	console_unlock();
	if (len)
		*len = n;
	return found;
}
EXPORT_SYMBOL(kmsg_dump_get_line);

/* console=ttyS0,115200: the digits at the end of the name are the unit. */
static int __init parse_console(char *value)
{
	char name[16];
	char *options, *digits;
	unsigned int index = 0;

	if (!value)
		return -EINVAL;
	options = strchr(value, ',');
	strscpy(name, value, sizeof(name));
	if (options && options - value < (int)sizeof(name))
		name[options - value] = '\0';
	for (digits = name; *digits && (*digits < '0' || *digits > '9'); digits++)
		;
	if (*digits && kstrtouint(digits, 10, &index))
		return -EINVAL;
	*digits = '\0';
	return add_preferred_console(name, (int)index, options ? options + 1 : NULL);
}

SLATE_EARLY_PARAM("console", parse_console, "NAME[,OPTIONS]", "show the log only there; may be repeated");
