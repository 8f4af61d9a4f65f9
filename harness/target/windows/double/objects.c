/*
 * objects.c: the part of ntdll: file objects, their requests, events and semaphores.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "double.h"

enum kind { NONE, FILE_OBJECT, NOTIFICATION_EVENT, SYNCHRONIZATION_EVENT, SEMAPHORE };

/* Handles are those of the device, whose event enables name them. */
#define MOST_HANDLES 4096
static struct {
    enum kind kind;
    uint32_t access;
    uint32_t count;
    uint32_t maximum;
    int in_use_by_request;
} handles[MOST_HANDLES];

#define MOST_REQUESTS 256
static struct {
    uint64_t id;
    HANDLE file;
    HANDLE event;
    uint64_t block;
} requests[MOST_REQUESTS];

/* ---- time and completion ---------------------------------------------------------------------------------------- */

static int64_t real_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 10000000 + now.tv_nsec / 100;
}

kscts_device *the_device(void)
{
    static kscts_device *device;
    if (!device) {
        const kscts_host host = {8, 0, {{0, 0}, {0, 0}}};
        if (kscts_create(&host, &device) >= 0xC0000000u) abort();
    }
    return device;
}

static void complete(size_t i, uint32_t status, uint64_t information)
{
    IO_STATUS_BLOCK block;
    memset(&block, 0, sizeof block);
    block.Status = status;
    block.Information = information;
    write_structure("completion of a request", requests[i].block, &block, sizeof block);
    if (demand(handles[requests[i].event].kind == NOTIFICATION_EVENT, "completion of a request", "its event is closed")) {
        handles[requests[i].event].count = 1;
        handles[requests[i].event].in_use_by_request = 0;
    }
    requests[i].id = 0;
}

/* Brings the device's clock to the time of the day, and takes over what happened there. */
static void let_time_pass(void)
{
    static int64_t last;
    const int64_t now = real_time();
    if (last == 0) last = now;
    if (now > last) kscts_sleep(the_device(), now - last);
    last = now;
    for (size_t i = 0; i < MOST_REQUESTS; i += 1) {
        uint64_t information = 0;
        if (requests[i].id == 0) continue;
        const uint32_t status = kscts_wait(the_device(), requests[i].id, 0, &information);
        if (status != KSCTS_PENDING) complete(i, status, information);
    }
    for (HANDLE h = 0; h < MOST_HANDLES; h += 1) {
        if (handles[h].kind < NOTIFICATION_EVENT || handles[h].in_use_by_request) continue;
        const uint64_t count = handles[h].count + (uint64_t)kscts_take_signals(the_device(), (uint32_t)h, 0);
        handles[h].count = count > handles[h].maximum ? handles[h].maximum : (uint32_t)count;
    }
}

/* ---- handles ---------------------------------------------------------------------------------------------------- */

/* How many handles are open. */
KSCTS_EXPORT uint32_t double_open_handles(void)
{
    uint32_t count = 0;
    for (HANDLE h = 0; h < MOST_HANDLES; h += 1) count += handles[h].kind != NONE;
    return count;
}

static int is_open(const char *function, HANDLE handle, enum kind least, enum kind most)
{
    if (!demand(handle < MOST_HANDLES && handles[handle].kind != NONE, function, "a handle that is not open")) return 0;
    return demand(handles[handle].kind >= least && handles[handle].kind <= most, function, "a handle of another kind");
}

static uint32_t add_handle(const char *function, kscts_handle handle, enum kind kind, uint32_t maximum, uint64_t result)
{
    const HANDLE wide = handle;
    if (handle >= MOST_HANDLES) abort();
    memset(&handles[handle], 0, sizeof handles[handle]);
    handles[handle].kind = kind;
    handles[handle].maximum = maximum;
    write_structure(function, result, &wide, sizeof wide);
    return KSCTS_SUCCESS;
}

