/* SPDX-License-Identifier: MIT */
/* asm/text-patching.h: change instructions of the running kernel (arch/x86/text_poke.c). */
#ifndef _ASM_X86_TEXT_PATCHING_H
#define _ASM_X86_TEXT_PATCHING_H

#include <linux/types.h>

/**
 * text_poke() - overwrite mapped bytes, whatever their mapping allows.
 * @addr: where; may cross into the next page.
 * @opcode: new bytes.
 * @len: at most a page of them.
 *
 * Context: any but an NMI; before paging_init() as well.
 */
void text_poke(void *addr, const void *opcode, size_t len);

#endif
