/* SPDX-License-Identifier: MIT */
/* slate/console.h: the console's thread, and what the command line asks for instead of it. */
#ifndef _SLATE_CONSOLE_H
#define _SLATE_CONSOLE_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * console_main() - the end of boot: do what the command line asks for, or talk to the user.
 *
 * `test`, `bench` and `run` are done in this order and end the machine with success or failure by the
 * exit protocol. Without them this reads commands for ever.
 * Context: the init thread, after every initcall.
 */
void __noreturn console_main(void);

/* Run what `test`, `bench` and `run` say. Return: true if one was given; then *@ok tells how it went. */
bool autorun(bool *ok);

/* Version of the kernel, as /proc/version and `version` show it; ends in a newline. */
extern const char slate_banner[];

#endif
