#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the demo disk: an MBR with one FAT16 partition that holds a few files.

Every run gives the same bytes: volume id, dates and contents are fixed. Needs nothing but Python.
usage: demo-disk.py IMAGE [FILE...]   (extra files are put into the root directory)
"""
import os
import struct
import sys

SECTOR = 512
DISK_SECTORS = 32 * 1024 * 2          # 32 MiB
PART_START = 2048                     # sectors, 1 MiB: where partitioning tools begin
PART_SECTORS = DISK_SECTORS - PART_START
CLUSTER_SECTORS = 4                   # 2 KiB
RESERVED = 1
FATS = 2
ROOT_ENTRIES = 512
ROOT_SECTORS = ROOT_ENTRIES * 32 // SECTOR
DATE = (2024 - 1980) << 9 | 1 << 5 | 1  # 1 January 2024
TIME = 12 << 11                       # noon


def fat_sectors():
    """Smallest FAT that has room for every cluster it leaves."""
    n = 1
    while True:
        data = PART_SECTORS - RESERVED - FATS * n - ROOT_SECTORS
        if (data // CLUSTER_SECTORS + 2) * 2 <= n * SECTOR:
            return n
        n += 1


def short_name(name):
    base, _, ext = name.upper().partition('.')
    return base[:8].ljust(8).encode() + ext[:3].ljust(3).encode()


def entry(name, attributes, cluster, size):
    return struct.pack('<11sBBBHHHHHHHI', name, attributes, 0, 0, TIME, DATE, DATE, 0, TIME, DATE,
                       cluster, size)


class Fat16:
    def __init__(self):
        self.fat_sectors = fat_sectors()
        clusters = (PART_SECTORS - RESERVED - FATS * self.fat_sectors - ROOT_SECTORS) // CLUSTER_SECTORS
        assert 4085 <= clusters < 65525, 'these sizes do not make a FAT16'
        self.fat = [0] * (self.fat_sectors * SECTOR // 2)
        self.fat[0:2] = [0xfff8, 0xffff]
        self.next = 2
        self.root = [entry(b'SLATE DEMO ', 0x08, 0, 0)]
        self.data = bytearray()

    def add(self, name, contents):
        size = CLUSTER_SECTORS * SECTOR
        count = max(1, -(-len(contents) // size))
        first = self.next
        for i in range(count):
            self.fat[first + i] = first + i + 1 if i + 1 < count else 0xffff
        self.next += count
        self.data += contents.ljust(count * size, b'\0')
        self.root.append(entry(short_name(name), 0x20, first, len(contents)))

    def boot_sector(self):
        sector = bytearray(SECTOR)
        struct.pack_into('<3s8sHBHBHHBHHHIIBBBI11s8s', sector, 0, b'\xeb\x3c\x90', b'SLATE1.0', SECTOR,
                         CLUSTER_SECTORS, RESERVED, FATS, ROOT_ENTRIES, 0, 0xf8, self.fat_sectors, 63,
                         16, PART_START, PART_SECTORS, 0x80, 0, 0x29, 0x51A7E001, b'SLATE DEMO ',
                         b'FAT16   ')
        sector[62:64] = b'\xeb\xfe'   # whoever boots it stays here
        sector[510:512] = b'\x55\xaa'
        return bytes(sector)

    def image(self):
        fat = struct.pack('<%dH' % len(self.fat), *self.fat)
        root = b''.join(self.root).ljust(ROOT_SECTORS * SECTOR, b'\0')
        assert len(root) == ROOT_SECTORS * SECTOR, 'too many files'
        whole = self.boot_sector() + fat * FATS + root + bytes(self.data)
        assert len(whole) <= PART_SECTORS * SECTOR, 'files do not fit'
        return whole.ljust(PART_SECTORS * SECTOR, b'\0')


def mbr():
    sector = bytearray(SECTOR)
    struct.pack_into('<I', sector, 440, 0x51A7E000)
    struct.pack_into('<B3sB3sII', sector, 446, 0x80, b'\x20\x21\x00', 0x06, b'\xfe\xff\xff', PART_START,
                     PART_SECTORS)
    sector[510:512] = b'\x55\xaa'
    return bytes(sector)


def pattern(size):
    """Bytes that no shift or swap maps to themselves: a linear congruence, high byte."""
    state, out = 12345, bytearray()
    while len(out) < size:
        state = (state * 1664525 + 1013904223) & 0xffffffff
        out.append(state >> 24)
    return bytes(out)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    fs = Fat16()
    fs.add('README.TXT', b'This disk was made by tools/demo-disk.py. Try `disks`, `cksum sda` and\n'
                         b'`hexdump sda 2048`, and compare with cksum and hexdump on the host.\n')
    fs.add('NUMBERS.TXT', b''.join(b'%d\n' % n for n in range(1, 20001)))
    fs.add('PATTERN.BIN', pattern(1 << 20))
    for path in sys.argv[2:]:
        with open(path, 'rb') as f:
            fs.add(os.path.basename(path), f.read())
    temporary = sys.argv[1] + '.new'
    with open(temporary, 'wb') as f:
        f.write(mbr())
        f.write(bytes((PART_START - 1) * SECTOR))
        f.write(fs.image())
    os.rename(temporary, sys.argv[1])


main()
