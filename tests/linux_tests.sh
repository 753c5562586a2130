#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Linux's own memblock tests on Slate's mm/memblock.c, both unmodified.
#
# The tests come from the package linux-source-6.1 (or LINUX_SOURCE, an unpacked tree) and are built in
# OUT; nothing of them is kept here.
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

skip() {
	echo "linux-tests: skipped: $1"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
}

echo "#include <urcu/uatomic.h>" | gcc -E - >/dev/null 2>&1 || skip "no liburcu (package liburcu-dev), which the tests include"
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

cp mm/memblock.c "$tree/mm/memblock.c"
# What Linux 6.1's own mm/memblock.c passes.
run_all "" 150
run_all "NUMA=1 MEMBLOCK_DEBUG=1" 202
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
