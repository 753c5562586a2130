/* SPDX-License-Identifier: MIT */
/*
 * slate/input.h: what users type, whatever they type it on.
 *
 * Every input device turns what happens into the bytes a terminal would send (UTF-8; arrows as
 * ESC [ A ...) and puts them into one queue; the console reads it. Ctrl-C is seen here, at once, so
 * that a command which does not read can still be told to stop.
 */
#ifndef _SLATE_INPUT_H
#define _SLATE_INPUT_H

#include <linux/types.h>

#define INPUT_INTERRUPT 0x03 /* Ctrl-C */

/**
 * input_put() - bytes from a device.
 * @bytes: what was typed.
 * @count: how many; what does not fit is dropped and counted.
 *
 * Context: any, irq handlers mostly.
 */
void input_put(const u8 *bytes, unsigned int count);

/* How many bytes input_put() would take now: a device that can wait leaves the rest where it is. */
unsigned int input_room(void);

/**
 * input_get() - the next byte typed.
 * @timeout: ticks to wait; 0 = do not; MAX_SCHEDULE_TIMEOUT = for ever.
 *
 * Context: may sleep if @timeout is not 0.
 * Return: 0..255, or -ETIMEDOUT.
 */
int input_get(long timeout);

/* Has Ctrl-C been typed since input_interrupt_clear()? Context: any. */
bool input_interrupted(void);
void input_interrupt_clear(void);

/* Forget what was typed up to the last Ctrl-C, and that it was: the line is the user's again. */
void input_drop_interrupted(void);

struct input_stats {
	u64 received, dropped; /* bytes */
	unsigned int queued;
};
void input_get_stats(struct input_stats *stats);
int input_check(void);

#endif
