# SPDX-License-Identifier: MIT
# The demo disk that `make run` puts on IDE: the same bytes on every machine.
$(O)/demo.img: tools/demo-disk.py README.md ARCHITECTURE.md
	$(call say,DISK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)python3 tools/demo-disk.py $@ README.md ARCHITECTURE.md
