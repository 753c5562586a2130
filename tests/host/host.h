/* SPDX-License-Identifier: MIT */
/*
 * tests/host/host.h: what every host test program shares: verdicts, a seeded generator, the last line.
 *
 * A program checks with EXPECT(), draws with host_random(), and ends with `return host_summary();`,
 * which prints `N passed, N failed`. A failed check prints where it is and, once, the seed that repeats
 * the run: `HOST_SEED=... program`.
 */
#ifndef _TESTS_HOST_HOST_H
#define _TESTS_HOST_HOST_H

#include <linux/kernel.h>
#include <linux/string.h>

/*
 * The kernel's headers and the C library's cannot meet in one file, so a test includes only the former;
 * these are all it needs of the latter.
 */
typedef struct host_file FILE;
int printf(const char *format, ...);
char *getenv(const char *name);
long time(long *result);
FILE *fopen(const char *path, const char *mode);
char *fgets(char *to, int size, FILE *file);
size_t fread(void *to, size_t size, size_t nr, FILE *file);
int fclose(FILE *file);
char *strtok(char *text, const char *between);
unsigned long strtoul(const char *text, char **end, int base);
unsigned long long strtoull(const char *text, char **end, int base);
void *malloc(size_t size);
void free(void *memory);
void exit(int status);

static unsigned long host_passed, host_failed;
static u64 host_seed, host_state;

static inline void host_verdict(int good, const char *what, const char *file, int line)
{
	if (good) {
		host_passed++;
		return;
	}
	if (host_failed++ < 20)
		printf("not ok: %s:%d: %s (seed %llu)\n", file, line, what,
		       (unsigned long long)host_seed);
}
#define EXPECT(condition) host_verdict(!!(condition), #condition, __FILE__, __LINE__)

/* Start the generator: HOST_SEED, or the time. */
static inline void host_seed_random(void)
{
	const char *given = getenv("HOST_SEED");

	host_seed = given ? strtoull(given, NULL, 0) : (u64)time(NULL);
	host_state = host_seed * 2654435761u + 1;
	printf("seed %llu\n", (unsigned long long)host_seed);
}

/* xorshift64*: good enough to be everywhere. */
static inline u64 host_random(void)
{
	host_state ^= host_state >> 12;
	host_state ^= host_state << 25;
	host_state ^= host_state >> 27;
	return host_state * 0x2545f4914f6cdd1dull;
}

static inline u64 host_below(u64 limit)
{
	return host_random() % limit;
}

/* Rounds of a random test: @fallback, times HOST_SCALE (make test-all sets 10). */
static inline unsigned long host_rounds(unsigned long fallback)
{
	const char *scale = getenv("HOST_SCALE");

	return fallback * (scale ? strtoul(scale, NULL, 0) : 1);
}

static inline int host_summary(void)
{
	printf("%lu passed, %lu failed\n", host_passed, host_failed);
	return host_failed ? 1 : 0;
}

#endif
