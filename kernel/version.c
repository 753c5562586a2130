// SPDX-License-Identifier: MIT
/* kernel/version.c: what this kernel is called, and what made it. Laid out as Linux's banner. */
#include <linux/stringify.h>
#include <slate/version.h>

const char slate_banner[] = "Slate version " CONFIG_VERSION " (compiler " __VERSION__
			    ") #1 i686 PAE HZ=" __stringify(CONFIG_HZ) "\n";
