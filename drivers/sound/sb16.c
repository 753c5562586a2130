// SPDX-License-Identifier: MIT
/*
 * drivers/sound/sb16.c: the Sound Blaster 16: play a stream from a ring of periods in memory below 16 MiB.
 *
 * Problem.  Sound never waits: the next sample is due when the last one ends, while it plays.
 * Idea.     The 8237 runs around a buffer for ever (auto-init) and the DSP interrupts after each
 *           period. While one period plays, the thread fills those that were played.
 *
 *     ring (coherent, ZONE_DMA):   | played | playing | filled | filled | ...
 *                                     ^ the thread writes here, woken by the interrupt
 *
 *           8-bit samples travel as bytes by channel 0, 1 or 3, 16-bit ones as words by 5, 6 or 7; else they
 *           differ in two commands and an acknowledgement (ways[]). Which channels and which line, the
 *           mixer says; if that makes no sense, it is told: 1, 5 and irq 5.
 *
 * Rules.    The buffer is aligned to its size and so crosses no border of 64 KiB. Interrupts are acknowledged by a read. What the card plays before it
 *           was filled is counted (ring.c), not hidden; what it has played is asked from the 8237, for
 *           interrupts that nobody answered in time are lost.
 * Locks.    1. sb16.mutex: one player at a time. 2. sb16.lock, irqs off: the count. 3. dma_spin_lock.
 * Paths.    sb16_play -> fill_ring, start ... sb16_interrupt, fill_ahead ... stop
 * Cost.     An interrupt and 8 KiB of copying a period: 46 ms of the densest sound.
 * Left out. Recording; rates above 44,100.
 * Sources.  Creative, "Sound Blaster Series Hardware Programming Guide".
 */
#include <asm/dma.h>
#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/isa.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/wait.h>

#include "sb16_regs.h"
#include "sound.h"

#define RING_BYTES (SOUND_PERIODS * SOUND_PERIOD_BYTES)
#define WAIT_US	   1000 /* for the DSP to take or give a byte */
#define SILENT_S   5	/* without a period's end: the card is dead */
#define SILENCE_8  0x80 /* the middle of unsigned samples */

/* The two ways of samples. */
struct way {
	u8 channel, sample_bytes, play, mode, stop, end, silence;
};

enum { WAY_8, WAY_16 };

/* But for the channels, which are found out, constant. */
static struct way ways[2] = {
	[WAY_8] = {1, 1, DSP_PLAY_8_AUTO, 0, DSP_STOP_8, DSP_END_8_AUTO, SILENCE_8},
	[WAY_16] = {5, 2, DSP_PLAY_16_AUTO, DSP_MODE_SIGNED, DSP_STOP_16, DSP_END_16_AUTO, 0},
};

/* The lines that bits of SB16_MIX_IRQ stand for; irq 2 of the first PCs arrives as 9. */
static const u8 irq_lines[] = {9, 5, 7, 10};

static struct {
	struct mutex mutex;
	struct device *dev; /* NULL: no card */
	u8 *ring;
	dma_addr_t ring_dma;
	unsigned int irq;
	struct wait_queue_head period_over;

	spinlock_t lock;
	const struct way *way; /* (L) what plays; NULL: nothing */
	unsigned int played;   /* (L) periods that are over */
	u32 period_ns;	       /* (L) how long one takes */
	u64 looked_ns;	       /* (L) when played changed last */
	int left;	       /* (L) of the ring, at the last look */
	bool heard;	       /* (L) an interrupt since */
} sb16 = {
	.lock = __SPIN_LOCK_UNLOCKED(sb16.lock),
	.mutex = __MUTEX_INITIALIZER(sb16.mutex),
	.period_over = __WAIT_QUEUE_HEAD_INITIALIZER(sb16.period_over),
};

static int dsp_write(u8 value)
{
	unsigned int waited;

	for (waited = 0; inb(SB16_BASE + SB16_WRITE) & SB16_BUSY; waited++) {
		if (waited == WAIT_US)
			return -ETIMEDOUT;
		udelay(1);
	}
	outb(value, SB16_BASE + SB16_WRITE);
	return 0;
}

