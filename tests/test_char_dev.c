// SPDX-License-Identifier: MIT
/* tests/test_char_dev.c: device numbers, /dev, and files used as programs use them; drivers/example/store.c. */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/vmalloc.h>

#define LONG_TEXT 20000 /* bytes: more than one set of store's quanta */

/* ---- numbers ---- */

static void a_region_cannot_be_taken_twice(struct kunit *test)
{
	dev_t dev, other;

	KUNIT_ASSERT_EQ(test, alloc_chrdev_region(&dev, 5, 3, "first"), 0);
	KUNIT_EXPECT_EQ(test, MINOR(dev), 5);
	KUNIT_EXPECT_EQ(test, register_chrdev_region(dev + 2, 2, "second"), -EBUSY);
	KUNIT_EXPECT_EQ(test, register_chrdev_region(dev + 3, 2, "third"), 0);
	KUNIT_ASSERT_EQ(test, alloc_chrdev_region(&other, 0, 1, "fourth"), 0);
	KUNIT_EXPECT_NE(test, MAJOR(other), MAJOR(dev));
	unregister_chrdev_region(other, 1);
	unregister_chrdev_region(dev + 3, 2);
	unregister_chrdev_region(dev, 3);
	KUNIT_EXPECT_EQ(test, register_chrdev_region(dev, 3, "again"), 0);
	unregister_chrdev_region(dev, 3);
}

static void numbers_out_of_range_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, register_chrdev_region(MKDEV(CHRDEV_MAJOR_MAX, 0), 1, "major"), -EINVAL);
	KUNIT_EXPECT_EQ(test, register_chrdev_region(MKDEV(1, MINORMASK), 2, "minor"), -EINVAL);
}

/* ---- a driver that says back what it was called with ---- */

static struct {
	int opens, releases;
	unsigned int last_cmd;
	char text[32];
	size_t len;
} echo;

static int echo_open(struct inode *inode, struct file *file)
{
	if (iminor(inode) == 7)
		return -ENODEV;
	echo.opens++;
	return nonseekable_open(inode, file);
}

static int echo_release(struct inode *inode, struct file *file)
{
	echo.releases++;
	return 0;
}

static ssize_t echo_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	size_t n = iocb->ki_pos < echo.len ?
		   copy_to_iter(echo.text + iocb->ki_pos, echo.len - iocb->ki_pos, to) : 0;

	iocb->ki_pos += n;
	return n;
}

static ssize_t echo_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	echo.len = copy_from_iter(echo.text, min(iov_iter_count(from), sizeof(echo.text)), from);
	return echo.len ?: -EFAULT;
}

static long echo_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	int value;

	if (cmd == 1)
		return get_user(value, (int __user *)arg) ? -EFAULT : value;
	return cmd == 2 ? -ENOIOCTLCMD : put_user(42, (int __user *)arg);
}

static const struct file_operations echo_fops = {
	.owner = THIS_MODULE, .open = echo_open, .release = echo_release, .read_iter = echo_read_iter,
	.write_iter = echo_write_iter, .unlocked_ioctl = echo_ioctl,
};

static void register_chrdev_answers_for_256_minors(struct kunit *test)
{
	int major = register_chrdev(0, "echo", &echo_fops);
	char name[32];
	struct file *file;

	KUNIT_ASSERT_GT(test, major, 0);
	memset(&echo, 0, sizeof(echo));
	snprintf(name, sizeof(name), "/dev/char/%d:255", major);
	file = filp_open(name, O_RDWR, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_EXPECT_EQ(test, iminor(file_inode(file)), 255);
	KUNIT_EXPECT_EQ(test, echo.opens, 1);
	KUNIT_EXPECT_EQ(test, filp_close(file, NULL), 0);
	KUNIT_EXPECT_EQ(test, echo.releases, 1);
	snprintf(name, sizeof(name), "/dev/char/%d:7", major);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open(name, O_RDWR, 0)), -ENODEV);
	unregister_chrdev(major, "echo");
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open(name, O_RDWR, 0)), -ENXIO);
}

