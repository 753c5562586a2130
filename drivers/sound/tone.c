// SPDX-License-Identifier: MIT
/* drivers/sound/tone.c: `tone HZ [SECONDS]`: a sine, near enough, made while it is played. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <slate/command.h>

#include "sound.h"

#define RATE	     44100
#define LOUDNESS     12000
#define LONGEST_S    3600

struct tone {
	u32 phase, step; /* 2^32 is a turn */
	u32 left;	 /* samples */
};

/* A wave of parabolas: zero at 0 and half a turn, its top a quarter on. */
static s16 wave(u32 phase)
{
	s32 x = (s32)(phase >> 16 & 0x7fff) - 0x4000; /* -1 to 1 over half a turn */
	s32 y = LOUDNESS - (s32)((s64)x * x * LOUDNESS >> 28);

	return (s16)(phase >> 31 ? -y : y);
}

static ssize_t fill(struct sound_stream *stream, void *to, size_t bytes)
{
	struct tone *tone = stream->private;
	u32 n = min_t(u32, bytes / sizeof(s16), tone->left), i;
	s16 *at = to;

	if (console_interrupted())
		return -EINTR;
	for (i = 0; i < n; i++, tone->phase += tone->step)
		at[i] = wave(tone->phase);
	tone->left -= n;
	return (ssize_t)(n * sizeof(s16));
}

static int run_tone(int argc, char **argv)
{
	struct tone tone = {0};
	struct sound_stream stream = {{RATE, 1, 16}, fill, &tone};
	u32 frequency_hz, seconds = 1;
	int err;

	if (argc < 2 || argc > 3 || kstrtou32(argv[1], 0, &frequency_hz) || !frequency_hz ||
	    frequency_hz > RATE / 2 || (argc == 3 && kstrtou32(argv[2], 0, &seconds)) ||
	    seconds > LONGEST_S)
		return -EINVAL;
	tone.step = (u32)div_u64((u64)frequency_hz << 32, RATE);
	tone.left = seconds * RATE;
	err = sb16_play(&stream);
	if (stream.underruns)
		console_printf("%u underruns: the machine was too busy\n", stream.underruns);
	return err;
}
COMMAND(tone, "HZ [SECONDS]", "play a tone on the Sound Blaster", run_tone);
