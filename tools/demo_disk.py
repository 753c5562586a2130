#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Build the demo disk: an MBR with one FAT16 partition that holds a few text files.

The same bytes every time: volume serial, times and file order are fixed, so that `cksum sda` in
Slate can be compared with a number in a book.

usage: demo_disk.py OUTPUT FILE...
"""
import os
import struct
import sys

SECTOR = 512
DISK_SECTORS = 16 * 2048          # 16 MiB
PART_START = 2048                 # 1 MiB alignment
PART_SECTORS = DISK_SECTORS - PART_START
RESERVED = 1
FATS = 2
ROOT_ENTRIES = 512
CLUSTER_SECTORS = 4
VOLUME_SERIAL = 0x51A7E001
# 2024-01-01 00:00:00 in FAT's packed form.
FAT_DATE = (2024 - 1980) << 9 | 1 << 5 | 1
FAT_TIME = 0


def fat_sectors():
    """Sectors of one FAT: enough 16-bit entries for every cluster it leaves."""
    size = 1
    while True:
        data = PART_SECTORS - RESERVED - FATS * size - ROOT_ENTRIES * 32 // SECTOR
        if (data // CLUSTER_SECTORS + 2) * 2 <= size * SECTOR:
            return size
        size += 1


def boot_sector(fat_size):
    sector = bytearray(SECTOR)
    sector[0:3] = b"\xeb\x3c\x90"
    sector[3:11] = b"SLATE1.0"
    struct.pack_into("<HBHBHHBHHHII", sector, 11, SECTOR, CLUSTER_SECTORS, RESERVED, FATS,
                     ROOT_ENTRIES, PART_SECTORS if PART_SECTORS < 65536 else 0, 0xF8, fat_size, 32, 64,
                     PART_START, PART_SECTORS if PART_SECTORS >= 65536 else 0)
    struct.pack_into("<BBBI11s8s", sector, 36, 0x80, 0, 0x29, VOLUME_SERIAL, b"SLATE DEMO ", b"FAT16   ")
    sector[510:512] = b"\x55\xaa"
    return sector


def short_name(path, taken):
    base, _, ext = os.path.basename(path).upper().partition(".")
    name = (base[:8].ljust(8) + ext[:3].ljust(3)).encode("ascii")
    if name in taken:
        sys.exit(f"demo_disk: two files are called {name.decode()!r} in 8.3 form")
    taken.add(name)
    return name


def mbr():
    sector = bytearray(SECTOR)
    struct.pack_into("<I", sector, 440, VOLUME_SERIAL)
    struct.pack_into("<B3sB3sII", sector, 446, 0, b"\xfe\xff\xff", 0x0E, b"\xfe\xff\xff", PART_START,
                     PART_SECTORS)
    sector[510:512] = b"\x55\xaa"
    return sector


def build(paths):
    fat_size = fat_sectors()
    fat = bytearray(fat_size * SECTOR)
    root = bytearray(ROOT_ENTRIES * 32)
    data = bytearray()
    struct.pack_into("<HH", fat, 0, 0xFFF8, 0xFFFF)
    struct.pack_into("<11sB", root, 0, b"SLATE DEMO ", 0x08)
    cluster, entry, taken = 2, 1, set()
    for path in paths:
        with open(path, "rb") as source:
            content = source.read()
        count = max(1, -(-len(content) // (CLUSTER_SECTORS * SECTOR)))
        struct.pack_into("<11sBBBHHHHHHHI", root, entry * 32, short_name(path, taken), 0x20, 0, 0,
                         FAT_TIME, FAT_DATE, FAT_DATE, 0, FAT_TIME, FAT_DATE, cluster, len(content))
        for i in range(count):
            following = 0xFFFF if i == count - 1 else cluster + i + 1
            struct.pack_into("<H", fat, (cluster + i) * 2, following)
        data += content.ljust(count * CLUSTER_SECTORS * SECTOR, b"\0")
        cluster += count
        entry += 1
    volume = boot_sector(fat_size) + fat * FATS + root + data
    image = mbr().ljust(PART_START * SECTOR, b"\0") + volume
    return bytes(image).ljust(DISK_SECTORS * SECTOR, b"\0")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    with open(sys.argv[1], "wb") as output:
        output.write(build(sys.argv[2:]))


if __name__ == "__main__":
    main()
