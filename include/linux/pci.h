/* SPDX-License-Identifier: MIT */
/*
 * linux/pci.h: PCI functions, the buses they sit on, and the drivers that claim them.
 *
 * Source: LDD3 ch. 12 "PCI Drivers"; Linux Documentation/PCI/pci.rst.
 */
#ifndef _LINUX_PCI_H
#define _LINUX_PCI_H

#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/mod_devicetable.h>
#include <linux/pci_ids.h>
#include <linux/pci_regs.h>
#include <linux/types.h>

#define PCI_DEVFN(slot, func) ((((slot) & 0x1f) << 3) | ((func) & 0x07))
#define PCI_SLOT(devfn)	      (((devfn) >> 3) & 0x1f)
#define PCI_FUNC(devfn)	      ((devfn) & 0x07)
#define PCI_DEVID(bus, devfn) ((((u16)(bus)) << 8) | (devfn))

/* What configuration accesses answer when the firmware or the function cannot. */
#define PCIBIOS_SUCCESSFUL	    0x00
#define PCIBIOS_DEVICE_NOT_FOUND    0x86
#define PCIBIOS_BAD_REGISTER_NUMBER 0x87

/* Slots of pci_dev.resource[]. */
enum {
	PCI_STD_RESOURCES,
	PCI_STD_RESOURCE_END = PCI_STD_RESOURCES + PCI_STD_NUM_BARS - 1,
	PCI_ROM_RESOURCE,
	PCI_BRIDGE_RESOURCES, /* windows to the bus behind: I/O, memory, prefetchable memory */
	PCI_BRIDGE_RESOURCE_END = PCI_BRIDGE_RESOURCES + 2,
	PCI_NUM_RESOURCES,
	DEVICE_COUNT_RESOURCE = PCI_NUM_RESOURCES,
};

/* How deep a function sleeps. */
typedef int pci_power_t;
#define PCI_D0	    0
#define PCI_D1	    1
#define PCI_D2	    2
#define PCI_D3hot   3
#define PCI_D3cold  4
#define PCI_UNKNOWN 5

struct pci_bus;
struct pci_driver;

/* How configuration space is reached: @where and @size fit each other and the 256 bytes. PCIBIOS_* back. */
struct pci_ops {
	int (*read)(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *val);
	int (*write)(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 val);
};

/**
 * struct pci_bus - a bus; buses form a tree whose root hangs on the host bridge.
 * @node: on the list of root buses, or on @parent's @children.
 * @parent: bus on the near side of the bridge that leads here, or NULL.
 * @children: buses behind bridges on this one.
 * @devices: functions on it, by devfn.
 * @self: the bridge that leads here, or NULL.
 * @ops: how to reach the functions' registers.
 * @number: bus number.
 * @primary: number of the bus on the near side.
 * @busn_end: highest number behind this one.
 * @name: "PCI Bus 0000:00".
 */
struct pci_bus {
	struct list_head node;
	struct pci_bus *parent;
	struct list_head children;
	struct list_head devices;
	struct pci_dev *self;
	struct pci_ops *ops;
	u8 number;
	u8 primary;
	u8 busn_end;
	char name[24];
};

/**
 * struct pci_dev - one function.
 * @bus_list: on its bus's @devices.
 * @global_list: on the list of all functions, in the order of the scan.
 * @bus: bus it sits on.
 * @subordinate: bus behind it, for a bridge.
 * @devfn: slot and function number on its bus.
 * @vendor: maker.
 * @device: the maker's number for it.
 * @subsystem_vendor: maker of the board.
 * @subsystem_device: that maker's number.
 * @class: 3 bytes: class, subclass, programming interface.
 * @revision: revision id.
 * @hdr_type: header type without the multi-function bit.
 * @pin: INTx pin, 1 to 4, or 0.
 * @rom_base_reg: offset of the expansion ROM's BAR, or 0.
 * @driver: driver bound to it.
 * @dma_mask: what dev.dma_mask points to; 32 bits until a driver says other.
 * @dma_parms: what dev.dma_parms points to.
 * @dev: its place in the device tree.
 * @cfg_size: bytes of configuration space reachable.
 * @irq: interrupt to request, or 0 if it has none.
 * @resource: regions, by the enum above; flags 0 = none.
 * @enable_cnt: pci_enable_device() calls not undone yet.
 * @current_state: how deep it sleeps.
 * @saved_config_space: what pci_save_state() has kept.
 */
struct pci_dev {
	struct list_head bus_list;
	struct list_head global_list;
	struct pci_bus *bus;
	struct pci_bus *subordinate;

