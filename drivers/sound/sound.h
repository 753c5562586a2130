/* SPDX-License-Identifier: MIT */
/* drivers/sound/sound.h: what the files of the sound driver share. */
#ifndef _DRIVERS_SOUND_H
#define _DRIVERS_SOUND_H

#include <linux/types.h>

#define SOUND_LEAST_RATE   5000
#define SOUND_MOST_RATE	   44100
#define SOUND_PERIOD_BYTES 8192 /* a multiple of every frame */
#define SOUND_PERIODS	   4

/* 8-bit samples are unsigned, 16-bit ones signed and little-endian; left comes before right. */
struct sound_format {
	u32 rate; /* frames a second */
	u8 channels, bits;
};

/**
 * struct sound_stream - something to play.
 * @format: of its samples.
 * @fill: put up to @bytes of them at @to; may sleep. Return: how many, whole frames, fewer only at the
 *        end; 0 at the end; -errno ends the playing.
 * @private: the filler's own.
 * @underruns: set: periods that the card played before they were filled.
 * @periods: set: periods that held something.
 */
struct sound_stream {
	struct sound_format format;
	ssize_t (*fill)(struct sound_stream *stream, void *to, size_t bytes);
	void *private;
	unsigned int underruns, periods;
};

/* --- ring.c: pure ------------------------------------------------------------------------------ */

/* Periods are counted from the start and never wrap; number n lies in slot n % SOUND_PERIODS. */
struct sound_ring {
	unsigned int filled;	/* the next to be filled */
	unsigned int end;	/* behind the last with sound in it, once that is known */
	unsigned int underruns;
	bool ended;
};

unsigned int ring_steps(unsigned int played, unsigned int slot, unsigned int elapsed);
bool ring_has_room(const struct sound_ring *ring, unsigned int played);
void ring_catch_up(struct sound_ring *ring, unsigned int played);
void ring_filled(struct sound_ring *ring, bool sound, unsigned int played);
bool ring_is_over(const struct sound_ring *ring, unsigned int played);

/* --- wav.c: pure ------------------------------------------------------------------------------- */

#define WAV_HEAD_BYTES 4096 /* in which the samples must begin */

struct wav {
	struct sound_format format;
	u32 data_at, data_bytes; /* in the file; data_bytes ~0: to the end */
};

int wav_parse(const u8 *head, size_t bytes, struct wav *wav);
bool sound_format_is_playable(const struct sound_format *format);

/* --- sb16.c ------------------------------------------------------------------------------------ */

struct device;
struct device *sb16_device(void);
int sb16_play(struct sound_stream *stream);

#endif
