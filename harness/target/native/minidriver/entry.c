/*
 * entry.c: the functions of kscts.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- time ------------------------------------------------------------------------------------------------------- */

static int never(void *context)
{
    (void)context;
    return 0;
}

KSCTS_EXPORT int64_t kscts_now(kscts_device *handle)
{
    return ((ks_device *)handle)->now;
}

KSCTS_EXPORT void kscts_sleep(kscts_device *handle, int64_t duration)
{
    ks_pass_time((ks_device *)handle, duration, never, NULL);
}

/* ---- device ----------------------------------------------------------------------------------------------------- */

static void copy_text(char *to, size_t size, const char *from)
{
    size_t length = strlen(from);
    if (length >= size) length = size - 1;
    memcpy(to, from, length);
    to[length] = 0;
}

KSCTS_EXPORT uint32_t kscts_abi_version(void)
{
    return KSCTS_ABI_VERSION;
}

KSCTS_EXPORT kscts_status kscts_create(const kscts_host *host, kscts_device **result)
{
    ks_device *device;
    ULONG factories = 0;
    if (host->pointer_size != sizeof(void *)) return STATUS_NOT_SUPPORTED;
    device = calloc(1, sizeof *device);
    if (device == NULL) return STATUS_INSUFFICIENT_RESOURCES;
    for (ULONG i = 0; i < ks_the_device.filter_count; i++) factories += ks_the_device.filters[i].pin_count;
    device->instances = calloc(factories + 1, sizeof *device->instances);
    device->context = calloc(1, ks_the_device.context_size + 1);
    if (device->instances == NULL || device->context == NULL) {
        kscts_destroy((kscts_device *)device);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    memcpy(device->plain.ranges, host->plain, sizeof host->plain);
    if (ks_the_device.start != NULL) ks_the_device.start(device);
    *result = (kscts_device *)device;
    return STATUS_SUCCESS;
}

KSCTS_EXPORT void kscts_destroy(kscts_device *handle)
{
    ks_device *device = (ks_device *)handle;
    for (ULONG i = 0; i < device->slot_count; i++) {
        if (device->slots[i] != NULL) kscts_close(handle, device->slots[i]->handle);
    }
    while (device->pending != NULL) {
        ks_pending *first = device->pending;
        device->pending = first->next;
        ks_free(device, first->headers);
        ks_free(device, first);
    }
    free(device->slots);
    free(device->instances);
    free(device->context);
    free(device);
}

KSCTS_EXPORT void kscts_identify(kscts_device *handle, kscts_identity *identity)
{
    (void)handle;
    copy_text(identity->driver, sizeof identity->driver, ks_the_device.driver);
    copy_text(identity->version, sizeof identity->version, ks_the_device.version);
    copy_text(identity->provider, sizeof identity->provider, ks_the_device.provider);
}

KSCTS_EXPORT uint32_t kscts_get_filter(kscts_device *handle, uint32_t index, kscts_filter *result)
{
    const ks_filter_descriptor *filter;
    const ULONG room = sizeof result->categories / sizeof *result->categories;
    (void)handle;
    if (index >= ks_the_device.filter_count) return 0;
    filter = &ks_the_device.filters[index];
    memset(result, 0, sizeof *result);
    copy_text(result->path, sizeof result->path, filter->path);
    copy_text(result->name, sizeof result->name, filter->name);
    copy_text(result->friendly_name, sizeof result->friendly_name, filter->friendly_name);
    copy_text(result->class_driver, sizeof result->class_driver, "ks");
    result->category_count = filter->category_count < room ? filter->category_count : room;
    for (ULONG i = 0; i < result->category_count; i++) {
        memcpy(&result->categories[i], filter->categories[i], sizeof(GUID));
    }
    return 1;
}

KSCTS_EXPORT void kscts_get_census(kscts_device *handle, kscts_census *census)
{
    const ks_device *device = (const ks_device *)handle;
    memset(census, 0, sizeof *census);
    for (ULONG i = 0; i < device->slot_count; i++) {
        if (device->slots[i] == NULL) continue;
        census->handles++;
        for (const ks_enable *e = device->slots[i]->enables; e != NULL; e = e->next) census->event_enables++;
    }
    for (const ks_pending *p = device->pending; p != NULL; p = p->next) census->pending_requests++;
    census->allocations = device->allocations;
    census->references = device->references;
}

/* ---- file objects ----------------------------------------------------------------------------------------------- */

static int same_path(const char *a, const char *b)
{
    for (; *a != 0 && *b != 0; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
        char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;
        if (x != y) return 0;
    }
    return *a == *b;
}

KSCTS_EXPORT kscts_status kscts_open(kscts_device *handle, const char *path, uint32_t access, kscts_handle *result)
{
    (void)access; /* judged by the I/O manager (OBJ-111) */
    for (ULONG i = 0; i < ks_the_device.filter_count; i++) {
        const ks_filter_descriptor *filter = &ks_the_device.filters[i];
        ks_object *object = NULL;
        uint32_t status;
        if (!same_path(filter->path, path)) continue;
        status = ks_create_filter((ks_device *)handle, filter, &object);
        if (!ks_is_error(status)) *result = object->handle;
        return status;
    }
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

KSCTS_EXPORT kscts_status kscts_open_child(kscts_device *handle, kscts_handle parent, const uint8_t *name,
                                           uint32_t name_length, uint32_t access, kscts_handle *result)
{
    ks_object *object = ks_lookup((ks_device *)handle, parent);
    ks_object *child = NULL;
    uint32_t status;
    (void)access;
    if (object == NULL) return STATUS_INVALID_HANDLE;
    if (object->kind == KS_SIGNAL) return STATUS_OBJECT_TYPE_MISMATCH;
    status = ks_create_child(object, name, name_length, &child);
    if (!ks_is_error(status)) *result = child->handle;
    return status;
}

KSCTS_EXPORT kscts_status kscts_close(kscts_device *handle, kscts_handle name)
{
    ks_device *device = (ks_device *)handle;
    ks_object *object = ks_lookup(device, name);
    if (object == NULL) return STATUS_INVALID_HANDLE;
    device->slots[name / 4 - 1] = NULL;
    object->closed = 1;
    ks_cleanup(object);
    ks_dereference(object);
    return STATUS_SUCCESS;
}

KSCTS_EXPORT kscts_status kscts_ioctl(kscts_device *handle, kscts_request *request)
{
    ks_device *device = (ks_device *)handle;
    ks_object *object = ks_lookup(device, request->handle);
    ks_irp irp = {device, object, request->input_length, request->output_length, 0};
    uint32_t status;
    request->information = 0;
    if (object == NULL) return STATUS_INVALID_HANDLE;
    if (object->kind == KS_SIGNAL) return STATUS_OBJECT_TYPE_MISMATCH;
    switch (request->code) {
    case IOCTL_KS_PROPERTY:
        status = ks_property_request(&irp, request);
        break;
    case IOCTL_KS_METHOD:
        status = ks_method_request(&irp, request);
        break;
    case IOCTL_KS_ENABLE_EVENT:
        status = ks_enable_request(&irp, request);
        break;
    case IOCTL_KS_DISABLE_EVENT:
        return ks_disable_request(object, request);
    case IOCTL_KS_READ_STREAM:
        if (object->kind != KS_PIN) return STATUS_INVALID_DEVICE_REQUEST;
        return ks_read_request((ks_pin *)object, request);
    case IOCTL_KS_RESET_STATE:
        /* Objects without a notion of reset succeed (IOC-059). */
        return object->kind == KS_PIN ? ks_reset_request((ks_pin *)object, request) : STATUS_SUCCESS;
    default:
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    request->information = irp.information;
    return status;
}

/* ---- requests in flight ----------------------------------------------------------------------------------------- */

static ks_pending **find_pending(ks_device *device, uint64_t id)
{
    ks_pending **link = &device->pending;
    while (*link != NULL && (*link)->id != id) link = &(*link)->next;
    return link;
}

static int is_done(void *context)
{
    return ((const ks_pending *)context)->done;
}

KSCTS_EXPORT kscts_status kscts_wait(kscts_device *handle, uint64_t id, int64_t limit, uint64_t *information)
{
    ks_device *device = (ks_device *)handle;
    ks_pending **link = find_pending(device, id);
    ks_pending *pending = *link;
    uint32_t status;
    if (pending == NULL) return STATUS_INVALID_PARAMETER;
    ks_pass_time(device, limit, is_done, pending);
    if (!pending->done) return STATUS_PENDING;
    *link = pending->next;
    status = pending->status;
    *information = pending->information;
    ks_free(device, pending->headers);
    ks_free(device, pending);
    return status;
}

KSCTS_EXPORT void kscts_cancel(kscts_device *handle, uint64_t id)
{
    ks_pending *pending = *find_pending((ks_device *)handle, id);
    if (pending != NULL && !pending->done) ks_complete(pending, STATUS_CANCELLED, 0);
}

/* ---- signals ---------------------------------------------------------------------------------------------------- */

KSCTS_EXPORT kscts_status kscts_create_signal(kscts_device *handle, uint32_t kind, uint32_t limit,
                                              kscts_handle *result)
{
    ks_device *device = (ks_device *)handle;
    ks_signal *signal = ks_allocate(device, sizeof *signal);
    if (signal == NULL) return STATUS_INSUFFICIENT_RESOURCES;
    signal->kind = kind;
    signal->limit = kind == KSCTS_SIGNAL_SEMAPHORE ? limit : 1;
    if (!ks_insert(&signal->object, KS_SIGNAL, device, NULL)) {
        ks_free(device, signal);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    *result = signal->object.handle;
    return STATUS_SUCCESS;
}

static int is_signalled(void *context)
{
    return ((const ks_signal *)context)->count > 0;
}

KSCTS_EXPORT uint32_t kscts_take_signals(kscts_device *handle, kscts_handle name, int64_t limit)
{
    ks_object *object = ks_lookup((ks_device *)handle, name);
    ks_signal *signal = (ks_signal *)object;
    ULONG count;
    if (object == NULL || object->kind != KS_SIGNAL) return 0;
    ks_pass_time(object->device, limit, is_signalled, signal);
    count = signal->count;
    signal->count = 0;
    return count;
}
