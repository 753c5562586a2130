// SPDX-License-Identifier: MIT
/*
 * kernel/lib/gcd.c: greatest common divisor and least common multiple (linux/gcd.h, linux/lcm.h).
 *
 * Problem.  Periods, steps and alignments of several parties must be met at once: a device that wants
 *           multiples of a and a buffer that wants multiples of b meet at lcm(a, b).
 * Idea.     Euclid: gcd(a, b) = gcd(b, a mod b), until nothing is left.
 * Cost.     At most 1.44 log2(b) divisions; the worst case are neighbours in Fibonacci's series.
 * Left out. A product beyond an unsigned long wraps in lcm(), as Linux's does.
 * Sources.  Knuth vol. 2, 4.5.2, algorithm A.
 */
#include <linux/export.h>
#include <linux/gcd.h>
#include <linux/lcm.h>

/**
 * gcd - the largest number that divides both
 *
 * Return: gcd(a, 0) = a, gcd(0, b) = b, gcd(0, 0) = 0.
 */
unsigned long gcd(unsigned long a, unsigned long b)
{
	while (b) {
		unsigned long rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}
EXPORT_SYMBOL_GPL(gcd);

/**
 * lcm - the smallest number that both divide
 *
 * Return: 0 if either is 0.
 */
unsigned long lcm(unsigned long a, unsigned long b)
{
	return a && b ? a / gcd(a, b) * b : 0;
}
EXPORT_SYMBOL_GPL(lcm);

/**
 * lcm_not_zero - the same where 0 means "any multiple will do"
 *
 * Return: lcm(a, b), or the one that is not 0.
 */
unsigned long lcm_not_zero(unsigned long a, unsigned long b)
{
	if (a && b)
		return lcm(a, b);
	return a ? a : b;
}
EXPORT_SYMBOL_GPL(lcm_not_zero);
