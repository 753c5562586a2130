// SPDX-License-Identifier: MIT
/*
 * tests/host/words_test.c: kernel/lib against the C library of the host, on random input.
 *
 * Formats, scans, strings and numbers: what both define alike must give the same bytes and results.
 * Trees, bitmaps, sorts and divisions are checked against the obvious slow way.
 */
#include "host.h"
#include <linux/bitmap.h>
#include <linux/math64.h>
#include <linux/rbtree.h>
#include <linux/sort.h>
#include <slate/symbols.h>

/* The same functions of the C library, under their own symbols. */
int libc_vsnprintf(char *buf, size_t size, const char *fmt, va_list args) __asm__("vsnprintf");
int libc_sscanf(const char *buf, const char *fmt, ...) __asm__("sscanf");
void *libc_memcpy(void *to, const void *from, size_t n) __asm__("memcpy");
void *libc_memmove(void *to, const void *from, size_t n) __asm__("memmove");
int libc_memcmp(const void *a, const void *b, size_t n) __asm__("memcmp");
size_t libc_strlen(const char *s) __asm__("strlen");
int libc_strcmp(const char *a, const char *b) __asm__("strcmp");
int libc_strncmp(const char *a, const char *b, size_t n) __asm__("strncmp");
int libc_strcasecmp(const char *a, const char *b) __asm__("strcasecmp");
char *libc_strstr(const char *s, const char *what) __asm__("strstr");
char *libc_strchr(const char *s, int c) __asm__("strchr");
char *libc_strrchr(const char *s, int c) __asm__("strrchr");
size_t libc_strspn(const char *s, const char *accept) __asm__("strspn");
size_t libc_strcspn(const char *s, const char *reject) __asm__("strcspn");
char *libc_strpbrk(const char *s, const char *accept) __asm__("strpbrk");
char *libc_strncpy(char *to, const char *from, size_t n) __asm__("strncpy");
unsigned long long strtoull(const char *text, char **end, int base);
int fnmatch(const char *pattern, const char *text, int flags);

/* A program has no kernel symbols. */
const char *symbol_lookup(unsigned long addr, unsigned long *offset, unsigned long *size)
{
	return NULL;
}

int sprint_symbol(char *buf, unsigned long addr)
{
	return sprintf(buf, "0x%lx", addr);
}

#define ROOM 200

static void compare_formats(const char *fmt, ...)
{
	char ours[ROOM], theirs[ROOM];
	size_t size = host_below(4) ? ROOM : host_below(20);
	int our_len, their_len;
	va_list args;

	libc_memcpy(ours, "untouched", 10);
	libc_memcpy(theirs, "untouched", 10);
	va_start(args, fmt);
	our_len = vsnprintf(ours, size, fmt, args);
	va_end(args);
	va_start(args, fmt);
	their_len = libc_vsnprintf(theirs, size, fmt, args);
	va_end(args);
	if (our_len != their_len || libc_strcmp(ours, theirs)) {
		printf("# format %s: ours \"%s\" %d, theirs \"%s\" %d\n", fmt, ours, our_len, theirs,
		       their_len);
		EXPECT(!"formats agree");
		return;
	}
	host_passed++;
}

/* A number whose length, not only its value, is random; often one of the borders. */
static u64 random_number(void)
{
	static const u64 borders[] = { 0, 1, -1ull, 1ull << 31, (1ull << 31) - 1, 1ull << 63, 1ull << 32 };

	return host_below(4) ? host_random() >> host_below(64) : borders[host_below(ARRAY_SIZE(borders))];
}

static void formats_agree(void)
{
	static const char flags[] = "-+ #0", *const lengths[] = { "", "hh", "h", "l", "ll", "z", "j", "t" };
	static const char conversions[] = "diuxXocs";
	static const char *const words[] = { "", "a", "word", "a longer text with blanks" };

	for (unsigned long round = host_rounds(300000); round; round--) {
		char fmt[40], *to = fmt, conversion = conversions[host_below(8)];
		const char *length = lengths[host_below(8)];
		u64 value = random_number();

		*to++ = '%';
		for (int i = 0; i < 5; i++)
			/* `#` and `0` mean nothing for c and s, and glibc's lcs are wide */
			if (!host_below(3) && (conversion < 'p' || conversion > 's' || i < 1) &&
			    (conversion != 'c' || i < 1))
				*to++ = flags[i];
		if (host_below(2))
			to += sprintf(to, "%u", (unsigned int)host_below(30) + 1);
		if (host_below(2) && conversion != 'c')
			to += sprintf(to, ".%u", (unsigned int)host_below(30) + 1); /* .0: Linux prints the digit */
		if (conversion == 'c' || conversion == 's')
			length = "";
		if (conversion == 'x' || conversion == 'X')
			value |= 1; /* `%#x` of 0 is 0x0 in the kernel and 0 in C */
		sprintf(to, "%s%c|%%%%", length, conversion);
		if (conversion == 's')
			compare_formats(fmt, words[host_below(4)]);
		else if (conversion == 'c')
			compare_formats(fmt, (int)('a' + host_below(26)));
		else if (length[0] == 'j' || !libc_strcmp(length, "ll"))
			compare_formats(fmt, (unsigned long long)value);
		else if (length[0] == 'l' || length[0] == 'z' || length[0] == 't')
			compare_formats(fmt, (unsigned long)value);
		else
			compare_formats(fmt, (unsigned int)value);
	}
}

