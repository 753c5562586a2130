// SPDX-License-Identifier: MIT
/*
 * kernel/params.c: the command line, set into the table of parameters.
 *
 * Problem.  Parameters belong to units all over the tree; some are wanted before memory is set up, most
 *           may wait; a mistake must be told, not swallowed, and must not stop the boot.
 * Idea.     Units leave entries in one section (linux/moduleparam.h). The line is walked twice: the early
 *           pass calls the functions of early entries, the second sets everything else. What is unknown
 *           is named and ignored; a bad value is named together with what would have been accepted.
 *
 *     boot_info.cmdline --copy--> early_line  --next_arg--> early entries   (boot only)
 *                       --copy--> late_line   --next_arg--> the rest        (kept: charp values point here)
 *
 * Invariants (params_check walks them): names not empty and unique, each entry settable.
 * Locks.    None: boot only, one CPU.
 * Paths.    kernel_main -> params_parse_early -> call_early
 *           kernel_main -> params_parse -> parse_args -> set_one -> ops->set
 * Cost.     Words times entries: about 20 x 100 name comparisons.
 * Sources.  LDD3 ch. 2; Linux Documentation/admin-guide/kernel-parameters.rst.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <slate/boot_info.h>
#include <slate/param.h>

char boot_command_line[COMMAND_LINE_SIZE] __initdata;
static char early_line[COMMAND_LINE_SIZE] __initdata;
static char late_line[COMMAND_LINE_SIZE];
char *saved_command_line = boot_info.cmdline;
EXPORT_SYMBOL(saved_command_line);

static char dash_as_underscore(char c)
{
	return c == '-' ? '_' : c;
}

bool parameqn(const char *a, const char *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (dash_as_underscore(a[i]) != dash_as_underscore(b[i]))
			return false;
	return true;
}
EXPORT_SYMBOL(parameqn);

bool parameq(const char *a, const char *b)
{
	return parameqn(a, b, strlen(a) + 1);
}
EXPORT_SYMBOL(parameq);

static bool is_description(const struct kernel_param *kp)
{
	return !kp->ops && !kp->setup;
}

const struct kernel_param *params_next(const struct kernel_param *kp)
{
	kp = kp ? kp + 1 : __start_param;
	while (kp < __stop_param && is_description(kp))
		kp++;
	return kp < __stop_param ? kp : NULL;
}

const char *param_help(const struct kernel_param *kp)
{
	const struct kernel_param *other;

	if (kp->help)
		return kp->help;
	for (other = __start_param; other < __stop_param; other++)
		if (is_description(other) && parameq(other->name, kp->name))
			return other->help;
	return "";
}

const char *param_accepts(const struct kernel_param *kp)
{
	if (kp->accepts)
		return kp->accepts;
	return kp->ops && kp->ops->accepts ? kp->ops->accepts : "VALUE";
}

int param_format_value(const struct kernel_param *kp, char *buffer)
{
	int length = kp->ops && kp->ops->get ? kp->ops->get(buffer, kp) : 0;

	if (length > 0 && buffer[length - 1] == '\n')
		buffer[--length] = '\0';
	return length > 0 ? length : 0;
}

static void report_bad_value(const struct kernel_param *kp, const char *val)
{
	pr_err("params: %s: `%s' is not accepted; it takes %s\n", kp->name, val ? val : "",
	       param_accepts(kp));
}

/* Does the entry, made by __setup, want this word? Its name is a prefix, mostly with the `=`. */
static bool setup_matches(const struct kernel_param *kp, const char *param, const char *val,
			  char **rest)
{
	size_t length = strlen(param), wanted = strlen(kp->name);

	if (wanted <= length && parameqn(param, kp->name, wanted)) {
		*rest = (char *)(wanted < length || !val ? param + wanted : val - 1);
		return wanted == length || !val;
	}
	if (val && wanted == length + 1 && kp->name[length] == '=' &&
	    parameqn(param, kp->name, length)) {
		*rest = (char *)val;
		return true;
	}
	return false;
}

/* Call the functions of late entries for a word. Return: 1 if one took it, 0, or -errno. */
static int call_setup(char *param, char *val)
{
	static char nothing[1]; /* what a bare word gives: functions read their text without asking */
	const struct kernel_param *kp;
	int err, taken = 0;
	char *rest;

	for (kp = __start_param; kp < __stop_param; kp++) {
		if (!kp->setup)
			continue;
		if (kp->flags & KERNEL_PARAM_FL_EARLY) {
			taken |= parameq(param, kp->name);
		} else if (kp->flags & KERNEL_PARAM_FL_SETUP) {
			taken |= setup_matches(kp, param, val, &rest) && kp->setup(rest);
		} else if (parameq(param, kp->name)) {
			taken = 1;
			err = kp->setup(val ? val : nothing);
			if (err)
				report_bad_value(kp, val);
		}
	}
	return taken;
}

