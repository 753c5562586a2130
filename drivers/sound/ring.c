// SPDX-License-Identifier: MIT
/*
 * drivers/sound/ring.c: who may fill which period when. Pure, so that every order of events is tested.
 *
 *     period   0 1 2 3 | 4 5 6 7 | ...      slot = period % 4
 *                  ^ played = 2: it sounds now; 0 and 1 are over, their slots may get 4 and 5
 *
 * Invariant  filled - played is at most SOUND_PERIODS; 0 or less is an underrun: the card plays what lay
 *            in the slot from the last time around.
 * Counting   interrupts would not do: two that come while nobody listens are one. The DMA controller
 *            tells the slot, and the clock how many times around.
 */
#include "sound.h"

/**
 * ring_steps() - how many periods have ended since somebody looked?
 * @played: that had ended then.
 * @slot: that sounds now.
 * @elapsed: periods that the time since would hold, rounded.
 *
 * Return: the number that leads to @slot and is nearest to @elapsed; the lower of two.
 */
unsigned int ring_steps(unsigned int played, unsigned int slot, unsigned int elapsed)
{
	unsigned int steps = (slot - played) % SOUND_PERIODS;

	if (elapsed > steps)
		steps += (elapsed - steps + SOUND_PERIODS / 2 - 1) / SOUND_PERIODS * SOUND_PERIODS;
	return steps;
}

/* Is a slot free for the next period, when @played are over? */
bool ring_has_room(const struct sound_ring *ring, unsigned int played)
{
	return (int)(played + SOUND_PERIODS - ring->filled) > 0;
}

/* The card may be past what was filled: count that, and go on with the period it plays next. */
void ring_catch_up(struct sound_ring *ring, unsigned int played)
{
	int late = (int)(played - ring->filled) + 1;

	if (late <= 0)
		return;
	if (!ring->ended)
		ring->underruns += (unsigned int)late;
	ring->filled = played + 1;
}

/* The next period was filled, with sound or with silence; if it sounded already, it is torn. */
void ring_filled(struct sound_ring *ring, bool sound, unsigned int played)
{
	if (sound && (int)(played - ring->filled) >= 0)
		ring->underruns++;
	if (!sound && !ring->ended) {
		ring->ended = true;
		ring->end = ring->filled;
	}
	ring->filled++;
}

/* Has all that sounds been played? */
bool ring_is_over(const struct sound_ring *ring, unsigned int played)
{
	return ring->ended && (int)(played - ring->end) >= 0;
}
