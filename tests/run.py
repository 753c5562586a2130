#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boot Slate in QEMU in many ways and judge each boot by what it promises.

A row passes when QEMU's exit code is the one expected (33: success; 35: a refusal that was asked for)
and, for self-tests, when every KTAP plan in the output is complete and nothing is "not ok". A triple
fault exits 0, a hang is ended after a time limit: both fail.

usage: run.py --out DIR --elf FILE --test-iso FILE [--also "N passed, N failed"] [--jobs N] [ROW...]
As many rows run at a time as there are CPUs; results are printed in the table's order. The last line is `N passed, N failed, N skipped`; --also adds counts of tests that ran before.
"""
import argparse
import concurrent.futures
import os
import random
import re
import shutil
import subprocess
import sys
import time

SUCCESS, REFUSED = 33, 35
TIME_LIMIT = 240  # seconds a boot
OVMF_CODE = "/usr/share/OVMF/OVMF_CODE.fd"
OVMF_VARS = "/usr/share/OVMF/OVMF_VARS.fd"
DISK_BYTES = 64 << 20


class Failure(Exception):
    """A row did not keep a promise; the text says which."""


def qemu(args, row, binary="qemu-system-x86_64", limit=None):
    """Run one machine, @limit seconds at most (TIME_LIMIT); returns its output. Raises Failure unless it ends with the row's code."""
    command = [binary, "-accel", "tcg", "-display", "none", "-serial", "stdio", "-monitor", "none",
               "-no-reboot", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"] + args
    log = os.path.join(row.out, row.name + ".log")
    limit = limit or TIME_LIMIT
    started = time.time()
    with open(log, "wb") as output:
        output.write((" ".join(command) + "\n").encode())
        output.flush()
        try:
            code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output,
                                  stderr=subprocess.STDOUT, timeout=limit, check=False).returncode
        except subprocess.TimeoutExpired:
            raise Failure(f"no end after {limit} s; log: {log}") from None
    row.seconds = time.time() - started
    with open(log, "rb") as written:
        text = written.read().decode("utf-8", "replace").replace("\r", "")
    if code != row.exit_code:
        tail = "\n".join("    | " + line for line in text.splitlines()[-12:])
        raise Failure(f"QEMU's exit code is {code}, not {row.exit_code}; log: {log}\n{tail}")
    return text


LINE = re.compile(r"^(?:\[ *\d+\.\d+\] )?( *)(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)$")
RESULT = re.compile(r"^(not ok|ok) (\d+) (.*)$")


def judge_ktap(text):
    """Count the cases of a KTAP document; raises Failure where a plan is not complete."""
    plans, results = [], []
    passed = failed = skipped = 0
    broken = []
    for line in text.splitlines():
        indent, body = LINE.match(line).groups()
        depth = len(indent) // 4
        plan = PLAN.match(body)
        result = RESULT.match(body)
        if plan and depth <= 1:
            plans.append([depth, int(plan.group(1)), 0])
        elif result and depth <= 1:
            while plans and plans[-1][0] > depth:
                open_plan = plans.pop()
                if open_plan[1] != open_plan[2]:
                    broken.append(f"a plan of {open_plan[1]} ended after {open_plan[2]}: {body}")
            if plans and plans[-1][0] == depth:
                plans[-1][2] += 1
            if depth == 1:
                results.append(body)
                if "# SKIP" in body:
                    skipped += 1
                elif result.group(1) == "ok":
                    passed += 1
                else:
                    failed += 1
            elif result.group(1) == "not ok":
                broken.append(body)
    for depth, expected, seen in plans:
        if expected != seen:
            broken.append(f"a plan of {expected} is left at {seen}")
    if not results:
        raise Failure("no KTAP results in the output")
    if failed or broken:
        bad = [r for r in results if r.startswith("not ok")] + broken
        raise Failure("; ".join(bad[:8]))
    return passed, skipped


class Row:
    """One way to boot, with what it must show."""

    def __init__(self, name, run, exit_code=SUCCESS):
        self.name, self.run, self.exit_code = name, run, exit_code
        self.out, self.seconds, self.note = "", 0.0, ""


def kernel_tests(memory, *extra, append="test", binary="qemu-system-x86_64", cpu="max"):
    def run(row, files):
        text = qemu(["-cpu", cpu, "-m", memory, "-kernel", files.elf, "-append", append, *extra], row,
                    binary)
        check_memory_line(text)
        row.note = "%d cases, %d skipped" % judge_ktap(text)
    return run


def check_memory_line(text):
    """available + reserved = the firmware's RAM, and the items of the second line add up."""
    line = re.search(r"Memory: (\d+)K/(\d+)K available \((.*)\)", text)
    if not line:
        raise Failure("no Memory: line")
    reserved = re.search(r"(\d+)K reserved", line.group(3))
    if not reserved or int(line.group(1)) + int(reserved.group(1)) != int(line.group(2)):
        raise Failure("available + reserved is not the firmware's RAM: " + line.group(0))


def iso_tests(uefi):
    def run(row, files):
        args = ["-cpu", "max", "-m", "512M"]
        if uefi:
            if not os.path.exists(OVMF_CODE):
                row.note = "skip: no OVMF on this machine"
                return
            variables = os.path.join(row.out, "ovmf-vars.fd")
            shutil.copyfile(OVMF_VARS, variables)
            args += ["-M", "q35", "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF_CODE}",
                     "-drive", f"if=pflash,format=raw,unit=1,file={variables}"]
        text = qemu(args + ["-cdrom", files.test_iso, "-boot", "d"], row)
        check_memory_line(text)
        row.note = "%d cases, %d skipped" % judge_ktap(text)
    return run


