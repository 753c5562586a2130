/* SPDX-License-Identifier: MIT */
/* linux/gcd.h: the greatest common divisor; gcd(a, 0) is a. */
#ifndef _GCD_H
#define _GCD_H

#include <linux/compiler.h>

unsigned long gcd(unsigned long a, unsigned long b) __attribute_const__;

#endif
