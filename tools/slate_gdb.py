# SPDX-License-Identifier: MIT
"""gdb commands for Slate: slate-page PFN|PAGE, slate-zone NAME, slate-cache NAME."""
import gdb


def value(expression):
    return gdb.parse_and_eval(expression)


def list_entries(head, entry_type, member):
    """Walk a struct list_head; yields pointers to the structs that hold the links."""
    pointer = gdb.lookup_type(entry_type).pointer()
    offset = int(value(f"(unsigned long)&((({entry_type} *)0)->{member})"))
    node = head["next"]
    while int(node) != int(head.address):
        yield gdb.Value(int(node) - offset).cast(pointer)
        node = node["next"]


class SlatePage(gdb.Command):
    """slate-page PFN: who owns a frame, the order of its block, its reference count."""

    def __init__(self):
        super().__init__("slate-page", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        pfn = int(value(argument))
        page = value(f"mem_map[{pfn}]")
        kind = int(page["kind"])
        zone = int(page["flags"]) >> 28 & 3
        owner = value(f"(enum page_kind){kind >> 8}")
        print(f"frame {pfn:#x} ({page.address}): {owner}, order {kind & 15}"
              f"{', compound' if kind & 0x80 else ''}, count {int(page['_refcount']['counter'])}, "
              f"zone {value(f'(enum zone_type){zone}')}, flags {int(page['flags']):#x}")
        print(page)


class SlateZone(gdb.Command):
    """slate-zone INDEX: free blocks of a zone by order and migrate type."""

    def __init__(self):
        super().__init__("slate-zone", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        zone = value(f"contig_page_data.node_zones[{argument or 1}]")
        print(f"zone {zone['name'].string()}: {int(zone['vm_stat'][0])} pages free, watermarks "
              f"{[int(zone['_watermark'][i]) for i in range(3)]}")
        for order in range(11):
            area = zone["free_area"][order]
            counts = [sum(1 for _ in list_entries(area["free_list"][t], "struct page", "buddy_list"))
                      for t in range(4)]
            print(f"  order {order:2}: {int(area['nr_free']):6} blocks; by migrate type {counts}")


class SlateCache(gdb.Command):
    """slate-cache NAME: a kmem_cache by name; without a name, the names of all."""

    def __init__(self):
        super().__init__("slate-cache", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        for cache in list_entries(value("slab_caches"), "struct kmem_cache", "list"):
            name = cache["name"].string()
            if not argument:
                print(f"{name}: objects of {int(cache['object_size'])} bytes")
            elif name == argument:
                print(cache.dereference())


SlatePage()
SlateZone()
SlateCache()