/* Return: a byte, or -ETIMEDOUT. */
static int dsp_read(void)
{
	unsigned int waited;

	for (waited = 0; !(inb(SB16_BASE + SB16_READ_STATUS) & SB16_ANSWER); waited++) {
		if (waited == WAIT_US)
			return -ETIMEDOUT;
		udelay(1);
	}
	return inb(SB16_BASE + SB16_READ);
}

static void mixer_write(u8 index, u8 value)
{
	outb(index, SB16_BASE + SB16_MIXER_INDEX);
	outb(value, SB16_BASE + SB16_MIXER_DATA);
}

static u8 mixer_read(u8 index)
{
	outb(index, SB16_BASE + SB16_MIXER_INDEX);
	return inb(SB16_BASE + SB16_MIXER_DATA);
}

static int dsp_reset(void)
{
	outb(1, SB16_BASE + SB16_RESET);
	udelay(5);
	outb(0, SB16_BASE + SB16_RESET);
	return dsp_read() == SB16_RESET_ANSWER ? 0 : -ENODEV;
}

/* Bytes to the end of the ring. Two bytes of a count that runs may not belong together: ask twice. */
static int bytes_left(const struct way *way)
{
	unsigned long flags = claim_dma_lock();
	int left, again, tries = 3;

	do {
		clear_dma_ff(way->channel);
		left = get_dma_residue(way->channel);
		clear_dma_ff(way->channel);
		again = get_dma_residue(way->channel);
	} while (left / SOUND_PERIOD_BYTES != again / SOUND_PERIOD_BYTES && --tries);
	release_dma_lock(flags);
	return again;
}

/* What has been played since the last look. Context: sb16.lock. */
static void count_played(void)
{
	unsigned int elapsed = 0, steps;
	int left = bytes_left(sb16.way);
	u64 now = ktime_get_ns();

	if (left != sb16.left || sb16.heard) /* else nothing moves, and time says nothing */
		elapsed = (u32)div_u64(now - sb16.looked_ns + sb16.period_ns / 2, sb16.period_ns);
	steps = ring_steps(sb16.played, (unsigned int)(RING_BYTES - left) / SOUND_PERIOD_BYTES % SOUND_PERIODS,
			   elapsed);
	sb16.played += steps;
	if (steps)
		sb16.looked_ns = now;
	sb16.left = left;
	sb16.heard = false;
}

/* Bring sb16.played up to date. Return: it. Context: any. */
static unsigned int periods_played(void)
{
	unsigned long flags;
	unsigned int played;

	spin_lock_irqsave(&sb16.lock, flags);
	if (sb16.way)
		count_played();
	played = sb16.played;
	spin_unlock_irqrestore(&sb16.lock, flags);
	return played;
}

static irqreturn_t sb16_interrupt(int irq, void *data)
{
	u8 pending = mixer_read(SB16_MIX_PENDING) & (SB16_PENDING_8 | SB16_PENDING_16);
	unsigned long flags;

	if (!pending)
		return IRQ_NONE;
	spin_lock_irqsave(&sb16.lock, flags);
	sb16.heard = true;
	spin_unlock_irqrestore(&sb16.lock, flags);
	inb(SB16_BASE + (pending & SB16_PENDING_16 ? SB16_ACK_16 : SB16_ACK_8));
	wake_up(&sb16.period_over);
	return IRQ_HANDLED;
}

static void start_channel(const struct way *way)
{
	unsigned long flags = claim_dma_lock();

	disable_dma(way->channel);
	clear_dma_ff(way->channel);
	set_dma_mode(way->channel, DMA_MODE_WRITE | DMA_AUTOINIT);
	set_dma_addr(way->channel, (u32)sb16.ring_dma);
	set_dma_count(way->channel, RING_BYTES);
	enable_dma(way->channel);
	release_dma_lock(flags);
}

