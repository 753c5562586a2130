// SPDX-License-Identifier: MIT
/*
 * drivers/floppy/motor.c: the register that selects drives, turns motors and holds the controller in reset.
 *
 * Problem.  A motor needs half a second until the medium can be read, and wears it out when it never
 *           stops.
 * Idea.     A motor that is asked for starts at once; who wants data waits for the rest of the half
 *           second, who wants a register does not. The last user sets a timer; who comes back in
 *           time finds the medium turning.
 *
 *     select --> starting --SPIN_UP_MS--> at speed --release, SPIN_DOWN_MS--> still
 *                   ^                        | select
 *                   +--- (still) ------------+ stays at speed
 *
 * Locks.    motor.lock, irqs off: one register holds everything, and the timer writes it too.
 * Paths.    fdc_select -> fdc_wait_for_speed ... fdc_release -> spin_down
 * Left out. A machine that halts without switching itself off within SPIN_DOWN_MS of the last use: the
 *           motor goes on turning.
 * Sources.  Intel 82077AA data sheet, 2.1.2 "Digital Output Register"; ECMA-125's drives turn at 300/min.
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#include "fdc_regs.h"
#include "floppy.h"

#define SPIN_UP_MS   500  /* from standstill to a speed at which headers can be read */
#define SPIN_DOWN_MS 3000 /* after the last use */
#define RESET_US     20   /* the line is held; 4 us do */
#define MOTORS	     (FDC_DOR_MOTOR(0) | FDC_DOR_MOTOR(1))

static void spin_down(struct timer_list *timer);

static struct {
	spinlock_t lock;
	struct timer_list timer;
	unsigned long at_speed[FLOPPY_DRIVES]; /* (lock) jiffies from which on */
	u8 dor;				       /* (lock) what was written last */
} motor = {
	.lock = __SPIN_LOCK_UNLOCKED(motor.lock),
	.timer = __TIMER_INITIALIZER(spin_down, 0),
};

/* Context: motor.lock held. */
static void write_dor(u8 value)
{
	motor.dor = value;
	outb(value, FDC_DOR);
}

/* Nobody has wanted the drives for a while. Softirq. */
static void spin_down(struct timer_list *timer)
{
	unsigned long flags;

	spin_lock_irqsave(&motor.lock, flags);
	write_dor(motor.dor & ~MOTORS);
	spin_unlock_irqrestore(&motor.lock, flags);
}

/* Connect @drive to the controller and let its motor start; fdc_release() ends it. Context: thread. */
void fdc_select(unsigned int drive)
{
	unsigned long flags;

	del_timer_sync(&motor.timer);
	spin_lock_irqsave(&motor.lock, flags);
	if (!(motor.dor & FDC_DOR_MOTOR(drive)))
		motor.at_speed[drive] = jiffies + msecs_to_jiffies(SPIN_UP_MS) + 1;
	write_dor((u8)((motor.dor & MOTORS) | FDC_DOR_NRESET | FDC_DOR_DMA | FDC_DOR_MOTOR(drive) |
		       drive));
	spin_unlock_irqrestore(&motor.lock, flags);
}

/* Until the medium in @drive, which is selected, turns fast enough. Context: may sleep. */
void fdc_wait_for_speed(unsigned int drive)
{
	while (time_before(jiffies, motor.at_speed[drive]) && !fdc_stopped())
		msleep(jiffies_to_msecs(motor.at_speed[drive] - jiffies));
}

/* The motors may stop, if nobody comes back soon. */
void fdc_release(void)
{
	mod_timer(&motor.timer, jiffies + msecs_to_jiffies(SPIN_DOWN_MS));
}

/* Begin anew: motors still, no drive selected; the controller answers with an interrupt. */
void fdc_pull_reset(void)
{
	unsigned long flags;

	spin_lock_irqsave(&motor.lock, flags);
	write_dor(FDC_DOR_DMA);
	udelay(RESET_US);
	write_dor(FDC_DOR_DMA | FDC_DOR_NRESET);
	spin_unlock_irqrestore(&motor.lock, flags);
}

/* Nothing turns and nothing answers from now on. */
void fdc_power_off(void)
{
	unsigned long flags;

	del_timer_sync(&motor.timer);
	spin_lock_irqsave(&motor.lock, flags);
	write_dor(0);
	spin_unlock_irqrestore(&motor.lock, flags);
}
