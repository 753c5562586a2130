/* SPDX-License-Identifier: MIT */
/*
 * linux/moduleparam.h: parameters that the command line sets.
 *
 * One table (section .param) holds all of them: module_param()s of drivers ("unit.name"), core_param()s
 * ("name"), early_param()s and __setup()s, and Slate's own (slate/param.h). An entry says how to set the
 * variable, how to print it, and what `help params` tells about it. Four kinds, told by what is set:
 *   ops    a typed variable: ops->set parses the value into arg
 *   setup  a function, called early (KERNEL_PARAM_FL_EARLY) or late (KERNEL_PARAM_FL_SETUP)
 *   neither: a description, made by MODULE_PARM_DESC, for the entry of the same name
 * Dashes and underscores in names are equal.
 *
 * Source: LDD3 ch. 2 "Module Parameters".
 */
#ifndef _LINUX_MODULEPARAM_H
#define _LINUX_MODULEPARAM_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/stringify.h>
#include <linux/types.h>

#if defined(KBUILD_MODNAME) && !defined(MODULE)
#define MODULE_PARAM_PREFIX KBUILD_MODNAME "."
#else
#define MODULE_PARAM_PREFIX ""
#endif
#define MAX_PARAM_PREFIX_LEN (64 - sizeof(unsigned long))

struct module;
struct kernel_param;

enum {
	KERNEL_PARAM_OPS_FL_NOARG = (1 << 0) /* `name` without a value is fine */
};

struct kernel_param_ops {
	unsigned int flags;
	int (*set)(const char *val, const struct kernel_param *kp);  /* 0 or -errno */
	int (*get)(char *buffer, const struct kernel_param *kp);     /* bytes written, at most a page */
	void (*free)(void *arg);
	const char *accepts; /* for messages and help: "0 or 1", "number", ... */
};

enum {
	KERNEL_PARAM_FL_UNSAFE	= (1 << 0),
	KERNEL_PARAM_FL_HWPARAM = (1 << 1),
	KERNEL_PARAM_FL_EARLY	= (1 << 2), /* setup() runs in the early pass */
	KERNEL_PARAM_FL_SETUP	= (1 << 3), /* setup() runs in the second pass, by prefix as __setup */
	KERNEL_PARAM_FL_DEFER	= (1 << 4), /* read elsewhere from the command line: help only */
};

struct kernel_param {
	const char *name; /* "unit.param", or "param" */
	struct module *mod;
	const struct kernel_param_ops *ops;
	u16 perm;
	s8 level;
	u8 flags;
	union {
		void *arg;
		const struct kparam_string *str;
		const struct kparam_array *arr;
	};
	int (*setup)(char *val);
	const char *accepts; /* what may stand behind the `=`, NULL: see ops->accepts */
	const char *help;    /* one line, NULL: see a description of the same name */
};

extern const struct kernel_param __start_param[], __stop_param[];

struct kparam_string {
	unsigned int maxlen;
	char *string;
};

struct kparam_array {
	unsigned int max;
	unsigned int elemsize;
	unsigned int *num;
	const struct kernel_param_ops *ops;
	void *elem;
};

#define __param_entry(symbol, ...)                                                          \
	static const struct kernel_param __param_##symbol __used __section(".param")        \
		__aligned(__alignof__(struct kernel_param)) = { .level = -1, __VA_ARGS__ }

#define __module_param_call(prefix, name_, ops_, arg_, perm_, level_, flags_)               \
	_Static_assert(sizeof("" prefix) - 1 <= MAX_PARAM_PREFIX_LEN, "prefix too long");   \
	__param_entry(name_, .name = prefix #name_, .mod = THIS_MODULE, .ops = ops_,        \
		      .perm = VERIFY_OCTAL_PERMISSIONS(perm_), .level = level_,             \
		      .flags = flags_, { arg_ })

/* The public forms: LDD's two first. @perm is what a sysfs file would have; 0 hides it. */
#define module_param(name, type, perm) module_param_named(name, name, type, perm)
#define module_param_named(name, value, type, perm)                                         \
	param_check_##type(name, &(value));                                                 \
	module_param_cb(name, &param_ops_##type, &value, perm)
#define module_param_unsafe(name, type, perm) module_param_named_unsafe(name, name, type, perm)
#define module_param_named_unsafe(name, value, type, perm)                                  \
	param_check_##type(name, &(value));                                                 \
	module_param_cb_unsafe(name, &param_ops_##type, &value, perm)
#define module_param_cb(name, ops, arg, perm)                                               \
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, arg, perm, -1, 0)
#define module_param_cb_unsafe(name, ops, arg, perm)                                        \
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, arg, perm, -1, KERNEL_PARAM_FL_UNSAFE)
#define module_param_call(name, _set, _get, arg, perm)                                      \
	static const struct kernel_param_ops __param_ops_##name = { .set = _set, .get = _get }; \
	__module_param_call(MODULE_PARAM_PREFIX, name, &__param_ops_##name, arg, perm, -1, 0)

#define __level_param_cb(name, ops, arg, perm, level)                                       \
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, arg, perm, level, 0)
#define core_param_cb(name, ops, arg, perm)	__level_param_cb(name, ops, arg, perm, 1)
#define postcore_param_cb(name, ops, arg, perm) __level_param_cb(name, ops, arg, perm, 2)
#define arch_param_cb(name, ops, arg, perm)	__level_param_cb(name, ops, arg, perm, 3)
#define subsys_param_cb(name, ops, arg, perm)	__level_param_cb(name, ops, arg, perm, 4)
#define fs_param_cb(name, ops, arg, perm)	__level_param_cb(name, ops, arg, perm, 5)
#define device_param_cb(name, ops, arg, perm)	__level_param_cb(name, ops, arg, perm, 6)
#define late_param_cb(name, ops, arg, perm)	__level_param_cb(name, ops, arg, perm, 7)

