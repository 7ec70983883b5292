"""Disks that no tool here makes: differencing VHD and VHDX, and a VHDX with entries in its log.

Each function takes the bytes of a whole raw disk and writes an image that reads as those bytes. Half of what counts is
wrong in the parent, or in the file below the log, so that only the whole reads right.
"""

import os
import struct
import subprocess
import uuid

SECTOR = 512
MIB = 1 << 20
NOWHERE = 0xFFFFFFFFFFFFFFFF


def crc32c(data, table=[]):
    if not table:
        for value in range(256):
            for _ in range(8):
                value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
            table.append(value)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def sealed(data):
    """With its CRC-32C at 4, counted as zeros."""
    return data[:4] + struct.pack("<I", crc32c(data[:4] + bytes(4) + data[8:])) + data[8:]


def spoiled(whole, unit):
    """The disk with every third unit that is not empty turned into something else, and which units those are."""
    base = bytearray(whole)
    used = [at for at in range(0, len(whole), unit) if any(whole[at:at + unit])]
    changed = used[::3]
    for at in changed:
        base[at:at + unit] = bytes(byte ^ 0xA5 for byte in base[at:at + unit])
    return bytes(base), changed


def convert(kind, raw, out, *options):
    path = out + ".raw"
    with open(path, "wb") as file:
        file.write(raw)
    subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", kind, *options, path, out], check=True,
                   stdout=subprocess.DEVNULL)
    os.unlink(path)


def backing_qcow2(whole, out):
    """A QCOW2 over a QCOW2: clusters of 64 KiB."""
    cluster = 65536
    base, changed = spoiled(whole, cluster)
    convert("qcow2", base, parent_of(out))
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", os.path.basename(parent_of(out)), out],
                   check=True)
    piece = out + ".piece"
    for at in changed:
        with open(piece, "wb") as file:
            file.write(whole[at:at + cluster])
        count = len(whole[at:at + cluster])
        subprocess.run(["qemu-io", "-f", "qcow2", "-c", f"write -s {piece} {at} {count}", out], check=True,
                       stdout=subprocess.DEVNULL)
    os.unlink(piece)


def parent_of(out):
    """Beside the child."""
    stem, ending = os.path.splitext(out)
    return f"{stem}-base{ending}"


def vhd_sum(data, at):
    """One's complement of the sum of all bytes but the sum itself."""
    return data[:at] + struct.pack(">I", ~sum(data[:at] + data[at + 4:]) & 0xFFFFFFFF) + data[at + 4:]