def refusal(words, *args, binary="qemu-system-i386"):
    def run(row, files):
        text = qemu([*args, "-kernel", files.elf], row, binary)
        if words not in text:
            raise Failure(f'the refusal does not say "{words}"')
    return run


def cksum(path):
    """What the host says of a file: "CRC BYTES"."""
    return " ".join(subprocess.run(["cksum", path], capture_output=True, text=True, check=True).stdout.split()[:2])


def cksum_by(machine, way="DMA", parameters=""):
    """A disk of 64 MiB of random bytes reads to the host's checksum, every sector by DMA (or PIO)."""
    def run(row, files):
        image = os.path.join(row.out, row.name + ".img")
        with open(image, "wb") as disk:
            disk.write(random.Random(7).randbytes(DISK_BYTES))
        want = f"{cksum(image)} sda"
        text = qemu([*machine, "-cpu", "max", "-m", "256M", "-kernel", files.elf, "-append",
                     parameters + ' run="cksum sda; cat /proc/interrupts; disks"',
                     *disk_on(machine, image, 0, "RANDOM")], row)
        os.unlink(image)
        if want not in text:
            raise Failure(f'no line "{want}"')
        counts = re.search(r"sectors by DMA (\d+), by PIO (\d+)", text)
        wanted, other = (1, 2) if way == "DMA" else (2, 1)
        if not counts or int(counts.group(wanted)) < DISK_BYTES // 512 or int(counts.group(other)):
            raise Failure(f"not every sector came by {way}: " + (counts.group(0) if counts else "no count"))
        row.note = want + ", " + counts.group(0)
    return run


def cksum_of_four_drives(row, files):
    """Both channels full, the boot CD as the last slave: each drive reads to the host's sum, by DMA and PIO.

    The CD once more on AHCI, beside an empty drive.
    """
    drives, expected = [], []
    for index in range(3):
        image = os.path.join(row.out, f"{row.name}.{index}")
        with open(image, "wb") as disk:
            disk.write(random.Random(20 + index).randbytes((1 << 20) + 512 * index))
        drives += ["-drive", f"file={image},format=raw,if=ide,index={index}"]
        expected.append(f"{cksum(image)} sd{'abc'[index]}")
    drives += ["-drive", f"file={files.test_iso},format=raw,if=ide,index=3,media=cdrom"]
    expected.append(f"{cksum(files.test_iso)} sr0")
    for parameter in ("ide.dma=1", "ide.dma=0"):
        text = qemu(["-cpu", "max", "-m", "128M", "-kernel", files.elf, "-append",
                     parameter + ' run="cksum sda; cksum sdb; cksum sdc; cksum sr0"', *drives], row)
        for want in expected:
            if want not in text:
                raise Failure(f'{parameter}: no line "{want}"')
    text = qemu([*Q35, "-cpu", "max", "-m", "128M", "-kernel", files.elf, "-append", 'run="cksum sr0"',
                 "-cdrom", files.test_iso, "-device", "ide-cd,bus=ide.4"], row)
    if expected[-1] not in text or "no medium" not in text:
        raise Failure("AHCI: the CD's sum is another, or the empty drive was not noticed")
    row.note = "; ".join(expected)


PC, Q35 = ["-M", "pc"], ["-M", "q35"]


def disk_on(machine, path, number, serial):
    """The first or second disk: on one IDE cable, or on AHCI ports of their own."""
    bus = f"ide.0,unit={number}" if machine == PC else f"ide.{number}"
    return ["-drive", f"file={path},format=raw,if=none,id=d{number}",
            "-device", f"ide-hd,drive=d{number},serial={serial},bus={bus}"]


def native_ide(row, files):
    """Channels where BARs say, by PIO and by DMA: the suite ide_native, with two disks that hold the same bytes."""
    image = os.path.join(row.out, row.name + ".img")
    with open(image, "wb") as disk:
        disk.write(random.Random(11).randbytes(512 * 512))
    drives = []
    for number, (bus, serial) in enumerate((("ide.0", "COMPAT"), ("card.0", "NATIVE"))):
        drives += ["-drive", f"file={image},format=raw,if=none,id=d{number},snapshot=on",
                   "-device", f"ide-hd,drive=d{number},serial={serial},bus={bus}"]
    text = qemu(["-cpu", "max", "-m", "128M", "-device", "isa-ide,id=card,iobase=0xd000,iobase2=0xd102,irq=11", *drives,
                 "-kernel", files.elf, "-append", 'ide_native.port=0xd000 run="cksum sda; test ide_native; cksum sda"'], row)
    passed, skipped = judge_ktap(text)
    if skipped or text.count(f"{cksum(image)} sda") != 2:
        raise Failure(f"{skipped} cases skipped, or the disk's sum is not the host's before and after")
    row.note = f"{passed} cases"
    os.unlink(image)


def unsigned_disk_is_not_written(row, files):
    """The whole suite, told to write a disk that bears no signature: no byte and no command reaches it."""
    image, log = os.path.join(row.out, "unsigned.img"), os.path.join(row.out, "unsigned.log")
    with open(image, "wb") as disk:
        disk.write(random.Random(8).randbytes(4 << 20))
    before = cksum(image)
    with open(log, "wb"):
        pass
    text = qemu(["-cpu", "max", "-m", "128M", "-kernel", files.elf, "-append", "test disk.write=UNSIGNED",
                 "-blockdev", f"driver=blklogwrites,node-name=logged,file.driver=file,file.filename={image},"
                 f"log.driver=file,log.filename={log}",
                 "-device", "ide-hd,drive=logged,serial=UNSIGNED,bus=ide.0,unit=0"], row)
    cases = "%d cases, %d skipped" % judge_ktap(text)
    if "no scratch signature in its first sector" not in text:
        raise Failure("the gate does not say why the disk is read-only")
    tool = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "scratch-disk.py")
    if not subprocess.run([sys.executable, tool, image, "4M"], stderr=subprocess.DEVNULL, check=False).returncode:
        raise Failure("scratch-disk.py overwrites a file that is no scratch disk")
    after = cksum(image)
    with open(log, "rb") as written:
        superblock = written.read()
    entries = int.from_bytes(superblock[16:24], "little")
    if before != after or entries or len(superblock) > 512:
        raise Failure(f"the disk was written: {entries} entries in the log, cksum {before} then {after}")
    row.note = cases + ", 0 writes logged"
    os.unlink(image)


