// SPDX-License-Identifier: MIT
/*
 * kernel/param_types.c: the types a parameter can have: how text is set and how a value is printed.
 *
 * Problem.  module_param(x, type, perm) names a type; what that means must be there once a type.
 * Idea.     A struct kernel_param_ops each: set() parses strictly (nothing may stand behind a number),
 *           get() prints what set() would take back. Integers differ only in width, so a macro makes them.
 * Rule.     A charp points into the text it was set from: that text must stay. The boot's line does.
 * Paths.    parse_args -> ops->set
 * Sources.  LDD3 ch. 2 "Module Parameters".
 */
#include <asm/page.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

#define INTEGER_PARAM(name, type, format, parse, text)                                  \
	int param_set_##name(const char *val, const struct kernel_param *kp)            \
	{                                                                               \
		return parse(val, 0, (type *)kp->arg);                                  \
	}                                                                               \
	int param_get_##name(char *buffer, const struct kernel_param *kp)               \
	{                                                                               \
		return scnprintf(buffer, PAGE_SIZE, format "\n", *(type *)kp->arg);     \
	}                                                                               \
	const struct kernel_param_ops param_ops_##name = {                              \
		.set = param_set_##name, .get = param_get_##name, .accepts = text };    \
	EXPORT_SYMBOL(param_set_##name);                                                \
	EXPORT_SYMBOL(param_get_##name);                                                \
	EXPORT_SYMBOL(param_ops_##name)

INTEGER_PARAM(byte, unsigned char, "%hhu", kstrtou8, "a number from 0 to 255");
INTEGER_PARAM(short, short, "%hd", kstrtos16, "a number of 16 bits");
INTEGER_PARAM(ushort, unsigned short, "%hu", kstrtou16, "a number from 0 to 65535");
INTEGER_PARAM(int, int, "%d", kstrtoint, "a number");
INTEGER_PARAM(uint, unsigned int, "%u", kstrtouint, "a number, not negative");
INTEGER_PARAM(long, long, "%ld", kstrtol, "a number");
INTEGER_PARAM(ulong, unsigned long, "%lu", kstrtoul, "a number, not negative");
INTEGER_PARAM(ullong, unsigned long long, "%llu", kstrtoull, "a number of 64 bits, not negative");
INTEGER_PARAM(hexint, unsigned int, "%#08x", kstrtouint, "a number, 0x for hexadecimal");

int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min,
			  unsigned int max)
{
	unsigned int value;
	int err = val ? kstrtouint(val, 0, &value) : -EINVAL;

	if (err)
		return err;
	if (value < min || value > max)
		return -EINVAL;
	*(unsigned int *)kp->arg = value;
	return 0;
}
EXPORT_SYMBOL(param_set_uint_minmax);

int param_set_charp(const char *val, const struct kernel_param *kp)
{
	*(char **)kp->arg = (char *)val;
	return 0;
}
EXPORT_SYMBOL(param_set_charp);

int param_get_charp(char *buffer, const struct kernel_param *kp)
{
	const char *text = *(char **)kp->arg;

	return scnprintf(buffer, PAGE_SIZE, "%s\n", text ? text : "");
}
EXPORT_SYMBOL(param_get_charp);

/* Nothing was allocated: see Rule above. */
void param_free_charp(void *arg)
{
	*(char **)arg = NULL;
}
EXPORT_SYMBOL(param_free_charp);

const struct kernel_param_ops param_ops_charp = {
	.set = param_set_charp,
	.get = param_get_charp,
	.free = param_free_charp,
	.accepts = "text",
};
EXPORT_SYMBOL(param_ops_charp);

/* The bare name means yes. */
int param_set_bool(const char *val, const struct kernel_param *kp)
{
	return kstrtobool(val ? val : "1", kp->arg);
}
EXPORT_SYMBOL(param_set_bool);

int param_get_bool(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%c\n", *(bool *)kp->arg ? 'Y' : 'N');
}
EXPORT_SYMBOL(param_get_bool);

#define BOOL_TEXT "0 or 1, n or y, off or on"

const struct kernel_param_ops param_ops_bool = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool,
	.get = param_get_bool,
	.accepts = BOOL_TEXT,
};
EXPORT_SYMBOL(param_ops_bool);

int param_set_bool_enable_only(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val ? val : "1", &value);

	if (err)
		return err;
	if (!value && *(bool *)kp->arg)
		return -EROFS;
	*(bool *)kp->arg = value;
	return 0;
}
EXPORT_SYMBOL(param_set_bool_enable_only);

