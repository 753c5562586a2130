// SPDX-License-Identifier: MIT
/*
 * tests/host/fuzz_console.c: what comes in on a serial line, keyboard or clock may be anything.
 *
 * The first byte chooses: 0 the line editor, 1 the word cutter, 2 scan codes, 3 ACPI byte code, 4 the clock's
 * registers. With clang's libFuzzer this file is the whole program; without, main() feeds it random bytes,
 * half of them from what a terminal really sends.
 */
#include "host.h"
#include <linux/errno.h>
#include <linux/minmax.h>
#include <slate/command.h>
#include "drivers/input/keymap.h"
#include "drivers/power/acpi_tables.h"
#include "drivers/rtc/rtc.h"
#include "kernel/command_line.h"
#include "kernel/line_editor.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define MAX_INPUT 4096

static void need(bool condition)
{
	if (!condition)
		__builtin_trap();
}

/* The C library has none. */
ssize_t strscpy(char *dest, const char *src, size_t size)
{
	size_t len = strnlen(src, size);

	if (!size)
		return -E2BIG;
	memcpy(dest, src, min(len, size - 1));
	dest[min(len, size - 1)] = '\0';
	return len < size ? (ssize_t)len : -E2BIG;
}

static u64 written;

static void swallow(struct line_editor *editor, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		written += text[i] != '\0';
}

static void offer(struct line_editor *editor, struct completions *list)
{
	char name[8];

	completion_command(editor->line, editor->cursor, name, sizeof(name));
	offer_completion(list, "meminfo");
	offer_completion(list, "mempools");
	offer_completion(list, "/proc/");
	offer_completion(list, "a candidate that is longer than any word may be, so that it is left out: "
			       "0123456789012345678901234567890123456789012345678901234567890123456789");
}

static void fuzz_editor(const u8 *data, size_t size)
{
	static struct line_editor editor = { .prompt = "# ", .write = swallow, .complete = offer };

	line_editor_begin(&editor);
	while (size--) {
		enum line_event event = line_editor_feed(&editor, *data++);

		need(!line_editor_check(&editor));
		if (event != LINE_MORE)
			line_editor_begin(&editor);
	}
}

static void fuzz_words(const u8 *data, size_t size)
{
	char line[MAX_INPUT + 1], *rest = line;
	char *argv[COMMAND_MAX_ARGS + 1];
	unsigned int commands = 0;

	memcpy(line, data, size);
	line[size] = '\0';
	while (rest) {
		int argc = next_command(&rest, argv);

		need(argc <= COMMAND_MAX_ARGS && ++commands <= size + 1);
		need(argc >= 0 || !rest);
		for (int i = 0; i < argc; i++)
			need(argv[i] >= line && argv[i] + strlen(argv[i]) <= line + size);
		need(argc < 0 || !argv[argc]);
		need(!rest || (rest > line && rest <= line + size));
	}
}

static void fuzz_keys(const u8 *data, size_t size)
{
	struct keymap map = { 0 };
	u8 bytes[KEYMAP_MAX_BYTES];

	while (size--)
		need(keymap_translate(&map, *data++, bytes) <= KEYMAP_MAX_BYTES);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct rtc_registers regs;
	struct acpi_s5 s5;
	time64_t seconds;

	if (!size || size > MAX_INPUT)
		return 0;
	switch (data[0] % 5) {
	case 0:
		fuzz_editor(data + 1, size - 1);
		break;
	case 1:
		fuzz_words(data + 1, size - 1);
		break;
	case 2:
		fuzz_keys(data + 1, size - 1);
		break;
	case 3:
		if (!acpi_find_s5(data + 1, size - 1, &s5))
			need(s5.type_a < 8 && s5.type_b < 8);
		break;
	case 4:
		if (size > sizeof(regs)) {
			memcpy(&regs, data + 1, sizeof(regs));
			if (!rtc_decode(&regs, &seconds))
				need(seconds >= 0 && seconds < 3155760000ll);
		}
		break;
	}
	return 0;
}

#ifndef LIBFUZZER
static const char *const pieces[] = {
	"\033[A", "\033[B", "\033[C", "\033[D", "\033[3~", "\033[H", "\033OF", "\t", "\t\t", "\177",
	"\001", "\005", "\013", "\025", "\027", "\014", "\003", "\r", "\r\n", "\n", "\303\244", "'", "\"",
	"\\", ";", " ", "#", "cat /proc/me", "\010_S5_\022\006\002\n\005\n\005", "\340", "\341",
};

static size_t random_input(u8 *bytes)
{
	size_t size = 1 + host_below(600);

	for (size_t i = 0; i < size;) {
		const char *piece = pieces[host_below(ARRAY_SIZE(pieces))];

		if (host_below(2))
			bytes[i++] = host_random();
		else
			while (*piece && i < size)
				bytes[i++] = *piece++;
	}
	return size;
}

int main(void)
{
	static u8 bytes[MAX_INPUT];
	unsigned long rounds = host_rounds(20000);

	host_seed_random();
	for (unsigned long i = 0; i < rounds; i++) {
		size_t size = random_input(bytes);

		bytes[0] = i % 5;
		EXPECT(!LLVMFuzzerTestOneInput(bytes, size));
	}
	EXPECT(written > rounds);
	return host_summary();
}
#endif
