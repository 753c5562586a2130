// SPDX-License-Identifier: MIT
/*
 * drivers/sound/sb16.c: the Sound Blaster 16: a tone from a ring of periods in memory below 16 MiB.
 *
 * Problem.  Sound never waits: the next sample is due when the last one ends, while it plays.
 * Idea.     The 8237 runs around a buffer for ever (auto-init) and the DSP interrupts after each
 *           period. While one period plays, the thread fills those that were played.
 *
 *     ring (coherent, ZONE_DMA):   | played | playing | filled | filled | ...
 *                                     ^ the thread writes here, woken by the interrupt
 *
 * Rules.    The buffer lies inside 128 KiB (channel 5 moves words). The mixer is told channel and
 *           line first. Interrupts are acknowledged by a read.
 * Locks.    sb16.mutex: one player at a time; the handler only counts and wakes.
 * Paths.    tone -> play -> fill_period, start ... sb16_interrupt ... stop
 * Left out. 8-bit sound and recording; a tone needs neither.
 * Sources.  Creative, "Sound Blaster Series Hardware Programming Guide".
 */
#include <asm/dma.h>
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <slate/command.h>

#include "sb16_regs.h"

#define SB16_IRQ	5
#define SB16_DMA_16	5
#define RATE		44100
#define PERIODS		4
#define PERIOD_SAMPLES	4096
#define RING_BYTES	(PERIODS * PERIOD_SAMPLES * sizeof(s16))
#define LOUDNESS	12000
#define WAIT_US		1000 /* for the DSP to take or give a byte */

