/* SPDX-License-Identifier: MIT */
/*
 * asm/io.h: ports, and registers that live at memory addresses.
 *
 * Two ways to a device. Ports are a separate space of 64 Ki addresses with instructions of their own
 * (in, out). I/O memory is reached with plain loads and stores through an uncached mapping
 * (ioremap); the accessors exist so that the compiler neither merges, splits, drops nor reorders
 * them, and so that the same driver source runs where a plain load would not do.
 *
 *     readl()           ordered against all memory accesses around it: a compiler barrier is enough
 *                       on x86, whose uncached accesses the CPU keeps in program order
 *     readl_relaxed()   ordered against other accesses to the same device only
 *     __raw_readl()     no byte swapping, no ordering against anything but volatile accesses
 *     readq()           two 32-bit reads, low half first: i686 has no 64-bit load a device would see
 *                       as one
 *
 * Source: LDD3 ch. 9 "Communicating with Hardware"; Intel SDM vol. 3, "Memory Ordering".
 */
#ifndef _ASM_X86_IO_H
#define _ASM_X86_IO_H

#include <asm/page.h>
#include <linux/compiler.h>
#include <linux/types.h>

/* ---- I/O memory: the instruction itself ---- */

#define __BUILD_MMIO(size, type, reg, barrier_read, read, write)                              \
	static __always_inline type read(const volatile void __iomem *addr)                   \
	{                                                                                     \
		type value;                                                                   \
		asm volatile("mov" size " %1, %0"                                             \
			     : reg(value)                                                     \
			     : "m"(*(const volatile type __force *)addr) barrier_read);       \
		return value;                                                                 \
	}                                                                                     \
	static __always_inline void write(type value, volatile void __iomem *addr)            \
	{                                                                                     \
		asm volatile("mov" size " %0, %1"                                             \
			     :                                                                \
			     : reg##_in(value), "m"(*(volatile type __force *)addr) barrier_read); \
	}

/* "q" registers have byte halves; an immediate operand saves the register altogether. */
#define __MMIO_BYTE(value)    "=q"(value)
#define __MMIO_BYTE_in(value) "qi"(value)
#define __MMIO_REG(value)     "=r"(value)
#define __MMIO_REG_in(value)  "ri"(value)
#define __MMIO_ORDERED	      : "memory"
#define __MMIO_RELAXED

__BUILD_MMIO("b", u8, __MMIO_BYTE, __MMIO_ORDERED, readb, writeb)
__BUILD_MMIO("w", u16, __MMIO_REG, __MMIO_ORDERED, readw, writew)
__BUILD_MMIO("l", u32, __MMIO_REG, __MMIO_ORDERED, readl, writel)
__BUILD_MMIO("b", u8, __MMIO_BYTE, __MMIO_RELAXED, __raw_readb, __raw_writeb)
__BUILD_MMIO("w", u16, __MMIO_REG, __MMIO_RELAXED, __raw_readw, __raw_writew)
__BUILD_MMIO("l", u32, __MMIO_REG, __MMIO_RELAXED, __raw_readl, __raw_writel)

#undef __BUILD_MMIO
#undef __MMIO_BYTE
#undef __MMIO_BYTE_in
#undef __MMIO_REG
#undef __MMIO_REG_in
#undef __MMIO_ORDERED
#undef __MMIO_RELAXED

#define readb_relaxed(addr)	    __raw_readb(addr)
#define readw_relaxed(addr)	    __raw_readw(addr)
#define readl_relaxed(addr)	    __raw_readl(addr)
#define writeb_relaxed(value, addr) __raw_writeb(value, addr)
#define writew_relaxed(value, addr) __raw_writew(value, addr)
#define writel_relaxed(value, addr) __raw_writel(value, addr)

/* ---- 64 bits in two halves, the low one first (or, by name, the high one) ---- */

static inline u64 lo_hi_readq(const volatile void __iomem *addr)
{
	u32 low = readl(addr);

	return low | (u64)readl((const volatile u8 __iomem *)addr + 4) << 32;
}

static inline void lo_hi_writeq(u64 value, volatile void __iomem *addr)
{
	writel((u32)value, addr);
	writel((u32)(value >> 32), (volatile u8 __iomem *)addr + 4);
}

static inline u64 hi_lo_readq(const volatile void __iomem *addr)
{
	u32 high = readl((const volatile u8 __iomem *)addr + 4);

	return (u64)high << 32 | readl(addr);
}

static inline void hi_lo_writeq(u64 value, volatile void __iomem *addr)
{
	writel((u32)(value >> 32), (volatile u8 __iomem *)addr + 4);
	writel((u32)value, addr);
}

#define readq(addr)		    lo_hi_readq(addr)
#define writeq(value, addr)	    lo_hi_writeq(value, addr)
#define readq_relaxed(addr)	    lo_hi_readq(addr)
#define writeq_relaxed(value, addr) lo_hi_writeq(value, addr)

/* ---- ports ---- */

#define __BUILD_PORT_IO(suffix, size, type, acc)                                               \
	static __always_inline void out##suffix(type value, u16 port)                          \
	{                                                                                      \
		asm volatile("out" size " %" acc "0, %w1" : : "a"(value), "Nd"(port) : "memory"); \
	}                                                                                      \
	static __always_inline type in##suffix(u16 port)                                       \
	{                                                                                      \
		type value;                                                                    \
		asm volatile("in" size " %w1, %" acc "0" : "=a"(value) : "Nd"(port) : "memory"); \
		return value;                                                                  \
	}                                                                                      \
	/* @count items, one after the other, from or to the one port. */                      \
	static inline void outs##suffix(u16 port, const void *from, unsigned long count)       \
	{                                                                                      \
		asm volatile("rep outs" size                                                   \
			     : "+S"(from), "+c"(count)                                         \
			     : "d"(port)                                                       \
			     : "memory");                                                      \
	}                                                                                      \
	static inline void ins##suffix(u16 port, void *to, unsigned long count)                \
	{                                                                                      \
		asm volatile("rep ins" size : "+D"(to), "+c"(count) : "d"(port) : "memory");   \
	}

__BUILD_PORT_IO(b, "b", u8, "b")
__BUILD_PORT_IO(w, "w", u16, "w")
__BUILD_PORT_IO(l, "l", u32, "k")
#undef __BUILD_PORT_IO

/* Old ISA devices want about a microsecond between accesses: a write to the POST port takes that. */
#define IO_DELAY_PORT 0x80

static inline void io_delay(void)
{
	outb(0, IO_DELAY_PORT);
}

static inline void slow_down_io(void)
{
	io_delay();
}

#define __BUILD_PORT_IO_P(suffix, type)                                                        \
	static inline void out##suffix##_p(type value, u16 port)                               \
	{                                                                                      \
		out##suffix(value, port);                                                      \
		slow_down_io();                                                                \
	}                                                                                      \
	static inline type in##suffix##_p(u16 port)                                            \
	{                                                                                      \
		type value = in##suffix(port);                                                 \
		slow_down_io();                                                                \
		return value;                                                                  \
	}

__BUILD_PORT_IO_P(b, u8)
__BUILD_PORT_IO_P(w, u16)
__BUILD_PORT_IO_P(l, u32)
#undef __BUILD_PORT_IO_P

/* ---- lowmem addresses, in the width that devices see them ---- */

static inline phys_addr_t virt_to_phys(volatile void *address)
{
	return __pa(address);
}

static inline void *phys_to_virt(phys_addr_t address)
{
	return __va((unsigned long)address);
}

/* Historical names for a device on a bus that sees RAM where the CPU does (ISA, PCI on a PC). */
#define virt_to_bus(address) ((unsigned long)virt_to_phys(address))
#define bus_to_virt(address) phys_to_virt(address)
#define isa_virt_to_bus(address) ((unsigned int)virt_to_phys(address))

#define IO_SPACE_LIMIT 0xffff

#endif
