# SPDX-License-Identifier: MIT
# The demo disk that `make run` puts on IDE: the same bytes on every machine.
$(O)/demo.img: tools/demo-disk.py README.md ARCHITECTURE.md
	$(call say,DISK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)python3 tools/demo-disk.py $@ README.md ARCHITECTURE.md

# A disk that Slate may write: boot with `disk.write=SCRATCH` and give the drive that serial.
SCRATCH_SIZE ?= 64M
.PHONY: scratch-disk
scratch-disk: $(O)/scratch.img
$(O)/scratch.img: tools/scratch-disk.py
	$(call say,DISK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)python3 tools/scratch-disk.py $@ $(SCRATCH_SIZE)
