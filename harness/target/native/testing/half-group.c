/*
 * half-group.c: a library that can wait for requests and not cancel them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../example/null.c"

kscts_status kscts_wait(kscts_device *device, uint64_t id, int64_t limit, uint64_t *information)
{
    (void)device, (void)id, (void)limit, (void)information;
    return KSCTS_PENDING;
}