static int set_one(const struct kernel_param *kp, const char *val)
{
	if (!val && !(kp->ops->flags & KERNEL_PARAM_OPS_FL_NOARG))
		return -EINVAL;
	if (kp->flags & KERNEL_PARAM_FL_UNSAFE)
		pr_notice("params: setting dangerous option %s\n", kp->name);
	return kp->ops->set(val, kp);
}

/* Find @param among typed entries and set it. -ENOENT: there is none. */
static int parse_one(char *param, char *val, const struct kernel_param *params, unsigned int num,
		     s16 level_min, s16 level_max)
{
	const struct kernel_param *kp;
	int err;

	for (kp = params; kp < params + num; kp++) {
		if (!kp->ops || !parameq(param, kp->name))
			continue;
		if (kp->level < level_min || kp->level > level_max)
			return 0;
		err = set_one(kp, val);
		if (err)
			report_bad_value(kp, val);
		return err == -ENOENT ? -EINVAL : err;
	}
	return -ENOENT;
}

char *parse_args(const char *doing, char *args, const struct kernel_param *params, unsigned int num,
		 s16 level_min, s16 level_max, void *arg,
		 int (*unknown)(char *param, char *val, const char *doing, void *arg))
{
	char *param, *val, *result = NULL;
	int err;

	args = skip_spaces(args);
	while (*args) {
		args = next_arg(args, &param, &val);
		if (!val && !strcmp(param, "--"))
			return result ? result : args;
		err = parse_one(param, val, params, num, level_min, level_max);
		if (err == -ENOENT && unknown)
			err = unknown(param, val, doing, arg);
		else if (err == -ENOENT)
			pr_err("%s: unknown parameter `%s'\n", doing, param);
		if (err)
			result = ERR_PTR(err);
	}
	return result;
}
EXPORT_SYMBOL(parse_args);

static int unknown_at_boot(char *param, char *val, const char *doing, void *arg)
{
	int taken = call_setup(param, val);

	if (!taken)
		pr_warn("params: unknown parameter `%s%s%s' ignored\n", param, val ? "=" : "",
			val ? val : "");
	return 0;
}

static void __init call_early(char *param, char *val)
{
	const struct kernel_param *kp;

	for (kp = __start_param; kp < __stop_param; kp++) {
		if (!kp->setup || !(kp->flags & KERNEL_PARAM_FL_EARLY) || !parameq(param, kp->name))
			continue;
		if (kp->setup(val))
			report_bad_value(kp, val);
	}
}

void __init params_parse_early(void)
{
	char *args, *param, *val;

	strscpy(boot_command_line, boot_info.cmdline, sizeof(boot_command_line));
	strscpy(early_line, boot_info.cmdline, sizeof(early_line));
	args = skip_spaces(early_line);
	while (*args) {
		args = next_arg(args, &param, &val);
		if (!val && !strcmp(param, "--"))
			return;
		call_early(param, val);
	}
}

void __init params_parse(void)
{
	strscpy(late_line, boot_info.cmdline, sizeof(late_line));
	parse_args("params", late_line, __start_param, __stop_param - __start_param, -1, 7, NULL,
		   unknown_at_boot);
}

static int check_unique(const struct kernel_param *kp)
{
	const struct kernel_param *other;
	int faults = 0;

	for (other = kp + 1; other < __stop_param; other++)
		if (is_description(kp) == is_description(other) && kp->ops && other->ops &&
		    parameq(kp->name, other->name)) {
			pr_err("params: `%s' is in the table twice\n", kp->name);
			faults++;
		}
	return faults;
}

int params_check(void)
{
	const struct kernel_param *kp;
	int faults = 0;

	for (kp = __start_param; kp < __stop_param; kp++) {
		bool bad = !kp->name || !kp->name[0] || (kp->ops && !kp->ops->set) ||
			   (is_description(kp) && !kp->help);

		if (bad)
			pr_err("params: entry %td of the table is malformed\n", kp - __start_param);
		faults += bad ? 1 : check_unique(kp);
	}
	return faults;
}
