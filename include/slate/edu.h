/* SPDX-License-Identifier: MIT */
/*
 * slate/edu.h: QEMU's teaching device: a factorial unit, and DMA to 4 KiB of its own.
 *
 * All functions may sleep; one caller at a time gets through. They return -ENODEV where there is
 * none and -ETIMEDOUT where it does not answer.
 */
#ifndef _SLATE_EDU_H
#define _SLATE_EDU_H

#include <linux/dma-direction.h>
#include <linux/types.h>

struct page;

bool edu_present(void);
/* Give @value to the register that answers with its complement. */
int edu_liveness(u32 value, u32 *answer);
/* @n! modulo 2^32, told by an interrupt. */
int edu_factorial(u32 n, u32 *result);

/**
 * edu_transfer() - move bytes between memory and the device's buffer.
 * @page: memory, of any zone; the device reaches the first 256 MiB, what lies above is bounced.
 * @offset, @bytes: inside the page; @bytes at most 2048.
 * @at: place in the device's buffer; @at + @bytes at most 4095.
 * @dir: DMA_TO_DEVICE or DMA_FROM_DEVICE.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL; -ENOMEM no mapping; -ENODEV; -ETIMEDOUT.
 */
int edu_transfer(struct page *page, size_t offset, size_t bytes, u32 at,
		 enum dma_data_direction dir);

#endif
