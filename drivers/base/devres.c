// SPDX-License-Identifier: MIT
/*
 * drivers/base/devres.c: resources that go when the driver goes.
 *
 * Problem.  A probe that fails half way must undo what it did, and every driver forgets a step.
 * Idea.     Each resource hangs on the device with the function that releases it. Unbinding, or a
 *           failed probe, releases all of them, the newest first.
 *
 *     dev->devres_head -> [ node | release | data ... ] -> [ node | release | data ... ]
 *                                            ^ what callers hold
 *
 * Locks.    dev->devres_lock, irqs off, around the list only: release functions run outside it.
 * Sources.  Linux Documentation/driver-api/driver-model/devres.rst.
 */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

struct devres {
	struct list_head node;
	dr_release_t release;
	u8 data[] __aligned(8); /* as kmalloc aligns, for it stands in for kmalloc */
};

static struct devres *to_devres(const void *res)
{
	return (struct devres *)((u8 *)res - offsetof(struct devres, data));
}

/* A zeroed resource that @release will undo; not on any device yet. Return: its data, or NULL. */
void *devres_alloc(dr_release_t release, size_t size, gfp_t gfp)
{
	size_t bytes;
	struct devres *dr;

	if (check_add_overflow(sizeof(*dr), size, &bytes))
		return NULL;
	dr = kzalloc(bytes, gfp);
	if (!dr)
		return NULL;
	INIT_LIST_HEAD(&dr->node);
	dr->release = release;
	return dr->data;
}
EXPORT_SYMBOL(devres_alloc);

/* Free a resource that was never added. Context: any. */
void devres_free(void *res)
{
	if (!res)
		return;
	BUG_ON(!list_empty(&to_devres(res)->node));
	kfree(to_devres(res));
}
EXPORT_SYMBOL(devres_free);

void devres_add(struct device *dev, void *res)
{
	struct devres *dr = to_devres(res);
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	BUG_ON(!list_empty(&dr->node));
	list_add_tail(&dr->node, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL(devres_add);

static struct devres *find_newest(struct device *dev, dr_release_t release, dr_match_t match, void *data)
{
	struct devres *dr;

	list_for_each_entry_reverse(dr, &dev->devres_head, node)
		if (dr->release == release && (!match || match(dev, dr->data, data)))
			return dr;
	return NULL;
}

/* Return: data of the newest resource released by @release that @match likes, or NULL. */
void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	struct devres *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_newest(dev, release, match, match_data);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL(devres_find);

/* The same, and take it off the device; the caller frees it. */
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	struct devres *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_newest(dev, release, match, match_data);
	if (dr)
		list_del_init(&dr->node);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL(devres_remove);

/* Take it off and free it without releasing it. Return: 0 or -ENOENT. */
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	devres_free(res);
	return res ? 0 : -ENOENT;
}
EXPORT_SYMBOL(devres_destroy);

/* Take it off, release it, free it. Return: 0 or -ENOENT. */
int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	release(dev, res);
	devres_free(res);
	return 0;
}
EXPORT_SYMBOL(devres_release);

/* Release everything, newest first. Return: how many there were. Context: may sleep. */
int devres_release_all(struct device *dev)
{
	int count = 0;

	for (;; count++) {
		struct devres *dr = NULL;
		unsigned long flags;

		spin_lock_irqsave(&dev->devres_lock, flags);
		if (!list_empty(&dev->devres_head)) {
			dr = list_last_entry(&dev->devres_head, struct devres, node);
			list_del_init(&dr->node);
		}
		spin_unlock_irqrestore(&dev->devres_lock, flags);
		if (!dr)
			return count;
		dr->release(dev, dr->data);
		kfree(dr);
	}
}
EXPORT_SYMBOL(devres_release_all);

struct action {
	void (*run)(void *data);
	void *data;
};

static void run_action(struct device *dev, void *res)
{
	struct action *action = res;

	action->run(action->data);
}

static int same_action(struct device *dev, void *res, void *wanted)
{
	return !memcmp(res, wanted, sizeof(struct action));
}

/* Call @action(@data) when the driver unbinds. Return: 0 or -ENOMEM. */
int devm_add_action(struct device *dev, void (*action)(void *data), void *data)
{
	struct action *res = devres_alloc(run_action, sizeof(*res), GFP_KERNEL);

	if (!res)
		return -ENOMEM;
	*res = (struct action){ action, data };
	devres_add(dev, res);
	return 0;
}
EXPORT_SYMBOL(devm_add_action);

/* Forget it; with _release_, after calling it now. */
void devm_remove_action(struct device *dev, void (*action)(void *data), void *data)
{
	struct action wanted = { action, data };

	WARN_ON(devres_destroy(dev, run_action, same_action, &wanted));
}
EXPORT_SYMBOL(devm_remove_action);

void devm_release_action(struct device *dev, void (*action)(void *data), void *data)
{
	struct action wanted = { action, data };

	WARN_ON(devres_release(dev, run_action, same_action, &wanted));
}
EXPORT_SYMBOL(devm_release_action);