def differencing_vhd(whole, out):
    base, changed = spoiled(whole, SECTOR)
    convert("vpc", base, parent_of(out), "-o", "force_size=on")
    with open(parent_of(out), "rb") as file:
        file.seek(-512, os.SEEK_END)
        parent_footer = file.read()
    block = 2 * MIB
    blocks = -(-len(whole) // block)
    table_at = 2048
    table_bytes = -(-blocks * 4 // SECTOR) * SECTOR
    footer = vhd_sum(b"conectix" + struct.pack(">IIQI4sI4sQQ", 2, 0x10000, 512, 0, b"test", 0x10000, b"Wi2k", len(whole),
                                               len(whole)) + parent_footer[56:60] +
                     struct.pack(">II16s", 4, 0, uuid.UUID(int=77).bytes) + bytes(428), 64)
    name = os.path.basename(parent_of(out)).encode("utf-16-be")
    header = vhd_sum(b"cxsparse" + struct.pack(">QQIIII", NOWHERE, table_at, 0x10000, blocks, block, 0) +
                     parent_footer[68:84] + bytes(8) + name.ljust(512, b"\0") + bytes(448), 36)
    assert len(footer) == 512 and len(header) == 1024
    table, data = [], b""
    for number in range(blocks):
        first = number * block
        present = [at for at in changed if first <= at < first + block]
        if not present:
            table.append(0xFFFFFFFF)
            continue
        table.append((table_at + table_bytes + len(data)) // SECTOR)
        bitmap, content = bytearray(block // SECTOR // 8), bytearray(block)
        for at in present:
            sector = (at - first) // SECTOR
            bitmap[sector // 8] |= 0x80 >> sector % 8
            content[at - first:at - first + SECTOR] = whole[at:at + SECTOR]
        data += bytes(bitmap) + bytes(content)
    with open(out, "wb") as file:
        file.write(footer + header)
        file.seek(table_at)
        file.write(struct.pack(f">{blocks}I", *table).ljust(table_bytes, b"\xff") + data + footer)


def guid(text):
    return uuid.UUID(text).bytes_le


def vhdx_metadata(size, block, parent_id, parent_name):
    """The region of 1 MiB: [MS-VHDX] 2.6."""
    pairs = [("parent_linkage", "{" + str(parent_id) + "}"), ("relative_path", ".\\" + parent_name)]
    texts, entries = b"", b""
    for pair in pairs:
        places = []
        for text in pair:
            coded = text.encode("utf-16-le")
            places.append((20 + 12 * len(pairs) + len(texts), len(coded)))
            texts += coded
        entries += struct.pack("<IIHH", places[0][0], places[1][0], places[0][1], places[1][1])
    locator = guid("B04AEFB7-D19E-4A81-B789-25B8E9445913") + struct.pack("<HH", 0, len(pairs)) + entries + texts
    items = [("CAA16737-FA36-4D43-B3B6-33F0AA44E76B", struct.pack("<II", block, 2), 4),
             ("2FA54224-CD1B-4876-B211-5DBED83BF4B8", struct.pack("<Q", size), 6),
             ("BECA12AB-B2E6-4523-93EF-C309E000C746", uuid.UUID(int=5).bytes_le, 6),
             ("8141BF1D-A96F-4709-BA47-F233A8FAAB5F", struct.pack("<I", SECTOR), 6),
             ("CDA348C7-445D-4471-9CC9-E9885251C556", struct.pack("<I", 4096), 6),
             ("A8D35F2D-B30B-454D-ABF7-D3D84834AB0C", locator, 4)]
    table, content = struct.pack("<8sHH20x", b"metadata", 0, len(items)), b""
    for name, data, flags in items:
        table += guid(name) + struct.pack("<IIII", 65536 + len(content), len(data), flags, 0)
        content += data
    return (table.ljust(65536, b"\0") + content).ljust(MIB, b"\0")


def newest_header(file):
    """Place and bytes of the header with the higher number."""
    found = []
    for place in (64 * 1024, 128 * 1024):
        file.seek(place)
        found.append((place, file.read(4096)))
    return max(found, key=lambda one: struct.unpack_from("<Q", one[1], 8)[0])


def whole_blocks_vhdx(whole, out):
    """No block has sectors of both, so that there is no bitmap."""
    differencing_vhdx(whole, out, False)


def differencing_vhdx(whole, out, partly=True):
    base, changed = spoiled(whole, SECTOR)
    # Blocks that the child says are zero, and no longer used: what the parent has there is older.
    empty = [at for at in range(0, len(whole) - MIB, MIB) if not any(whole[at:at + MIB])][:2]
    assert len(empty) == 2
    for at in empty:
        base = base[:at] + b"\xA5" * MIB + base[at + MIB:]
    convert("vhdx", base, parent_of(out))
    with open(parent_of(out), "rb") as file:
        parent_id = uuid.UUID(bytes_le=newest_header(file)[1][32:48])
    block, data_at, bitmap_at = MIB, 5 * MIB, 4 * MIB
    ratio = (1 << 23) * SECTOR // block
    table, data, bitmap = [0] * (ratio + 1), b"", bytearray(MIB)
    for number in range(-(-len(whole) // block)):
        first = number * block
        present = [at for at in changed if first <= at < first + block]
        if not present:
            continue  # not present: the parent's
        content = bytearray(block)
        full = not partly or len(present) > 1500
        for at in range(first, min(first + block, len(whole)), SECTOR) if full else present:
            bitmap[at // SECTOR // 8] |= 1 << at // SECTOR % 8
            content[at - first:at - first + SECTOR] = whole[at:at + SECTOR]
        table[number] = data_at + len(data) | (6 if full else 7)
        data += bytes(content)
    table[empty[0] // MIB], table[empty[1] // MIB] = 2, 3
    table[ratio] = bitmap_at | 6 if partly else 0
    regions = b"regi" + struct.pack("<III", 0, 2, 0)
    regions += guid("2DC27766-F623-4200-9D64-115E9BFD4A08") + struct.pack("<QII", 3 * MIB, MIB, 1)
    regions += guid("8B7CA206-4790-4B9A-B8FE-575F050F886E") + struct.pack("<QII", 2 * MIB, MIB, 1)
    pieces = [(0, b"vhdxfile"), (2 * MIB, vhdx_metadata(len(whole), block, parent_id, os.path.basename(parent_of(out)))),
              (3 * MIB, struct.pack(f"<{len(table)}Q", *table)), (bitmap_at, bytes(bitmap)), (data_at, data)]
    for number, place in enumerate((64 * 1024, 128 * 1024)):
        header = b"head" + struct.pack("<IQ16s16s16sHHIQ", 0, 1 + number, uuid.UUID(int=1).bytes, uuid.UUID(int=2).bytes,
                                       bytes(16), 0, 1, MIB, MIB)
        pieces.append((place, sealed(header.ljust(4096, b"\0"))))
        pieces.append((place + 128 * 1024, sealed(regions.ljust(65536, b"\0"))))
    with open(out, "wb") as file:
        for place, content in pieces:
            file.seek(place)
            file.write(content)


def dirty_vhdx(whole, out):
    """The newest bytes of every third block of 4 KiB are in the log alone."""
    convert("vhdx", whole, out)
    with open(out, "r+b") as file:
        place, header = newest_header(file)
        log = struct.unpack_from("<Q", header, 72)[0]
        end = os.path.getsize(out)
        used = []
        for at in range(4 * MIB, end, 4096):
            file.seek(at)
            if any(content := file.read(4096)):
                used.append((at, content))
        logged = used[::3][:200]  # a log of 1 MiB
        for at, content in logged:
            file.seek(at)
            file.write(bytes(byte ^ 0x5A for byte in content))
        sectors = -(-(64 + 32 * len(logged)) // 4096)
        length, log_id, sequence = 4096 * (sectors + len(logged)), uuid.UUID(int=9).bytes, 3
        entry = struct.pack("<4sIIIQII16sQQ", b"loge", 0, length, 0, sequence, len(logged), 0, log_id, end, end)
        for at, content in logged:
            entry += b"desc" + content[-4:] + content[:8] + struct.pack("<QQ", at, sequence)
        entry = entry.ljust(4096 * sectors, b"\0")
        for _, content in logged:
            entry += b"data" + struct.pack("<I", 0) + content[8:-4] + struct.pack("<I", sequence)
        file.seek(log)
        file.write(sealed(entry))
        file.seek(place)
        file.write(sealed(header[:48] + log_id + header[64:]))
