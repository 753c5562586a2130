// SPDX-License-Identifier: MIT
/*
 * drivers/sound/play.c: `play FILE|DISK`: sound from a disk or a file, read while it is played.
 *
 *     play fd0                        a WAV file written to the medium from its first byte on
 *     play sda rate=22050 bits=8 channels=1      bare samples
 *
 * What begins as a WAV file is one, and says itself what it holds; anything else are samples as the words
 * say, CD sound if they say nothing. A disk is read in whole sectors past the page cache, a period at a
 * time: a floppy drive, whose driver remembers a track, gives 46 KB a second that way, which is enough for
 * 22,050 16-bit samples. What it cannot give in time is counted and said.
 */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <slate/command.h>

#include "sound.h"

#define PERIOD_SECTORS (SOUND_PERIOD_BYTES / SECTOR_SIZE)
#define WHOLE	       ~0ull

/* Where samples come from. */
struct source {
	struct block_device *bdev; /* or */
	struct file *file;
	u64 at, first, end; /* bytes */
	u8 *sectors;	    /* one more than a period: samples need not begin where sectors do */
};

static int open_source(struct source *s, const char *name)
{
	s->bdev = blkdev_get_by_path(name, FMODE_READ, NULL);
	if (!IS_ERR(s->bdev)) {
		s->end = (u64)bdev_nr_bytes(s->bdev);
		return 0;
	}
	if (s->bdev != ERR_PTR(-ENODEV))
		return PTR_ERR(s->bdev);
	s->bdev = NULL;
	s->file = filp_open(name, O_RDONLY, 0);
	s->end = WHOLE;
	return PTR_ERR_OR_ZERO(s->file);
}

static void close_source(struct source *s)
{
	if (!IS_ERR_OR_NULL(s->bdev))
		blkdev_put(s->bdev, FMODE_READ);
	if (!IS_ERR_OR_NULL(s->file))
		filp_close(s->file, NULL);
	kfree(s->sectors);
}

/* @bytes: at most a period, inside the disk. */
static int read_disk(struct source *s, void *to, size_t bytes)
{
	unsigned int within = (u32)s->at & (SECTOR_SIZE - 1);
	unsigned int count = DIV_ROUND_UP(within + (u32)bytes, SECTOR_SIZE), done = 0;
	unsigned int block = s->bdev->bd_disk->block_sectors, most = s->bdev->bd_disk->max_sectors;
	sector_t first = s->at >> SECTOR_SHIFT;
	int err = 0;

	within += ((u32)first & (block - 1)) * SECTOR_SIZE;
	count = round_up(count + ((u32)first & (block - 1)), block);
	first &= ~(sector_t)(block - 1);
	for (; !err && done < count; done += min(most, count - done))
		err = blkdev_read(s->bdev, first + done, min(most, count - done),
				  s->sectors + done * SECTOR_SIZE);
	if (!err)
		memcpy(to, s->sectors + within, bytes);
	return err;
}

/* Return: bytes, fewer only at the end; -errno. */
static ssize_t read_source(struct source *s, void *to, size_t bytes)
{
	loff_t pos = (loff_t)s->at;
	size_t n = (size_t)min_t(u64, bytes, s->end - s->at), done = 0;
	ssize_t got = 1;

	if (s->bdev) {
		int err = n ? read_disk(s, to, n) : 0;

		s->at += n;
		return err ?: (ssize_t)n;
	}
	while (done < n && got > 0) {
		got = kernel_read(s->file, (u8 *)to + done, n - done, &pos);
		done += got > 0 ? (size_t)got : 0;
	}
	s->at = (u64)pos;
	return got < 0 ? got : (ssize_t)done;
}

static ssize_t fill(struct sound_stream *stream, void *to, size_t bytes)
{
	u32 frame = stream->format.channels * stream->format.bits / 8u;
	struct source *s = stream->private;
	ssize_t got = read_source(s, to, bytes);

	if (console_progress("play", s->at - s->first, s->end == WHOLE ? 0 : s->end - s->first))
		return -EINTR;
	return got < 0 ? got : got - got % (ssize_t)frame;
}

/* "rate=22050" and the like. */
static int parse_word(struct sound_format *format, const char *word)
{
	u32 value;

	if (!strncmp(word, "rate=", 5))
		return kstrtou32(word + 5, 0, &format->rate);
	if (!strncmp(word, "bits=", 5) && !kstrtou32(word + 5, 0, &value) && value <= 16)
		format->bits = (u8)value;
	else if (!strncmp(word, "channels=", 9) && !kstrtou32(word + 9, 0, &value) && value <= 2)
		format->channels = (u8)value;
	else
		return -EINVAL;
	return 0;
}

/* Read the beginning of @s: is it a WAV file? Return: 0 yes or no; -EINVAL one that is of no use; -errno. */
static int look_at_head(struct source *s, struct sound_stream *stream)
{
	u8 *head = kmalloc(WAV_HEAD_BYTES, GFP_KERNEL);
	struct wav wav;
	ssize_t got = head ? read_source(s, head, WAV_HEAD_BYTES) : -ENOMEM;
	int err = got < 0 ? (int)got : wav_parse(head, (size_t)got, &wav);

	kfree(head);
	s->at = 0;
	if (err)
		return err == -ENOENT ? 0 : err;
	stream->format = wav.format;
	s->at = s->first = wav.data_at;
	if (wav.data_bytes != ~0u)
		s->end = min_t(u64, s->end, (u64)wav.data_at + wav.data_bytes);
	return 0;
}

static int play_source(struct source *s, struct sound_stream *stream)
{
	const struct sound_format *f = &stream->format;
	int err = look_at_head(s, stream);

	if (err)
		return err;
	if (!sound_format_is_playable(f))
		return -EINVAL;
	console_printf("%u Hz, %u bits, %s\n", f->rate, f->bits, f->channels == 2 ? "stereo" : "mono");
	err = sb16_play(stream);
	console_printf("%llu bytes in %u periods, %u underruns\n", s->at - s->first, stream->periods,
		       stream->underruns);
	return err;
}

static int run_play(int argc, char **argv)
{
	struct source s = {0};
	struct sound_stream stream = {{SOUND_MOST_RATE, 2, 16}, fill, &s};
	int i, err = argc < 2 ? -EINVAL : 0;

	for (i = 2; !err && i < argc; i++)
		err = parse_word(&stream.format, argv[i]);
	if (err)
		return err;
	s.sectors = kmalloc((PERIOD_SECTORS + 8) * SECTOR_SIZE, GFP_KERNEL);
	err = s.sectors ? open_source(&s, argv[1]) : -ENOMEM;
	if (!err)
		err = play_source(&s, &stream);
	close_source(&s);
	return err;
}
COMMAND(play, "FILE|DISK [rate=HZ] [bits=8|16] [channels=1|2]",
	"play a WAV file or bare samples on the Sound Blaster", run_play);
