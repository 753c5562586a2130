/* SPDX-License-Identifier: MIT */
/* linux/migrate_mode.h: how long moving a page may take. */
#ifndef _LINUX_MIGRATE_MODE_H
#define _LINUX_MIGRATE_MODE_H

enum migrate_mode {
	MIGRATE_ASYNC,	      /* never wait */
	MIGRATE_SYNC_LIGHT,   /* wait for processors, not for devices */
	MIGRATE_SYNC,	      /* wait for page locks and transfers too */
	MIGRATE_SYNC_NO_COPY, /* as MIGRATE_SYNC; who asked copies the contents himself */
};

#endif
