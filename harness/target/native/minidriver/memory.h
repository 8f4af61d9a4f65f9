/*
 * memory.h: touching the caller's memory without dying of it, as ks.sys does with its probes.
 *
 * Plain C types only: the Windows half cannot share a file with ks_types.h.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef KS_MEMORY_H
#define KS_MEMORY_H

#include <stddef.h>

#include "../include/kscts.h"

/* Memory that needs no probe (kscts_host.plain). */
typedef struct ks_plain {
    kscts_range ranges[2];
} ks_plain;

/* Each returns 1, or 0 if a byte of the caller's cannot be touched that way: STATUS_ACCESS_VIOLATION. */
int ks_read_caller(const ks_plain *plain, void *to, uint64_t from, size_t length);
int ks_write_caller(const ks_plain *plain, uint64_t to, const void *from, size_t length);
/* Whether all of it can be written; changes nothing. */
int ks_probe_caller(const ks_plain *plain, uint64_t address, size_t length);

#endif
