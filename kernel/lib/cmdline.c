// SPDX-License-Identifier: MIT
/*
 * kernel/lib/cmdline.c: take a line of parameters apart, word by word.
 *
 * Problem.  `a=1 b="two words" c` is cut where it lies: nobody can allocate yet.
 * Idea.     A quote anywhere in a word makes blanks part of it until the next quote. Only a quote at the
 *           start of the word or right behind the `=` is taken off; there is no way to write a quote
 *           itself. Zeros are written over the `=` and the blank, so that name and value are strings.
 * Paths.    next_arg
 * Sources.  Linux Documentation/admin-guide/kernel-parameters.rst.
 */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

static char *skip_blanks(char *at)
{
	while (isspace(*at))
		at++;
	return at;
}

/**
 * next_arg() - cut the first word off @args.
 * @args: line without leading blanks; changed.
 * @param: set to the name.
 * @val: set to the value, or NULL where there is no `=`.
 *
 * Return: the rest of the line, without leading blanks.
 */
char *next_arg(char *args, char **param, char **val)
{
	bool quoted = *args == '"', in_quote = quoted;
	char *word = args + quoted, *equals = NULL, *end;

	for (end = word; *end && (in_quote || !isspace(*end)); end++) {
		if (*end == '=' && !equals && end > word)
			equals = end;
		if (*end == '"')
			in_quote = !in_quote;
	}
	args = *end ? end + 1 : end;
	*end = '\0';
	*param = word;
	*val = NULL;
	if (quoted && end > word && end[-1] == '"')
		*--end = '\0';
	if (equals) {
		*equals = '\0';
		*val = equals + 1;
		if (**val == '"') {
			++*val;
			if (end > *val && end[-1] == '"')
				end[-1] = '\0';
		}
	}
	return skip_blanks(args);
}
EXPORT_SYMBOL(next_arg);

/* Is @option one of the words of the comma-separated list @str? */
bool parse_option_str(const char *str, const char *option)
{
	size_t length = strlen(option);

	while (str) {
		if (!strncmp(str, option, length) && (!str[length] || str[length] == ','))
			return true;
		str = strchr(str, ',');
		if (str)
			str++;
	}
	return false;
}
EXPORT_SYMBOL(parse_option_str);
