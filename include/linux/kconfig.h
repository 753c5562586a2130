/* SPDX-License-Identifier: MIT */
/*
 * linux/kconfig.h: ask for an option in C, not in the preprocessor.
 *
 * IS_ENABLED(CONFIG_X) is 1 where CONFIG_X is defined as 1 and 0 where it is not defined at all, so
 * `if (IS_ENABLED(CONFIG_X))` compiles both branches and keeps one. Every C file gets this header by
 * -include.
 *
 * How: pasting the value behind _ARG_PLACEHOLDER_ gives `0,` for the value 1 and one meaningless
 * token for anything else; the comma decides which argument the picker sees as its second.
 */
#ifndef _LINUX_KCONFIG_H
#define _LINUX_KCONFIG_H

#include <linux/config.h>

#define _ARG_PLACEHOLDER_1 0,
#define __take_second(_ignored, value, ...) value
#define __is_defined(x)			    ___is_defined(x)
#define ___is_defined(value)		    ____is_defined(_ARG_PLACEHOLDER_##value)
#define ____is_defined(arg_or_junk)	    __take_second(arg_or_junk 1, 0)

#define IS_BUILTIN(option)   __is_defined(option)
#define IS_MODULE(option)    0
#define IS_REACHABLE(option) __is_defined(option)
#define IS_ENABLED(option)   __is_defined(option)

#endif