def scratch_moves(row, kind, data, moves, names):
    """A signed disk and one with @data; what @moves by dd make of the first, and the commands that do it."""
    image, source = os.path.join(row.out, row.name + ".img"), os.path.join(row.out, row.name + ".src")
    tool = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "scratch-disk.py")
    subprocess.run([sys.executable, tool, image, *kind], check=True, stdout=subprocess.DEVNULL)
    with open(source, "wb") as disk:
        disk.write(data)
    with open(image, "rb") as disk:
        expected = bytearray(disk.read())
    commands = []
    for size, skip, seek, count in moves:
        commands.append(f"dd if={names[0]} of={names[1]} bs={size} skip={skip} seek={seek} count={count}")
        expected[seek * size:(seek + count) * size] = data[skip * size:(skip + count) * size]
    return image, source, expected, commands


def expect_bytes(image, expected, text, name):
    """The image is @expected bit for bit, and the kernel has read the same back."""
    with open(image, "rb") as disk:
        found = disk.read()
    if found != expected:
        at = next(i for i in range(len(found)) if found[i] != expected[i])
        raise Failure(f"byte {at} of the image is {found[at]:#x}, not {expected[at]:#x}")
    if f"{cksum(image)} {name}" not in text:
        raise Failure("the kernel reads back another checksum than the host")


def scratch_disk_is_written(machine, parameters):
    """A signed disk gets another's contents at odd places; on the host every bit is where it should be."""
    def run(row, files):
        moves = [(512, 7, 1003, 25), (4096, 100, 300, 33), (65536, 1, 9, 40), (1 << 20, 0, 4, 3)]
        image, source, expected, commands = scratch_moves(row, ["16M"], random.Random(9).randbytes(4 << 20), moves,
                                                          ("sdb", "sda"))
        text = qemu([*machine, "-cpu", "max", "-m", "128M", "-kernel", files.elf, "-append",
                     f'{parameters} disk.write=SCRATCH1 run="{"; ".join(commands)}; sync; cksum sda"',
                     *disk_on(machine, image, 0, "SCRATCH1"), *disk_on(machine, source, 1, "SOURCE")], row)
        expect_bytes(image, expected, text, "sda")
        row.note = f"{sum(m[0] * m[3] for m in moves)} bytes in {len(moves)} runs, cksum {cksum(image)}"
        os.unlink(image)
        os.unlink(source)
    return run


def tone_of_441_hz(row, files):
    """Two seconds of `tone 441` make a WAV file in which every period is 100 samples of 44,100 a second.

    On three cards that are wired differently. One whose channel never moves says so.
    """
    def play(wiring):
        return qemu(["-cpu", "max", "-m", "64M", "-kernel", files.elf, "-append", 'run="tone 441 2"', "-audiodev",
                     f"wav,id=a,path={wav},out.frequency=44100", "-device", f"sb16,audiodev=a,{wiring}"], row)

    wav = os.path.join(row.out, "tone.wav")
    for wiring in ("irq=7,dma=0,dma16=6", "irq=10,dma=3,dma16=7", "irq=5,dma=1,dma16=5"):
        play(wiring)
        row.note = expect_441_hz(wav)
    row.exit_code = REFUSED
    if "tone: Timed out" not in play("irq=5,dma=1,dma16=1"):
        raise Failure("a card that plays nothing goes unnoticed")


def expect_441_hz(wav):
    """Raises Failure unless the file is a tone whose every period is of 100 samples. Returns how many there are."""
    with open(wav, "rb") as sound:
        data = sound.read()[44:]
    samples = [int.from_bytes(data[at:at + 2], "little", signed=True) for at in range(0, len(data) - 3, 4)]
    rises = [at for at in range(1, len(samples)) if samples[at - 1] <= 0 < samples[at]]
    periods = {later - earlier for earlier, later in zip(rises, rises[1:])}
    if len(rises) < 800 or periods != {100} or max(samples) < 10000:
        raise Failure(f"{len(rises)} periods of {sorted(periods)[:9]} samples, loudest {max(samples)}")
    return f"{len(rises)} periods of 100 samples"