/* From now on (or no longer, for NULL) there is something to count. */
static void set_way(const struct way *way, const struct sound_format *f)
{
	unsigned long flags;

	spin_lock_irqsave(&sb16.lock, flags);
	sb16.way = way;
	sb16.played = 0;
	sb16.looked_ns = ktime_get_ns();
	sb16.left = RING_BYTES;
	if (f)
		sb16.period_ns = (u32)div_u64((u64)NSEC_PER_SEC * SOUND_PERIOD_BYTES * 8,
					      f->rate * f->channels * f->bits);
	spin_unlock_irqrestore(&sb16.lock, flags);
}

static int start(const struct way *way, const struct sound_format *f)
{
	u32 length = SOUND_PERIOD_BYTES / way->sample_bytes - 1;
	u8 commands[] = {
		DSP_SET_OUTPUT_RATE, (u8)(f->rate >> 8), (u8)f->rate, way->play,
		way->mode | (f->channels == 2 ? DSP_MODE_STEREO : 0), (u8)length, (u8)(length >> 8),
	};
	unsigned int i;
	int err = 0;

	start_channel(way);
	set_way(way, f);
	for (i = 0; i < sizeof(commands) && !err; i++)
		err = dsp_write(commands[i]);
	return err;
}

static void stop(const struct way *way)
{
	unsigned long flags;

	set_way(NULL, NULL);
	dsp_write(way->end);
	dsp_write(way->stop);
	flags = claim_dma_lock();
	disable_dma(way->channel);
	release_dma_lock(flags);
	dsp_reset();
}

/* The next period: what the stream has, then silence. Return: 0; the stream's error. */
static int fill_period(struct sound_stream *stream, struct sound_ring *ring, u8 silence)
{
	u8 *at = sb16.ring + ring->filled % SOUND_PERIODS * SOUND_PERIOD_BYTES;
	bool playing = sb16.way;
	ssize_t got = ring->ended ? 0 : stream->fill(stream, at, SOUND_PERIOD_BYTES);

	if (got < 0)
		return (int)got;
	memset(at + got, silence, SOUND_PERIOD_BYTES - (size_t)got);
	stream->periods += got > 0;
	ring_filled(ring, got > 0, playing ? periods_played() : ring->filled - 1);
	return 0;
}

/* The whole ring, before anything plays. */
static int fill_ring(struct sound_stream *stream, struct sound_ring *ring, u8 silence)
{
	int i, err = 0;

	for (i = 0; i < SOUND_PERIODS && !err; i++)
		err = fill_period(stream, ring, silence);
	return err;
}

/* What was played since, while the rest plays. */
static int fill_ahead(struct sound_stream *stream, struct sound_ring *ring, u8 silence)
{
	int err = 0;

	while (!err && ring_has_room(ring, periods_played())) {
		ring_catch_up(ring, periods_played());
		err = fill_period(stream, ring, silence);
	}
	return err;
}

/* Until a period can be filled. An interrupt that does not come costs half of the ring, no more. */
static int wait_for_room(const struct sound_ring *ring)
{
	unsigned long slice = nsecs_to_jiffies(2ull * sb16.period_ns) + 1, waited;

	for (waited = 0; waited < SILENT_S * HZ; waited += slice) {
		if (wait_event_timeout(sb16.period_over, ring_has_room(ring, periods_played()), slice))
			return 0;
		sb16_interrupt((int)sb16.irq, NULL);
	}
	return -ETIMEDOUT;
}

static int play(struct sound_stream *stream, struct sound_ring *ring, const struct way *way)
{
	int err = fill_ring(stream, ring, way->silence);

	if (!err)
		err = start(way, &stream->format);
	while (!err && !ring_is_over(ring, periods_played()))
		err = wait_for_room(ring) ?: fill_ahead(stream, ring, way->silence);
	stop(way);
	return err;
}

/* The card's device, or NULL. */
struct device *sb16_device(void)
{
	return READ_ONCE(sb16.dev);
}

/**
 * sb16_play() - play a stream to its end.
 * @stream: its counts are set when this returns.
 *
 * Context: may sleep; other players wait.
 * Return: 0; -ENODEV: no card; -EINVAL: a format that it does not know; -ETIMEDOUT: the card went silent;
 * what @stream->fill returned.
 */
