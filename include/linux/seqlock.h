/* SPDX-License-Identifier: MIT */
/*
 * linux/seqlock.h: readers that never block a writer: they read, and read again if the number changed.
 * An odd number says a writer is inside.
 */
#ifndef _LINUX_SEQLOCK_H
#define _LINUX_SEQLOCK_H

#include <asm/processor.h>
#include <linux/spinlock.h>

typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

typedef struct {
	seqcount_t seqcount;
	spinlock_t lock;
} seqlock_t;

#define SEQCNT_ZERO(name)      { .sequence = 0 }
#define DEFINE_SEQLOCK(x)      seqlock_t x = { { 0 }, { { .word = 0 } } }
#define seqcount_init(s)       ((s)->sequence = 0)
#define seqlock_init(sl)       do { seqcount_init(&(sl)->seqcount); spin_lock_init(&(sl)->lock); } while (0)

static inline unsigned int read_seqcount_begin(const seqcount_t *s)
{
	unsigned int seq;

	while ((seq = READ_ONCE(s->sequence)) & 1)
		cpu_relax();
	smp_rmb();
	return seq;
}

static inline int read_seqcount_retry(const seqcount_t *s, unsigned int start)
{
	smp_rmb();
	return READ_ONCE(s->sequence) != start;
}

static inline void write_seqcount_begin(seqcount_t *s)
{
	preempt_disable();
	WRITE_ONCE(s->sequence, s->sequence + 1);
	smp_wmb();
}

static inline void write_seqcount_end(seqcount_t *s)
{
	smp_wmb();
	WRITE_ONCE(s->sequence, s->sequence + 1);
	preempt_enable();
}

#define read_seqbegin(sl)	  read_seqcount_begin(&(sl)->seqcount)
#define read_seqretry(sl, start)  read_seqcount_retry(&(sl)->seqcount, start)
#define write_seqlock(sl)	  do { spin_lock(&(sl)->lock); write_seqcount_begin(&(sl)->seqcount); } while (0)
#define write_sequnlock(sl)	  do { write_seqcount_end(&(sl)->seqcount); spin_unlock(&(sl)->lock); } while (0)
#define write_seqlock_irqsave(sl, flags) \
	do { spin_lock_irqsave(&(sl)->lock, flags); write_seqcount_begin(&(sl)->seqcount); } while (0)
#define write_sequnlock_irqrestore(sl, flags) \
	do { write_seqcount_end(&(sl)->seqcount); spin_unlock_irqrestore(&(sl)->lock, flags); } while (0)

#endif