/* Kept clear of what the two treat differently: overflow, signs of %x, and a word of nothing but blanks. */
static void scans_agree(void)
{
	for (unsigned long round = host_rounds(50000); round; round--) {
		char text[80] = "", word1[80] = "", word2[80] = "";
		long long a1 = 1, a2 = 1;
		unsigned int x1 = 2, x2 = 2;
		int n1 = 3, n2 = 3;

		snprintf(text, sizeof(text), "%s%lld %x,%s", host_below(2) ? "  " : "",
			 (long long)(int)random_number(), (unsigned int)random_number() >> 4,
			 host_below(4) ? "tail end" : "");
		if (!host_below(4))
			text[host_below(libc_strlen(text) + 1)] = ",z"[host_below(2)];
		EXPECT(sscanf(text, "%lld %x,%s%n", &a1, &x1, word1, &n1) ==
		       max(libc_sscanf(text, "%lld %x,%s%n", &a2, &x2, word2, &n2), 0));
		EXPECT(x1 == x2 && !libc_strcmp(word1, word2) && n1 == n2);
	}
}

static void random_text(char *text, size_t max)
{
	size_t len = host_below(max);

	for (size_t i = 0; i < len; i++)
		text[i] = "aabBc/- \xe4"[host_below(9)];
	text[len] = 0;
}

static int sign(int value)
{
	return value < 0 ? -1 : value > 0;
}

static void strings_agree(void)
{
	for (unsigned long round = host_rounds(200000); round; round--) {
		char a[40], b[8], ours[40], theirs[40];
		size_t n = host_below(12);

		random_text(a, sizeof(a));
		random_text(b, sizeof(b));
		EXPECT(strlen(a) == libc_strlen(a));
		EXPECT(sign(strcmp(a, b)) == sign(libc_strcmp(a, b)));
		EXPECT(sign(strncmp(a, b, n)) == sign(libc_strncmp(a, b, n)));
		EXPECT(strstr(a, b) == libc_strstr(a, b));
		EXPECT(strchr(a, b[0]) == libc_strchr(a, b[0]));
		EXPECT(strrchr(a, b[0]) == libc_strrchr(a, b[0]));
		EXPECT(strspn(a, b) == libc_strspn(a, b));
		EXPECT(strcspn(a, b) == libc_strcspn(a, b));
		EXPECT(strpbrk(a, b) == libc_strpbrk(a, b));
		libc_memcpy(ours, a, sizeof(a));
		libc_memcpy(theirs, a, sizeof(a));
		strncpy(ours, b, n);
		libc_strncpy(theirs, b, n);
		EXPECT(!libc_memcmp(ours, theirs, sizeof(ours)));
	}
}

static void memory_functions_agree(void)
{
	static u8 ours[300], theirs[300];

	for (unsigned long round = host_rounds(100000); round; round--) {
		size_t n = host_below(140), to = host_below(150), from = host_below(150);
		u8 byte = host_random();

		switch (host_below(3)) {
		case 0:
			memmove(ours + to, ours + from, n);
			libc_memmove(theirs + to, theirs + from, n);
			break;
		case 1:
			memset(ours + to, byte, n / 4);
			for (size_t i = 0; i < n / 4; i++)
				theirs[to + i] = byte;
			break;
		default:
			ours[to] = theirs[to] = byte;
		}
		EXPECT(!libc_memcmp(ours, theirs, sizeof(ours)));
		EXPECT(sign(memcmp(ours + to, ours + from, n)) ==
		       sign(libc_memcmp(ours + to, ours + from, n)));
	}
}

