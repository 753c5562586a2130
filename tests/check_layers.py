#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fail on any arrow that points up: a symbol or a private header of a higher floor.

Objects tell who defines and who uses a symbol (nm); sources tell who includes whose private header.
Public headers only declare, so they have no floor; what matters is where the definition stands.

usage: check_layers.py --nm NM --objects DIR tests/layers.txt
"""
import argparse
import os
import re
import subprocess
import sys


class Layers:
    """tests/layers.txt, read."""

    def __init__(self, path):
        self.floors, self.allowed, self.everywhere = [], set(), set()
        with open(path, encoding="ascii") as lines:
            for number, line in enumerate(lines, 1):
                words = line.split("#")[0].split(None, 3)
                if not words:
                    continue
                if words[0] == "allow" and len(words) == 4:
                    self.allowed.add((words[1], words[2]))
                elif words[0] == "everywhere" and len(words) > 2:
                    self.everywhere.add(words[1])
                elif words[0].isdigit() and len(words) == 2:
                    self.floors.append((words[1], int(words[0])))
                else:
                    sys.exit(f"{path}:{number}: not a line that this file may hold: {line.strip()}")
        self.floors.sort(key=lambda entry: -len(entry[0]))

    def floor(self, path):
        """Floor of a source file; the longest prefix in the list decides."""
        for prefix, floor in self.floors:
            if path.startswith(prefix):
                return floor
        return None


def objects(folder):
    """Pairs of source path and object path below @folder."""
    for here, _, names in os.walk(folder):
        for name in names:
            if name.endswith((".c.o", ".asm.o")):
                path = os.path.join(here, name)
                yield os.path.relpath(path, folder)[:-2], path


def symbols(nm, path):
    """Global symbols that an object defines, and those it needs."""
    defined, needed = set(), set()
    output = subprocess.run([nm, path], capture_output=True, text=True, check=True).stdout
    for line in output.splitlines():
        kind, name = line.split()[-2:]
        if kind == "U":
            needed.add(name)
        elif kind.isupper():
            defined.add(name)
    return defined, needed


def symbol_arrows(layers, nm, folder):
    """Uses of symbols that a higher floor defines."""
    tables = {source: symbols(nm, path) for source, path in sorted(objects(folder))
              if os.path.exists(source)}
    home = {name: source for source, (defined, _) in tables.items() for name in defined}
    for source, (_, needed) in tables.items():
        floor = layers.floor(source)
        if floor is None:
            yield f"{source}: stands on no floor"
            continue
        for name in sorted(needed - layers.everywhere):
            above = layers.floor(home[name]) if name in home else None
            if above is not None and above > floor and (source, name) not in layers.allowed:
                yield f"{source} (floor {floor}) uses {name} of {home[name]} (floor {above})"


PRIVATE = re.compile(r'^#include "([^"]+)"')


def include_arrows(layers):
    """Includes of a private header of a higher floor."""
    listed = subprocess.run(["git", "ls-files", "*.c", "*.h"], capture_output=True, text=True, check=True)
    for source in listed.stdout.split():
        floor = layers.floor(source)
        if floor is None or source.startswith("tests/"):
            continue
        with open(source, encoding="utf-8") as lines:
            for line in lines:
                found = PRIVATE.match(line)
                if not found:
                    continue
                header = os.path.normpath(os.path.join(os.path.dirname(source), found.group(1)))
                above = layers.floor(header)
                if above is not None and above > floor and (source, header) not in layers.allowed:
                    yield f"{source} (floor {floor}) includes {header} (floor {above})"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nm", default="nm")
    parser.add_argument("--objects", required=True)
    parser.add_argument("layers")
    options = parser.parse_args()
    layers = Layers(options.layers)
    arrows = list(symbol_arrows(layers, options.nm, options.objects)) + list(include_arrows(layers))
    for arrow in arrows:
        print("check-layers:", arrow)
    print(f"check-layers: {len(arrows)} arrows point up")
    return 1 if arrows else 0


if __name__ == "__main__":
    sys.exit(main())
