# SPDX-License-Identifier: MIT
#
# Slate's build. `make help` lists what there is to make.
#
# O=DIR       everything that is made goes there, and nothing anywhere else (default: build)
# CROSS=      toolchain prefix; probed: i686-linux-gnu-, i686-elf-, else the host's gcc -m32
# LLVM=1      clang and ld.lld instead

O ?= build
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:

# --- Toolchain ---------------------------------------------------------------------------------
have = $(shell command -v $(1) 2>/dev/null)
ifdef LLVM
  CC := clang --target=i686-elf
  LINK := ld.lld -m elf_i386
  NM := $(if $(call have,llvm-nm),llvm-nm,nm)
else
  CROSS ?= $(if $(call have,i686-linux-gnu-gcc),i686-linux-gnu-,$(if $(call have,i686-elf-gcc),i686-elf-))
  CC := $(CROSS)gcc
  LINK := $(CROSS)ld -m elf_i386
  NM := $(CROSS)nm
endif
CCACHE ?= $(call have,ccache)
NASM ?= nasm
AWK ?= awk
Q ?= @
say = @printf '  %-7s %s\n' '$(1)' '$(2)'

# --- Flags -------------------------------------------------------------------------------------
INCLUDES := -Iinclude -Iarch/x86/include -I. -I$(O)/generated
CPPFLAGS := -nostdinc $(INCLUDES) -D__KERNEL__ -include include/linux/kconfig.h
WARNINGS := -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers \
	    -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef -Wno-override-init
ifdef LLVM
  WARNINGS += -Wno-initializer-overrides -Wno-gnu-variable-sized-type-not-at-end -Wno-address-of-packed-member
endif
KFLAGS := -std=gnu11 -m32 -march=i686 -mregparm=3 -mgeneral-regs-only -ffreestanding -O2 -g \
	  -fno-pic -fno-pie -fno-omit-frame-pointer -fno-optimize-sibling-calls \
	  -fno-asynchronous-unwind-tables -fcf-protection=none \
	  -fno-strict-aliasing -fno-strict-overflow -fno-common -fno-delete-null-pointer-checks \
	  -fstack-protector-strong -mstack-protector-guard=global
ifndef LLVM
  KFLAGS += -fno-ipa-icf
endif
CFLAGS := $(KFLAGS) $(WARNINGS) -Werror
# Flags of single files. A fast path ends in a jump to its slow path and needs no frame of its own.
FAST_PATH := -foptimize-sibling-calls -momit-leaf-frame-pointer
CFLAGS_mm/slub.c := $(FAST_PATH)
CFLAGS_mm/kmalloc.c := $(FAST_PATH)
LDFLAGS := -static -nostdlib --build-id=none -z max-page-size=4096 -z noexecstack --no-warn-rwx-segments
ifdef LLVM
  LDFLAGS := $(filter-out --no-warn-rwx-segments,$(LDFLAGS))
endif

# --- Sources, floor by floor: link order is the order of initcalls and self-tests ------------------
FLOORS := kernel/lib boot arch/x86 kernel/core mm mm/dma $(sort $(patsubst %/,%,$(wildcard drivers/*/))) kernel
TEST_ORDER := string format list rbtree bitmap div64 kstrtox overflow
TEST_SRCS = $(filter $(TEST_ORDER:%=tests/test_%.c),$(TEST_FILES)) \
	    $(filter-out $(TEST_ORDER:%=tests/test_%.c),$(TEST_FILES))
TEST_FILES := $(sort $(wildcard tests/test_*.c))
SRCS := $(foreach d,$(FLOORS),$(sort $(wildcard $(d)/*.c) $(wildcard $(d)/*.asm))) \
	$(sort $(wildcard tests/bench/*.c)) $(TEST_SRCS)
OBJS := $(patsubst %,$(O)/obj/%.o,$(SRCS))

.PHONY: all clean help
all: $(O)/slate.elf

$(O)/obj/%.c.o: %.c $(O)/generated/.dir
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CCACHE) $(CC) $(CPPFLAGS) -DKBUILD_MODNAME='"$(subst -,_,$(notdir $(basename $<)))"' $(CFLAGS) $(CFLAGS_$<) -MMD -MP -c -o $@ $<

$(O)/obj/%.asm.o: %.asm $(O)/generated/layout.inc
	$(call say,NASM,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(NASM) -f elf32 -g -F dwarf -w+all -Werror -I$(O)/generated/ -MD $(@:.o=.d) -MP -o $@ $<

$(O)/generated/.dir:
	$(Q)mkdir -p $(@D) && touch $@

# Numbers for NASM, from the one configuration header.
$(O)/generated/layout.inc: include/linux/config.h $(O)/generated/.dir
	$(Q)$(AWK) '$$1 == "#define" && $$2 ~ /^CONFIG_/ && $$3 ~ /^[0-9]/ { print "%define", $$2, $$3 }' $< >$@

$(O)/generated/linker.lds: linker.ld include/linux/config.h $(O)/generated/.dir
	$(Q)$(CC) -E -P -x c -nostdinc -Iinclude $< -o $@

# Two links: the first to learn where the functions are, the second with the table that says so.
$(O)/generated/no-symbols.asm: tools/symbols.awk $(O)/generated/.dir
	$(Q)$(AWK) -f $< </dev/null >$@

$(O)/generated/symbols.asm: $(O)/slate-pass1.elf tools/symbols.awk
	$(Q)$(NM) -n $< | $(AWK) -f tools/symbols.awk >$@

$(O)/generated/%.o: $(O)/generated/%.asm
	$(Q)$(NASM) -f elf32 -o $@ $<

$(O)/slate-pass1.elf: $(OBJS) $(O)/generated/no-symbols.o $(O)/generated/linker.lds
	$(Q)$(LINK) $(LDFLAGS) -T $(O)/generated/linker.lds -o $@ $(OBJS) $(O)/generated/no-symbols.o

$(O)/slate.elf: $(O)/generated/symbols.o $(O)/slate-pass1.elf
	$(call say,LINK,$@)
	$(Q)$(LINK) $(LDFLAGS) -T $(O)/generated/linker.lds -o $@ $(OBJS) $(O)/generated/symbols.o

clean:
	$(Q)rm -rf $(O)

help:
	@echo 'make            build $$(O)/slate.elf'
	@echo 'make clean      remove $$(O)'

-include $(OBJS:.o=.d)
-include tests/host/Makefile.inc