static uint32_t create_signal(const char *function, uint64_t result, uint32_t access, uint64_t attributes, enum kind kind,
                              uint32_t maximum)
{
    static const uint32_t kinds[] = {0, 0, KSCTS_SIGNAL_MANUAL_RESET, KSCTS_SIGNAL_AUTO_RESET, KSCTS_SIGNAL_SEMAPHORE};
    kscts_handle handle;
    if (!check_writable(function, "the handle's place", result, sizeof(HANDLE), sizeof(HANDLE))) return STATUS_ACCESS_VIOLATION;
    if (!demand(access == 0x1F0003, function, "not all access") || !demand(attributes == 0, function, "attributes")) {
        return STATUS_INVALID_PARAMETER;
    }
    const uint32_t status = kscts_create_signal(the_device(), kinds[kind], maximum, &handle);
    return status >= 0xC0000000u ? status : add_handle(function, handle, kind, maximum, result);
}

KSCTS_EXPORT uint32_t NtCreateEvent(uint64_t result, uint32_t access, uint64_t attributes, uint32_t type, uint8_t initial)
{
    const char *me = "NtCreateEvent";
    if (!demand(type <= 1, me, "no EVENT_TYPE") || !demand(initial == 0, me, "signalled at once")) return STATUS_INVALID_PARAMETER;
    return create_signal(me, result, access, attributes, type == 0 ? NOTIFICATION_EVENT : SYNCHRONIZATION_EVENT, 1);
}

KSCTS_EXPORT uint32_t NtCreateSemaphore(uint64_t result, uint32_t access, uint64_t attributes, uint32_t initial, uint32_t maximum)
{
    const char *me = "NtCreateSemaphore";
    if (!demand(initial == 0, me, "signalled at once") || !demand(maximum > 0 && maximum <= INT32_MAX, me, "its maximum")) {
        return STATUS_INVALID_PARAMETER;
    }
    return create_signal(me, result, access, attributes, SEMAPHORE, maximum);
}

KSCTS_EXPORT uint32_t NtResetEvent(HANDLE handle, uint64_t previous)
{
    if (!demand(previous == 0, "NtResetEvent", "asks for the previous state")) return STATUS_INVALID_PARAMETER;
    if (!is_open("NtResetEvent", handle, NOTIFICATION_EVENT, SYNCHRONIZATION_EVENT)) return STATUS_INVALID_HANDLE;
    let_time_pass();
    handles[handle].count = 0;
    return KSCTS_SUCCESS;
}

KSCTS_EXPORT uint32_t NtReadVirtualMemory(uint64_t process, uint64_t from, uint64_t to, uint64_t size, uint64_t read)
{
    const char *me = "NtReadVirtualMemory";
    char part[256];
    if (!demand(process == UINT64_MAX, me, "another process") || !demand(size <= sizeof part, me, "more than a register") ||
        !demand(read == 0, me, "asks how much was read") || !check_writable(me, "where to", to, size, 1)) {
        return STATUS_INVALID_PARAMETER;
    }
    if (!peek(part, from, size)) return STATUS_PARTIAL_COPY;
    write_structure(me, to, part, size);
    return KSCTS_SUCCESS;
}

KSCTS_EXPORT uint32_t NtClose(HANDLE handle)
{
    if (!is_open("NtClose", handle, FILE_OBJECT, SEMAPHORE)) return STATUS_INVALID_HANDLE;
    demand(!handles[handle].in_use_by_request, "NtClose", "the event of a request in flight");
    const uint32_t status = kscts_close(the_device(), (kscts_handle)handle);
    handles[handle].kind = NONE;
    let_time_pass();
    return status;
}

