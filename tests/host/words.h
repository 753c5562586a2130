/* SPDX-License-Identifier: MIT */
/*
 * tests/host/words.h: lets the kernel's C library functions live beside the host's.
 *
 * Included before everything in programs that link kernel/lib/string.c or format.c: the compiler calls
 * these functions by the names given here, so that the plain symbols stay the C library's.
 */
#ifndef _TESTS_HOST_WORDS_H
#define _TESTS_HOST_WORDS_H

#define UNDER_TEST(name) __asm__("slate_" #name)
typedef __SIZE_TYPE__ words_size_t;

void *memcpy(void *, const void *, words_size_t) UNDER_TEST(memcpy);
void *memmove(void *, const void *, words_size_t) UNDER_TEST(memmove);
void *memset(void *, int, words_size_t) UNDER_TEST(memset);
int memcmp(const void *, const void *, words_size_t) UNDER_TEST(memcmp);
int bcmp(const void *, const void *, words_size_t) UNDER_TEST(bcmp);
void *memchr(const void *, int, words_size_t) UNDER_TEST(memchr);
words_size_t strlen(const char *) UNDER_TEST(strlen);
words_size_t strnlen(const char *, words_size_t) UNDER_TEST(strnlen);
char *strcpy(char *, const char *) UNDER_TEST(strcpy);
char *stpcpy(char *, const char *) UNDER_TEST(stpcpy);
char *strncpy(char *, const char *, words_size_t) UNDER_TEST(strncpy);
char *strcat(char *, const char *) UNDER_TEST(strcat);
char *strncat(char *, const char *, words_size_t) UNDER_TEST(strncat);
int strcmp(const char *, const char *) UNDER_TEST(strcmp);
int strncmp(const char *, const char *, words_size_t) UNDER_TEST(strncmp);
int strcasecmp(const char *, const char *) UNDER_TEST(strcasecmp);
int strncasecmp(const char *, const char *, words_size_t) UNDER_TEST(strncasecmp);
char *strchr(const char *, int) UNDER_TEST(strchr);
char *strchrnul(const char *, int) UNDER_TEST(strchrnul);
char *strrchr(const char *, int) UNDER_TEST(strrchr);
char *strstr(const char *, const char *) UNDER_TEST(strstr);
words_size_t strspn(const char *, const char *) UNDER_TEST(strspn);
words_size_t strcspn(const char *, const char *) UNDER_TEST(strcspn);
char *strpbrk(const char *, const char *) UNDER_TEST(strpbrk);
char *strsep(char **, const char *) UNDER_TEST(strsep);
words_size_t strlcpy(char *, const char *, words_size_t) UNDER_TEST(strlcpy);
words_size_t strlcat(char *, const char *, words_size_t) UNDER_TEST(strlcat);
int vsnprintf(char *, words_size_t, const char *, __builtin_va_list) UNDER_TEST(vsnprintf);
int snprintf(char *, words_size_t, const char *, ...) UNDER_TEST(snprintf);
int vsprintf(char *, const char *, __builtin_va_list) UNDER_TEST(vsprintf);
int sprintf(char *, const char *, ...) UNDER_TEST(sprintf);
int vsscanf(const char *, const char *, __builtin_va_list) UNDER_TEST(vsscanf);
int sscanf(const char *, const char *, ...) UNDER_TEST(sscanf);

#endif
