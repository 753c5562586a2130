/* SPDX-License-Identifier: MIT */
/* linux/stddef.h: NULL, offsets, and flexible members. */
#ifndef _LINUX_STDDEF_H
#define _LINUX_STDDEF_H

#undef NULL
#define NULL ((void *)0)

enum { false = 0, true = 1 };

#undef offsetof
#define offsetof(TYPE, MEMBER) __builtin_offsetof(TYPE, MEMBER)
#define sizeof_field(TYPE, MEMBER) sizeof((((TYPE *)0)->MEMBER))
/* The offset of the first byte behind MEMBER. */
#define offsetofend(TYPE, MEMBER) (offsetof(TYPE, MEMBER) + sizeof_field(TYPE, MEMBER))

/* Members reachable both directly and as one named group (memcpy of a run of fields). */
#define __struct_group(TAG, NAME, ATTRS, MEMBERS...) \
	union {                                      \
		struct { MEMBERS } ATTRS;            \
		struct TAG { MEMBERS } ATTRS NAME;   \
	}
#define struct_group(NAME, MEMBERS...)	      __struct_group(, NAME, , MEMBERS)
#define struct_group_attr(NAME, ATTRS, MEMBERS...) __struct_group(, NAME, ATTRS, MEMBERS)
#define struct_group_tagged(TAG, NAME, MEMBERS...) __struct_group(TAG, NAME, , MEMBERS)

/* A flexible array inside a union, or alone in a struct: C allows neither directly. */
#define DECLARE_FLEX_ARRAY(TYPE, NAME)      \
	struct {                            \
		struct { } __empty_##NAME;  \
		TYPE NAME[];                \
	}

#endif
