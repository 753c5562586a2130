#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""
Race the object allocators: one boot each, one table.

Speed is counted in instructions (-icount shift=0), exact and the same on every machine; memory in bytes
an object, and in percent of the live bytes after churn. The last column of a loop is SLAB's figure
divided by SLUB's.

usage: bench_slab.py [--elf FILE] [--skip-slob-churn] [--gate]
With --gate a speed of SLAB beyond 1.5 times SLUB's is a failure, as is a boot that does not end well.
"""
import argparse
import sys

from bench import COUNTED, SUCCESS, boot

ALLOCATORS = ("slub", "slab", "slob")
LIMIT = 1.5


def measure(options, allocator):
    """Boot with one allocator. Returns {loop: (figure, unit)}."""
    globs = ["slab"]
    if allocator == "slob" and options.skip_slob_churn:
        globs = ["km*_pair", "kz*", "kmem*", "mempool*", "slab_*"]
    figures = {}
    for glob in globs:
        code, lines = boot(options.elf, COUNTED, "1G",
                           "quiet slab=%s bench=%s bench.unit=insn" % (allocator, glob), options.timeout)
        if code != SUCCESS:
            sys.exit("bench_slab: slab=%s bench=%s ended with code %s" % (allocator, glob, code))
        for line in lines:
            words = line.split()
            if len(words) == 6 and words[0] == "BENCH":
                figures[words[1]] = (int(words[2]), words[5])
    return figures


def show(results):
    """Print the table. Returns the loops where SLAB is beyond the limit."""
    beyond = []
    print("%-24s %8s %8s %8s  %-12s %9s" % ("", "SLUB", "SLAB", "SLOB", "", "SLAB/SLUB"))
    for name, (slub, unit) in results["slub"].items():
        slab = results["slab"][name][0]
        slob = results["slob"].get(name, ("-",))[0]
        print("%-24s %8s %8s %8s  %-12s %9.2f" % (name, slub, slab, slob, unit, slab / slub))
        if unit == "insn/op" and slab > LIMIT * slub:
            beyond.append(name)
    return beyond


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--elf", default="build/slate.elf")
    parser.add_argument("--timeout", type=int, default=900)
    parser.add_argument("--skip-slob-churn", action="store_true")
    parser.add_argument("--gate", action="store_true")
    options = parser.parse_args()
    beyond = show({allocator: measure(options, allocator) for allocator in ALLOCATORS})
    for name in beyond:
        print("bench_slab: %s: SLAB takes more than %.1f times what SLUB takes" % (name, LIMIT))
    return 1 if options.gate and beyond else 0


if __name__ == "__main__":
    sys.exit(main())
