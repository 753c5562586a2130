# SPDX-License-Identifier: MIT
# gdb -nx -x .gdbinit: symbols, QEMU's gdb stub (make debug), and commands for Slate's own structures.
set architecture i386
set confirm off
file build/slate.elf
target remote localhost:1234
source tools/slate_gdb.py
break kernel_main
