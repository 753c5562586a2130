; SPDX-License-Identifier: MIT
;
; arch/x86/context.asm: leave one thread's stack and go on on another's.
;
; struct task_struct *switch_stacks(prev, unsigned long *save_sp, unsigned long load_sp)
;
; The compiler keeps eax, ecx, edx for itself across a call; the other four registers belong to the
; caller and are pushed on the stack that is left. prev travels in eax from the old stack to the new:
; who comes out of this call learns which thread ran before.
;
; A thread that has never run finds the same picture, made by task_create():
;
;     sp -> | ebp = 0 | ebx = start function | esi | edi | thread_entry |
;
; Source: Intel SDM vol. 1, "Procedure Calls"; System V i386 ABI "Registers and the Stack Frame".

section .text

extern schedule_tail

global switch_stacks
switch_stacks:
	mov eax, [esp + 4]		; prev
	mov ecx, [esp + 8]		; where its stack pointer goes
	mov edx, [esp + 12]		; the other thread's
	push edi
	push esi
	push ebx
	push ebp
	mov [ecx], esp
	mov esp, edx
	pop ebp
	pop ebx
	pop esi
	pop edi
	ret

; The frame pointer is 0 here, so that a backtrace knows where it ends.
global thread_entry
thread_entry:
	push eax
	call schedule_tail
	add esp, 4
	call ebx			; the start function does not return
	ud2

section .note.GNU-stack noalloc noexec nowrite progbits
