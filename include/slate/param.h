/* SPDX-License-Identifier: MIT */
/*
 * slate/param.h: Slate's own command-line parameters, with a help text each.
 *
 * SLATE_PARAM(quiet, console_quiet, bool, "0 or 1", "print no boot messages on the console");
 * SLATE_EARLY_PARAM(mem, parse_mem, "SIZE", "use RAM below this address only");
 * Both land in the table of linux/moduleparam.h. The first kind is set in the second pass, before any
 * initcall; the second kind is a function called before memory is set up.
 */
#ifndef _SLATE_PARAM_H
#define _SLATE_PARAM_H

#include <linux/init.h>
#include <linux/moduleparam.h>

#define SLATE_PARAM(name_, var, type, accepts_, help_)                                      \
	param_check_##type(name_, &(var));                                                  \
	__param_entry(name_, .name = #name_, .ops = &param_ops_##type, .perm = 0444,        \
		      .arg = &(var), .accepts = accepts_, .help = help_)

#define SLATE_PARAM_STRING(name_, buffer, accepts_, help_)                                  \
	static const struct kparam_string __param_string_##name_ = { sizeof(buffer), buffer }; \
	__param_entry(name_, .name = #name_, .ops = &param_ops_string, .perm = 0444,        \
		      .str = &__param_string_##name_, .accepts = accepts_, .help = help_)

/*
 * @name_ is a string here, so that names with dots work: SLATE_PARAM_CALL("disk.write", disk_write, ...).
 * @fn gets the text behind the `=`, or an empty one; never NULL.
 */
#define SLATE_PARAM_CALL(name_, fn, accepts_, help_)                                        \
	__param_entry(setup_##fn, .name = name_, .setup = fn, .accepts = accepts_,          \
		      .help = help_)

#define SLATE_EARLY_PARAM(name_, fn, accepts_, help_)                                       \
	__param_entry(setup_##fn, .name = name_, .setup = fn, .flags = KERNEL_PARAM_FL_EARLY, \
		      .accepts = accepts_, .help = help_)

/**
 * params_parse_early() - call every early parameter's function with what the command line says.
 *
 * Reads boot_info.cmdline, fills boot_command_line and saved_command_line.
 * Context: boot, right after boot_info_init(); needs nothing but printk.
 */
void params_parse_early(void);

/**
 * params_parse() - set every other parameter; names and ignores what it does not know.
 *
 * Context: boot, before the first initcall.
 */
void params_parse(void);

/**
 * params_next() - walk the table for `help params`: one call an entry, without descriptions.
 * @kp: entry before, or NULL to begin.
 *
 * Return: next entry by link order, NULL at the end.
 */
const struct kernel_param *params_next(const struct kernel_param *kp);

/* Help text and accepted values of an entry, wherever they were given. Never NULL. */
const char *param_help(const struct kernel_param *kp);
const char *param_accepts(const struct kernel_param *kp);

/**
 * param_format_value() - write the present value of @kp.
 * @kp: entry.
 * @buffer: a page.
 *
 * Return: bytes written without the final newline; 0 where there is nothing to print.
 */
int param_format_value(const struct kernel_param *kp, char *buffer);

/* Walk the table: names unique and well formed, every entry settable. Return: number of faults found. */
int params_check(void);

#endif
