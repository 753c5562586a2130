/* SPDX-License-Identifier: MIT */
/*
 * linux/io-64-nonatomic-lo-hi.h: readq() and writeq() as two accesses of 32 bits, low half first.
 *
 * For drivers that say which order their device wants. <asm/io.h> has this order anyway.
 */
#ifndef _LINUX_IO_64_NONATOMIC_LO_HI_H
#define _LINUX_IO_64_NONATOMIC_LO_HI_H

#include <linux/io.h>

#define lo_hi_readq_relaxed(addr)	   lo_hi_readq(addr)
#define lo_hi_writeq_relaxed(value, addr) lo_hi_writeq(value, addr)

#endif
