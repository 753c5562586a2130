/* SPDX-License-Identifier: MIT */
/*
 * linux/circ_buf.h: a ring of bytes whose size is a power of two.
 *
 *     [ . . d d d d . . ]     head: where the producer writes next; only it moves head
 *           ^       ^         tail: where the consumer reads next; only it moves tail
 *          tail    head       head == tail: empty; one place always stays free
 *
 * With one producer and one consumer no lock is needed: write the data, then smp_store_release() the
 * head; smp_load_acquire() the head, then read. The _TO_END forms tell how much lies in one piece.
 *
 * Source: names of Linux 6.1; LDD ch. 10 "Interrupt Handling" for rings between handler and reader.
 */
#ifndef _LINUX_CIRC_BUF_H
#define _LINUX_CIRC_BUF_H 1

struct circ_buf {
	char *buf;
	int head;
	int tail;
};

/* Bytes that can be read, and bytes that can be written. */
#define CIRC_CNT(head, tail, size) (((head) - (tail)) & ((size) - 1))
#define CIRC_SPACE(head, tail, size) CIRC_CNT((tail), (head) + 1, (size))

/* How much of it lies in one piece. The other side may move its end meanwhile: that is read once. */
#define CIRC_CNT_TO_END(head, tail, size)                          \
	({                                                         \
		int __tail = (tail);                               \
		int __whole = CIRC_CNT((head), __tail, (size));    \
		int __piece = (size) - __tail;                     \
		__whole < __piece ? __whole : __piece;             \
	})
#define CIRC_SPACE_TO_END(head, tail, size)                        \
	({                                                         \
		int __head = (head);                               \
		int __whole = CIRC_SPACE(__head, (tail), (size));  \
		int __piece = (size) - __head;                     \
		__whole < __piece ? __whole : __piece;             \
	})

#endif
