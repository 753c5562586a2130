// SPDX-License-Identifier: MIT
/*
 * drivers/input/i8042.c: the PS/2 keyboard.
 *
 * Problem.  The controller between us and the keyboard answers in its own time, may hold old bytes, and
 *           on many machines is not there at all.
 * Idea.     Silence both ports, empty the buffer, ask for the self-test: who answers 55 is a controller.
 *           Then let it translate to scan code set 1, let the keyboard talk, and read in interrupts.
 *
 *     key -> keyboard -> 8042 (translates) -> IRQ 1 -> keymap_translate -> input_put -> console
 *
 * Rule.     Each wait ends: WAIT_STEPS steps of WAIT_STEP_US. An absent controller reads as FF and costs
 *           no wait at all.
 * Locks.    None: before the interrupt is on, only the init thread is here; afterwards only the handler.
 * Paths.    keyboard_interrupt -> keymap_translate -> input_put
 * Left out. Mice, LEDs, other layouts than US, USB keyboards (firmware shows them as PS/2 at best).
 * Sources.  IBM PS/2 Technical Reference; LDD3 ch. 10 "Interrupt Handling".
 */
#include <asm/io.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/ioport.h>
#include <linux/printk.h>
#include <slate/input.h>
#include <slate/video.h>
#include "i8042_regs.h"
#include "keymap.h"

#define WAIT_STEP_US	50
#define WAIT_STEPS	2000 /* 100 ms; a self-test may take half of that */
#define MAX_OLD_BYTES	64   /* to empty the buffer; more than any controller holds */
#define IRQ_MAX_BYTES	16

static struct keymap keymap;

static bool wait_status(u8 mask, u8 value)
{
	for (unsigned int i = 0; i < WAIT_STEPS; i++) {
		if ((inb(I8042_STATUS) & mask) == value)
			return true;
		udelay(WAIT_STEP_US);
	}
	return false;
}

static bool send(u16 port, u8 byte)
{
	if (!wait_status(I8042_STATUS_INPUT_FULL, 0))
		return false;
	outb(byte, port);
	return true;
}

/* Return: the byte, or -ETIMEDOUT. */
static int receive(void)
{
	if (!wait_status(I8042_STATUS_OUTPUT_FULL, I8042_STATUS_OUTPUT_FULL))
		return -ETIMEDOUT;
	return inb(I8042_DATA);
}

static void empty_buffer(void)
{
	for (unsigned int i = 0; i < MAX_OLD_BYTES; i++) {
		if (!(inb(I8042_STATUS) & I8042_STATUS_OUTPUT_FULL))
			return;
		inb(I8042_DATA);
		udelay(WAIT_STEP_US);
	}
}

/* Return: what is wrong, or NULL. */
static const char *__init start_controller(void)
{
	int config;

	if (inb(I8042_STATUS) == 0xff)
		return "no controller";
	if (!send(I8042_COMMAND, I8042_KEYBOARD_DISABLE) || !send(I8042_COMMAND, I8042_AUX_DISABLE))
		return "controller takes no command";
	empty_buffer();
	if (!send(I8042_COMMAND, I8042_SELF_TEST) || receive() != I8042_SELF_TEST_PASSED)
		return "controller fails its self-test";
	if (!send(I8042_COMMAND, I8042_READ_CONFIG) || (config = receive()) < 0)
		return "controller does not tell its configuration";
	config |= I8042_CONFIG_IRQ1 | I8042_CONFIG_TRANSLATE;
	config &= ~I8042_CONFIG_IRQ12;
	if (!send(I8042_COMMAND, I8042_WRITE_CONFIG) || !send(I8042_DATA, config) ||
	    !send(I8042_COMMAND, I8042_KEYBOARD_ENABLE))
		return "controller takes no configuration";
	return NULL;
}

static bool __init start_keyboard(void)
{
	return send(I8042_DATA, KEYBOARD_ENABLE_SCAN) && receive() == KEYBOARD_ACK;
}

static irqreturn_t keyboard_interrupt(int irq, void *dev_id)
{
	u8 bytes[KEYMAP_MAX_BYTES];
	unsigned int taken;

	for (taken = 0; taken < IRQ_MAX_BYTES; taken++) {
		u8 status = inb(I8042_STATUS);
		unsigned int n;
		u8 code;

		if (!(status & I8042_STATUS_OUTPUT_FULL))
			break;
		code = inb(I8042_DATA);
		if (status & I8042_STATUS_AUX)
			continue;
		n = keymap_translate(&keymap, code, bytes);
		if (n == 4 && keymap.shifts && (bytes[2] == '5' || bytes[2] == '6') && bytes[3] == '~') {
			screen_scroll_back(bytes[2] == '5' ? 1 : -1);
			continue;
		}
		if (n)
			input_put(bytes, n);
	}
	return taken ? IRQ_HANDLED : IRQ_NONE;
}

static int __init i8042_init(void)
{
	const char *wrong = start_controller();
	int error;

	if (!wrong && !start_keyboard())
		wrong = "no keyboard answers";
	if (wrong) {
		pr_info("i8042: %s, skipped\n", wrong);
		return 0;
	}
	if (!request_region(I8042_DATA, 1, "keyboard") || !request_region(I8042_STATUS, 1, "keyboard"))
		pr_warn("i8042: ports 60 and 64 are taken\n");
	error = request_irq(KEYBOARD_IRQ, keyboard_interrupt, 0, "i8042", &keymap);
	if (error) {
		pr_warn("i8042: irq %d: error %d\n", KEYBOARD_IRQ, error);
		return error;
	}
	/* A byte that came meanwhile raised its edge before anybody listened. */
	empty_buffer();
	pr_info("i8042: keyboard at 60, 64 irq %d, US layout\n", KEYBOARD_IRQ);
	return 0;
}
device_initcall(i8042_init);