	unsigned int devfn;
	unsigned short vendor;
	unsigned short device;
	unsigned short subsystem_vendor;
	unsigned short subsystem_device;
	unsigned int class;
	u8 revision;
	u8 hdr_type;
	u8 pin;
	u8 rom_base_reg;
	struct pci_driver *driver;
	u64 dma_mask;
	struct device_dma_parameters dma_parms;
	struct device dev;
	int cfg_size;
	unsigned int irq;     /* its pin's line, or its message's */
	unsigned int pin_irq; /* while messages are on: what irq was */
	u8 msi_cap;	      /* ... and where their capability is */
	struct resource resource[DEVICE_COUNT_RESOURCE];
	unsigned int multifunction : 1;
	unsigned int is_busmaster : 1;
	unsigned int is_managed : 1; /* pcim_enable_device(): disabled at unbind */
	unsigned int msi_enabled : 1;
	unsigned int msix_enabled : 1;
	unsigned int match_driver : 1;
	unsigned int state_saved : 1;
	unsigned int intx_pinned : 1; /* irq was fixed by the driver, as for legacy IDE */
	atomic_t enable_cnt;
	pci_power_t current_state;
	u32 saved_config_space[16];
	void *sysdata;
};

#define to_pci_dev(n) container_of(n, struct pci_dev, dev)

extern struct bus_type pci_bus_type;
#define dev_is_pci(d) ((d)->bus == &pci_bus_type)

/**
 * struct pci_driver - a driver of PCI functions.
 * @node: (private)
 * @name: its name.
 * @id_table: what it drives; ends with a row of zeros.
 * @probe: take the function; 0, or -errno.
 * @remove: give it back.
 * @shutdown: quiet it before the machine stops.
 * @driver: (private but for what a driver sets there itself)
 */
struct pci_driver {
	struct list_head node;
	const char *name;
	const struct pci_device_id *id_table;
	int (*probe)(struct pci_dev *dev, const struct pci_device_id *id);
	void (*remove)(struct pci_dev *dev);
	void (*shutdown)(struct pci_dev *dev);
	struct device_driver driver;
};

#define to_pci_driver(drv) container_of(drv, struct pci_driver, driver)

#define PCI_DEVICE(vend, dev) \
	.vendor = (vend), .device = (dev), .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID
#define PCI_DEVICE_SUB(vend, dev, subvend, subdev) \
	.vendor = (vend), .device = (dev), .subvendor = (subvend), .subdevice = (subdev)
#define PCI_DEVICE_CLASS(dev_class, dev_class_mask)                                         \
	.class = (dev_class), .class_mask = (dev_class_mask), .vendor = PCI_ANY_ID,         \
	.device = PCI_ANY_ID, .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID
#define PCI_VDEVICE(vend, dev) \
	.vendor = PCI_VENDOR_ID_##vend, .device = (dev), .subvendor = PCI_ANY_ID, \
	.subdevice = PCI_ANY_ID, 0, 0
#define PCI_DEVICE_DATA(vend, dev, data)                                                        \
	.vendor = PCI_VENDOR_ID_##vend, .device = PCI_DEVICE_ID_##vend##_##dev,                 \
	.subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID, 0, 0,                                 \
	.driver_data = (kernel_ulong_t)(data)

int __must_check __pci_register_driver(struct pci_driver *drv, struct module *owner,
				       const char *mod_name);
#define pci_register_driver(driver) __pci_register_driver(driver, THIS_MODULE, KBUILD_MODNAME)
void pci_unregister_driver(struct pci_driver *drv);
#define module_pci_driver(__pci_driver) \
	module_driver(__pci_driver, pci_register_driver, pci_unregister_driver)
#define builtin_pci_driver(__pci_driver) builtin_driver(__pci_driver, pci_register_driver)
const struct pci_device_id *pci_match_id(const struct pci_device_id *ids, struct pci_dev *dev);
struct pci_driver *pci_dev_driver(const struct pci_dev *dev);

/* One function found, made known to drivers, forgotten again: what the scan at boot does for all. */
struct pci_dev *pci_scan_single_device(struct pci_bus *bus, int devfn);
void pci_bus_add_device(struct pci_dev *dev);
void pci_stop_and_remove_bus_device(struct pci_dev *dev);