int sb16_play(struct sound_stream *stream)
{
	struct sound_ring ring = {0};
	int err = -ENODEV;

	if (!sound_format_is_playable(&stream->format))
		return -EINVAL;
	stream->periods = 0;
	mutex_lock(&sb16.mutex);
	if (sb16.dev)
		err = play(stream, &ring, &ways[stream->format.bits == 16 ? WAY_16 : WAY_8]);
	mutex_unlock(&sb16.mutex);
	stream->underruns = ring.underruns;
	return err;
}

/* Line and channels as the mixer has them. Return: whether they are ones that a card can have. */
static bool read_wiring(void)
{
	unsigned long irqs = mixer_read(SB16_MIX_IRQ) & SB16_IRQS, channels = mixer_read(SB16_MIX_DMA);
	unsigned long bytes = channels & SB16_DMA_BYTES, words = channels & SB16_DMA_WORDS;

	if (hweight_long(irqs) != 1 || hweight_long(bytes) != 1 || hweight_long(words) != 1)
		return false;
	sb16.irq = irq_lines[__ffs(irqs)];
	ways[WAY_8].channel = (u8)__ffs(bytes);
	ways[WAY_16].channel = (u8)__ffs(words);
	return true;
}

static int take_resources(void)
{
	int err = request_dma(ways[WAY_8].channel, "sb16-8");

	if (err)
		return err;
	err = request_dma(ways[WAY_16].channel, "sb16-16");
	if (err)
		goto free_8;
	err = request_irq(sb16.irq, sb16_interrupt, 0, "sb16", &sb16);
	if (!err)
		return 0;
	free_dma(ways[WAY_16].channel);
free_8:
	free_dma(ways[WAY_8].channel);
	return err;
}

static int set_up(struct device *dev)
{
	int err;

	sb16.ring = dma_alloc_coherent(dev, RING_BYTES, &sb16.ring_dma, GFP_KERNEL);
	if (!sb16.ring)
		return -ENOMEM;
	if (!read_wiring()) {
		mixer_write(SB16_MIX_IRQ, SB16_IRQ_5);
		mixer_write(SB16_MIX_DMA, SB16_DMA_1 | SB16_DMA_5);
	}
	err = read_wiring() ? take_resources() : -ENODEV;
	if (err)
		dma_free_coherent(dev, RING_BYTES, sb16.ring, sb16.ring_dma);
	return err;
}

static int sb16_probe(struct device *dev, unsigned int id)
{
	int err, major;

	if (!request_region(SB16_BASE, SB16_PORTS, "sb16"))
		return -EBUSY;
	if (inb(SB16_BASE + SB16_READ_STATUS) == 0xff || dsp_reset()) {
		release_region(SB16_BASE, SB16_PORTS);
		pr_info("sb16: nobody at %x: skipped\n", SB16_BASE);
		return -ENODEV;
	}
	err = set_up(dev);
	if (err) {
		pr_err("sb16: cannot be used: %pe\n", ERR_PTR(err));
		release_region(SB16_BASE, SB16_PORTS);
		return err;
	}
	dsp_write(DSP_VERSION);
	major = dsp_read();
	pr_info("sb16: DSP %d.%02d at %x, irq %u, dma %u and %u\n", major, dsp_read(), SB16_BASE,
		sb16.irq, ways[WAY_8].channel, ways[WAY_16].channel);
	sb16.dev = dev;
	return 0;
}

/* Who plays has ended when the mutex is had. */
static void sb16_remove(struct device *dev, unsigned int id)
{
	mutex_lock(&sb16.mutex);
	sb16.dev = NULL;
	free_irq(sb16.irq, &sb16);
	free_dma(ways[WAY_16].channel);
	free_dma(ways[WAY_8].channel);
	dma_free_coherent(dev, RING_BYTES, sb16.ring, sb16.ring_dma);
	release_region(SB16_BASE, SB16_PORTS);
	mutex_unlock(&sb16.mutex);
}

static struct isa_driver sb16_driver = {
	.probe = sb16_probe,
	.remove = sb16_remove,
	.driver = {.name = "sb16"},
};

static int __init sb16_init(void)
{
	int err = isa_register_driver(&sb16_driver, 1);

	return err == -ENODEV ? 0 : err;
}
device_initcall(sb16_init);