#define core_param(name, var, type, perm)                                                   \
	param_check_##type(name, &(var));                                                   \
	__module_param_call("", name, &param_ops_##type, &var, perm, -1, 0)
#define core_param_unsafe(name, var, type, perm)                                            \
	param_check_##type(name, &(var));                                                   \
	__module_param_call("", name, &param_ops_##type, &var, perm, -1, KERNEL_PARAM_FL_UNSAFE)

#define module_param_string(name, string, len, perm)                                        \
	static const struct kparam_string __param_string_##name = { len, string };          \
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_ops_string,                   \
			    .str = &__param_string_##name, perm, -1, 0)

#define module_param_array(name, type, nump, perm)                                          \
	module_param_array_named(name, name, type, nump, perm)
#define module_param_array_named(name, array, type, nump, perm)                             \
	param_check_##type(name, &(array)[0]);                                              \
	static const struct kparam_array __param_arr_##name = {                             \
		.max = sizeof(array) / sizeof((array)[0]), .num = nump,                     \
		.ops = &param_ops_##type, .elemsize = sizeof((array)[0]), .elem = array };  \
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_array_ops,                    \
			    .arr = &__param_arr_##name, perm, -1, 0)

#define module_param_hw_named(name, value, type, hwtype, perm)                              \
	param_check_##type(name, &(value));                                                 \
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_ops_##type, &value, perm, -1, \
			    KERNEL_PARAM_FL_HWPARAM)
#define module_param_hw(name, type, hwtype, perm)                                           \
	module_param_hw_named(name, name, type, hwtype, perm)
#define module_param_hw_array(name, type, hwtype, nump, perm)                               \
	module_param_array_named(name, name, type, nump, perm)

#define MODULE_PARM_DESC(_parm, desc)                                                       \
	__param_entry(desc_##_parm, .name = MODULE_PARAM_PREFIX #_parm, .help = desc)

/*
 * Type checks: a variable of another type than the parameter's is an error at compile time.
 * The types: byte, short, ushort, int, uint, long, ulong, ullong, hexint, charp, bool, invbool, bint.
 */
#define __param_check(name, p, type)                                                        \
	static inline type __maybe_unused *__check_##name(void) { return (p); }

#define __declare_param_type(t)                                                             \
	extern const struct kernel_param_ops param_ops_##t;                                 \
	int param_set_##t(const char *val, const struct kernel_param *kp);                  \
	int param_get_##t(char *buffer, const struct kernel_param *kp)

__declare_param_type(byte);
__declare_param_type(short);
__declare_param_type(ushort);
__declare_param_type(int);
__declare_param_type(uint);
__declare_param_type(long);
__declare_param_type(ulong);
__declare_param_type(ullong);
__declare_param_type(hexint);
__declare_param_type(charp);
__declare_param_type(bool);
__declare_param_type(invbool);
void param_free_charp(void *arg);
extern const struct kernel_param_ops param_ops_bint;
extern const struct kernel_param_ops param_ops_bool_enable_only;
extern const struct kernel_param_ops param_ops_string;
extern const struct kernel_param_ops param_array_ops;
int param_set_bint(const char *val, const struct kernel_param *kp);
int param_set_bool_enable_only(const char *val, const struct kernel_param *kp);
int param_set_copystring(const char *val, const struct kernel_param *kp);
int param_get_string(char *buffer, const struct kernel_param *kp);
int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min,
			  unsigned int max);
#define param_get_bint param_get_int

#define param_check_byte(name, p)   __param_check(name, p, unsigned char)
#define param_check_short(name, p)  __param_check(name, p, short)
#define param_check_ushort(name, p) __param_check(name, p, unsigned short)
#define param_check_int(name, p)    __param_check(name, p, int)
#define param_check_uint(name, p)   __param_check(name, p, unsigned int)
#define param_check_long(name, p)   __param_check(name, p, long)
#define param_check_ulong(name, p)  __param_check(name, p, unsigned long)
#define param_check_ullong(name, p) __param_check(name, p, unsigned long long)
#define param_check_hexint(name, p) param_check_uint(name, p)
#define param_check_charp(name, p)  __param_check(name, p, char *)
#define param_check_bool(name, p)   __param_check(name, p, bool)
#define param_check_bool_enable_only param_check_bool
#define param_check_invbool(name, p) __param_check(name, p, bool)
#define param_check_bint	     param_check_int

/* Are two parameter names equal, dashes counting as underscores? The second form looks at @n bytes. */
bool parameq(const char *a, const char *b);
bool parameqn(const char *a, const char *b, size_t n);

/**
 * parse_args() - set every parameter that @args names.
 * @doing: who asks, for messages.
 * @args: words; cut up in place. `--` ends them.
 * @params: table, of @num entries.
 * @level_min: entries whose level lies outside @level_min..@level_max are passed over.
 * @level_max: see @level_min.
 * @arg: handed to @unknown.
 * @unknown: asked about names that are not in the table; NULL makes them an error.
 *
 * Return: NULL, or what follows `--`, or an ERR_PTR of the last error (each one is printed).
 */
char *parse_args(const char *doing, char *args, const struct kernel_param *params, unsigned int num,
		 s16 level_min, s16 level_max, void *arg,
		 int (*unknown)(char *param, char *val, const char *doing, void *arg));

#endif