/* Configuration space. 0, or PCIBIOS_BAD_REGISTER_NUMBER for a register that is not aligned. */
int pci_bus_read_config_byte(struct pci_bus *bus, unsigned int devfn, int where, u8 *val);
int pci_bus_read_config_word(struct pci_bus *bus, unsigned int devfn, int where, u16 *val);
int pci_bus_read_config_dword(struct pci_bus *bus, unsigned int devfn, int where, u32 *val);
int pci_bus_write_config_byte(struct pci_bus *bus, unsigned int devfn, int where, u8 val);
int pci_bus_write_config_word(struct pci_bus *bus, unsigned int devfn, int where, u16 val);
int pci_bus_write_config_dword(struct pci_bus *bus, unsigned int devfn, int where, u32 val);
int pci_read_config_byte(const struct pci_dev *dev, int where, u8 *val);
int pci_read_config_word(const struct pci_dev *dev, int where, u16 *val);
int pci_read_config_dword(const struct pci_dev *dev, int where, u32 *val);
int pci_write_config_byte(const struct pci_dev *dev, int where, u8 val);
int pci_write_config_word(const struct pci_dev *dev, int where, u16 val);
int pci_write_config_dword(const struct pci_dev *dev, int where, u32 val);
u8 pci_find_capability(struct pci_dev *dev, int cap);
u8 pci_find_next_capability(struct pci_dev *dev, u8 pos, int cap);

/* Finding functions. Each returned one holds a reference, and @from's is dropped. */
struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device, struct pci_dev *from);
struct pci_dev *pci_get_subsys(unsigned int vendor, unsigned int device, unsigned int ss_vendor,
			       unsigned int ss_device, struct pci_dev *from);
struct pci_dev *pci_get_class(unsigned int class, struct pci_dev *from);
struct pci_dev *pci_get_slot(struct pci_bus *bus, unsigned int devfn);
struct pci_dev *pci_get_domain_bus_and_slot(int domain, unsigned int bus, unsigned int devfn);
int pci_dev_present(const struct pci_device_id *ids);
struct pci_bus *pci_find_bus(int domain, int busnr);

#define for_each_pci_dev(d) while ((d = pci_get_device(PCI_ANY_ID, PCI_ANY_ID, d)) != NULL)

static inline struct pci_dev *pci_get_bus_and_slot(unsigned int bus, unsigned int devfn)
{
	return pci_get_domain_bus_and_slot(0, bus, devfn);
}

static inline struct pci_dev *pci_dev_get(struct pci_dev *dev)
{
	if (dev)
		get_device(&dev->dev);
	return dev;
}

static inline void pci_dev_put(struct pci_dev *dev)
{
	if (dev)
		put_device(&dev->dev);
}

/* Waking a function up, and letting it master the bus. */
int __must_check pci_enable_device(struct pci_dev *dev);
int __must_check pci_enable_device_io(struct pci_dev *dev);
int __must_check pci_enable_device_mem(struct pci_dev *dev);
int __must_check pcim_enable_device(struct pci_dev *pdev);
void pci_disable_device(struct pci_dev *dev);
void pci_set_master(struct pci_dev *dev);
void pci_clear_master(struct pci_dev *dev);
void pci_intx(struct pci_dev *dev, int enable);

static inline int pci_is_enabled(struct pci_dev *pdev)
{
	return atomic_read(&pdev->enable_cnt) > 0;
}

static inline int pci_is_managed(struct pci_dev *pdev)
{
	return pdev->is_managed;
}

int pci_set_mwi(struct pci_dev *dev);
void pci_clear_mwi(struct pci_dev *dev);

static inline int pci_try_set_mwi(struct pci_dev *dev)
{
	return pci_set_mwi(dev);
}

/* Sleep and registers: drivers/pci/state.c. */
int pci_set_power_state(struct pci_dev *dev, pci_power_t state);
int pci_save_state(struct pci_dev *dev);
void pci_restore_state(struct pci_dev *dev);

/* Regions. */
#define pci_resource_n(dev, bar)     (&(dev)->resource[(bar)])
#define pci_resource_start(dev, bar) (pci_resource_n(dev, bar)->start)
#define pci_resource_end(dev, bar)   (pci_resource_n(dev, bar)->end)
#define pci_resource_flags(dev, bar) (pci_resource_n(dev, bar)->flags)
#define pci_resource_len(dev, bar) \
	(pci_resource_end(dev, bar) ? resource_size(pci_resource_n(dev, bar)) : 0)

