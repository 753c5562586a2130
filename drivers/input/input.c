// SPDX-License-Identifier: MIT
/*
 * drivers/input/input.c: one queue between every keyboard and the console.
 *
 * Problem.  Bytes come in interrupts, from a serial line or a keyboard; the console's thread reads
 *           them when it gets round to it, and does not read at all while a command runs.
 * Idea.     A ring of bytes with two counters that only ever grow: their difference is what is queued,
 *           their low bits are the places.
 *
 *     read ->  . . h e l l o . . .  <- write        queued = write - read <= size
 *
 * Invariants (input_check walks them): write - read <= INPUT_RING_SIZE.
 * Locks.    input.lock, irqs off; the wait queue's own lock is taken after it was dropped.
 * Paths.    In   driver irq -> input_put -> wake_up
 *           Out  console -> input_get -> take_byte
 * Ctrl-C.   is marked when it comes in, not when it is read, so a command that never reads can ask.
 *           A byte that does not fit is dropped and counted, but a dropped Ctrl-C is marked all the same.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <slate/input.h>

#define INPUT_RING_SIZE 4096 /* bytes, a power of two: a pasted page of text */

static struct {
	spinlock_t lock;
	unsigned int read, write; /* (lock) grow for ever */
	bool interrupted;
	u64 received, dropped; /* (lock) */
	u8 ring[INPUT_RING_SIZE];
} input = {
	.lock = __SPIN_LOCK_UNLOCKED(input.lock),
};

static DECLARE_WAIT_QUEUE_HEAD(input_waiters);

unsigned int input_room(void)
{
	return INPUT_RING_SIZE - (READ_ONCE(input.write) - READ_ONCE(input.read));
}

void input_put(const u8 *bytes, unsigned int count)
{
	unsigned long flags;

	spin_lock_irqsave(&input.lock, flags);
	for (unsigned int i = 0; i < count; i++) {
		if (bytes[i] == INPUT_INTERRUPT)
			WRITE_ONCE(input.interrupted, true);
		if (input.write - input.read == INPUT_RING_SIZE) {
			input.dropped++;
			continue;
		}
		input.ring[input.write++ % INPUT_RING_SIZE] = bytes[i];
		input.received++;
	}
	spin_unlock_irqrestore(&input.lock, flags);
	wake_up(&input_waiters);
}

static int take_byte(void)
{
	unsigned long flags;
	int byte = -ETIMEDOUT;

	spin_lock_irqsave(&input.lock, flags);
	if (input.write != input.read)
		byte = input.ring[input.read++ % INPUT_RING_SIZE];
	spin_unlock_irqrestore(&input.lock, flags);
	return byte;
}

static bool input_waits(void)
{
	return READ_ONCE(input.write) != READ_ONCE(input.read);
}

int input_get(long timeout)
{
	if (timeout == MAX_SCHEDULE_TIMEOUT)
		wait_event(input_waiters, input_waits());
	else if (timeout > 0)
		wait_event_timeout(input_waiters, input_waits(), timeout);
	return take_byte();
}

bool input_interrupted(void)
{
	return READ_ONCE(input.interrupted);
}

void input_interrupt_clear(void)
{
	WRITE_ONCE(input.interrupted, false);
}

void input_drop_interrupted(void)
{
	unsigned long flags;

	spin_lock_irqsave(&input.lock, flags);
	for (unsigned int at = input.read; at != input.write; at++)
		if (input.ring[at % INPUT_RING_SIZE] == INPUT_INTERRUPT)
			input.read = at + 1;
	WRITE_ONCE(input.interrupted, false);
	spin_unlock_irqrestore(&input.lock, flags);
}

void input_get_stats(struct input_stats *stats)
{
	unsigned long flags;

	spin_lock_irqsave(&input.lock, flags);
	stats->received = input.received;
	stats->dropped = input.dropped;
	stats->queued = input.write - input.read;
	spin_unlock_irqrestore(&input.lock, flags);
}

int input_check(void)
{
	struct input_stats stats;

	input_get_stats(&stats);
	if (stats.queued <= INPUT_RING_SIZE)
		return 0;
	pr_err("input: %u bytes queued in a ring of %u\n", stats.queued, INPUT_RING_SIZE);
	return 1;
}