KSCTS_EXPORT uint32_t NtWaitForSingleObject(HANDLE handle, uint8_t alertable, uint64_t timeout)
{
    const char *me = "NtWaitForSingleObject";
    const struct timespec moment = {0, 200000};
    const int64_t start = real_time();
    int64_t limit;
    if (!is_open(me, handle, NOTIFICATION_EVENT, SEMAPHORE)) return STATUS_INVALID_HANDLE;
    demand(!alertable, me, "alertable");
    if (!read_structure(me, "the time-out", &limit, timeout, sizeof limit, sizeof limit)) return STATUS_ACCESS_VIOLATION;
    if (!demand(limit <= 0, me, "an absolute time-out")) return STATUS_INVALID_PARAMETER;
    for (;;) {
        let_time_pass();
        if (handles[handle].count > 0) break;
        if (real_time() - start >= -limit) return STATUS_TIMEOUT;
        nanosleep(&moment, NULL);
    }
    if (handles[handle].kind != NOTIFICATION_EVENT) handles[handle].count -= 1;
    return KSCTS_SUCCESS;
}

/* ---- file objects ----------------------------------------------------------------------------------------------- */

static uint32_t open_path(const uint16_t *name, size_t bytes, uint32_t access, kscts_handle *handle)
{
    if (bytes % 2 != 0) return STATUS_OBJECT_NAME_INVALID;
    if (bytes < 8 || !same_text(name, 4, "\\??\\")) return STATUS_OBJECT_PATH_SYNTAX_BAD;
    const char *path = filter_path(name + 4, bytes / 2 - 4);
    return path ? kscts_open(the_device(), path, access, handle) : STATUS_OBJECT_NAME_NOT_FOUND;
}

KSCTS_EXPORT uint32_t NtCreateFile(uint64_t result, uint32_t access, uint64_t attributes, uint64_t block, uint64_t allocation_size,
                                   uint32_t file_attributes, uint32_t share, uint32_t disposition, uint32_t options,
                                   uint64_t ea, uint32_t ea_length)
{
    const char *me = "NtCreateFile";
    const uint32_t generic = access & 0xC0000000u;
    OBJECT_ATTRIBUTES object;
    UNICODE_STRING text;
    kscts_handle handle = 0;

    if (!check_writable(me, "the handle's place", result, sizeof(HANDLE), sizeof(HANDLE)) ||
        !check_writable(me, "IO_STATUS_BLOCK", block, sizeof(IO_STATUS_BLOCK), 8) ||
        !read_structure(me, "OBJECT_ATTRIBUTES", &object, attributes, sizeof object, 8)) {
        return STATUS_ACCESS_VIOLATION;
    }
    if (!demand((access & ~0xC0000000u) == 0x00100080u, me, "access: GENERIC_* | SYNCHRONIZE | FILE_READ_ATTRIBUTES") ||
        !demand(allocation_size == 0 && file_attributes == 0, me, "allocation size, attributes") ||
        !demand(share == 3, me, "share access: read and write") || !demand(disposition == 1, me, "disposition: FILE_OPEN") ||
        !demand(options == 0, me, "options: asynchronous") || !demand(ea == 0 && ea_length == 0, me, "extended attributes") ||
        !demand(object.Length == sizeof object, me, "OBJECT_ATTRIBUTES.Length") ||
        !demand(object.Attributes == 0x40, me, "OBJECT_ATTRIBUTES.Attributes: OBJ_CASE_INSENSITIVE") ||
        !demand(!object.SecurityDescriptor && !object.SecurityQualityOfService, me, "security")) {
        return STATUS_INVALID_PARAMETER;
    }
    if (!read_structure(me, "UNICODE_STRING", &text, (uintptr_t)object.ObjectName, sizeof text, 8)) return STATUS_ACCESS_VIOLATION;
    if (!demand(text.MaximumLength >= text.Length, me, "UNICODE_STRING.MaximumLength")) return STATUS_INVALID_PARAMETER;
    if (object.RootDirectory != 0 && !is_open(me, object.RootDirectory, FILE_OBJECT, FILE_OBJECT)) return STATUS_INVALID_HANDLE;

    /* A copy of exactly this length: what reads on behind the name is seen by sanitizers. */
    uint16_t *name = malloc(text.Length + 1u);
    if (!name) abort();
    uint32_t status = STATUS_ACCESS_VIOLATION;
    if (read_structure(me, "UNICODE_STRING.Buffer", name, (uintptr_t)text.Buffer, text.Length, 2)) {
        let_time_pass();
        status = object.RootDirectory == 0 ? open_path(name, text.Length, generic, &handle)
                                           : kscts_open_child(the_device(), (kscts_handle)object.RootDirectory,
                                                              (const uint8_t *)name, text.Length, generic, &handle);
    }
    free(name);
    if (status >= 0xC0000000u) return status;
    add_handle(me, handle, FILE_OBJECT, 0, result);
    handles[handle].access = (generic & 0x80000000u ? 1u : 0u) | (generic & 0x40000000u ? 2u : 0u);
    return status;
}

