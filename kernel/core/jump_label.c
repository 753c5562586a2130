// SPDX-License-Identifier: MIT
/*
 * kernel/core/jump_label.c: throw a static key: rewrite every branch that hangs on it.
 *
 * Problem.  Tracing and debugging want to be asked for in the hottest functions of the kernel, and cost
 *           nothing there while nobody asks.
 * Idea.     The question is not asked: each site is a nop that falls through to the usual side, and its
 *           address, the other side's and the key's are noted in a table (section .jump_table). Throwing
 *           the key walks the table and turns nops to jumps, or back.
 *
 *               alloc_pages:  ...                      .jump_table
 *                   1:  3e 8d 74 26 00  <------------  { 1b, l_yes, key | branch }
 *                       fast path
 *                   l_yes: (out of line) slow path
 *
 * Invariants (jump_label_check): each site holds its nop or its jump, whichever its key says.
 *           A loadable module brings a table of its own, which is walked with the kernel's while it is there.
 * Locks.    key_lock, irqs off: count and code change together; the list of tables.
 * Paths.    static_branch_enable -> static_key_enable -> update_sites -> update_site -> text_poke
 * Cost.     A site: one instruction. A throw: a walk of the table, which has dozens of entries.
 * Left out. A sorted table; deferred keys.
 * Sources.  Linux Documentation/staging/static-keys.rst.
 */
#include <asm/sections.h>
#include <asm/text-patching.h>
#include <linux/export.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <slate/selfcheck.h>

extern const struct jump_entry __start_jump_table[], __stop_jump_table[];

static DEFINE_SPINLOCK(key_lock);
/* The kernel's own sites are the first table; those of loaded modules follow. */
static struct list_head tables;
static struct jump_table kernel_sites = {
	.start = __start_jump_table, .stop = __stop_jump_table, .list = { &tables, &tables },
};
static struct list_head tables = { &kernel_sites.list, &kernel_sites.list };

static struct static_key *key_of(const struct jump_entry *entry)
{
	return (struct static_key *)(entry->key & ~1UL);
}

/* Boot code is gone once the kernel runs, and other data may lie there. */
static bool is_gone(const struct jump_entry *entry)
{
	return system_state >= SYSTEM_RUNNING && entry->code >= (unsigned long)_sinittext &&
	       entry->code < (unsigned long)_einittext;
}

/* The bytes of @entry when it jumps and when it falls through. */
static void write_code(const struct jump_entry *entry, bool jump, u8 code[JUMP_LABEL_NOP_SIZE])
{
	static const u8 nop[] = { JUMP_LABEL_NOP };
	u32 distance = entry->target - (entry->code + JUMP_LABEL_NOP_SIZE);

	memcpy(code, nop, sizeof(nop));
	if (jump) {
		code[0] = JUMP_LABEL_JMP;
		memcpy(code + 1, &distance, sizeof(distance));
	}
}

static bool site_holds(const struct jump_entry *entry, bool jump)
{
	u8 code[JUMP_LABEL_NOP_SIZE];

	write_code(entry, jump, code);
	return !memcmp((const void *)entry->code, code, sizeof(code));
}

static bool should_jump(const struct jump_entry *entry)
{
	return static_key_enabled(key_of(entry)) != (entry->key & 1);
}

static void update_site(const struct jump_entry *entry)
{
	bool jump = should_jump(entry);
	u8 code[JUMP_LABEL_NOP_SIZE];

	if (site_holds(entry, jump))
		return;
	if (WARN(!site_holds(entry, !jump), "jump_label: %pS holds %5ph, no branch of a static key\n",
		 (void *)entry->code, (void *)entry->code))
		return;
	write_code(entry, jump, code);
	text_poke((void *)entry->code, code, sizeof(code));
}

/* Bring the sites of @table into line: those of @key, or all (NULL). */
static void update_table(const struct jump_table *table, const struct static_key *key)
{
	for (const struct jump_entry *e = table->start; e < table->stop; e++)
		if ((!key || key_of(e) == key) && !is_gone(e))
			update_site(e);
}

static void update_sites(const struct static_key *key)
{
	struct jump_table *table;

	list_for_each_entry(table, &tables, list)
		update_table(table, key);
}

/* Set the count and, if that throws the switch, the code. */
static void set_count(struct static_key *key, int count)
{
	bool was_on = static_key_enabled(key);

	atomic_set(&key->enabled, count);
	if (was_on != (count > 0))
		update_sites(key);
}

/**
 * static_key_enable() - on, for one user who does not count.
 *
 * Not to be mixed with static_key_slow_inc() on the same key. Context: any but an NMI.
 */
void static_key_enable(struct static_key *key)
{
	unsigned long flags;

	spin_lock_irqsave(&key_lock, flags);
	if (static_key_count(key) > 0)
		WARN_ON_ONCE(static_key_count(key) != 1);
	else
		set_count(key, 1);
	spin_unlock_irqrestore(&key_lock, flags);
}
EXPORT_SYMBOL_GPL(static_key_enable);

/* static_key_disable() - off. Context: as static_key_enable(). */
void static_key_disable(struct static_key *key)
{
	unsigned long flags;

	spin_lock_irqsave(&key_lock, flags);
	if (static_key_count(key) != 1)
		WARN_ON_ONCE(static_key_count(key) != 0);
	else
		set_count(key, 0);
	spin_unlock_irqrestore(&key_lock, flags);
}
EXPORT_SYMBOL_GPL(static_key_disable);

/**
 * static_key_slow_inc() - one user more; the first one throws the switch.
 *
 * Context: any but an NMI. Return: false if the count would overflow.
 */
bool static_key_slow_inc(struct static_key *key)
{
	unsigned long flags;
	bool ok;

	spin_lock_irqsave(&key_lock, flags);
	ok = static_key_count(key) < INT_MAX;
	if (ok)
		set_count(key, static_key_count(key) + 1);
	spin_unlock_irqrestore(&key_lock, flags);
	return ok;
}
EXPORT_SYMBOL_GPL(static_key_slow_inc);

/* static_key_slow_dec() - one user less; the last one throws the switch back. Context: any but an NMI. */
void static_key_slow_dec(struct static_key *key)
{
	unsigned long flags;

	spin_lock_irqsave(&key_lock, flags);
	if (!WARN(static_key_count(key) <= 0, "jump label: negative count!\n"))
		set_count(key, static_key_count(key) - 1);
	spin_unlock_irqrestore(&key_lock, flags);
}
EXPORT_SYMBOL_GPL(static_key_slow_dec);

void jump_label_add_table(struct jump_table *table)
{
	unsigned long flags;

	spin_lock_irqsave(&key_lock, flags);
	list_add_tail(&table->list, &tables);
	update_table(table, NULL);
	spin_unlock_irqrestore(&key_lock, flags);
}

void jump_label_del_table(struct jump_table *table)
{
	unsigned long flags;

	spin_lock_irqsave(&key_lock, flags);
	list_del(&table->list);
	spin_unlock_irqrestore(&key_lock, flags);
}

int jump_label_check(void)
{
	struct jump_table *table;
	int faults = 0;

	list_for_each_entry(table, &tables, list) {
		for (const struct jump_entry *e = table->start; e < table->stop; e++) {
			if (is_gone(e) || site_holds(e, should_jump(e)))
				continue;
			pr_err("jump_label: %pS holds %5ph\n", (void *)e->code, (void *)e->code);
			faults++;
		}
	}
	return faults;
}
SELFCHECK(jump_label, jump_label_check, NULL);
