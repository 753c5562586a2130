/* SPDX-License-Identifier: MIT */
/* slate/serial.h: the serial console, which works before anything else does. */
#ifndef _SLATE_SERIAL_H
#define _SLATE_SERIAL_H

/**
 * serial_early_init() - find COM1, set 115200 8n1, register it as a console.
 *
 * Context: boot, first of all: needs neither memory nor interrupts.
 */
void serial_early_init(void);

/* Registers as they must be, ring indices within the ring. Return: number of faults. */
int serial_check(void);

#endif
