/* SPDX-License-Identifier: MIT */
/*
 * slate/oops.h: what happens when the kernel breaks its own rules.
 *
 * A fault in a thread is reported (oops) and that thread ends; a fault in an interrupt handler, in
 * the idle or first thread, or before threads exist, is a panic. Tests commit faults on purpose in
 * threads of their own and read last_oops to see that they were named.
 */
#ifndef _SLATE_OOPS_H
#define _SLATE_OOPS_H

#include <linux/compiler.h>
#include <linux/types.h>

struct pt_regs;

struct oops_record {
	const char *name;      /* class of the fault: "NULL pointer dereference", ... */
	unsigned long address; /* the address touched, where there is one */
	unsigned long ip;      /* the instruction */
	unsigned int count;    /* oopses since boot */
};

extern struct oops_record last_oops;

/* Print registers, stack and backtrace under a headline, then end the thread (or panic). Context: any. */
void __noreturn die(const char *name, struct pt_regs *regs, unsigned long address);

/* Floors above say what an address of theirs is: print one line ending in \n and return true. */
typedef bool (*fault_describer_t)(unsigned long address);
void register_fault_describer(fault_describer_t describer);

/* A page fault that a higher floor resolves (none yet but tests): true = handled, try again. */
typedef bool (*fault_handler_t)(struct pt_regs *regs, unsigned long address, unsigned long error_code);
void register_fault_handler(fault_handler_t handler);

/* The first line of a report, in Linux's wording where it has one. */
void oops_headline(const char *name, unsigned long address);

/* Print the call chain: from here (dump_stack), or from given registers. */
void show_regs(struct pt_regs *regs);
void show_backtrace(unsigned long frame_pointer, unsigned long ip);

#endif
