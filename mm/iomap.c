// SPDX-License-Identifier: MIT
/*
 * mm/iomap.c: one set of accessors for ports and I/O memory, and blocks of I/O memory.
 *
 * Problem.  Many devices come with their registers in ports or in memory, by configuration. A driver
 *           wants one piece of code for both.
 * Idea.     A cookie. ioport_map() adds IO_COOKIE_START to the port number; ioremap() returns an
 *           address, which is never below PAGE_OFFSET. Each accessor looks at the cookie once.
 *
 *               10000 .. 1FFFF   port + 10000           in / out
 *               C0000000 ..      address of a mapping   mov
 *               anything else    a bug: reported, reads as all ones
 *
 * Invariants. The order of a rep transfer is the order in memory.
 * Locks.    None.
 * Paths.    ioread32 -> inl | readl
 * Cost.     Two comparisons more than readl().
 * Left out. 64-bit forms for ports: there are none in hardware.
 * Sources.  LDD3 ch. 9 "Ports as I/O Memory"; Linux lib/iomap.c for the idea.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/swab.h>

#define IO_COOKIE_LAST (IO_COOKIE_START + IO_SPACE_LIMIT)

static bool is_port(const volatile void __iomem *addr)
{
	return (unsigned long)addr <= IO_COOKIE_LAST && (unsigned long)addr >= IO_COOKIE_START;
}

static u16 port_of(const volatile void __iomem *addr)
{
	return (unsigned long)addr - IO_COOKIE_START;
}

/* Neither a port's cookie nor an address: NULL plus an offset, most often. */
static bool is_wrong(const volatile void __iomem *addr)
{
	if (likely((unsigned long)addr >= PAGE_OFFSET || is_port(addr)))
		return false;
	WARN_ONCE(1, "bad I/O address %px\n", addr);
	return true;
}

/**
 * ioport_map() - the cookie of a port, for ioread and iowrite.
 * @nr: ports the driver will use.
 *
 * Context: any. Return: the cookie; NULL if the last port is beyond 0xffff.
 */
void __iomem *ioport_map(unsigned long port, unsigned int nr)
{
	if (!nr || port + nr - 1 > IO_SPACE_LIMIT || port + nr - 1 < port)
		return NULL;
	return (void __iomem *)(port + IO_COOKIE_START);
}
EXPORT_SYMBOL(ioport_map);

/* ioport_unmap() - nothing was mapped. */
void ioport_unmap(void __iomem *addr)
{
}
EXPORT_SYMBOL(ioport_unmap);

