/* SPDX-License-Identifier: MIT */
/*
 * linux/io-64-nonatomic-hi-lo.h: readq() and writeq() as two accesses of 32 bits, high half first.
 *
 * For a driver whose device wants that order: behind this header the plain names have it.
 */
#ifndef _LINUX_IO_64_NONATOMIC_HI_LO_H
#define _LINUX_IO_64_NONATOMIC_HI_LO_H

#include <linux/io.h>

#define hi_lo_readq_relaxed(addr)	   hi_lo_readq(addr)
#define hi_lo_writeq_relaxed(value, addr) hi_lo_writeq(value, addr)

#undef readq
#undef writeq
#undef readq_relaxed
#undef writeq_relaxed
#define readq(addr)		    hi_lo_readq(addr)
#define writeq(value, addr)	    hi_lo_writeq(value, addr)
#define readq_relaxed(addr)	    hi_lo_readq(addr)
#define writeq_relaxed(value, addr) hi_lo_writeq(value, addr)

#endif
