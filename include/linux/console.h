/* SPDX-License-Identifier: MIT */
/*
 * linux/console.h: who shows the log.
 *
 * A driver registers a struct console; printk calls ->write with whole lines, interrupts off, one
 * caller at a time, in every context, so ->write must poll its hardware and must not sleep, allocate
 * or take a lock that may be held when something prints.
 */
#ifndef _LINUX_CONSOLE_H
#define _LINUX_CONSOLE_H

#include <linux/types.h>

#define CON_PRINTBUFFER (1) /* replay the whole ring at registration */
#define CON_CONSDEV	(2) /* preferred: what /dev/console means */
#define CON_ENABLED	(4) /* lines are shown while this is set */
#define CON_BOOT	(8) /* gives way when the first real console registers */
#define CON_ANYTIME	(16)
#define CON_BRL		(32)
#define CON_EXTENDED	(64)

struct console {
	char name[16]; /* "ttyS", "tty": the part of console= before the number */
	void (*write)(struct console *con, const char *text, unsigned int len_bytes);
	int (*read)(struct console *con, char *text, unsigned int len_bytes);
	int (*setup)(struct console *con, char *options); /* options of console=name,options; may be NULL */
	int (*exit)(struct console *con);
	short flags; /* CON_ */
	short index; /* unit number, -1 = first one asked for */
	int cflag;
	unsigned long long seq; /* next record to show; printk's */
	unsigned long dropped;	/* records overwritten before this console had shown them; printk's */
	void *data;
	struct console *next;
};

/*
 * Start showing the log on @con, which must stay until unregister_console(). With console= on the
 * command line only the consoles named there are enabled; without, all are.
 * Context: may sleep or not; before the scheduler too.
 */
void register_console(struct console *con);
/* Return: 0, or -ENODEV when @con was not registered. */
int unregister_console(struct console *con);
void console_start(struct console *con);
void console_stop(struct console *con);

/* Consoles in order of registration; hold console_lock() to keep the list still. */
extern struct console *console_drivers;
#define for_each_console(con) for (con = console_drivers; con; con = con->next)

/*
 * While held nothing is written to consoles (records are stored). unlock shows what was stored.
 * Context: any; lock spins for another CPU only, and nests.
 */
void console_lock(void);
int console_trylock(void);
void console_unlock(void);
int is_console_locked(void);
/* Show all that is stored, whatever the locks say: for the last words of a dying machine. */
void console_flush_on_panic(void);
/* Raw text for all enabled consoles at once, not logged: command output, prompts. Context: any. */
void console_write_all(const char *text, unsigned int len_bytes);

/* console= on the command line: `name[,options]`, up to 8 of them. Return: 0 or -ENOSPC. */
int add_preferred_console(const char *name, int index, char *options);

#endif
