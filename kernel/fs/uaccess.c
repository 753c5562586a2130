// SPDX-License-Identifier: MIT
/*
 * kernel/fs/uaccess.c: copies that end where a page is missing, instead of in a report.
 *
 * The two instructions that may fault stand in the exception table. When one does, the registers still say
 * how much was left, and that is the answer.
 *
 * Source: LDD3 ch. 3 "read and write"; Intel SDM vol. 2, "REP".
 */
#include <asm/extable.h>
#include <linux/export.h>
#include <linux/uaccess.h>

unsigned long copy_until_fault(void *to, const void *from, unsigned long n)
{
	unsigned long words = n / 4, rest = n % 4;

	/* Where a word faults, its bytes are tried: the answer is exact. */
	asm volatile("1: rep movsl\n"
		     "   movl %[rest], %%ecx\n"
		     "2: rep movsb\n"
		     "3:\n"
		     " .pushsection .text.unlikely, \"ax\"\n"
		     "4: shll $2, %%ecx\n"
		     "   addl %[rest], %%ecx\n"
		     "   jmp 2b\n"
		     " .popsection\n"
		     _ASM_EXTABLE(1b, 4b) _ASM_EXTABLE(2b, 3b)
		     : "+c"(words), "+S"(from), "+D"(to)
		     : [rest] "r"(rest)
		     : "memory", "cc");
	return words;
}
EXPORT_SYMBOL(copy_until_fault);

unsigned long clear_user(void __user *to, unsigned long n)
{
	static const char zeroes[256];
	unsigned long left = 0, done = 0;

	if (!access_ok(to, n))
		return n;
	for (; done < n && !left; done += sizeof(zeroes)) {
		unsigned long piece = min_t(unsigned long, n - done, sizeof(zeroes));

		left = copy_until_fault((char __force *)to + done, zeroes, piece);
		if (left)
			return n - done - piece + left;
	}
	return 0;
}
EXPORT_SYMBOL(clear_user);

long strncpy_from_user(char *dst, const char __user *src, long count)
{
	for (long i = 0; i < count; i++) {
		if (get_user(dst[i], src + i))
			return -EFAULT;
		if (!dst[i])
			return i;
	}
	return count;
}
EXPORT_SYMBOL(strncpy_from_user);

long strnlen_user(const char __user *str, long count)
{
	char c;

	for (long i = 0; i < count; i++) {
		if (get_user(c, str + i))
			return 0;
		if (!c)
			return i + 1;
	}
	return count + 1;
}
EXPORT_SYMBOL(strnlen_user);
