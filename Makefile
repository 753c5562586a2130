# SPDX-License-Identifier: MIT
#
# Slate's build. `make help` lists what there is to make.
#
# O=DIR       everything that is made goes there, and nothing anywhere else (default: build)
# CROSS=      toolchain prefix; probed: i686-linux-gnu-, i686-elf-, else the host's gcc -m32
# LLVM=1      clang and ld.lld instead
# EXTRA="a.c b.c"  link these external files in and run them after the boot (ARCHITECTURE.md, "External source");
#             EXTRA_INCLUDE="dir..." is searched first, EXTRA_CFLAGS="..." comes last

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
# A cache lies outside O, where an EXTRA build promises to write nothing.
CCACHE ?= $(if $(EXTRA),,$(call have,ccache))
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
  # %hhd is asked to cut an int down here; clang takes that for a mistake.
  CFLAGS_tests/test_format.c := -Wno-format
  WARNINGS += -Wno-initializer-overrides -Wno-gnu-variable-sized-type-not-at-end -Wno-address-of-packed-member
endif
KFLAGS := -std=gnu11 -m32 -march=i686 -mregparm=3 -mgeneral-regs-only -ffreestanding -O2 -g \
	  -fno-pic -fno-pie -fno-omit-frame-pointer -fno-optimize-sibling-calls \
	  -fno-asynchronous-unwind-tables -fcf-protection=none \
	  -fno-strict-aliasing -fno-strict-overflow -fno-common -fno-delete-null-pointer-checks \
	  -fstack-protector-strong -mstack-protector-guard=global
# Nothing here needs a stack aligned to more than a word: no calls pay for keeping it so.
ifdef LLVM
  KFLAGS += -mstack-alignment=4
else
  KFLAGS += -fno-ipa-icf -mpreferred-stack-boundary=2
endif
CFLAGS := $(KFLAGS) $(WARNINGS) -Werror
# Flags of single files. A fast path ends in a jump to its slow path and needs no frame of its own.
FAST_PATH := -foptimize-sibling-calls -momit-leaf-frame-pointer -mtune=generic
CFLAGS_mm/page_alloc.c := $(FAST_PATH)
CFLAGS_mm/page_forms.c := $(FAST_PATH)
CFLAGS_mm/slub.c := $(FAST_PATH)
CFLAGS_mm/slub_free.c := $(FAST_PATH)
CFLAGS_mm/kmalloc.c := $(FAST_PATH)
CFLAGS_mm/slab_magazine.c := $(FAST_PATH)
CFLAGS_mm/kmap.c := $(FAST_PATH)
CFLAGS_mm/kmap_local.c := $(FAST_PATH)
CFLAGS_mm/vmalloc.c := $(FAST_PATH)
CFLAGS_mm/vmap.c := $(FAST_PATH)
CFLAGS_mm/vmap_area.c := $(FAST_PATH)
CFLAGS_mm/vmap_space.c := $(FAST_PATH)
CFLAGS_mm/mempool.c := $(FAST_PATH)
CFLAGS_mm/dma/mapping.c := $(FAST_PATH)
CFLAGS_mm/dma/bounce.c := $(FAST_PATH)
CFLAGS_mm/dma/pool.c := $(FAST_PATH)
LDFLAGS := -static -nostdlib --build-id=none -z max-page-size=4096 -z noexecstack --no-warn-rwx-segments
ifdef LLVM
  LDFLAGS := $(filter-out --no-warn-rwx-segments,$(LDFLAGS))
endif

