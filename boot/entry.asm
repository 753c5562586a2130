; SPDX-License-Identifier: MIT
;
; boot/entry.asm: from the boot loader's hands to kernel_main().
;
; Problem.  The loader leaves us in 32-bit protected mode, paging off, at physical addresses; C code
;           is linked at C0100000 and wants PAE page tables, a stack and a checked CPU.
; Idea.     Everything here runs at its physical address. It refuses CPUs that Slate cannot use,
;           fills three page-middle directories that map physical 0..3 GiB onto itself and 0..1 GiB a
;           second time at C0000000, turns paging on and jumps up.
;
;           virtual 00000000..BFFFFFFF -> physical 0..3 GiB      to read what the loader left anywhere
;           virtual C0000000..FFFFFFFF -> physical 0..1 GiB      where the kernel runs
;
;           Both are gone when paging_init() has built the real tables.
; Paths.    _start -> check_cpu -> build_boot_tables -> high_half -> kernel_main(magic, info)
; Limits.   A refusal is written to COM1 and to VGA text memory: nothing else exists yet.
; Sources.  Multiboot2 specification, "Header layout", "Machine state"; Multiboot specification 0.6.96,
;           3.1; Intel SDM vol. 3, "PAE Paging", "Initialization Overview".

%include "layout.inc"

MB1_MAGIC	equ 0x1badb002
MB1_FLAGS	equ 0x00000003		; page-align modules; memory map wanted
MB2_MAGIC	equ 0xe85250d6
MB2_ARCH_I386	equ 0
CR0_WP		equ 1 << 16
CR0_NW		equ 1 << 29
CR0_CD		equ 1 << 30
CR0_PG		equ 1 << 31
CR4_PSE		equ 1 << 4
CR4_PAE		equ 1 << 5
PTE_PRESENT_RW	equ 3
PTE_LARGE	equ 0x80
EFLAGS_ID	equ 1 << 21
COM1		equ 0x3f8
COM1_LSR	equ COM1 + 5
LSR_THR_EMPTY	equ 0x20
VGA_TEXT	equ 0xb8000
VGA_TEXT_BYTES	equ 80 * 25 * 2
VGA_RED		equ 0x4f
DEBUG_EXIT	equ 0xf4
EXIT_FAILURE	equ 0x11

; CPUID leaf 1 EDX: what compiled code and the page tables take for granted.
NEED_PSE	equ 1 << 3
NEED_TSC	equ 1 << 4
NEED_PAE	equ 1 << 6
NEED_CX8	equ 1 << 8
NEED_CMOV	equ 1 << 15

%define PHYS(symbol) ((symbol) - CONFIG_PAGE_OFFSET)

extern kernel_main
extern boot_stack_top

section .multiboot progbits alloc noexec nowrite align=8
	align 8
mb2_header:
	dd MB2_MAGIC
	dd MB2_ARCH_I386
	dd mb2_header_end - mb2_header
	dd 0x100000000 - (MB2_MAGIC + MB2_ARCH_I386 + (mb2_header_end - mb2_header))
	; framebuffer wanted, optional (flags 1): text mode is as good where there is one
	align 8
	dw 5, 1
	dd 20
	dd 1024, 768, 32
	; modules page aligned
	align 8
	dw 6, 1
	dd 8
	; end
	align 8
	dw 0, 0
	dd 8
mb2_header_end:
	align 4
mb1_header:
	dd MB1_MAGIC
	dd MB1_FLAGS
	dd 0x100000000 - (MB1_MAGIC + MB1_FLAGS)

section .boot.text progbits alloc exec nowrite align=16
bits 32

global _start
_start:
	cli
	cld
	mov	esp, PHYS(boot_stack_top)
	mov	ebp, eax		; the loader's magic
	mov	edi, ebx		; its information
	push	dword 0
	popfd
	call	check_cpu
	call	build_boot_tables

	mov	eax, cr4
	or	eax, CR4_PSE | CR4_PAE
	mov	cr4, eax
	mov	eax, boot_pdpt
	mov	cr3, eax
	mov	eax, cr0
	and	eax, ~(CR0_CD | CR0_NW)	; some firmware leaves the caches off
	or	eax, CR0_PG | CR0_WP
	mov	cr0, eax
	mov	eax, high_half
	jmp	eax

