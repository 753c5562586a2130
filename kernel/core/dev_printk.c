// SPDX-License-Identifier: MIT
/*
 * kernel/core/dev_printk.c: lines that say which device they are about.
 *
 * The names come from the device model, which registers itself (dev_printk_set_names): printk must work
 * before there are devices.
 */
#include <linux/dev_printk.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>

static dev_printk_names_t device_names;

void dev_printk_set_names(dev_printk_names_t names)
{
	device_names = names;
}
EXPORT_SYMBOL(dev_printk_set_names);

static void dev_vprintk(const char *level, const struct device *dev, struct va_format *vaf)
{
	const char *driver = "device", *name = "?";

	if (!dev) {
		printk("%s(NULL device *): %pV", level, vaf);
		return;
	}
	if (device_names)
		device_names(dev, &driver, &name);
	printk("%s%s %s: %pV", level, driver, name, vaf);
}

void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	dev_vprintk(level, dev, &vaf);
	va_end(args);
}
EXPORT_SYMBOL(_dev_printk);

int dev_err_probe(const struct device *dev, int err, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	if (err != -EPROBE_DEFER)
		_dev_printk(KERN_ERR, dev, "error %d: %pV", err, &vaf);
	va_end(args);
	return err;
}
EXPORT_SYMBOL(dev_err_probe);
