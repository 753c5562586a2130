// SPDX-License-Identifier: MIT
/*
 * mm/bitmap_alloc.c: bitmaps on the heap, and their text where it may be longer than a page.
 *
 * kernel/lib/bitmap.c lies below the allocators; what needs memory is here.
 *
 * Paths.  bitmap_zalloc -> kmalloc_array;  bitmap_print_list_to_buf -> kasprintf
 * Source. Linux include/linux/bitmap.h (names and contracts).
 */
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/slab.h>

unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags)
{
	return kmalloc_array(BITS_TO_LONGS(nbits), sizeof(unsigned long), flags);
}
EXPORT_SYMBOL(bitmap_alloc);

unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags)
{
	return bitmap_alloc(nbits, flags | __GFP_ZERO);
}
EXPORT_SYMBOL(bitmap_zalloc);

void bitmap_free(const unsigned long *bitmap)
{
	kfree(bitmap);
}
EXPORT_SYMBOL(bitmap_free);

/* The text counts with its terminating zero, as files made of it do in Linux. */
static int print_to_buf(char *buf, char *text, loff_t off, size_t count)
{
	size_t size;

	if (!text)
		return -ENOMEM;
	size = strlen(text) + 1;
	count = off >= size ? 0 : min(count, size - (size_t)off);
	memcpy(buf, text + off, count);
	kfree(text);
	return count;
}

int bitmap_print_bitmask_to_buf(char *buf, const unsigned long *maskp, int nmaskbits, loff_t off,
				size_t count)
{
	return print_to_buf(buf, kasprintf(GFP_KERNEL, "%*pb\n", nmaskbits, maskp), off, count);
}
EXPORT_SYMBOL(bitmap_print_bitmask_to_buf);

int bitmap_print_list_to_buf(char *buf, const unsigned long *maskp, int nmaskbits, loff_t off,
			     size_t count)
{
	return print_to_buf(buf, kasprintf(GFP_KERNEL, "%*pbl\n", nmaskbits, maskp), off, count);
}
EXPORT_SYMBOL(bitmap_print_list_to_buf);