KSCTS_EXPORT uint32_t NtDeviceIoControlFile(HANDLE file, HANDLE event, uint64_t apc, uint64_t apc_context, uint64_t block,
                                            uint32_t code, uint64_t input, uint32_t input_length, uint64_t output,
                                            uint32_t output_length)
{
    const char *me = "NtDeviceIoControlFile";
    size_t slot = 0;
    if (!check_writable(me, "IO_STATUS_BLOCK", block, sizeof(IO_STATUS_BLOCK), 8)) return STATUS_ACCESS_VIOLATION;
    if (!demand(apc == 0 && apc_context == 0, me, "an APC")) return STATUS_INVALID_PARAMETER;
    if (file < MOST_HANDLES && handles[file].kind > FILE_OBJECT) return STATUS_OBJECT_TYPE_MISMATCH;
    if (!is_open(me, file, FILE_OBJECT, FILE_OBJECT) || !is_open(me, event, NOTIFICATION_EVENT, NOTIFICATION_EVENT)) {
        return STATUS_INVALID_HANDLE;
    }
    demand(!handles[event].in_use_by_request, me, "an event that another request has");
    for (size_t i = 0; i < MOST_REQUESTS; i += 1) {
        demand(requests[i].id == 0 || requests[i].block != block, me, "an IO_STATUS_BLOCK that another request has");
        if (requests[i].id == 0) slot = i;
    }
    if (((code >> 14) & 3) & ~handles[file].access) return STATUS_ACCESS_DENIED;

    let_time_pass();
    handles[event].count = 0;
    kscts_request request = {(kscts_handle)file, code, input, output, input_length, output_length, 0, 0};
    const uint32_t status = kscts_ioctl(the_device(), &request);
    if (requests[slot].id != 0) abort();
    requests[slot].block = block;
    requests[slot].event = event;
    requests[slot].file = file;
    if (status == KSCTS_PENDING) {
        requests[slot].id = request.id;
        handles[event].in_use_by_request = 1;
    } else if (status < 0xC0000000u) {
        complete(slot, status, request.information);
    }
    return status;
}

KSCTS_EXPORT uint32_t NtCancelIoFileEx(HANDLE file, uint64_t which, uint64_t block)
{
    const char *me = "NtCancelIoFileEx";
    if (!check_writable(me, "IO_STATUS_BLOCK", block, sizeof(IO_STATUS_BLOCK), 8)) return STATUS_ACCESS_VIOLATION;
    if (!is_open(me, file, FILE_OBJECT, FILE_OBJECT)) return STATUS_INVALID_HANDLE;
    let_time_pass();
    for (size_t i = 0; i < MOST_REQUESTS; i += 1) {
        if (requests[i].id == 0 || requests[i].file != file || requests[i].block != which) continue;
        kscts_cancel(the_device(), requests[i].id);
        let_time_pass();
        return KSCTS_SUCCESS;
    }
    return STATUS_NOT_FOUND;
}
