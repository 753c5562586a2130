# SPDX-License-Identifier: MIT
#
# make module M=DIR: loadable modules from the C files in DIR, as DIR/NAME.ko. A Kbuild or Makefile there
# with obj-m (and NAME-objs or NAME-y for modules of several files) is read as Linux's kbuild reads it;
# without one each C file is a module. Included by the main Makefile.

ifdef M
KERNELRELEASE := 6.1.0-slate
obj-m :=
src := $(M)
obj := $(M)
MODULE_RULES := $(firstword $(wildcard $(M)/Kbuild $(M)/Makefile))
ifneq ($(MODULE_RULES),)
  include $(MODULE_RULES)
else
  obj-m := $(patsubst $(M)/%.c,%.o,$(sort $(wildcard $(M)/*.c)))
endif
MODULES := $(obj-m:.o=)
module_parts = $(addprefix $(M)/,$(or $($(1)-objs),$($(1)-y),$(1).o))

MODULE_CPPFLAGS := -nostdinc $(INCLUDES) -I$(M) -D__KERNEL__ -DMODULE -include include/linux/kconfig.h
MODULE_CFLAGS := $(filter-out -fno-omit-frame-pointer,$(EXTRA_KFLAGS)) -fno-omit-frame-pointer

define MODULE_PART
$(1:.o=.mod.o): $(1:.o=.c)
	$$(call say,CC [M],$$<)
	$$(Q)$$(CC) $$(MODULE_CPPFLAGS) -DKBUILD_MODNAME='"$(subst -,_,$(2))"' \
		-DKBUILD_BASENAME='"$(subst -,_,$(notdir $(1:.o=)))"' $$(MODULE_CFLAGS) $$(ccflags-y) $$(EXTRA_CFLAGS) \
		-MMD -MP -c -o $$@ $$<
endef
define MODULE_RULE
$(M)/$(1).ko: $(patsubst %.o,%.mod.o,$(call module_parts,$(1)))
	$$(call say,LD [M],$$@)
	$$(Q)$$(LINK) -r -o $$@ $$^
$(foreach part,$(call module_parts,$(1)),
$(call MODULE_PART,$(part),$(1)))
endef
$(foreach m,$(MODULES),$(eval $(call MODULE_RULE,$(m))))
-include $(foreach m,$(MODULES),$(patsubst %.o,%.mod.d,$(call module_parts,$(m))))
endif

.PHONY: module modules
module modules: $(O)/generated/.dir $(foreach m,$(MODULES),$(M)/$(m).ko)
	$(Q)[ -n "$(MODULES)" ] || { echo 'module: M=DIR names a folder with C files'; exit 1; }
