/* SPDX-License-Identifier: MIT */
/*
 * linux/dev_printk.h: lines about a device begin with its driver's and its own name.
 *
 * printk is floors below the device model, so the model gives the two names: dev_printk_set_names().
 */
#ifndef _LINUX_DEV_PRINTK_H
#define _LINUX_DEV_PRINTK_H

#include <linux/printk.h>

struct device;

#ifndef dev_fmt
#define dev_fmt(fmt) fmt
#endif

/* The device model says how a driver (or bus) and a device are called. Until it has, "device ?" stands there. */
typedef void (*dev_printk_names_t)(const struct device *dev, const char **driver, const char **name);
void dev_printk_set_names(dev_printk_names_t names);

__printf(3, 4) void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...);
#define dev_printk(level, dev, fmt, ...) _dev_printk(level, dev, dev_fmt(fmt), ##__VA_ARGS__)

#define dev_emerg(dev, fmt, ...)  _dev_printk(KERN_EMERG, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_alert(dev, fmt, ...)  _dev_printk(KERN_ALERT, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_crit(dev, fmt, ...)	  _dev_printk(KERN_CRIT, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_err(dev, fmt, ...)	  _dev_printk(KERN_ERR, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_warn(dev, fmt, ...)	  _dev_printk(KERN_WARNING, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_notice(dev, fmt, ...) _dev_printk(KERN_NOTICE, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_info(dev, fmt, ...)	  _dev_printk(KERN_INFO, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_dbg(dev, fmt, ...)                                                     \
	({                                                                         \
		if (0)                                                             \
			_dev_printk(KERN_DEBUG, dev, dev_fmt(fmt), ##__VA_ARGS__); \
	})
#define dev_vdbg dev_dbg

#define dev_level_once(dev_level, dev, fmt, ...)            \
	do {                                                \
		static bool __already_printed;              \
		if (!__already_printed) {                   \
			__already_printed = true;           \
			dev_level(dev, fmt, ##__VA_ARGS__); \
		}                                           \
	} while (0)
#define dev_err_once(dev, fmt, ...)    dev_level_once(dev_err, dev, fmt, ##__VA_ARGS__)
#define dev_warn_once(dev, fmt, ...)   dev_level_once(dev_warn, dev, fmt, ##__VA_ARGS__)
#define dev_notice_once(dev, fmt, ...) dev_level_once(dev_notice, dev, fmt, ##__VA_ARGS__)
#define dev_info_once(dev, fmt, ...)   dev_level_once(dev_info, dev, fmt, ##__VA_ARGS__)
#define dev_dbg_once		       dev_dbg

#define dev_level_ratelimited(dev_level, dev, fmt, ...)                        \
	do {                                                                   \
		static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL, \
					      DEFAULT_RATELIMIT_BURST);        \
		if (__ratelimit(&_rs))                                         \
			dev_level(dev, fmt, ##__VA_ARGS__);                    \
	} while (0)
#define dev_err_ratelimited(dev, fmt, ...)  dev_level_ratelimited(dev_err, dev, fmt, ##__VA_ARGS__)
#define dev_warn_ratelimited(dev, fmt, ...) dev_level_ratelimited(dev_warn, dev, fmt, ##__VA_ARGS__)
#define dev_info_ratelimited(dev, fmt, ...) dev_level_ratelimited(dev_info, dev, fmt, ##__VA_ARGS__)
#define dev_dbg_ratelimited		    dev_dbg

/* Report @err unless it only means "not yet" (-EPROBE_DEFER), and hand it back. */
__printf(3, 4) int dev_err_probe(const struct device *dev, int err, const char *fmt, ...);

#define dev_WARN(dev, fmt, ...)                          \
	({                                               \
		dev_warn(dev, fmt, ##__VA_ARGS__);       \
		dump_stack();                            \
	})

#endif