static void a_misc_device_has_a_name_in_dev(struct kunit *test)
{
	struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "echo", .fops = &echo_fops };
	char buf[16] = "";
	struct file *file;
	loff_t pos = 0;

	memset(&echo, 0, sizeof(echo));
	KUNIT_ASSERT_EQ(test, misc_register(&misc), 0);
	KUNIT_EXPECT_NE(test, misc.minor, MISC_DYNAMIC_MINOR);
	file = filp_open("/dev/echo", O_RDWR, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_EXPECT_EQ(test, kernel_write(file, "by iter", 7, &pos), 7);
	pos = 0;
	KUNIT_EXPECT_EQ(test, kernel_read(file, buf, sizeof(buf), &pos), 7);
	KUNIT_EXPECT_STREQ(test, buf, "by iter");
	KUNIT_EXPECT_EQ(test, pos, 7);
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 0, SEEK_SET), -ESPIPE);
	KUNIT_EXPECT_EQ(test, vfs_poll(file, NULL), DEFAULT_POLLMASK);
	filp_close(file, NULL);
	misc_deregister(&misc);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/dev/echo", O_RDWR, 0)), -ENOENT);
}

static void ioctl_moves_values_and_names_wrong_pointers(struct kunit *test)
{
	struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "echo", .fops = &echo_fops };
	struct file *file;
	int value = 17;

	KUNIT_ASSERT_EQ(test, misc_register(&misc), 0);
	file = filp_open("/dev/echo", O_RDWR, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, 1, (unsigned long)&value), 17);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, 3, (unsigned long)&value), 0);
	KUNIT_EXPECT_EQ(test, value, 42);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, 2, 0), -ENOTTY);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, 1, 0), -EFAULT);
	filp_close(file, NULL);
	misc_deregister(&misc);
}

static void a_copy_ends_where_the_pages_end(struct kunit *test)
{
	char *area = vmalloc(PAGE_SIZE), *buf = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, area);
	memset(area, 'a', PAGE_SIZE);
	/* The guard page behind the area. */
	KUNIT_EXPECT_EQ(test, copy_until_fault(buf, area + PAGE_SIZE - 10, 30), 20);
	KUNIT_EXPECT_EQ(test, copy_until_fault(buf, area + PAGE_SIZE - 3, 30), 27);
	KUNIT_EXPECT_EQ(test, copy_until_fault(area + PAGE_SIZE - 8, buf, 8), 0);
	KUNIT_EXPECT_EQ(test, copy_until_fault(area + PAGE_SIZE, buf, 64), 64);
	KUNIT_EXPECT_EQ(test, buf[2], 'a');
	KUNIT_EXPECT_EQ(test, copy_from_user(buf, (void __user *)area, 1), 1); /* outside of any call */
	vfree(area);
}

static void a_programs_text_becomes_the_kernels(struct kunit *test)
{
	const char __user *text = (const char __user *)"-42\n", *list = (const char __user *)"1-3,5";
	DECLARE_BITMAP(map, 8);
	char *copy;
	int value;
	u8 byte;

	KUNIT_EXPECT_EQ(test, PTR_ERR(memdup_user(text, 4)), -EFAULT); /* outside of any call */
	kernel_pointers_begin();
	copy = memdup_user_nul(text, 3);
	KUNIT_EXPECT_STREQ(test, copy, "-42");
	kfree(copy);
	copy = strndup_user(list, 6);
	KUNIT_EXPECT_STREQ(test, copy, "1-3,5");
	kfree(copy);
	KUNIT_EXPECT_EQ(test, PTR_ERR(strndup_user(list, 5)), -EINVAL); /* no room for its end */
	KUNIT_EXPECT_EQ(test, kstrtoint_from_user(text, 4, 0, &value), 0);
	KUNIT_EXPECT_EQ(test, value, -42);
	KUNIT_EXPECT_EQ(test, kstrtou8_from_user(text, 4, 0, &byte), -EINVAL);
	KUNIT_EXPECT_EQ(test, bitmap_parselist_user(list, 5, map, 8), 0);
	KUNIT_EXPECT_EQ(test, map[0], 0x2eUL);
	KUNIT_EXPECT_EQ(test, bitmap_parse_user(list, 1, map, 8), 0);
	KUNIT_EXPECT_EQ(test, map[0], 1UL);
	KUNIT_EXPECT_EQ(test, kstrtoint_from_user(NULL, 4, 0, &value), -EFAULT);
	kernel_pointers_end();
}