/* ioreadN(), iowriteN(): like readX() and writeX() on a cookie of either kind. Context: any. */
#define DEFINE_IO(bits, suffix)                                                                \
	u##bits ioread##bits(const void __iomem *addr)                                         \
	{                                                                                      \
		if (is_wrong(addr))                                                            \
			return (u##bits)~0U;                                                   \
		return is_port(addr) ? in##suffix(port_of(addr)) : read##suffix(addr);         \
	}                                                                                      \
	EXPORT_SYMBOL(ioread##bits);                                                           \
	void iowrite##bits(u##bits value, void __iomem *addr)                                  \
	{                                                                                      \
		if (is_wrong(addr))                                                            \
			return;                                                                \
		if (is_port(addr))                                                             \
			out##suffix(value, port_of(addr));                                     \
		else                                                                           \
			write##suffix(value, addr);                                            \
	}                                                                                      \
	EXPORT_SYMBOL(iowrite##bits);                                                          \
	/* @count items from the one register. */                                              \
	void reads##suffix(const volatile void __iomem *addr, void *to, unsigned int count)    \
	{                                                                                      \
		for (u##bits *item = to; count; count--)                                       \
			*item++ = __raw_read##suffix(addr);                                    \
	}                                                                                      \
	EXPORT_SYMBOL(reads##suffix);                                                          \
	void writes##suffix(volatile void __iomem *addr, const void *from, unsigned int count) \
	{                                                                                      \
		for (const u##bits *item = from; count; count--)                               \
			__raw_write##suffix(*item++, addr);                                    \
	}                                                                                      \
	EXPORT_SYMBOL(writes##suffix);                                                         \
	void ioread##bits##_rep(const void __iomem *addr, void *to, unsigned long count)       \
	{                                                                                      \
		if (is_wrong(addr))                                                            \
			return;                                                                \
		if (is_port(addr))                                                             \
			ins##suffix(port_of(addr), to, count);                                 \
		else                                                                           \
			reads##suffix(addr, to, count);                                        \
	}                                                                                      \
	EXPORT_SYMBOL(ioread##bits##_rep);                                                     \
	void iowrite##bits##_rep(void __iomem *addr, const void *from, unsigned long count)    \
	{                                                                                      \
		if (is_wrong(addr))                                                            \
			return;                                                                \
		if (is_port(addr))                                                             \
			outs##suffix(port_of(addr), from, count);                              \
		else                                                                           \
			writes##suffix(addr, from, count);                                     \
	}                                                                                      \
	EXPORT_SYMBOL(iowrite##bits##_rep)

DEFINE_IO(8, b);
DEFINE_IO(16, w);
DEFINE_IO(32, l);

/* Big-endian registers. */
u16 ioread16be(const void __iomem *addr)
{
	return swab16(ioread16(addr));
}
EXPORT_SYMBOL(ioread16be);

u32 ioread32be(const void __iomem *addr)
{
	return swab32(ioread32(addr));
}
EXPORT_SYMBOL(ioread32be);

void iowrite16be(u16 value, void __iomem *addr)
{
	iowrite16(swab16(value), addr);
}
EXPORT_SYMBOL(iowrite16be);

void iowrite32be(u32 value, void __iomem *addr)
{
	iowrite32(swab32(value), addr);
}
EXPORT_SYMBOL(iowrite32be);

/**
 * memset_io() - fill I/O memory.
 *
 * Words where the address allows, bytes at the edges: each byte of the range is written once.
 * Context: any.
 */
void memset_io(volatile void __iomem *to, int value, size_t size)
{
	volatile u8 __iomem *target = to;
	u32 word = (u8)value * 0x01010101U;

	for (; size && (unsigned long)target & 3; size--)
		__raw_writeb(value, target++);
	for (; size >= 4; size -= 4, target += 4)
		__raw_writel(word, target);
	for (; size; size--)
		__raw_writeb(value, target++);
	barrier();
}
EXPORT_SYMBOL(memset_io);

static u32 load_word(const u8 *from)
{
	return from[0] | from[1] << 8 | from[2] << 16 | (u32)from[3] << 24;
}

static void store_word(u8 *to, u32 word)
{
	to[0] = word;
	to[1] = word >> 8;
	to[2] = word >> 16;
	to[3] = word >> 24;
}

/* memcpy_fromio() - from I/O memory to memory; accesses as in memset_io(). */
void memcpy_fromio(void *to, const volatile void __iomem *from, size_t size)
{
	const volatile u8 __iomem *source = from;
	u8 *target = to;

	for (; size && (unsigned long)source & 3; size--)
		*target++ = __raw_readb(source++);
	for (; size >= 4; size -= 4, target += 4, source += 4)
		store_word(target, __raw_readl(source));
	for (; size; size--)
		*target++ = __raw_readb(source++);
	barrier();
}
EXPORT_SYMBOL(memcpy_fromio);

/* memcpy_toio() - from memory to I/O memory. */
void memcpy_toio(volatile void __iomem *to, const void *from, size_t size)
{
	volatile u8 __iomem *target = to;
	const u8 *source = from;

	barrier();
	for (; size && (unsigned long)target & 3; size--)
		__raw_writeb(*source++, target++);
	for (; size >= 4; size -= 4, target += 4, source += 4)
		__raw_writel(load_word(source), target);
	for (; size; size--)
		__raw_writeb(*source++, target++);
}
EXPORT_SYMBOL(memcpy_toio);

/* Exactly @count accesses of 32 bits (or pairs of them), rising. */
void __iowrite32_copy(void __iomem *to, const void *from, size_t count)
{
	const u32 *source = from;

	for (size_t i = 0; i < count; i++)
		__raw_writel(source[i], (u32 __iomem *)to + i);
}
EXPORT_SYMBOL(__iowrite32_copy);

void __ioread32_copy(void *to, const void __iomem *from, size_t count)
{
	u32 *target = to;

	for (size_t i = 0; i < count; i++)
		target[i] = __raw_readl((const u32 __iomem *)from + i);
}
EXPORT_SYMBOL(__ioread32_copy);

void __iowrite64_copy(void __iomem *to, const void *from, size_t count)
{
	__iowrite32_copy(to, from, count * 2);
}
EXPORT_SYMBOL(__iowrite64_copy);

/* check_signature() - 1 if @length bytes at @addr are @signature. Context: any. */
int check_signature(const volatile void __iomem *addr, const unsigned char *signature, int length)
{
	const volatile u8 __iomem *byte = addr;

	while (length--)
		if (readb(byte++) != *signature++)
			return 0;
	return 1;
}
EXPORT_SYMBOL(check_signature);
