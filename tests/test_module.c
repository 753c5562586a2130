// SPDX-License-Identifier: MIT
/*
 * tests/test_module.c: the loader, on tests/modules/probe.ko, which the boot loader must have passed.
 *
 * Besides the good file there is every way of cutting it short, and hundreds of ways of damaging it: none
 * may do more harm than to be refused. (A damaged one that is not refused is not run: its parameters say
 * fail=1, and what can go wrong in code that somebody has changed is not the loader's to know.)
 */
#include "kernel/module.h"
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jump_label.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <slate/pagetables.h>

#define ROUNDS	  1000
#define DAMAGES	  400
#define TRUNCATES 64

static void *file;
static size_t file_len;

static int need_probe(struct kunit *test)
{
	file = module_copy_from_boot("probe", &file_len);
	return 0;
}

static void drop_probe(struct kunit *test)
{
	vfree(file);
}

static int load(const void *data, size_t len, const char *args)
{
	struct leak_snapshot before;
	char line[64];

	strscpy(line, args, sizeof(line));
	leak_snapshot(&before);
	return module_load(data, len, line, &before);
}

static void skip_without_probe(struct kunit *test)
{
	if (!file)
		kunit_skip(test, "probe.ko was not passed by the boot loader (-initrd)");
}

static void a_module_is_loaded_answers_and_goes(struct kunit *test)
{
	struct pagetable_audit audit;
	char text[32] = "";
	struct file *f;
	loff_t pos = 0;

	skip_without_probe(test);
	KUNIT_ASSERT_EQ(test, load(file, file_len, "answer=7"), 0);
	KUNIT_EXPECT_EQ(test, load(file, file_len, ""), -EEXIST);
	f = filp_open("/dev/probe", O_RDWR, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(f));
	KUNIT_EXPECT_GT(test, kernel_read(f, text, sizeof(text) - 1, &pos), 0);
	KUNIT_EXPECT_STREQ(test, text, "7 6 two\n");
	KUNIT_EXPECT_EQ(test, module_unload("probe"), -EBUSY);
	KUNIT_EXPECT_EQ(test, audit_page_tables(&audit), 0);
	filp_close(f, NULL);
	KUNIT_EXPECT_EQ(test, module_unload("probe"), 0);
	KUNIT_EXPECT_EQ(test, module_unload("probe"), -ENOENT);
}

static void its_faults_and_warnings_are_handled(struct kunit *test)
{
	unsigned int warnings = warn_count();
	struct file *f;

	skip_without_probe(test);
	KUNIT_ASSERT_EQ(test, load(file, file_len, ""), 0);
	f = filp_open("/dev/probe", O_RDWR, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(f));
	KUNIT_EXPECT_EQ(test, vfs_ioctl(f, 0, 0x10), -EFAULT);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(f, 1, 7), 1);
	KUNIT_EXPECT_EQ(test, warn_count(), warnings + 1);
	filp_close(f, NULL);
	KUNIT_EXPECT_EQ(test, module_unload("probe"), 0);
}

static void its_branches_follow_a_static_key(struct kunit *test)
{
	struct pagetable_audit audit;
	struct file *f;

	skip_without_probe(test);
	KUNIT_ASSERT_EQ(test, load(file, file_len, ""), 0);
	f = filp_open("/dev/probe", O_RDWR, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(f));
	for (int on = 0; on < 4; on++) {
		KUNIT_EXPECT_EQ(test, vfs_ioctl(f, 2, on % 2), 0);
		KUNIT_EXPECT_EQ(test, vfs_ioctl(f, 3, 0), on % 2);
		KUNIT_EXPECT_EQ(test, jump_label_check(), 0);
	}
	KUNIT_EXPECT_EQ(test, audit_page_tables(&audit), 0);
	filp_close(f, NULL);
	KUNIT_EXPECT_EQ(test, module_unload("probe"), 0);
}

static void an_init_that_fails_leaves_nothing(struct kunit *test)
{
	skip_without_probe(test);
	KUNIT_EXPECT_EQ(test, load(file, file_len, "fail=1"), -EDOM);
	KUNIT_EXPECT_LT(test, load(file, file_len, "nonsense=1"), 0);
	KUNIT_EXPECT_EQ(test, module_unload("probe"), -ENOENT);
}

static void a_thousand_loads_lose_no_page(struct kunit *test)
{
	skip_without_probe(test);
	for (int round = 0; round < ROUNDS; round++) {
		KUNIT_ASSERT_EQ(test, load(file, file_len, ""), 0);
		KUNIT_ASSERT_EQ(test, module_unload("probe"), 0);
	}
}

static void a_file_cut_short_is_refused(struct kunit *test)
{
	skip_without_probe(test);
	for (unsigned int i = 0; i < TRUNCATES; i++)
		KUNIT_EXPECT_LT(test, load(file, file_len * i / TRUNCATES, "fail=1"), 0);
}

/* The tables of the file: what its header, section headers, symbols and relocations say. */
static void a_damaged_file_harms_nothing(struct kunit *test)
{
	struct rnd_state random;
	u8 *bytes;

	skip_without_probe(test);
	bytes = vmalloc(file_len);
	KUNIT_ASSERT_NOT_NULL(test, bytes);
	prandom_seed_state(&random, random_seed());
	for (int i = 0; i < DAMAGES; i++) {
		struct module_image *image = kzalloc(sizeof(*image), GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, image);
		memcpy(bytes, file, file_len);
		for (int hits = 1 + i % 4; hits > 0; hits--) {
			u32 at = prandom_u32_state(&random);

			/* Half of the hits go to the header. */
			at = at & 1 ? at / 2 % sizeof(Elf32_Ehdr) : at / 2 % file_len;
			bytes[at] = prandom_u32_state(&random);
		}
		if (!module_image_check(image, bytes, file_len)) {
			struct loaded_module *lm = kzalloc(sizeof(*lm), GFP_KERNEL);

			KUNIT_ASSERT_NOT_NULL(test, lm);
			module_image_info(image, "vermagic");
			module_image_load(image, lm);
			module_image_unload(lm);
			kfree(lm);
		}
		kfree(image);
	}
	vfree(bytes);
}

static struct kunit_case module_cases[] = {
	KUNIT_CASE(a_module_is_loaded_answers_and_goes),
	KUNIT_CASE(its_faults_and_warnings_are_handled),
	KUNIT_CASE(its_branches_follow_a_static_key),
	KUNIT_CASE(an_init_that_fails_leaves_nothing),
	KUNIT_CASE(a_thousand_loads_lose_no_page),
	KUNIT_CASE(a_file_cut_short_is_refused),
	KUNIT_CASE(a_damaged_file_harms_nothing),
	{}
};

static struct kunit_suite module_suite = {
	.name = "module",
	.init = need_probe,
	.exit = drop_probe,
	.test_cases = module_cases,
};
kunit_test_suite(module_suite);
