/*
 * null.c: the least library there is: every request succeeds at once with as many bytes as there is room for. It is the
 * floor that benchmarks compare with.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../include/kscts.h"

#include <string.h>

struct kscts_device {
    kscts_handle last;
};

static struct kscts_device the_device;

uint32_t kscts_abi_version(void)
{
    return KSCTS_ABI_VERSION;
}

kscts_status kscts_create(const kscts_host *host, kscts_device **device)
{
    (void)host;
    *device = &the_device;
    return KSCTS_SUCCESS;
}

void kscts_destroy(kscts_device *device)
{
    device->last = 0;
}

uint32_t kscts_get_filter(kscts_device *device, uint32_t index, kscts_filter *filter)
{
    (void)device;
    if (index > 0) return 0;
    memset(filter, 0, sizeof *filter);
    strcpy(filter->path, "null");
    strcpy(filter->name, "null");
    strcpy(filter->friendly_name, "Null Filter");
    return 1;
}

kscts_status kscts_open(kscts_device *device, const char *path, uint32_t access, kscts_handle *handle)
{
    (void)path, (void)access;
    *handle = ++device->last;
    return KSCTS_SUCCESS;
}

kscts_status kscts_open_child(kscts_device *device, kscts_handle parent, const uint8_t *name, uint32_t name_length,
                              uint32_t access, kscts_handle *handle)
{
    (void)parent, (void)name, (void)name_length, (void)access;
    *handle = ++device->last;
    return KSCTS_SUCCESS;
}

kscts_status kscts_close(kscts_device *device, kscts_handle handle)
{
    (void)device, (void)handle;
    return KSCTS_SUCCESS;
}

kscts_status kscts_ioctl(kscts_device *device, kscts_request *request)
{
    (void)device;
    request->information = request->output_length;
    return KSCTS_SUCCESS;
}