def wav_file(rate, bits, channels, data, junk=b""):
    """The bytes of a WAV file, padded to whole sectors."""
    head = b"WAVE" + (b"LIST" + len(junk).to_bytes(4, "little") + junk if junk else b"")
    head += b"fmt " + b"".join(value.to_bytes(size, "little") for value, size in (
        (16, 4), (1, 2), (channels, 2), (rate, 4), (rate * channels * bits // 8, 4), (channels * bits // 8, 2), (bits, 2)))
    head += b"data" + len(data).to_bytes(4, "little")
    whole = b"RIFF" + (len(head) + len(data)).to_bytes(4, "little") + head + data
    return whole + bytes(-len(whole) % 512)


def sounded(data, bits, channels):
    """What QEMU's 16-bit stereo output makes of samples; an unsigned byte b becomes (b - 127) * 256, and 255 wraps."""
    if bits == 8:
        data = b"".join(((byte - 127) * 256 & 0xffff).to_bytes(2, "little") for byte in data)
    return data if channels == 2 else b"".join(data[at:at + 2] * 2 for at in range(0, len(data), 2))


def sounds_are_played(row, files):
    """WAV files and bare samples of random bytes, 8 and 16 bits, mono and stereo, come out bit for bit.

    From a disk and from a floppy. A host that is too busy to read the image in time causes underruns, as a slow
    disk does: they are counted, and the same is tried again.
    """
    output, image = os.path.join(row.out, "played.wav"), os.path.join(row.out, "played.img")
    rate = 11025  # half a second in the ring, for a host that has other things to do
    sound = ["-audiodev", f"wav,id=a,path={output},out.frequency={rate}", "-device", "sb16,audiodev=a"]
    machine = ["-cpu", "max", "-m", "64M", "-kernel", files.elf]
    cases = [(8, 1, "floppy"), (8, 2, "disk"), (16, 2, "bare")]
    for bits, channels, kind in cases:
        data = random.Random(bits + channels).randbytes(rate * bits * channels // 8)
        contents = data + bytes(-len(data) % 512) if kind == "bare" else wav_file(rate, bits, channels, data, b"junk" * 9)
        if kind == "floppy":
            contents = contents.ljust(1440 << 10, b"\0")
        with open(image, "wb") as disk:
            disk.write(contents)
        drive = floppy_on(0, image) if kind == "floppy" else ["-drive", f"file={image},format=raw"]
        for _ in range(4):
            text = qemu([*machine, "-append", f'run="play {"fd0" if kind == "floppy" else "sda"} rate={rate}"', *drive,
                         *sound], row)
            if ", 0 underruns" in text:
                break
        with open(output, "rb") as played:
            found = played.read()[44:]
        if ", 0 underruns" not in text or sounded(data, bits, channels) not in found:
            raise Failure(f"{kind}, {bits} bits, {channels} channels: not what was on the disk; see {output}")
    text = qemu([*machine, "-append", 'test=sound run="play sda rate=44100"', "-drive", f"file={image},format=raw,throttling.bps-read=15000",
                 *sound], row)
    judge_ktap(text)
    late = re.search(r"in (\d+) periods, (\d+) underruns", text)
    if "# SKIP" in text or not late or int(late.group(2)) < 3:
        raise Failure("a slow disk: " + (late.group(0) if late else "no count of underruns"))
    row.note = f"{len(cases)} streams bit for bit; from a slow disk {late.group(0)}"


def behind_bridges(row, files):
    """edu behind one bridge, and behind three buses of PCI Express, passes its suite; what is around it is listed.

    A controller that firmware left running is no bus master any more when memory changes hands.
    """
    image = os.path.join(row.out, row.name + ".img")
    with open(image, "wb") as disk:
        disk.truncate(1 << 20)
    ways = [
        (PC, "pci: 8 functions on 2 buses", "01:03.0 ",
         ["-device", "pci-bridge,id=b1,chassis_nr=1", "-device", "edu,bus=b1,addr=3"]),
        (Q35, "pci: 9 functions on 3 buses", "02:01.0 ",
         ["-device", "pcie-root-port,id=rp,chassis=1,slot=1", "-device", "pcie-pci-bridge,id=pb,bus=rp",
          "-device", "edu,bus=pb,addr=1", "-drive", f"file={image},format=raw"]),
    ]
    for machine, count, place, devices in ways:
        text = qemu([*machine, "-cpu", "max", "-m", "64M", "-kernel", files.elf, "-append",
                     'test=[ep]* run="lspci -v; cat /proc/iomem"', *devices], row)
        judge_ktap(text)
        listed = re.search(rf"^{place}.*driver edu\n\tregion 0: memory ([0-9a-f]+)-", text, re.M)
        windows = re.findall(r"^\twindow \d: memory ([0-9a-f]+)-([0-9a-f]+)", text, re.M)
        if count not in text or not listed:
            raise Failure(f"{count}: not said, or edu is not at {place}")
        if not any(int(first, 16) <= int(listed.group(1), 16) <= int(last, 16) for first, last in windows):
            raise Failure("edu's region is in no bridge's window")
        if not re.search(rf"^ +{listed.group(1)}-[0-9a-f]+ : 0000:{place.strip()}", text, re.M):
            raise Failure("/proc/iomem does not show edu inside its window")
        if "liveness_answers_with_the_complement # SKIP" in text:
            raise Failure("edu was not found")
    stopped = re.search(r"bus mastering switched off in (\d+) functions", text)
    if not stopped or not int(stopped.group(1)):
        raise Failure("the firmware used the disk, and nothing was switched off")
    os.unlink(image)
    row.note = "1 and 2 bridges; " + stopped.group(0)


def soak_of_pages(row, files):
    """20 s of page operations in four threads and a timer's interrupt, contents checked whole, nothing lost."""
    text = qemu(["-cpu", "max", "-m", "128M", "-kernel", files.elf, "-append", 'highmem=40M run="soak 14 pages; soak 6 all"'],
                row)
    ends = [line for line in text.splitlines() if line.startswith("soak:") and line.endswith("operations, 0 mismatches")]
    if len(ends) < 2 or text.count("memory is as before") != 2:
        raise Failure("a soak did not end with 0 mismatches and memory as before")
    row.note = ends[-1]


def floppy_on(number, path):
    return ["-drive", f"if=floppy,index={number},format=raw,file={path}"]


def floppies_are_read(row, files):
    """Two drives at a time: every format, and an image that ends too early, read to the host's checksums.

    One of the machines has no PCI bus.
    No image is changed although disk.write= names all that it can; an empty drive and no controller say so.
    """
    seen = []
    for sizes, machine in (((2880, 1680), ["-M", "isapc"]), ((1000, 720), PC)):
        drives, expected, paths = [], [], []
        for number, kib in enumerate(sizes):
            path = os.path.join(row.out, f"{row.name}.{number}")
            data = random.Random(kib).randbytes(kib << 10)
            with open(path, "wb") as image:
                image.write(data)
            if kib == 1000:  # QEMU gives it the drive's largest geometry, and zeros beyond its end
                data += bytes((2880 << 10) - len(data))
            padded = subprocess.run(["cksum"], input=data, capture_output=True, check=True).stdout.decode().split()[:2]
            expected.append(" ".join(padded) + f" fd{number}")
            paths.append((path, cksum(path)))
            drives += floppy_on(number, path)
        text = qemu([*machine, "-cpu", "max", "-m", "64M", "-kernel", files.elf, "-append",
                     'disk.write=000,fff,fd0 test=floppy disk.timeout=1 run="cksum fd0; cksum fd1; cat /proc/dma"', *drives], row)
        judge_ktap(text)
        for want in expected + [" 2: floppy"]:
            if want not in text:
                raise Failure(f'{sizes}: no line "{want}"')
        for path, before in paths:
            if cksum(path) != before:
                raise Failure(f"{path} was written")
        seen += expected
    row.exit_code = REFUSED
    for machine, words in ((PC, "cksum: No medium found"), (Q35, "floppy: no controller at 3f0")):
        if words not in qemu([*machine, "-cpu", "max", "-m", "64M", "-kernel", files.elf, "-append", 'run="cksum fd0"'],
                             row):
            raise Failure(f'no word of "{words}"')
    row.note = f"{len(seen)} media: " + "; ".join(seen)


def scratch_floppy_is_written(row, files):
    """A signed floppy, called by the tail of its signature's UUID, gets another's contents; the host compares."""
    moves = [(512, 7, 600, 25), (512, 40, 2367, 1), (4096, 20, 100, 33), (36864, 1, 20, 7)]
    image, source, expected, commands = scratch_moves(
        row, ["1440K", "--uuid", "7d6f5c4b-1111-2222-3333-f10bb15cf00d"], random.Random(10).randbytes(1440 << 10), moves,
        ("fd1", "fd0"))
    text = qemu(["-cpu", "max", "-m", "64M", "-kernel", files.elf, "-append",
                 f'disk.write=f10bb15cf00d run="{"; ".join(commands)}; cksum fd0"',
                 *floppy_on(0, image), *floppy_on(1, source)], row)
    expect_bytes(image, expected, text, "fd0")
    row.exit_code = REFUSED
    for seek in (511, 2368):
        qemu(["-cpu", "max", "-m", "64M", "-kernel", files.elf, "-append",
              f'disk.write=f10bb15cf00d run="dd if=fd1 of=fd0 count=1 seek={seek}"',
              *floppy_on(0, image), *floppy_on(1, source)], row)
    if cksum(image) not in text:
        raise Failure("a sector outside of the window was written")
    row.note = f"{sum(m[0] * m[3] for m in moves)} bytes in {len(moves)} runs, cksum {cksum(image)}"


def stream_through_small_memory(megabytes):
    """A sparse disk larger than memory goes through the page cache: no request for one page fails, kswapd makes room."""
    def run(row, files):
        image = os.path.join(row.out, row.name + ".img")
        marks = random.Random(11)
        total = 0
        with open(image, "wb") as disk:
            disk.truncate(megabytes << 20)
            for place in range(0, megabytes << 20, 16 << 20):
                data = marks.randbytes(8192)
                total += sum(int.from_bytes(data[at:at + 4], "little") for at in range(0, len(data), 4))
                disk.seek(place + marks.randrange(0, 15 << 20, 4))
                disk.write(data)
        text = qemu(["-cpu", "max", "-m", "64M", "-kernel", files.elf, "-append", 'run="stream sda; cat /proc/vmstat"',
                     *disk_on(PC, image, 0, "STREAM")], row)
        os.unlink(image)
        if f"sum {total & 0xffffffff:08x}" not in text:
            raise Failure("what was read is not what the host wrote")
        asked = re.search(r"(\d+) single pages asked for meanwhile, (\d+) failed", text)
        if not asked or int(asked.group(1)) < megabytes or int(asked.group(2)) or "page allocation failure" in text:
            raise Failure("an allocation failed: " + (asked.group(0) if asked else "no count"))
        counts = {name: int(value) for name, value in re.findall(r"([a-z_]+) (\d+)", text.split("single pages")[1])}
        pages, memory = megabytes << 8, 64 << 8
        if counts["pgsteal_kswapd"] < 0.9 * (pages - memory) or counts["pageoutrun"] < 10:
            raise Failure(f"kswapd did not make the room: {counts['pgsteal_kswapd']} pages")
        if counts["pgsteal_direct"] > counts["pgsteal_kswapd"] // 10:
            raise Failure(f"{counts['pgsteal_direct']} pages were freed by who waited for them")
        row.note = ", ".join(f"{name} {counts[name]}" for name in ("pgscan_kswapd", "pgsteal_kswapd", "pageoutrun",
                                                                  "pgsteal_direct", "allocstall"))
    return run


def copy_through_small_memory(row, files):
    """96 MiB from disk to disk with 32 MiB of memory, left to write-back: the host finds every byte after power-off."""
    image, source = os.path.join(row.out, row.name + ".img"), os.path.join(row.out, row.name + ".src")
    tool = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "scratch-disk.py")
    subprocess.run([sys.executable, tool, image, "100M"], check=True, stdout=subprocess.DEVNULL)
    data = random.Random(12).randbytes(96 << 20)
    with open(source, "wb") as disk:
        disk.write(data)
    text = qemu(["-cpu", "max", "-m", "32M", "-kernel", files.elf, "-append",
                 'disk.write=SCRATCH1 run="dd if=sdb of=sda bs=1M seek=2 conv=nosync; cat /proc/vmstat"',
                 *disk_on(Q35, image, 0, "SCRATCH1"), *disk_on(Q35, source, 1, "SOURCE"), *Q35], row)
    with open(image, "rb") as disk:
        disk.seek(2 << 20)
        same = disk.read(len(data)) == data
    if "96+0 records out" not in text or not same or "page allocation failure" in text:
        raise Failure("the copy is not the original, or memory ran out")
    counts = {name: int(value) for name, value in re.findall(r"^([a-z_]+) (\d+)$", text, re.M)}
    if counts["nr_dirtied"] != len(data) >> 12 or counts["nr_written"] < counts["nr_dirtied"] // 2:
        raise Failure(f"dirtied {counts['nr_dirtied']}, written {counts['nr_written']}")
    row.note = ", ".join(f"{name} {counts[name]}" for name in ("nr_dirtied", "nr_written", "nr_vmscan_write",
                                                              "pgsteal_kswapd", "pgsteal_direct"))
    os.unlink(image)
    os.unlink(source)


def disk_beyond_28_bits(row, files):
    """A sparse disk of 150 GiB: sectors on both sides of 2^28, and the last one, are the right ones."""
    image = os.path.join(row.out, "big.img")
    places = [0, (1 << 28) - 1, 1 << 28, (1 << 28) + 12345, (150 << 21) - 1]
    marks = [b"sector %012d" % place for place in places]
    with open(image, "wb") as disk:
        disk.truncate(150 << 30)
        for place, mark in zip(places, marks):
            disk.seek(place * 512)
            disk.write(mark)
    commands = "; ".join(f"hexdump sda {place}" for place in places)
    for parameter in ("ide.dma=1", "ide.dma=0"):
        text = qemu(["-cpu", "max", "-m", "128M", "-kernel", files.elf, "-append",
                     f'{parameter} run="{commands}"', *disk_on(PC, image, 0, "BIG")], row)
        for place, mark in zip(places, marks):
            if not re.search(rf"^{place * 512:08x}  {mark[:16].hex(' ')}", text, re.M):
                raise Failure(f"{parameter}: sector {place} is not what the host wrote")
    os.unlink(image)
    row.note = f"{len(places)} sectors of a disk of 150 GiB"


def slow_drive_by_pio(row, files):
    """A drive that needs seconds for a request, a sector at a time, is waited for: its deadline is a second."""
    path = os.path.join(row.out, "slow.img")
    with open(path, "wb") as image:
        image.write(random.Random(7).randbytes(1 << 20))
    text = qemu([*PC, "-cpu", "max", "-m", "64M", "-kernel", files.elf, "-append",
                 'ide.dma=0 disk.timeout=1 run="dd if=sda of=/dev/null bs=1M iflag=direct; cksum sda; disks"', "-drive",
                 f"file={path},format=raw,if=none,id=d,throttling.iops-total=500", "-device", "ide-hd,drive=d,bus=ide.0"],
                row)
    if f"{cksum(path)} sda" not in text or "errors 0, retries 0, timeouts 0" not in text:
        raise Failure("the drive was given up, or something else was read")
    os.unlink(path)


def script(name, row, files, *args):
    """Run a program of tests/ that prints `N passed, N failed` last; returns its exit code and lines."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    started = time.time()
    result = subprocess.run([sys.executable, path, "--out", os.path.join(row.out, row.name), "--elf", files.elf,
                             *args], capture_output=True, text=True, check=False)
    row.seconds += time.time() - started
    return result.returncode, result.stdout.splitlines() or [result.stderr[-500:]]


def disk_faults(row, files):
    """tests/disk_faults.py in its short form."""
    code, lines = script("disk_faults.py", row, files, "--short")
    if code:
        raise Failure("; ".join(line for line in lines if not line.startswith("ok")))
    row.note = lines[-1]


def disk_witness(row, files):
    """tests/witness.py over fewer transfers, and the proof that it would notice a wrong byte."""
    args = ["--transfers", "480", "--mode", "ahci"]
    code, lines = script("witness.py", row, files, *args)
    if code:
        raise Failure("; ".join(lines))
    row.note = lines[0].split(": ", 1)[1]
    code, lines = script("witness.py", row, files, *args, "--tamper")
    if not code:
        raise Failure("a byte changed behind the kernel's back was not noticed")


def pool_of_boot(row, files):
    """bigmem= gives a pool beyond any block, or says why not; the account of memory holds either way."""
    def boot(parameter, memory="64M", command='run="cat /proc/bigphysarea"'):
        text = qemu(["-cpu", "max", "-m", memory, "-kernel", files.elf, "-append", f"{parameter} {command}"], row)
        check_memory_line(text)
        return text

    text = boot("bigmem=24M@8M", command="test=[bmop]*")
    passed, skipped = judge_ktap(text)
    if not re.search(r"bigmem: \[mem 0x[0-9a-f]{2}(00|80)0000-", text) or " + 25167360 bigmem" not in text:
        raise Failure("no pool of 24 MiB that begins at a multiple of 8 MiB")
    for parameter in ("bigmem=60M", "bigmem=4G", "bigmem=16M@1G"):
        if "cannot be had" not in boot(parameter) or "size 0 kB" not in boot(parameter):
            raise Failure(parameter + ": it is not said that there is no pool")
    for parameter in ("bigmem=0", "bigmem=16M@3M", "bigmem=much", "bigmem"):
        if "is not accepted; it takes SIZE" not in boot(parameter):
            raise Failure(parameter + ": nothing is said")
    row.note = f"{passed} cases, {skipped} skipped; 7 bad sizes refused"


def bare_parameters(row, files):
    """Every parameter without a value, and with an empty one: the machine boots, whatever is said about it."""
    def boot(words):
        return qemu(["-cpu", "max", "-m", "64M", "-kernel", files.elf, "-append", words], row)

    names = re.findall(r"^([a-z0-9_.]+)(?:=\S|  )", boot('run="help params"').split("vmalloc=SIZE", 1)[1], re.M)
    names = [name for name in names if name not in ("test", "bench", "run", "quiet", "loglevel")]
    if len(names) < 40:
        raise Failure(f"only {len(names)} parameters in `help params'")
    for end in ("", "="):
        if "Slate 0.1" not in boot(" ".join(name + end for name in names) + ' run="version"'):
            raise Failure("no version")
    text = qemu(["-cpu", "max", "-m", "64M", "-device", "edu", "-kernel", files.elf, "-append",
                 'initcall_blacklist=sb16_init,edu_driver_init run="lspci"'], row)
    if "initcall edu_driver_init blacklisted" not in text or "initcall sb16_init blacklisted" not in text:
        raise Failure("initcall_blacklist= names a driver, and it is started")
    if not re.search(r"\[1234:11e8\] \(rev 10\) irq \d+$", text, re.M):
        raise Failure("edu has a driver, or is not there")
    row.note = f"{len(names)} parameters"


def floppy_faults(row, files):
    """tests/floppy_faults.py: media that are changed, writes that fail."""
    code, lines = script("floppy_faults.py", row, files)
    if code:
        raise Failure("; ".join(line for line in lines if not line.startswith("ok")))
    row.note = lines[-1]


def storm_of_devices(row, files):
    """tests/storm.py: floppy, sound, edu, IDE and AHCI at once at 8 GiB, ZONE_DMA 95 % full, every byte checked."""
    code, lines = script("storm.py", row, files, "--seconds", "6")
    if code:
        raise Failure("; ".join(lines))
    row.note = lines[-2].replace("ok   storm: ", "")


def bar_above_4g(row, files):
    """A BAR of 4 GiB, so that it lies above the first four: what the kernel writes is in the host's file."""
    backing = os.path.join(row.out, "bar.bin")
    size = 4 << 30
    with open(backing, "wb") as memory:
        memory.truncate(size)
    for machine, memory in ((PC, "128M"), (Q35, "5G")):
        text = qemu([*machine, "-cpu", "max", "-m", memory, "-kernel", files.elf, "-append", "test=ioremap",
                     "-object", f"memory-backend-file,id=bar,share=on,size={size},mem-path={backing}",
                     "-device", "ivshmem-plain,memdev=bar"], row)
        passed, skipped = judge_ktap(text)
        if re.search(r"ok \d+ a_device_behind_a_bar_above_four_gibibytes_answers # SKIP", text):
            raise Failure("the BAR was not above 4 GiB")
        with open(backing, "r+b") as memory:
            for number, place in enumerate((0, size // 2, size - 4)):
                memory.seek(place)
                if memory.read(4) != (0x51a7e000 + number).to_bytes(4, "little"):
                    raise Failure(f"the host does not find what the kernel wrote at {place:#x}")
                memory.seek(place)
                memory.write(bytes(4))
    os.unlink(backing)
    row.note = f"{passed} cases, {skipped} skipped; 3 words on 2 machines"


VMALLOCINFO = re.compile(r"^0x[0-9a-f]{8}-0x[0-9a-f]{8} +(.*)$", re.M)
WINDOWS_IN_USE = re.compile(r"^kmap +[0-9a-f]{8} +(\d+) of \d+ slots in use", re.M)


def windows_as_at_boot(row, files):
    """After the whole suite /proc/vmallocinfo has the areas that it had before, and no kmap slot is pinned."""
    look = "cat /proc/vmallocinfo; windows"
    text = qemu(["-cpu", "max", "-m", "128M", "-kernel", files.elf, "-append",
                 f'highmem=32M run="{look}; test; {look}"'], row)
    before, _, after = text.partition("KTAP version 1")
    judge_ktap("KTAP version 1" + after)
    areas = [sorted(VMALLOCINFO.findall(part)) for part in (before, after)]
    if not areas[0] or areas[0] != areas[1]:
        new = [area for area in areas[1] if area not in areas[0]]
        raise Failure(f"{len(areas[0])} areas before, {len(areas[1])} after; new: {new[:3]}")
    pools = [WINDOWS_IN_USE.findall(part) for part in (before, after)]
    if pools != [["0"], ["0"]]:
        raise Failure(f"kmap slots in use: {pools}")
    row.note = f"{len(areas[0])} areas before and after, no slot in use"


def cache_is_compacted(row, files):
    """A disk lies in the page cache; its pages are moved about, and the cache gives the same bytes again."""
    image = os.path.join(row.out, row.name + ".img")
    with open(image, "wb") as disk:
        disk.write(random.Random(10).randbytes(24 << 20))
    text = qemu(["-cpu", "max", "-m", "64M", "-kernel", files.elf, "-append",
                 'run="stream sda; echo 1 > /proc/sys/vm/compact_memory; stream sda; cat /proc/vmstat"',
                 *disk_on(PC, image, 0, "CACHED")], row)
    os.unlink(image)
    sums = re.findall(r"^25165824 bytes, sum ([0-9a-f]{8}), .* 6144 pages in the cache", text, re.M)
    moved = re.search(r"^pgmigrate_success (\d+)$", text, re.M)
    if len(sums) != 2 or sums[0] != sums[1] or not moved or int(moved.group(1)) < 100:
        raise Failure(f"sums {sums}, {moved.group(1) if moved else 'no'} pages moved")
    row.note = f"{moved.group(1)} of 6144 pages moved, sum {sums[0]} before and after"


def module_tests(row, files):
    """The suites that load a module: a thousand times, and with each request refused in turn."""
    module = os.path.join(os.path.dirname(files.elf), "modules", "probe.ko")
    cases = 0
    for suite in ("module", "nth_failure_devices"):
        text = qemu(["-cpu", "max", "-m", "128M", "-kernel", files.elf, "-append", "test=" + suite, "-initrd", module],
                    row)
        passed, skipped = judge_ktap(text)
        if skipped:
            raise Failure(f"suite {suite} did not find the module")
        cases += passed
    row.note = f"{cases} cases"


ROWS = [
    Row("kernel-16M", kernel_tests("16M")),
    Row("kernel-64M", kernel_tests("64M")),
    Row("kernel-1024M", kernel_tests("1024M")),
    Row("kernel-5120M", kernel_tests("5120M")),
    Row("slab-128M", kernel_tests("128M", append="test slab=slab")),
    Row("slob-128M", kernel_tests("128M", append="test slab=slob")),
    Row("slub-debug", kernel_tests("128M", append="test slub_debug=FZPU")),
    Row("page-poison", kernel_tests("128M", append="test page_poison=1 page_owner=1")),
    Row("page-unmap", kernel_tests("128M", append="test=page* debug_pagealloc=1")),
    Row("bigmem", pool_of_boot),
    Row("bare-parameters", bare_parameters),
    Row("bar-above-4g", bar_above_4g),
    Row("windows-as-at-boot", windows_as_at_boot),
    Row("vmalloc-256M", kernel_tests("1024M", append="test=vmalloc_stress vmalloc=256M")),
    Row("no-pat", kernel_tests("64M", append="test=[ips]*", cpu="max,-pat")),
    Row("compact", cache_is_compacted),
    Row("modules", module_tests),
    Row("pentium3-256M", kernel_tests("256M", binary="qemu-system-i386", cpu="pentium3")),
    Row("iso-bios", iso_tests(False)),
    Row("iso-uefi64", iso_tests(True)),
    Row("no-pae", refusal("no PAE", "-cpu", "pentium", "-m", "64M"), REFUSED),
    Row("ram-8M", refusal("Slate needs", "-cpu", "max", "-m", "8M"), REFUSED),
    Row("cksum", cksum_by(PC)),
    Row("cksum-ahci", cksum_by(Q35)),
    Row("cksum-drives", cksum_of_four_drives),
    Row("ide-native", native_ide),
    Row("unsigned-disk", unsigned_disk_is_not_written),
    Row("scratch-dma", scratch_disk_is_written(PC, "ide.dma=1")),
    Row("slow-pio", slow_drive_by_pio),
    Row("scratch-pio", scratch_disk_is_written(PC, "ide.dma=0")),
    Row("scratch-ahci", scratch_disk_is_written(Q35, "")),
    Row("ahci-5120M", kernel_tests("5120M", "-M", "q35", "-drive", "driver=null-co,read-zeroes=on,size=8M,if=none,id=d0",
                                   "-device", "ide-hd,drive=d0,bus=ide.0", append="test=[dib]* ahci.64=0")),
    Row("floppy", floppies_are_read),
    Row("floppy-scratch", scratch_floppy_is_written),
    Row("floppy-faults", floppy_faults),
    Row("tone", tone_of_441_hz),
    Row("play", sounds_are_played),
    Row("storm", storm_of_devices),
    Row("pci-bridges", behind_bridges),
    Row("soak", soak_of_pages),
    Row("dma-watched", kernel_tests("128M", "-device", "edu", append="test swiotlb=force dma_debug=1")),
    Row("swiotlb-q35", kernel_tests("256M", "-M", "q35", "-device", "edu", "-drive",
                                    "driver=null-co,read-zeroes=on,size=8M,if=none,id=d0", "-device",
                                    "ide-hd,drive=d0,bus=ide.0", append="test swiotlb=4M,force")),
    Row("swiotlb-greedy", kernel_tests("64M", append="test=dma* swiotlb=1G")),
    Row("swiotlb-noforce", kernel_tests("5120M", "-device", "edu", append="test=[abdeis]* swiotlb=noforce")),
    Row("edu-24-bits", kernel_tests("64M", "-device", "edu,dma_mask=0xffffff", append="test=edu edu.bits=24")),
    Row("edu-1024M", kernel_tests("1024M", "-device", "edu", append="test=edu")),
    Row("stream", stream_through_small_memory(256)),
    Row("copy", copy_through_small_memory),
    Row("disk-48-bit", disk_beyond_28_bits),
    Row("disk-faults", disk_faults),
    Row("disk-witness", disk_witness),
]


def judge(row, options):
    """Run @row; returns why it failed, or None."""
    row.out = options.out
    try:
        row.run(row, options)
    except Failure as reason:
        return reason
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--elf", required=True)
    parser.add_argument("--test-iso", dest="test_iso", required=True)
    parser.add_argument("--also", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("rows", nargs="*")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    counts = {}
    for line in options.also:
        for n, word in re.findall(r"(\d+) (passed|failed|skipped)", line):
            counts[word] = counts.get(word, 0) + int(n)
    passed, failed, skipped = (counts.get(word, 0) for word in ("passed", "failed", "skipped"))
    rows = [row for row in ROWS if not options.rows or row.name in options.rows]
    with concurrent.futures.ThreadPoolExecutor(max_workers=options.jobs) as pool:
        for row, why in zip(rows, pool.map(lambda row: judge(row, options), rows)):
            if why:
                failed += 1
                print(f"FAIL {row.name}: {why}", flush=True)
                continue
            if row.note.startswith("skip"):
                skipped += 1
            else:
                passed += 1
            print(f"ok   {row.name} ({row.seconds:.1f} s) {row.note}", flush=True)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