static void globs_agree(void)
{
	for (unsigned long round = host_rounds(200000); round; round--) {
		char glob[10], text[8];
		size_t len = host_below(sizeof(glob));

		for (size_t i = 0; i < len; i++)
			glob[i] = "ab*?ab*"[host_below(7)];
		glob[len] = 0;
		len = host_below(sizeof(text));
		for (size_t i = 0; i < len; i++)
			text[i] = 'a' + host_below(3);
		text[len] = 0;
		EXPECT(glob_match(glob, text) == !fnmatch(glob, text, 0));
	}
}

static void numbers_agree(void)
{
	for (unsigned long round = host_rounds(100000); round; round--) {
		unsigned long long value = 0, number = random_number();
		char text[80] = "", *our_end, *their_end;
		bool neither = false;

		snprintf(text, sizeof(text), host_below(2) ? "%llu" : host_below(2) ? "0x%llx" : "0%llo",
			 number);
		EXPECT(!kstrtoull(text, 0, &value) && value == number);
		text[host_below(libc_strlen(text) + 1)] = "0x9agz"[host_below(6)];
		/* The C library knows blanks and signs that simple_strtoull does not; there are none here. */
		value = strtoull(text, &their_end, 0);
		neither = value == U64_MAX; /* it saturates, Linux wraps */
		EXPECT(neither || simple_strtoull(text, &our_end, 0) == value);
		EXPECT(neither || our_end == their_end);
	}
}

static void divisions_agree(void)
{
	for (unsigned long round = host_rounds(300000); round; round--) {
		u64 a = random_number(), b = random_number() ?: 1, remainder;

		EXPECT(div64_u64(a, b) == a / b);
		div64_u64_rem(a, b, &remainder);
		EXPECT(remainder == a % b);
		if ((s64)b != -1 || (s64)a != S64_MIN)
			EXPECT(div64_s64(a, b) == (s64)a / (s64)b);
		if ((u32)b)
			EXPECT(div_u64(a, (u32)b) == a / (u32)b);
	}
}

struct key {
	struct rb_node node;
	u32 value;
	bool present;
};

/* A tree that thousands of steps have shaped still holds exactly what is present, in order. */
static void trees_hold_what_was_put_in(void)
{
	static struct key keys[500];
	struct rb_root root = RB_ROOT;
	int nr = 0;

	for (u32 i = 0; i < ARRAY_SIZE(keys); i++)
		keys[i].value = i;
	for (unsigned long round = host_rounds(200000); round; round--) {
		struct key *key = &keys[host_below(ARRAY_SIZE(keys))];
		struct rb_node **link = &root.rb_node, *parent = NULL;

		if (key->present) {
			rb_erase(&key->node, &root);
			nr--;
		} else {
			while (*link) {
				parent = *link;
				link = key->value < rb_entry(parent, struct key, node)->value ?
					       &parent->rb_left : &parent->rb_right;
			}
			rb_link_node(&key->node, parent, link);
			rb_insert_color(&key->node, &root);
			nr++;
		}
		key->present = !key->present;
		if (round % 100)
			continue;
		u32 next = 0;
		int seen = 0;

		for (struct rb_node *node = rb_first(&root); node; node = rb_next(node), seen++) {
			struct key *k = rb_entry(node, struct key, node);

			EXPECT(k->present && k->value >= next);
			next = k->value + 1;
		}
		EXPECT(seen == nr);
	}
}

static int compare_u64(const void *a, const void *b)
{
	return *(const u64 *)a < *(const u64 *)b ? -1 : *(const u64 *)a > *(const u64 *)b;
}

static void sorts_put_each_in_its_place(void)
{
	static u64 numbers[1000], counts[1000];

	for (unsigned long round = host_rounds(200); round; round--) {
		size_t nr = host_below(ARRAY_SIZE(numbers));

		for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
			counts[i] = 0;
		for (size_t i = 0; i < nr; i++)
			counts[numbers[i] = host_below(ARRAY_SIZE(counts))]++;
		sort(numbers, nr, sizeof(numbers[0]), compare_u64, NULL);
		for (size_t i = 0, value = 0; i < nr; i++) {
			while (!counts[value])
				value++;
			EXPECT(numbers[i] == value);
			counts[value]--;
		}
	}
}

int main(void)
{
	host_seed_random();
	formats_agree();
	scans_agree();
	strings_agree();
	memory_functions_agree();
	globs_agree();
	numbers_agree();
	divisions_agree();
	trees_hold_what_was_put_in();
	sorts_put_each_in_its_place();
	return host_summary();
}
