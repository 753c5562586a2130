// SPDX-License-Identifier: MIT
/* arch/x86/reboot.c: end, restart or stop the machine (asm/reboot.h tells the protocol). */
#include <asm/desc.h>
#include <asm/io.h>
#include <asm/irqflags.h>
#include <asm/processor.h>
#include <asm/reboot.h>
#include <linux/export.h>
#include <linux/printk.h>

#define DEBUG_EXIT_PORT	   0xf4
#define DEBUG_EXIT_SUCCESS 0x10
#define DEBUG_EXIT_FAILURE 0x11
#define I8042_COMMAND	   0x64
#define I8042_INPUT_FULL   0x02
#define I8042_PULSE_RESET  0xfe
#define I8042_POLLS	   100000

void (*pm_power_off)(void);
void (*pm_restart)(void);

void __noreturn machine_halt(void)
{
	for (;;) {
		arch_local_irq_disable();
		arch_halt();
	}
}
EXPORT_SYMBOL(machine_halt);

void __noreturn machine_exit(bool ok)
{
	outb(ok ? DEBUG_EXIT_SUCCESS : DEBUG_EXIT_FAILURE, DEBUG_EXIT_PORT);
	if (pm_power_off)
		pm_power_off();
	pr_emerg("It is now safe to turn off this computer.\n");
	machine_halt();
}
EXPORT_SYMBOL(machine_exit);

void __noreturn machine_restart(void)
{
	const struct { u16 limit; u32 base; } __packed no_idt = { 0, 0 };

	arch_local_irq_disable();
	if (pm_restart)
		pm_restart();
	for (int i = 0; i < I8042_POLLS && (inb(I8042_COMMAND) & I8042_INPUT_FULL); i++)
		cpu_relax();
	outb(I8042_PULSE_RESET, I8042_COMMAND);
	for (int i = 0; i < I8042_POLLS; i++)
		inb(I8042_COMMAND);
	/* An exception without an IDT is a triple fault, and that resets the CPU. */
	asm volatile("lidt %0; int3" : : "m"(no_idt));
	machine_halt();
}
EXPORT_SYMBOL(machine_restart);