# --- Sources, floor by floor: link order is the order of initcalls and self-tests ------------------
FLOORS := kernel/lib boot arch/x86 kernel/core mm mm/dma kernel/fs $(sort $(patsubst %/,%,$(wildcard drivers/*/))) kernel
TEST_ORDER := string format list rbtree bitmap bitmap_text div64 kstrtox overflow
TEST_SRCS = $(filter $(TEST_ORDER:%=tests/test_%.c),$(TEST_FILES)) \
	    $(filter-out $(TEST_ORDER:%=tests/test_%.c),$(TEST_FILES))
TEST_FILES := $(sort $(wildcard tests/test_*.c))
SRCS := $(foreach d,$(FLOORS),$(sort $(wildcard $(d)/*.c) $(wildcard $(d)/*.asm))) \
	$(sort $(wildcard tests/bench/*.c)) $(TEST_SRCS)
OBJS := $(patsubst %,$(O)/obj/%.o,$(SRCS))

# --- External source: objects named after the whole path, so that equal base names do not collide ----
extra_obj = $(O)/extra/$(subst /,_,$(subst ..,_,$(basename $(1)))).o
EXTRA_OBJS := $(foreach f,$(EXTRA),$(call extra_obj,$(f)))
EXTRA_CPPFLAGS = -nostdinc $(addprefix -I,$(EXTRA_INCLUDE)) $(INCLUDES) -D__KERNEL__ -DSLATE_EXTRA \
		 -include include/linux/kconfig.h
EXTRA_KFLAGS := $(KFLAGS) $(WARNINGS) -Wno-pointer-sign \
		-Werror=implicit-function-declaration -Werror=implicit-int

define EXTRA_RULE
$(call extra_obj,$(1)): $(1) $(O)/extra/.flags
	$(call say,EXTRA,$(1))
	$(Q)$(CCACHE) $(CC) $(EXTRA_CPPFLAGS) -DKBUILD_MODNAME='"$(subst -,_,$(notdir $(basename $(1))))"' \
		-DKBUILD_BASENAME='"$(subst -,_,$(notdir $(basename $(1))))"' $(EXTRA_KFLAGS) $(EXTRA_CFLAGS) \
		-MMD -MP -c -o $$@ $(1)
endef

.PHONY: all clean help FORCE
all: $(O)/slate.elf
$(foreach f,$(EXTRA),$(eval $(call EXTRA_RULE,$(f))))

# Changes when what is asked for changes, so that objects and image are made anew then, and only then.
$(O)/extra/.flags: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)echo '$(EXTRA) | $(EXTRA_INCLUDE) | $(EXTRA_CFLAGS)' | cmp -s - $@ || \
		echo '$(EXTRA) | $(EXTRA_INCLUDE) | $(EXTRA_CFLAGS)' >$@

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

$(O)/slate-pass1.elf: $(OBJS) $(EXTRA_OBJS) $(O)/extra/.flags $(O)/generated/no-symbols.o $(O)/generated/linker.lds
	$(Q)$(LINK) $(LDFLAGS) -T $(O)/generated/linker.lds -o $@ $(OBJS) $(EXTRA_OBJS) $(O)/generated/no-symbols.o

$(O)/slate.elf: $(O)/generated/symbols.o $(O)/slate-pass1.elf
	$(call say,LINK,$@)
	$(Q)$(LINK) $(LDFLAGS) -T $(O)/generated/linker.lds -o $@ $(OBJS) $(EXTRA_OBJS) $(O)/generated/symbols.o

# --- Images ------------------------------------------------------------------------------------
# One hybrid image: CD and USB stick, BIOS, UEFI 32 and 64. $(1) boot menu, $(2) extra words for the kernel
define MAKE_ISO
	$(call say,ISO,$@)
	$(Q)rm -rf $@.root && mkdir -p $@.root/boot/grub
	$(Q)cp $(O)/slate.elf $@.root/boot/slate.elf
	$(Q)sed 's|@APPEND@|$(2)|' $(1) >$@.root/boot/grub/grub.cfg
	$(Q)grub-mkrescue --locales= --themes= --fonts= -o $@ $@.root -- -boot_image any mbr_force_bootable=on \
		>$@.log 2>&1 || { cat $@.log; false; }
endef

$(O)/slate.iso: $(O)/slate.elf iso/boot/grub/grub.cfg
	$(call MAKE_ISO,iso/boot/grub/grub.cfg,)

$(O)/test.iso: $(O)/slate.elf tests/test.cfg
	$(call MAKE_ISO,tests/test.cfg,)

# What `make run` boots: the same, with the parameters asked for.
$(O)/run.iso: $(O)/slate.elf iso/boot/grub/grub.cfg FORCE
	$(call MAKE_ISO,iso/boot/grub/grub.cfg,$(strip $(if $(SLAB),slab=$(SLAB)) $(APPEND)))

include tools/demo-disk.mk
include tools/module.mk

# --- Running -----------------------------------------------------------------------------------
ACCEL ?= tcg
MEM ?= 1G
SMP ?= 1
MACHINE ?= pc
CPU ?= max
APPEND ?=
SLAB ?=
QEMU ?= qemu-system-x86_64
QEMU_FLAGS = -accel $(ACCEL) -M $(MACHINE) -cpu $(CPU) -m $(MEM) -smp $(SMP) -no-reboot \
	     -device isa-debug-exit,iobase=0xf4,iosize=0x04 $(QEMU_EXTRA)
RUN_FLAGS = $(QEMU_FLAGS) -display none -serial mon:stdio -cdrom $(O)/run.iso -boot d \
	    -drive file=$(O)/demo.img,format=raw,if=none,id=demo,snapshot=on -device ide-hd,drive=demo,bus=ide.0,unit=0

.PHONY: packages-build packages-run packages-test iso run debug test test-all bench linux-tests
# Named one by one: make looks for no pattern rule where a target is phony.
packages-build packages-run packages-test: packages-%:
	@CROSS=$(CROSS) tools/install-packages.sh $*

iso: packages-run
	$(Q)$(MAKE) $(O)/slate.iso

# QEMU's exit code 33 is success: see ARCHITECTURE.md, "Exit protocol".
run: packages-run
	$(Q)$(MAKE) $(O)/run.iso $(O)/demo.img
	@echo 'slate: Ctrl-A X leaves QEMU; "help" lists the commands'
	$(Q)$(QEMU) $(RUN_FLAGS) || { code=$$?; [ $$code -eq 33 ] || { echo "slate: QEMU exit code $$code"; exit 1; }; }

debug: packages-run
	$(Q)$(MAKE) $(O)/run.iso $(O)/demo.img
	@# The 32-bit emulator: gdb cannot follow the 64-bit one's registers into a 32-bit kernel.
	@echo 'slate: waiting for gdb; in another terminal: gdb -nx -x .gdbinit'
	$(Q)qemu-system-i386 $(RUN_FLAGS) -s -S

# test-all: the same with the rows of tests/run_all.py, the checks, ten times the rounds of random host tests and a
# minute for each fuzzer: an hour or so.
test: RUNNER := tests/run.py
test-all: RUNNER := tests/run_all.py
test-all: FUZZ_SECONDS := 60
test-all: export HOST_SCALE := 10
test-all: check
test test-all: packages-test
	$(Q)$(MAKE) $(O)/slate.elf $(O)/test.iso
	$(Q)mkdir -p $(O)/modules && cp tests/modules/*.c $(O)/modules && $(MAKE) -s module M=$(O)/modules
	$(Q){ $(MAKE) -s -j$$(nproc) host-test 2>&1 || echo '0 passed, 1 failed'; } | tee $(O)/host-test.log
	$(Q){ tests/linux_tests.sh $(abspath $(O)) || true; } | tee $(O)/linux-tests.log
	$(Q)$(if $(filter test-all,$@),$(MAKE) -s fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) >$(O)/fuzz.log 2>&1 || \
		{ tail -n 20 $(O)/fuzz.log; false; })
	$(Q)python3 $(RUNNER) --out $(O)/logs --elf $(O)/slate.elf --test-iso $(O)/test.iso \
		--also "$$(tail -n 1 $(O)/host-test.log)" --also "$$(tail -n 1 $(O)/linux-tests.log)" $(ROWS)

# Every fault that QEMU can make a disk have, by every way to reach it; `make test` has the short form.
.PHONY: disk-faults
disk-faults: packages-test
	$(Q)$(MAKE) $(O)/slate.elf
	$(Q)python3 tests/disk_faults.py --out $(O)/logs/faults --elf $(O)/slate.elf $(FAULTS)

# 10,000 transfers, each checked from outside: guest memory and disk are files; `make test` has a short form.
.PHONY: disk-witness
disk-witness: packages-test
	$(Q)$(MAKE) $(O)/slate.elf
	$(Q)python3 tests/witness.py --out $(O)/logs/witness --elf $(O)/slate.elf $(WITNESS)

# Linux's own tests of what Slate has too; skipped with a reason where their source is not there.
linux-tests:
	$(Q)mkdir -p $(O) && tests/linux_tests.sh $(abspath $(O))

bench: packages-run
	$(Q)$(MAKE) $(O)/slate.elf
	$(Q)python3 tests/bench.py --elf $(O)/slate.elf $(BENCH)

# The allocators of objects beside each other: speed, memory an object, what is held after churn.
.PHONY: bench-slab
bench-slab: packages-run
	$(Q)$(MAKE) $(O)/slate.elf
	$(Q)python3 tests/bench_slab.py --elf $(O)/slate.elf $(BENCH)

# Disks beside Linux's figures, on an image in memory; BENCH="--way ide --boots 5" for some.
.PHONY: bench-disk
bench-disk: packages-run
	$(Q)$(MAKE) $(O)/slate.elf
	$(Q)python3 tests/bench_disk.py --elf $(O)/slate.elf $(BENCH)

# --- Keeping the house -------------------------------------------------------------------------
.PHONY: check check-headers check-layers format metrics disasm
check: check-headers check-layers

# Every public header compiles alone.
check-headers: $(O)/generated/.dir
	$(Q)for h in $$(git ls-files 'include/linux/*.h' 'include/kunit/*.h' 'include/slate/*.h' 'arch/x86/include/asm/*.h'); do \
		echo "#include \"$$h\"" | $(CC) $(CPPFLAGS) $(CFLAGS) -x c -fsyntax-only - || { echo "check-headers: $$h"; exit 1; }; \
	done; echo "check-headers: every public header compiles alone"

check-layers: $(O)/slate.elf
	$(Q)python3 tests/check_layers.py --nm $(NM) --objects $(O)/obj tests/layers.txt

format:
	$(Q)git ls-files '*.c' '*.h' | xargs clang-format -i

metrics:
	$(Q)git ls-files '*.c' '*.h' '*.asm' | xargs wc -l | sort -n | tail -n 15
	$(Q)size $(O)/slate.elf

disasm: $(O)/slate.elf
	$(Q)objdump -d -M intel --no-show-raw-insn $< >$(O)/slate.dis && echo $(O)/slate.dis

clean:
	$(Q)rm -rf $(O)

help:
	@echo 'make             build $$(O)/slate.elf (O=$(O))'
	@echo 'make iso         $$(O)/slate.iso: one image for CD and USB stick, BIOS and UEFI'
	@echo 'make run         boot it in QEMU through GRUB, console on this terminal'
	@echo '                 ACCEL=$(ACCEL) MEM=$(MEM) SMP=$(SMP) MACHINE=$(MACHINE) CPU=$(CPU) SLAB= APPEND= QEMU_EXTRA='
	@echo 'make debug       the same, waiting for gdb'
	@echo 'make module M=DIR loadable modules (DIR/*.ko) from the C files in DIR'
	@echo 'make test        host tests, then self-tests on many machines (ROWS="kernel-64M ..." for some)'
	@echo 'make test-all    and memory sizes, allocators, ten minutes of soak, all faults, nonsense on the console'
	@echo 'make disk-faults disks that fail, hang, vanish (FAULTS="--mode pio hang-read" for some)'
	@echo 'make disk-witness 10,000 transfers checked from outside (WITNESS="--memory 5G" ...)'
	@echo 'make host-test   only the programs that run here, with sanitizers'
	@echo 'make linux-tests Linux'\''s own tests of memblock, pages, memory initialisation and vmalloc'
	@echo 'make bench       the benchmarks in both clocks, beside Linux and the goals'
	@echo 'make bench-slab  SLUB, SLAB and SLOB beside each other: speed, memory, fragmentation'
	@echo 'make bench-disk  disks beside Linux'\''s figures'
	@echo 'make check       layers and headers;  make format, metrics, disasm'
	@echo 'make scratch-disk  $$(O)/scratch.img, a disk that may be written (SCRATCH_SIZE=$(SCRATCH_SIZE))'
	@echo 'make clean       remove $$(O)'
	@echo 'CROSS=$(CROSS) (toolchain prefix, probed)  LLVM=1 (clang and ld.lld)  Q= (show commands)'

-include $(OBJS:.o=.d) $(EXTRA_OBJS:.o=.d)
-include tests/host/Makefile.inc
