// SPDX-License-Identifier: MIT
/*
 * drivers/sound/wav.c: what the head of a WAV file says. Pure; the bytes may come from anybody's disk.
 *
 *     "RIFF" size "WAVE"  then chunks:  name[4] size(32) bytes[size] and one more where size is odd
 *     "fmt "  tag(16) channels(16) rate(32) bytes a second(32) frame(16) bits(16) ...
 *     "data"  the samples
 *
 * Left out. Everything but PCM of 8 or 16 bits, one or two channels.
 * Source.   IBM and Microsoft, "Multimedia Programming Interface and Data Specifications 1.0", 3 "WAVE".
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "sound.h"

#define RIFF_BYTES	12
#define CHUNK_BYTES	8
#define FMT_BYTES	16
#define FMT_LONG	26 /* with the kind in an extension */
#define TAG_PCM		1
#define TAG_EXTENSIBLE	0xfffe

static u32 le16(const u8 *p)
{
	return (u32)(p[0] | p[1] << 8);
}

static u32 le32(const u8 *p)
{
	return le16(p) | le16(p + 2) << 16;
}

bool sound_format_is_playable(const struct sound_format *f)
{
	return f->rate >= SOUND_LEAST_RATE && f->rate <= SOUND_MOST_RATE &&
	       (f->channels == 1 || f->channels == 2) && (f->bits == 8 || f->bits == 16);
}

static int parse_format(const u8 *fmt, u32 bytes, struct sound_format *format)
{
	u32 tag, channels, bits;

	if (bytes < FMT_BYTES)
		return -EINVAL;
	tag = le16(fmt);
	if (tag == TAG_EXTENSIBLE && bytes >= FMT_LONG)
		tag = le16(fmt + 24);
	channels = le16(fmt + 2);
	bits = le16(fmt + 14);
	if (channels > 2 || bits > 16 || le16(fmt + 12) != channels * bits / 8)
		return -EINVAL;
	*format = (struct sound_format){le32(fmt + 4), (u8)channels, (u8)bits};
	return tag == TAG_PCM && sound_format_is_playable(format) ? 0 : -EINVAL;
}

/**
 * wav_parse() - find format and samples.
 * @head: the file's first @bytes.
 * @wav: filled.
 *
 * Return: 0; -ENOENT: not a WAV file; -EINVAL: one that cannot be played here, or broken, or its samples
 * begin behind @bytes.
 */
int wav_parse(const u8 *head, size_t bytes, struct wav *wav)
{
	size_t at = RIFF_BYTES;
	bool known = false;

	if (bytes < RIFF_BYTES || memcmp(head, "RIFF", 4) || memcmp(head + 8, "WAVE", 4))
		return -ENOENT;
	while (at + CHUNK_BYTES <= bytes) {
		const u8 *chunk = head + at;
		u32 size = le32(chunk + 4);

		at += CHUNK_BYTES;
		if (known && !memcmp(chunk, "data", 4)) {
			wav->data_at = (u32)at;
			wav->data_bytes = size ? size : ~0u; /* 0: written by one who could not go back */
			return 0;
		}
		if (size >= bytes - at)
			return -EINVAL;
		if (!memcmp(chunk, "fmt ", 4)) {
			if (parse_format(chunk + CHUNK_BYTES, size, &wav->format))
				return -EINVAL;
			known = true;
		}
		at += size + (size & 1);
	}
	return -EINVAL;
}