static struct {
	struct mutex mutex;
	struct device *dev; /* NULL: no card */
	u64 mask;
	s16 *ring;
	dma_addr_t ring_dma;
	atomic_t played; /* periods */
	struct wait_queue_head period_over;
	u32 phase; /* of the tone: 2^32 is a turn */
} sb16 = {
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

static irqreturn_t sb16_interrupt(int irq, void *data)
{
	if (!(mixer_read(SB16_MIX_PENDING) & SB16_PENDING_16))
		return IRQ_NONE;
	inb(SB16_BASE + SB16_ACK_16);
	atomic_inc(&sb16.played);
	wake_up(&sb16.period_over);
	return IRQ_HANDLED;
}

/* A wave of parabolas, near enough to a sine: zero at 0 and half a turn, its top a quarter on. */
static s16 wave(u32 phase)
{
	s32 x = (s32)(phase >> 16 & 0x7fff) - 0x4000; /* -1 to 1 over half a turn */
	s32 y = LOUDNESS - (s32)((s64)x * x * LOUDNESS >> 28);

	return (s16)(phase >> 31 ? -y : y);
}

static void fill_period(unsigned int period, u32 step)
{
	s16 *at = sb16.ring + period % PERIODS * PERIOD_SAMPLES;
	unsigned int i;

	for (i = 0; i < PERIOD_SAMPLES; i++, sb16.phase += step)
		at[i] = step ? wave(sb16.phase) : 0;
}

static void start_channel(void)
{
	unsigned long flags = claim_dma_lock();

	disable_dma(SB16_DMA_16);
	clear_dma_ff(SB16_DMA_16);
	set_dma_mode(SB16_DMA_16, DMA_MODE_WRITE | DMA_AUTOINIT);
	set_dma_addr(SB16_DMA_16, (u32)sb16.ring_dma);
	set_dma_count(SB16_DMA_16, RING_BYTES);
	enable_dma(SB16_DMA_16);
	release_dma_lock(flags);
}

static int start(void)
{
	static const u8 commands[] = {
		DSP_SET_OUTPUT_RATE, RATE >> 8, RATE & 0xff, DSP_PLAY_16_AUTO, DSP_MODE_SIGNED,
		(PERIOD_SAMPLES - 1) & 0xff, (PERIOD_SAMPLES - 1) >> 8,
	};
	unsigned int i;
	int err = 0;

	atomic_set(&sb16.played, 0);
	start_channel();
	for (i = 0; i < sizeof(commands) && !err; i++)
		err = dsp_write(commands[i]);
	return err;
}

static void stop(void)
{
	unsigned long flags;

	dsp_write(DSP_END_16_AUTO);
	dsp_write(DSP_STOP_16);
	flags = claim_dma_lock();
	disable_dma(SB16_DMA_16);
	release_dma_lock(flags);
	dsp_reset();
}

/* Return: 0; -ETIMEDOUT the card went silent; -EINTR. */
static int play(u32 frequency_hz, unsigned int seconds)
{
	u32 step = (u32)div_u64((u64)frequency_hz << 32, RATE);
	unsigned int periods = seconds * RATE / PERIOD_SAMPLES, filled;
	int err;

	sb16.phase = 0;
	for (filled = 0; filled < PERIODS; filled++)
		fill_period(filled, step);
	err = start();
	for (; !err && filled < periods + PERIODS; filled++) {
		unsigned int wanted = filled - PERIODS + 1;

		if (!wait_event_timeout(sb16.period_over,
					(unsigned int)atomic_read(&sb16.played) >= wanted, 2 * HZ))
			err = -ETIMEDOUT;
		fill_period(filled, filled < periods ? step : 0);
		if (console_interrupted())
			err = -EINTR;
	}
	stop();
	return err;
}

static int run_tone(int argc, char **argv)
{
	u32 frequency_hz, seconds = 1;
	int err = -ENODEV;

	if (argc < 2 || argc > 3 || kstrtou32(argv[1], 0, &frequency_hz) || !frequency_hz ||
	    frequency_hz > RATE / 2 || (argc == 3 && kstrtou32(argv[2], 0, &seconds)) ||
	    seconds > 3600)
		return -EINVAL;
	mutex_lock(&sb16.mutex);
	if (sb16.dev)
		err = play(frequency_hz, seconds);
	mutex_unlock(&sb16.mutex);
	return err;
}
COMMAND(tone, "HZ [SECONDS]", "play a tone on the Sound Blaster", run_tone);

static int take_resources(void)
{
	int err = request_dma(SB16_DMA_16, "sb16");

	if (err)
		return err;
	err = request_irq(SB16_IRQ, sb16_interrupt, 0, "sb16", &sb16);
	if (err)
		free_dma(SB16_DMA_16);
	return err;
}

static int set_up(struct device *dev)
{
	sb16.mask = DMA_BIT_MASK(24);
	dev->dma_mask = &sb16.mask;
	dev->coherent_dma_mask = sb16.mask;
	sb16.ring = dma_alloc_coherent(dev, RING_BYTES, &sb16.ring_dma, GFP_KERNEL);
	if (!sb16.ring)
		return -ENOMEM;
	mixer_write(SB16_MIX_IRQ, SB16_IRQ_5);
	mixer_write(SB16_MIX_DMA, BIT(SB16_DMA_16) | BIT(1));
	return take_resources();
}

static int __init sb16_init(void)
{
	struct device *dev;
	int err;

	if (!request_region(SB16_BASE, SB16_PORTS, "sb16"))
		return 0;
	if (inb(SB16_BASE + SB16_READ_STATUS) == 0xff || dsp_reset()) {
		release_region(SB16_BASE, SB16_PORTS);
		pr_info("sb16: nobody at %x: skipped\n", SB16_BASE);
		return 0;
	}
	dev = root_device_register("sb16");
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	err = set_up(dev);
	if (err) {
		pr_err("sb16: cannot be used: %pe\n", ERR_PTR(err));
		if (sb16.ring)
			dma_free_coherent(dev, RING_BYTES, sb16.ring, sb16.ring_dma);
		root_device_unregister(dev);
		return err;
	}
	dsp_write(DSP_VERSION);
	err = dsp_read();
	pr_info("sb16: DSP %d.%02d at %x, irq %d, dma %d\n", err, dsp_read(), SB16_BASE, SB16_IRQ,
		SB16_DMA_16);
	sb16.dev = dev;
	return 0;
}
device_initcall(sb16_init);
