#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Make sure that the programs Slate is built and run with are there. Called by make; on Debian and Ubuntu
# it installs what is missing, elsewhere it names the packages.
#
# usage: install-packages.sh build|run|test
set -eu

what=${1:?usage: install-packages.sh build|run|test}
missing=

have() {
	command -v "$1" >/dev/null 2>&1
}

# need COMMAND DEBIAN-PACKAGE: note the package unless the command exists.
need() {
	have "$1" || missing="$missing $2"
}

need_file() {
	[ -e "$1" ] || missing="$missing $2"
}

need nasm nasm
need ld binutils
need awk mawk
have "${CROSS:-}gcc" || have i686-linux-gnu-gcc || have i686-elf-gcc || missing="$missing gcc"

if [ "$what" != build ]; then
	need qemu-system-x86_64 qemu-system-x86
	need qemu-system-i386 qemu-system-x86
	need grub-mkrescue grub-common
	need_file /usr/lib/grub/i386-pc/kernel.img grub-pc-bin
	need_file /usr/lib/grub/i386-efi/moddep.lst grub-efi-ia32-bin
	need_file /usr/lib/grub/x86_64-efi/moddep.lst grub-efi-amd64-bin
	need xorriso xorriso
	need mformat mtools
	need python3 python3
fi
if [ "$what" = test ]; then
	need_file /usr/share/OVMF/OVMF_CODE.fd ovmf
	# A 32-bit C library for host tests; the package conflicts with Debian's cross compiler.
	have i686-linux-gnu-gcc || need_file /usr/include/gnu/stubs-32.h gcc-multilib
fi

[ -n "$missing" ] || exit 0
missing=$(printf '%s\n' $missing | sort -u | tr '\n' ' ')

if have apt-get; then
	sudo=
	[ "$(id -u)" -eq 0 ] || sudo=sudo
	echo "slate: installing missing packages with $sudo apt-get: $missing" >&2
	export DEBIAN_FRONTEND=noninteractive
	$sudo apt-get update -qq
	# shellcheck disable=SC2086
	$sudo apt-get install -y -qq --no-install-recommends $missing >&2
	exit 0
fi

cat >&2 <<END
slate: these are missing (by their Debian names): $missing
  Fedora:   dnf install nasm gcc binutils gawk qemu-system-x86 grub2-tools-extra grub2-pc-modules \\
            grub2-efi-ia32-modules grub2-efi-x64-modules xorriso mtools edk2-ovmf python3 glibc-devel.i686
  Arch:     pacman -S nasm gcc binutils gawk qemu-system-x86 grub libisoburn mtools edk2-ovmf python lib32-glibc
  Homebrew: brew install nasm i686-elf-gcc i686-elf-grub qemu xorriso mtools gawk python
END
exit 1
