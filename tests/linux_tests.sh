#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Linux's own memory tests on Slate, unmodified, judged by what they give on Linux 6.1:
#   tools/testing/memblock            on the host, with mm/memblock.c
#   lib/test_free_pages.c             in QEMU, built in by EXTRA
#   lib/test_meminit.c                with init_on_alloc, with init_on_free, and with neither (must fail)
#   lib/test_vmalloc.c                with vmalloc=256M
#   lib/slub_kunit.c                  with slab=slub and slab=slab
#
# They come from the Debian package linux-source-6.1 (installed if it can be had; or LINUX_SOURCE, an
# unpacked tree) and are built in OUT; nothing of them is kept here.
#
# usage: linux_tests.sh OUT;  the last line is `N passed, N failed, N skipped`
set -eu
# The kernel build switches the built-in rules off; these Makefiles live by them.
unset MAKEFLAGS MFLAGS MAKELEVEL

out=${1:?usage: linux_tests.sh OUT}
archive=/usr/src/linux-source-6.1.tar.xz
tree=$out/linux-tests
passed=0
failed=0

# Fetch what Debian has, where that is possible.
want_package() {
	command -v apt-get >/dev/null 2>&1 || return 0
	sudo=
	[ "$(id -u)" -eq 0 ] || sudo="sudo -n"
	echo "linux-tests: installing $1" >&2
	DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$1" >&2 2>/dev/null ||
		{ $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq \
		  --no-install-recommends "$1"; } >&2 2>/dev/null || true
}

has_urcu() {
	echo "#include <urcu/uatomic.h>" | gcc -E - >/dev/null 2>&1
}

skip() {
	echo "linux-tests: skipped: $1"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
}

has_urcu || want_package liburcu-dev
[ -n "${LINUX_SOURCE:-}" ] || [ -e $archive ] || want_package linux-source-6.1
has_urcu || skip "no liburcu (package liburcu-dev), which the tests include"
rm -rf "$tree"
mkdir -p "$tree"
if [ -n "${LINUX_SOURCE:-}" ]; then
	(cd "$LINUX_SOURCE" && tar cf - tools/testing/memblock tools/testing/selftests/kselftest.h tools/include tools/arch/x86/include tools/lib include arch/x86/include mm lib) |
		tar xf - -C "$tree"
elif [ -e $archive ]; then
	top=linux-source-6.1
	tar xf $archive -C "$tree" --strip-components=1 $top/tools/testing/memblock \
		$top/tools/testing/selftests/kselftest.h $top/tools/include $top/tools/lib \
		$top/tools/arch/x86/include $top/include $top/arch/x86/include $top/mm $top/lib
else
	skip "no Linux source (package linux-source-6.1, or LINUX_SOURCE=tree)"
fi

# run_all FLAGS EXPECTED: build with make flags FLAGS, run with each option; EXPECTED tests must pass.
run_all() {
	dir=$tree/tools/testing/memblock
	make -s -C "$dir" clean
	# shellcheck disable=SC2086
	make -s -C "$dir" $1 >"$tree/build.log" 2>&1 || tail -n 5 "$tree/build.log"
	for options in "" "-m"; do
		# shellcheck disable=SC2086
		(cd "$dir" && ./main -v $options) >"$tree/run.log" 2>&1 || tail -n 5 "$tree/run.log"
		got=$(grep -c '^ok' "$tree/run.log") || true
		echo "linux-tests: memblock ${1:-plain} $options: $got of $2 pass"
		passed=$((passed + got))
		failed=$((failed + $2 - got))
	done
}

# verdict NAME CONDITION...: count one result.
verdict() {
	name=$1
	shift
	if "$@"; then
		echo "linux-tests: $name: as on Linux"
		passed=$((passed + 1))
	else
		echo "linux-tests: $name: NOT as on Linux; log: $log"
		failed=$((failed + 1))
	fi
}

says() {
	grep -aqE "$1" "$log"
}

# build FILES: an image with these files of lib/; boot NAME APPEND MEMORY: run it, output to $log.
build() {
	extra=
	for file in "$@"; do
		extra="$extra $tree/lib/$file"
	done
	make -s -j"$(nproc)" O="$out/linux-extra" CCACHE="$(command -v ccache)" EXTRA="$extra" \
		>"$tree/build.log" 2>&1 || { tail -n 20 "$tree/build.log"; return 1; }
}

boot() {
	log=$out/linux-tests-$1.log
	code=0
	timeout 240 qemu-system-x86_64 -accel tcg -cpu max -m "$3" -kernel "$out/linux-extra/slate.elf" \
		-append "$2" -display none -serial stdio -monitor none -no-reboot \
		-device isa-debug-exit,iobase=0xf4,iosize=0x04 </dev/null >"$log" 2>&1 || code=$?
	[ "$code" -eq 33 ] || echo "linux-tests: $1: QEMU's exit code is $code"
}

cp mm/memblock.c "$tree/mm/memblock.c"
# What Linux 6.1's own mm/memblock.c passes.
run_all "" 150
run_all "NUMA=1 MEMBLOCK_DEBUG=1" 202

# Two million blocks of 32 KiB: in an image of its own, so that nothing wipes them at each boot below.
if build test_free_pages.c; then
	boot free_pages "" 512M
	verdict "test_free_pages" says "extra: test_free_pages: init returned 0"
	verdict "test_free_pages leaves nothing" says "extra: test_free_pages: leaked 0 pages"
else
	failed=$((failed + 2))
fi
if build test_meminit.c; then
	boot init_on_alloc init_on_alloc=1 512M
	verdict "test_meminit, init_on_alloc=1" says "test_meminit: all 131 tests passed!"
	boot init_on_free init_on_free=1 512M
	verdict "test_meminit, init_on_free=1" says "test_meminit: all 131 tests passed!"
	boot init_on_free-slob "init_on_free=1 slab=slob" 512M
	verdict "test_meminit, init_on_free=1 slab=slob" says "test_meminit: all 131 tests passed!"
	boot init_off "" 512M
	verdict "test_meminit fails without either" says "extra: test_meminit: init returned -22"
else
	failed=$((failed + 4))
fi
if build test_vmalloc.c; then
	boot vmalloc "vmalloc=256M test_vmalloc.test_loop_count=20000" 1G
	for test in fix_size_alloc full_fit_alloc long_busy_list_alloc random_size_alloc fix_align_alloc \
		random_size_align_alloc pcpu_alloc kvfree_rcu_1_arg_vmalloc kvfree_rcu_2_arg_vmalloc; do
		verdict "test_vmalloc: ${test}_test" says "Summary: ${test}_test passed: 1 failed: 0"
	done
	# It asks for alignments up to 2 GiB, which no 32-bit machine has: on Linux it fails as well.
	verdict "test_vmalloc: align_shift_alloc_test fails" says "Summary: align_shift_alloc_test passed: 0 failed: 1"
	verdict "test_vmalloc leaves nothing" says "extra: test_vmalloc: leaked 0 pages"
else
	failed=$((failed + 11))
fi
# Alone in its folder: "../mm/slab.h" is to be Slate's.
mkdir -p "$tree/apart/lib"
cp "$tree/lib/slub_kunit.c" "$tree/apart/lib"
if build ../apart/lib/slub_kunit.c; then
	for allocator in slub slab; do
		boot "slub_kunit-$allocator" "slab=$allocator" 128M
		verdict "slub_kunit, slab=$allocator" says "Totals: pass:5 fail:0 skip:0 total:5"
	done
else
	failed=$((failed + 2))
fi
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