const struct kernel_param_ops param_ops_bool_enable_only = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool_enable_only,
	.get = param_get_bool,
	.accepts = "1, y or on",
};
EXPORT_SYMBOL(param_ops_bool_enable_only);

int param_set_invbool(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val, &value);

	if (!err)
		*(bool *)kp->arg = !value;
	return err;
}
EXPORT_SYMBOL(param_set_invbool);

int param_get_invbool(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%c\n", *(bool *)kp->arg ? 'N' : 'Y');
}
EXPORT_SYMBOL(param_get_invbool);

const struct kernel_param_ops param_ops_invbool = {
	.set = param_set_invbool,
	.get = param_get_invbool,
	.accepts = BOOL_TEXT,
};
EXPORT_SYMBOL(param_ops_invbool);

/* An int that is only ever 0 or 1. */
int param_set_bint(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val ? val : "1", &value);

	if (!err)
		*(int *)kp->arg = value;
	return err;
}
EXPORT_SYMBOL(param_set_bint);

const struct kernel_param_ops param_ops_bint = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bint,
	.get = param_get_int,
	.accepts = BOOL_TEXT,
};
EXPORT_SYMBOL(param_ops_bint);

/* Into a buffer of its own; what does not fit is refused, not cut. */
int param_set_copystring(const char *val, const struct kernel_param *kp)
{
	if (strnlen(val, kp->str->maxlen) == kp->str->maxlen)
		return -ENOSPC;
	strcpy(kp->str->string, val);
	return 0;
}
EXPORT_SYMBOL(param_set_copystring);

int param_get_string(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", kp->str->string);
}
EXPORT_SYMBOL(param_get_string);

const struct kernel_param_ops param_ops_string = {
	.set = param_set_copystring,
	.get = param_get_string,
	.accepts = "text",
};
EXPORT_SYMBOL(param_ops_string);

/* Values between commas, each set by the element's own type; commas become zeros, so that text ends there. */
static int param_array_set(const char *val, const struct kernel_param *kp)
{
	const struct kparam_array *array = kp->arr;
	struct kernel_param element = { .name = kp->name, .ops = array->ops, .level = kp->level };
	char *text = (char *)val, *comma;
	unsigned int nr = 0;
	int err;

	do {
		if (nr == array->max)
			return -EINVAL;
		comma = strchr(text, ',');
		if (comma)
			*comma = '\0';
		element.arg = (char *)array->elem + nr * array->elemsize;
		err = array->ops->set(text, &element);
		if (err)
			return err;
		nr++;
		text = comma ? comma + 1 : NULL;
	} while (text);
	if (array->num)
		*array->num = nr;
	return 0;
}

static int param_array_get(char *buffer, const struct kernel_param *kp)
{
	const struct kparam_array *array = kp->arr;
	struct kernel_param element = { .name = kp->name, .ops = array->ops };
	unsigned int i, nr = array->num ? *array->num : array->max;
	int length = 0;

	for (i = 0; i < nr && length < (int)PAGE_SIZE / 2; i++) {
		if (i)
			buffer[length - 1] = ',';
		element.arg = (char *)array->elem + i * array->elemsize;
		length += array->ops->get(buffer + length, &element);
	}
	return length;
}

const struct kernel_param_ops param_array_ops = {
	.set = param_array_set,
	.get = param_array_get,
	.accepts = "values with commas between",
};
EXPORT_SYMBOL(param_array_ops);