int __must_check pci_request_region(struct pci_dev *dev, int bar, const char *res_name);
void pci_release_region(struct pci_dev *dev, int bar);
int __must_check pci_request_regions(struct pci_dev *dev, const char *res_name);
void pci_release_regions(struct pci_dev *dev);
int pci_request_selected_regions(struct pci_dev *dev, int bars, const char *res_name);
void pci_release_selected_regions(struct pci_dev *dev, int bars);
int pci_select_bars(struct pci_dev *dev, unsigned long flags);

void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long max);
void __iomem *pci_iomap_range(struct pci_dev *dev, int bar, unsigned long offset,
			      unsigned long maxlen);
void pci_iounmap(struct pci_dev *dev, void __iomem *addr);
void __iomem *pci_ioremap_bar(struct pci_dev *pdev, int bar);

/* The same until the driver unbinds: drivers/pci/managed.c. */
void __iomem *const *pcim_iomap_table(struct pci_dev *pdev);
void __iomem *pcim_iomap(struct pci_dev *pdev, int bar, unsigned long maxlen);
void pcim_iounmap(struct pci_dev *pdev, void __iomem *addr);
int pcim_iomap_regions(struct pci_dev *pdev, int mask, const char *name);
int pcim_iomap_regions_request_all(struct pci_dev *pdev, int mask, const char *name);
void pcim_iounmap_regions(struct pci_dev *pdev, int mask);

static inline int pci_request_io_regions(struct pci_dev *pdev, const char *name)
{
	return pci_request_selected_regions(pdev, pci_select_bars(pdev, IORESOURCE_IO), name);
}

static inline void pci_release_io_regions(struct pci_dev *pdev)
{
	pci_release_selected_regions(pdev, pci_select_bars(pdev, IORESOURCE_IO));
}

static inline int pci_request_mem_regions(struct pci_dev *pdev, const char *name)
{
	return pci_request_selected_regions(pdev, pci_select_bars(pdev, IORESOURCE_MEM), name);
}

static inline void pci_release_mem_regions(struct pci_dev *pdev)
{
	pci_release_selected_regions(pdev, pci_select_bars(pdev, IORESOURCE_MEM));
}

/* Interrupts. */
#define PCI_IRQ_LEGACY	  (1 << 0)
#define PCI_IRQ_MSI	  (1 << 1)
#define PCI_IRQ_MSIX	  (1 << 2)
#define PCI_IRQ_AFFINITY  (1 << 3)
#define PCI_IRQ_ALL_TYPES (PCI_IRQ_LEGACY | PCI_IRQ_MSI | PCI_IRQ_MSIX)

int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned int min_vecs, unsigned int max_vecs,
			  unsigned int flags);
void pci_free_irq_vectors(struct pci_dev *dev);
int pci_irq_vector(struct pci_dev *dev, unsigned int nr);
int __printf(6, 7) pci_request_irq(struct pci_dev *dev, unsigned int nr, irq_handler_t handler,
				   irq_handler_t thread_fn, void *dev_id, const char *fmt, ...);
void pci_free_irq(struct pci_dev *dev, unsigned int nr, void *dev_id);
int pci_enable_msi(struct pci_dev *dev);
void pci_disable_msi(struct pci_dev *dev);

static inline const char *pci_name(const struct pci_dev *pdev)
{
	return dev_name(&pdev->dev);
}

static inline void *pci_get_drvdata(struct pci_dev *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void pci_set_drvdata(struct pci_dev *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

static inline int pci_domain_nr(struct pci_bus *bus)
{
	return 0;
}

static inline u16 pci_dev_id(struct pci_dev *dev)
{
	return PCI_DEVID(dev->bus->number, dev->devfn);
}

static inline bool pci_is_pcie(struct pci_dev *dev)
{
	return pci_find_capability(dev, PCI_CAP_ID_EXP);
}

static inline bool pci_is_bridge(struct pci_dev *dev)
{
	return dev->hdr_type == PCI_HEADER_TYPE_BRIDGE;
}

#define pci_err(pdev, fmt, ...)	   dev_err(&(pdev)->dev, fmt, ##__VA_ARGS__)
#define pci_warn(pdev, fmt, ...)   dev_warn(&(pdev)->dev, fmt, ##__VA_ARGS__)
#define pci_notice(pdev, fmt, ...) dev_notice(&(pdev)->dev, fmt, ##__VA_ARGS__)
#define pci_info(pdev, fmt, ...)   dev_info(&(pdev)->dev, fmt, ##__VA_ARGS__)
#define pci_dbg(pdev, fmt, ...)	   dev_dbg(&(pdev)->dev, fmt, ##__VA_ARGS__)

#include <linux/pci-dma-compat.h>

#endif