static void rights_and_folders_are_told_apart(struct kunit *test)
{
	struct file *file;
	char c;

	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/dev", O_RDONLY, 0)), -EISDIR);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/proc/", O_RDONLY, 0)), -EISDIR);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/etc/passwd", O_RDONLY, 0)), -ENOENT);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/dev/char/1:2:3", O_RDONLY, 0)), -ENOENT);
	file = filp_open("/proc/version", O_RDONLY, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_EXPECT_EQ(test, kernel_write(file, "x", 1, &file->f_pos), -EBADF);
	KUNIT_EXPECT_EQ(test, kernel_read(file, &c, 1, &file->f_pos), 1);
	filp_close(file, NULL);
}

/* ---- drivers/example/store.c ---- */

static ssize_t write_all(struct file *file, const char *text, size_t len)
{
	ssize_t n = 0;

	for (size_t done = 0; done < len; done += n) {
		n = kernel_write(file, text + done, len - done, &file->f_pos);
		if (n <= 0)
			return n;
	}
	return len;
}

static ssize_t read_all(struct file *file, char *buf, size_t size)
{
	ssize_t n, done = 0;

	while ((n = kernel_read(file, buf + done, size - done, &file->f_pos)) > 0)
		done += n;
	return n < 0 ? n : done;
}

static void what_is_written_to_store_comes_back(struct kunit *test)
{
	char *text = kunit_kmalloc(test, LONG_TEXT, GFP_KERNEL), *back = kunit_kzalloc(test, LONG_TEXT, GFP_KERNEL);
	struct file *file = filp_open("/dev/store1", O_RDWR, 0);

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	for (int i = 0; i < LONG_TEXT; i++)
		text[i] = i * 7 + i / 256;
	KUNIT_EXPECT_EQ(test, write_all(file, text, LONG_TEXT), LONG_TEXT);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, _IO('s', 1), 0), LONG_TEXT);
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 0, SEEK_SET), 0);
	KUNIT_EXPECT_EQ(test, read_all(file, back, LONG_TEXT), LONG_TEXT);
	KUNIT_EXPECT_EQ(test, memcmp(text, back, LONG_TEXT), 0);
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, -1, SEEK_SET), -EINVAL);
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, -10, SEEK_END), LONG_TEXT - 10);
	KUNIT_EXPECT_EQ(test, read_all(file, back, LONG_TEXT), 10);
	filp_close(file, NULL);
	/* For writing only: what was there is forgotten. */
	file = filp_open("/dev/store1", O_WRONLY, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, _IO('s', 1), 0), 0);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, _IO('s', 9), 0), -ENOTTY);
	filp_close(file, NULL);
}

static void a_hole_in_store_is_not_allocated(struct kunit *test)
{
	struct file *file = filp_open("/dev/store2", O_RDWR, 0);
	char c = 0;

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 100000, SEEK_SET), 100000);
	KUNIT_EXPECT_EQ(test, kernel_write(file, "x", 1, &file->f_pos), 1);
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 100000, SEEK_SET), 100000);
	KUNIT_EXPECT_EQ(test, kernel_read(file, &c, 1, &file->f_pos), 1);
	KUNIT_EXPECT_EQ(test, c, 'x');
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 5000, SEEK_SET), 5000);
	KUNIT_EXPECT_EQ(test, kernel_read(file, &c, 1, &file->f_pos), 0);
	KUNIT_EXPECT_EQ(test, vfs_ioctl(file, _IO('s', 0), 0), 0);
	filp_close(file, NULL);
}

static struct kunit_case char_dev_cases[] = {
	KUNIT_CASE(a_region_cannot_be_taken_twice),
	KUNIT_CASE(numbers_out_of_range_are_refused),
	KUNIT_CASE(register_chrdev_answers_for_256_minors),
	KUNIT_CASE(a_misc_device_has_a_name_in_dev),
	KUNIT_CASE(ioctl_moves_values_and_names_wrong_pointers),
	KUNIT_CASE(a_copy_ends_where_the_pages_end),
	KUNIT_CASE(a_programs_text_becomes_the_kernels),
	KUNIT_CASE(rights_and_folders_are_told_apart),
	KUNIT_CASE(what_is_written_to_store_comes_back),
	KUNIT_CASE(a_hole_in_store_is_not_allocated),
	{}
};

static struct kunit_suite char_dev_suite = {
	.name = "char_dev",
	.test_cases = char_dev_cases,
};
kunit_test_suite(char_dev_suite);
