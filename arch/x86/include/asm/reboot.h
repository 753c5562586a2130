/* SPDX-License-Identifier: MIT */
/*
 * asm/reboot.h: the ways in which the machine stops.
 *
 * The exit protocol (scripts and graders rely on it): QEMU's isa-debug-exit at port 0xf4 ends the
 * emulator with status (value << 1) | 1, so success is 33 and failure 35. A machine without that
 * device goes on to its power-off hook (ACPI, registered by drivers/power), then halts for ever.
 */
#ifndef _ASM_X86_REBOOT_H
#define _ASM_X86_REBOOT_H

#include <linux/compiler.h>
#include <linux/types.h>

/* End the run: exit protocol, then power-off, then halt. Context: any, also before printk works. */
void __noreturn machine_exit(bool ok);
/* Start over: the restart hook if there is one, then the keyboard controller, then a triple fault. */
void __noreturn machine_restart(void);
/* Stop this CPU for ever with interrupts off. */
void __noreturn machine_halt(void);

/* Set by drivers/power when ACPI tables allow it; both return only when they failed. */
extern void (*pm_power_off)(void);
extern void (*pm_restart)(void);

#endif
