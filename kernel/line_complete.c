// SPDX-License-Identifier: MIT
/*
 * kernel/line_complete.c: what Tab does.
 *
 * Whoever knows candidates offers all it has; only what begins with the typed word counts. What all
 * of those share is inserted; a second Tab in a row lists them. Nothing is stored but the shared
 * beginning: the listing asks for the candidates again.
 *
 *     typed "me"    offered "meminfo" "version" "mempools"    common "mem"    count 2
 */
#include <linux/minmax.h>
#include <linux/string.h>
#include <slate/command.h>
#include "line_editor.h"

void offer_completion(struct completions *list, const char *candidate)
{
	size_t len = strlen(candidate);
	size_t same = 0;

	if (len >= COMPLETION_SIZE || strncmp(candidate, list->word, list->word_len))
		return;
	if (!list->count++) {
		memcpy(list->common, candidate, len + 1);
	} else {
		while (list->common[same] && list->common[same] == candidate[same])
			same++;
		list->common[same] = '\0';
	}
	if (list->each)
		list->each(list, candidate);
}

unsigned int completion_begin(const struct line_editor *e, struct completions *list, char *word)
{
	unsigned int at = e->cursor;
	unsigned int len;

	while (at && !strchr(" ;\"'", e->line[at - 1]))
		at--;
	len = min(e->cursor - at, (unsigned int)COMPLETION_SIZE - 1);
	memcpy(word, e->line + at, len);
	word[len] = '\0';
	*list = (struct completions){ .word = word, .word_len = len };
	return at;
}

static void list_candidate(struct completions *list, const char *candidate)
{
	struct line_editor *e = list->context;

	line_editor_print(e, candidate);
	line_editor_print(e, "  ");
}

static void list_candidates(struct line_editor *e)
{
	char word[COMPLETION_SIZE];
	struct completions list;

	line_editor_print(e, "\n");
	completion_begin(e, &list, word);
	list.each = list_candidate;
	list.context = e;
	e->complete(e, &list);
	line_editor_print(e, "\n");
	line_editor_redraw(e);
}

void line_editor_complete(struct line_editor *e)
{
	char word[COMPLETION_SIZE];
	struct completions list;
	size_t common;

	if (!e->complete)
		return;
	completion_begin(e, &list, word);
	e->complete(e, &list);
	common = strlen(list.common);
	if (!list.count) {
		line_editor_print(e, BELL);
		return;
	}
	if (common > list.word_len)
		line_editor_insert(e, list.common + list.word_len, common - list.word_len);
	if (list.count == 1 && common && list.common[common - 1] != '/')
		line_editor_insert(e, " ", 1);
	else if (list.count > 1 && e->tabs > 1)
		list_candidates(e);
}
