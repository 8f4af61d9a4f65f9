/*
 * double.h: a stand-in for ntdll, cfgmgr32 and advapi32 on Linux. It checks each argument as the kernel would and more
 * strictly: what the kernel answers with an error, the double also complains of, for the windows target must never do
 * it. Behind it is a KS device on kscts.h.
 *
 * Buffers of I/O control requests are exempt: tests pass hostile ones on purpose.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef DOUBLE_H
#define DOUBLE_H

#include <stddef.h>

#include "kscts.h"
#include "nt_types.h"

#define STATUS_TIMEOUT 0x00000102u
#define STATUS_PARTIAL_COPY 0x8000000Du
#define STATUS_INVALID_HANDLE 0xC0000008u
#define STATUS_ACCESS_VIOLATION 0xC0000005u
#define STATUS_INVALID_PARAMETER 0xC000000Du
#define STATUS_ACCESS_DENIED 0xC0000022u
#define STATUS_OBJECT_TYPE_MISMATCH 0xC0000024u
#define STATUS_OBJECT_NAME_INVALID 0xC0000033u
#define STATUS_OBJECT_NAME_NOT_FOUND 0xC0000034u
#define STATUS_OBJECT_PATH_SYNTAX_BAD 0xC000003Bu
#define STATUS_NOT_FOUND 0xC0000225u

/* Notes a complaint unless `holds`; returns `holds`. */
int demand(int holds, const char *function, const char *what);

/* Copies what can be read at any address; whether all of it could. */
int peek(void *to, uint64_t from, size_t size);
/* Whether the structure at `address` has that alignment and can be read; it is copied to `to`. */
int read_structure(const char *function, const char *what, void *to, uint64_t address, size_t size, size_t align);
/* Whether it has that alignment and can be read and written. */
int check_writable(const char *function, const char *what, uint64_t address, size_t size, size_t align);
/* Writes what was checked before; complains if it is gone. */
void write_structure(const char *function, uint64_t address, const void *from, size_t size);

/* The device, made at the first call. */
kscts_device *the_device(void);

/* Compares text of UTF-16 units with ASCII, without regard to case. */
int same_text(const uint16_t *units, size_t count, const char *ascii);
/*
 * The path of a KS filter for its interface path without `\\?\` or `\??\`, whatever category the path names; NULL if
 * there is none.
 */
const char *filter_path(const uint16_t *units, size_t count);

#endif