; Fill boot_pmd: 1536 entries of 2 MiB, identity. The fourth pointer of the PDPT shows the first
; gigabyte once more. Keeps ebp and edi.
build_boot_tables:
	mov	eax, PTE_PRESENT_RW | PTE_LARGE
	mov	ebx, boot_pmd
	mov	ecx, 3 * 512
.entry:
	mov	[ebx], eax
	mov	dword [ebx + 4], 0
	add	eax, 1 << 21
	add	ebx, 8
	loop	.entry
	ret

; Return if this CPU will do, else refuse. Keeps ebp and edi.
check_cpu:
	pushfd
	pop	eax
	mov	ecx, eax
	xor	eax, EFLAGS_ID		; a CPU with CPUID lets this bit be flipped
	push	eax
	popfd
	pushfd
	pop	eax
	push	ecx
	popfd
	xor	eax, ecx
	mov	esi, msg_no_cpuid
	test	eax, EFLAGS_ID
	jz	refuse
	mov	eax, 1
	cpuid
	mov	esi, msg_no_pae
	test	edx, NEED_PAE
	jz	refuse
	and	edx, NEED_PSE | NEED_TSC | NEED_CX8 | NEED_CMOV
	cmp	edx, NEED_PSE | NEED_TSC | NEED_CX8 | NEED_CMOV
	mov	esi, msg_old_cpu
	jne	refuse
	ret

; Print the text at esi on COM1 and, red, on the first line of VGA text; then the exit protocol.
refuse:
	push	esi
	mov	edi, VGA_TEXT
	mov	ecx, VGA_TEXT_BYTES / 2
	mov	ax, VGA_RED << 8 | ' '
	rep	stosw
	mov	edi, VGA_TEXT
	pop	esi
.next:
	lodsb
	test	al, al
	jz	.done
	mov	bl, al
	mov	ecx, 100000		; a missing port reads FF: ready; a stuck one ends here
.wait:
	mov	dx, COM1_LSR
	in	al, dx
	test	al, LSR_THR_EMPTY
	jnz	.ready
	loop	.wait
.ready:
	mov	dx, COM1
	mov	al, bl
	out	dx, al
	cmp	bl, ' '
	jb	.next
	mov	bh, VGA_RED
	mov	[edi], bx
	add	edi, 2
	jmp	.next
.done:
	mov	al, EXIT_FAILURE
	out	DEBUG_EXIT, al
.halt:
	cli
	hlt
	jmp	.halt

msg_no_cpuid:
	db "slate: this CPU has no CPUID instruction; Slate needs PAE (Pentium Pro or later). Halted.", 13, 10, 0
msg_no_pae:
	db "slate: this CPU has no PAE (physical address extension); Slate cannot run on it. Halted.", 13, 10, 0
msg_old_cpu:
	db "slate: this CPU lacks one of PSE, TSC, CMPXCHG8B, CMOV; Slate needs a Pentium Pro or later. Halted.", 13, 10, 0

section .boot.data progbits alloc noexec write align=32
boot_pdpt:
	dd boot_pmd + 1, 0, boot_pmd + 0x1000 + 1, 0, boot_pmd + 0x2000 + 1, 0, boot_pmd + 1, 0

section .boot.bss nobits alloc noexec write align=4096
boot_pmd:
	resb 3 * 4096

section .init.text progbits alloc exec nowrite align=16
high_half:
	mov	esp, boot_stack_top
	mov	eax, ebp
	xor	ebp, ebp		; ends every backtrace
	push	ebp
	push	ebp
	push	edi
	push	eax
	call	kernel_main
.never:
	cli
	hlt
	jmp	.never

section .note.GNU-stack noalloc noexec nowrite progbits
