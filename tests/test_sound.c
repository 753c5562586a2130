// SPDX-License-Identifier: MIT
/* tests/test_sound.c: WAV heads, the ring of periods, and the card, where this machine has one. */
#include <drivers/sound/sound.h>
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/isa-dma.h>
#include <linux/string.h>

static u8 head[64] = "RIFF....WAVEfmt ";

static void put16(size_t at, u32 value)
{
	head[at] = (u8)value;
	head[at + 1] = (u8)(value >> 8);
}

static void put32(size_t at, u32 value)
{
	put16(at, value);
	put16(at + 2, value >> 16);
}

/* A plain head of 44 bytes, as everybody writes it. */
static void make_head(u32 channels, u32 rate, u32 bits, u32 bytes)
{
	put32(16, 16);
	put16(20, 1);
	put16(22, channels);
	put32(24, rate);
	put32(28, rate * channels * bits / 8);
	put16(32, channels * bits / 8);
	put16(34, bits);
	memcpy(head + 36, "data", 4);
	put32(40, bytes);
}

static void a_wav_head_says_what_the_samples_are(struct kunit *test)
{
	struct wav wav;

	make_head(2, 22050, 8, 1000);
	KUNIT_ASSERT_EQ(test, wav_parse(head, sizeof(head), &wav), 0);
	KUNIT_EXPECT_EQ(test, wav.format.rate, 22050);
	KUNIT_EXPECT_EQ(test, wav.format.channels, 2);
	KUNIT_EXPECT_EQ(test, wav.format.bits, 8);
	KUNIT_EXPECT_EQ(test, wav.data_at, 44);
	KUNIT_EXPECT_EQ(test, wav.data_bytes, 1000);
	make_head(1, 5000, 16, 0);
	KUNIT_ASSERT_EQ(test, wav_parse(head, sizeof(head), &wav), 0);
	KUNIT_EXPECT_EQ(test, wav.data_bytes, ~0u);
}

static void what_cannot_be_played_is_refused(struct kunit *test)
{
	static const u32 bad[][3] = {{3, 44100, 16}, {0, 44100, 16}, {2, 96000, 16}, {2, 4000, 16},
				     {2, 44100, 24}, {1, 44100, 12}, {1, 44100, 0}};
	struct wav wav;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		make_head(bad[i][0], bad[i][1], bad[i][2], 100);
		KUNIT_EXPECT_EQ(test, wav_parse(head, sizeof(head), &wav), -EINVAL);
	}
	make_head(2, 44100, 16, 100);
	put16(20, 85); /* MP3 */
	KUNIT_EXPECT_EQ(test, wav_parse(head, sizeof(head), &wav), -EINVAL);
	make_head(2, 44100, 16, 100);
	for (i = 0; i < 44; i++)
		KUNIT_EXPECT_NE(test, wav_parse(head, i, &wav), 0);
	head[0] = 'X';
	KUNIT_EXPECT_EQ(test, wav_parse(head, sizeof(head), &wav), -ENOENT);
	head[0] = 'R';
}

static void a_slot_is_filled_when_its_period_is_over(struct kunit *test)
{
	struct sound_ring ring = {0};
	unsigned int i;

	for (i = 0; i < SOUND_PERIODS; i++) {
		KUNIT_EXPECT_TRUE(test, ring_has_room(&ring, 0));
		ring_filled(&ring, true, ring.filled - 1);
	}
	KUNIT_EXPECT_FALSE(test, ring_has_room(&ring, 0));
	KUNIT_EXPECT_TRUE(test, ring_has_room(&ring, 1));
	ring_catch_up(&ring, 1);
	KUNIT_EXPECT_EQ(test, ring.filled, SOUND_PERIODS);
	KUNIT_EXPECT_EQ(test, ring.underruns, 0);
}

static void periods_that_came_too_late_are_counted(struct kunit *test)
{
	struct sound_ring ring = {.filled = 4};

	ring_catch_up(&ring, 6); /* 4 and 5 were played unfilled, 6 has begun */
	KUNIT_EXPECT_EQ(test, ring.underruns, 3);
	KUNIT_EXPECT_EQ(test, ring.filled, 7);
	KUNIT_EXPECT_TRUE(test, ring_has_room(&ring, 6));
}

static void a_period_that_sounds_while_it_is_filled_is_torn(struct kunit *test)
{
	struct sound_ring ring = {.filled = 4};

	ring_filled(&ring, true, 3);
	KUNIT_EXPECT_EQ(test, ring.underruns, 0);
	ring_filled(&ring, true, 5);
	KUNIT_EXPECT_EQ(test, ring.underruns, 1);
	ring_catch_up(&ring, 5);
	KUNIT_EXPECT_EQ(test, ring.underruns, 1);
}

static void slot_and_clock_tell_how_many_periods_ended(struct kunit *test)
{
	unsigned int played, steps;

	for (played = 0; played < 9; played++)
		for (steps = 0; steps < 30; steps++) {
			unsigned int slot = (played + steps) % SOUND_PERIODS;

			KUNIT_EXPECT_EQ(test, ring_steps(played, slot, steps), steps);
			KUNIT_EXPECT_EQ(test, ring_steps(played, slot, steps + 1), steps);
			if (steps)
				KUNIT_EXPECT_EQ(test, ring_steps(played, slot, steps - 1), steps);
		}
}

