#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make a scratch disk: one that Slate may write when it is told `disk.write=<tail of its serial>`.

The signature (see drivers/block/scratch.c) goes into the first and the last sector and declares the window
of sectors that may be written: all but a margin at each end.

usage: scratch-disk.py IMAGE SIZE[K|M|G] [--window FIRST:COUNT]   a new file of zeros, signed; in place of a file
                                                                  that is there, if that is a scratch disk
       scratch-disk.py --sign PATH [--window FIRST:COUNT]         an existing image or device; refused unless
                                                                  its margins hold nothing but zeros
"""
import argparse
import os
import struct
import sys
import uuid
import zlib

SECTOR = 512
MARGIN = 512  # sectors at each end, as in drivers/block/scratch.h
MAGIC = b"SLATE SCRATCH 1\n"


def signature(disk_sectors, first, count, here, ident):
    """One sector that says: sectors first to first+count-1 of this disk may be written."""
    head = MAGIC + ident.bytes + struct.pack("<QQQQ", disk_sectors, first, count, here)
    return (head + struct.pack("<I", zlib.crc32(head))).ljust(SECTOR, b"\0")


def parse_size(text):
    units = {"K": 10, "M": 20, "G": 30}
    if text[-1:].upper() in units:
        return int(text[:-1]) << units[text[-1].upper()]
    return int(text)


def sign(disk, size_bytes, window, ident):
    sectors = size_bytes // SECTOR
    if size_bytes % SECTOR or sectors <= 2 * MARGIN:
        sys.exit(f"scratch-disk: {size_bytes} bytes: not whole sectors, or less than the margins")
    first, count = window or (MARGIN, sectors - 2 * MARGIN)
    for here in (0, sectors - 1):
        disk.seek(here * SECTOR)
        disk.write(signature(sectors, first, count, here, ident))
    return sectors, first, count


def margins_are_empty(disk, size_bytes):
    for at in (0, size_bytes - MARGIN * SECTOR):
        disk.seek(at)
        if disk.read(MARGIN * SECTOR).strip(b"\0"):
            return False
    return True


def may_be_replaced(path):
    """Is there nothing at @path that anybody could miss: no file, an empty one, zeros, or a scratch disk?"""
    if not os.path.exists(path):
        return True
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as disk:
        if disk.read(len(MAGIC)) == MAGIC:
            return True
        size_bytes = disk.seek(0, os.SEEK_END)
        return margins_are_empty(disk, max(size_bytes, MARGIN * SECTOR))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sign", action="store_true")
    parser.add_argument("--window")
    parser.add_argument("--uuid", type=uuid.UUID)
    parser.add_argument("path")
    parser.add_argument("size", nargs="?")
    options = parser.parse_args()
    window = tuple(int(n) for n in options.window.split(":")) if options.window else None
    ident = options.uuid or uuid.uuid4()
    if options.sign == bool(options.size):
        parser.error("either IMAGE SIZE or --sign PATH")
    if options.sign:
        with open(options.path, "r+b") as disk:
            size_bytes = disk.seek(0, os.SEEK_END)
            if size_bytes <= 2 * MARGIN * SECTOR or not margins_are_empty(disk, size_bytes):
                sys.exit(f"scratch-disk: {options.path}: too small, or there is something in its margins: not signed")
            result = sign(disk, size_bytes, window, ident)
    else:
        if not may_be_replaced(options.path):
            sys.exit(f"scratch-disk: {options.path}: is there and no scratch disk: left as it is")
        size_bytes = parse_size(options.size)
        with open(options.path, "wb") as disk:
            disk.truncate(size_bytes)
            result = sign(disk, size_bytes, window, ident)
    print("%s: scratch disk of %d sectors, window %d+%d, uuid %s" % (options.path, *result, ident))


if __name__ == "__main__":
    main()
