; SPDX-License-Identifier: MIT
;
; arch/x86/vectors.asm: the first instructions of every interrupt and exception.
;
; Problem.  The CPU enters with three or four words on the stack, depending on the vector, and C wants
;           one shape.
; Idea.     256 stubs of equal form push what is missing (error code, vector number) and join in one
;           of two tails: exceptions (0..31) go to do_exception(regs), the rest to do_irq(regs, vector).
;           The words pushed are struct pt_regs (asm/ptrace.h), read from the top of this picture down:
;
;               flags cs ip             the CPU
;               error code              the CPU for 8, 10..14, 17, 21; the stub pushes 0 otherwise
;               vector                  the stub
;               ax cx dx bx sp bp si di pusha
;
; Limits.   Segments are not saved: the kernel's never change, and there is no user mode yet.
;           The double fault does not come here: it is a task switch (double_fault_task below).
; Sources.  Intel SDM vol. 3, "Exception and Interrupt Handling", "Task Gates".

bits 32

extern do_exception
extern do_irq
extern do_double_fault

NR_EXCEPTIONS	equ 32
NR_VECTORS	equ 256

; Exceptions for which the CPU pushes an error code.
%define HAS_ERROR_CODE(v) ((v) == 8 || (v) == 10 || (v) == 11 || (v) == 12 || (v) == 13 || (v) == 14 || (v) == 17 || (v) == 21)

section .text progbits alloc exec nowrite align=16

%assign v 0
%rep NR_VECTORS
	align 4
vector_%[v]:
%if !HAS_ERROR_CODE(v)
	push	dword 0
%endif
	push	dword v
%if v < NR_EXCEPTIONS
	jmp	exception_common
%else
	jmp	irq_common
%endif
%assign v v + 1
%endrep

	align 16
global exception_common
exception_common:
	pusha
	cld
	mov	eax, esp
	push	eax
	call	do_exception
	add	esp, 4
	popa
	add	esp, 8
	iretd

	align 16
global irq_common
irq_common:
	pusha
	cld
	mov	eax, esp
	push	dword [esp + 8 * 4]	; the vector
	push	eax
	call	do_irq
	add	esp, 8
	popa
	add	esp, 8
	iretd

; The double fault runs as a task of its own, on a stack of its own: the usual cause is that the
; thread's stack ran into its guard page, so nothing more can be pushed there. do_double_fault()
; returns only after it has pointed the thread's saved state at code that ends the thread; the iret
; switches back to it. A second double fault starts after the iret, hence the loop.
	align 16
global double_fault_task
double_fault_task:
	call	do_double_fault
	add	esp, 4			; the error code, always 0
	iretd
	jmp	double_fault_task

section .rodata progbits alloc noexec nowrite align=4
global vector_table
vector_table:
%assign v 0
%rep NR_VECTORS
	dd	vector_%[v]
%assign v v + 1
%endrep

section .note.GNU-stack noalloc noexec nowrite progbits