static void the_end_comes_when_the_last_sound_was_played(struct kunit *test)
{
	struct sound_ring ring = {0};

	ring_filled(&ring, true, ring.filled - 1);
	ring_filled(&ring, true, ring.filled - 1);
	ring_filled(&ring, false, ring.filled - 1);
	ring_filled(&ring, false, ring.filled - 1);
	KUNIT_EXPECT_FALSE(test, ring_is_over(&ring, 1));
	KUNIT_EXPECT_TRUE(test, ring_is_over(&ring, 2));
	ring_catch_up(&ring, 9); /* silence is never late */
	KUNIT_EXPECT_EQ(test, ring.underruns, 0);
}

static void counts_may_wrap(struct kunit *test)
{
	struct sound_ring ring = {.filled = 1};

	KUNIT_EXPECT_TRUE(test, ring_has_room(&ring, ~0u));
	ring.filled = 3;
	KUNIT_EXPECT_FALSE(test, ring_has_room(&ring, ~0u));
	ring_catch_up(&ring, ~0u);
	KUNIT_EXPECT_EQ(test, ring.underruns, 0);
}

/* Silence, four times around the ring and half a period more. */
static ssize_t fill_quietly(struct sound_stream *stream, void *to, size_t bytes)
{
	size_t *left = stream->private;
	size_t n = min(bytes, *left);

	memset(to, stream->format.bits == 8 ? 0x80 : 0, n);
	*left -= n;
	return (ssize_t)n;
}

static void play_quietly(struct kunit *test, u8 channels, u8 bits)
{
	size_t left = SOUND_PERIOD_BYTES * 17 - SOUND_PERIOD_BYTES / 2;
	struct sound_stream stream = {{SOUND_MOST_RATE, channels, bits}, fill_quietly, &left};

	if (!sb16_device())
		kunit_skip(test, "this machine has no Sound Blaster");
	KUNIT_EXPECT_EQ(test, sb16_play(&stream), 0);
	KUNIT_EXPECT_EQ(test, stream.periods, 17);
	KUNIT_EXPECT_EQ(test, left, 0);
}

static void bytes_go_around_the_ring_by_channel_1(struct kunit *test)
{
	play_quietly(test, 2, 8);
}

static void words_go_around_the_ring_by_channel_5(struct kunit *test)
{
	play_quietly(test, 2, 16);
}

static ssize_t fill_once(struct sound_stream *stream, void *to, size_t bytes)
{
	size_t *calls = stream->private;

	return (*calls)++ < 6 ? (ssize_t)bytes : -EIO;
}

static void an_error_of_the_source_ends_the_playing(struct kunit *test)
{
	size_t calls = 0;
	struct sound_stream stream = {{SOUND_MOST_RATE, 2, 16}, fill_once, &calls};

	if (!sb16_device())
		kunit_skip(test, "this machine has no Sound Blaster");
	KUNIT_EXPECT_EQ(test, sb16_play(&stream), -EIO);
	KUNIT_EXPECT_EQ(test, stream.periods, 6);
}

static void the_card_is_let_go_and_found_again(struct kunit *test)
{
	struct device *dev = sb16_device();
	size_t calls = 6;
	struct sound_stream stream = {{SOUND_MOST_RATE, 2, 16}, fill_once, &calls};

	if (!dev)
		kunit_skip(test, "this machine has no Sound Blaster");
	device_release_driver(dev);
	KUNIT_EXPECT_EQ(test, sb16_play(&stream), -ENODEV);
	KUNIT_EXPECT_EQ(test, request_dma(5, "test"), 0);
	free_dma(5);
	KUNIT_ASSERT_EQ(test, device_attach(dev), 1);
	play_quietly(test, 2, 16);
}

static struct kunit_case sound_cases[] = {
	KUNIT_CASE(a_wav_head_says_what_the_samples_are),
	KUNIT_CASE(what_cannot_be_played_is_refused),
	KUNIT_CASE(a_slot_is_filled_when_its_period_is_over),
	KUNIT_CASE(periods_that_came_too_late_are_counted),
	KUNIT_CASE(a_period_that_sounds_while_it_is_filled_is_torn),
	KUNIT_CASE(slot_and_clock_tell_how_many_periods_ended),
	KUNIT_CASE(the_end_comes_when_the_last_sound_was_played),
	KUNIT_CASE(counts_may_wrap),
	KUNIT_CASE(bytes_go_around_the_ring_by_channel_1),
	KUNIT_CASE(words_go_around_the_ring_by_channel_5),
	KUNIT_CASE(an_error_of_the_source_ends_the_playing),
	KUNIT_CASE(the_card_is_let_go_and_found_again),
	{}
};

static struct kunit_suite sound_suite = {
	.name = "sound", .test_cases = sound_cases,
};
kunit_test_suite(sound_suite);
