/*
 * kscts.h: the boundary between kscts and a driver's handlers built as a shared library (ELF or DLL).
 *
 * Implement the functions below, export them, and `kscts run --target native:./yours.so` drives them. C99, no Windows
 * headers, fixed-size fields only. docs/native-target.md explains how to put an existing driver behind this file; the
 * folder minidriver/ is a ready-made KS on top of it.
 *
 * The library plays the part of the driver and of ks.sys. kscts plays user mode and the I/O manager: it refuses
 * requests whose access bits the handle lacks, and hides Information when the status is an error. What a driver would
 * find in Type3InputBuffer and UserBuffer is what it finds in kscts_request: raw addresses of the caller, which may be
 * NULL, unaligned, unmapped or read-only on purpose. A library that touches such an address without probing it dies,
 * and kscts reports a crash: as a kernel would.
 *
 * All calls for one device come from one thread, one at a time.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef KSCTS_H
#define KSCTS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define KSCTS_EXPORT __declspec(dllexport)
#else
#define KSCTS_EXPORT __attribute__((visibility("default")))
#endif

/* Changes whenever a structure or a function below changes; kscts refuses every other number. */
#define KSCTS_ABI_VERSION 1u

/* An NTSTATUS. */
typedef uint32_t kscts_status;

#define KSCTS_SUCCESS 0x00000000u
/* From kscts_ioctl: in flight, `id` is set. From kscts_wait: still in flight. Never a final status. */
#define KSCTS_PENDING 0x00000103u
#define KSCTS_NOT_SUPPORTED 0xC00000BBu

/*
 * A HANDLE as it is stored in structures (KSPIN_CONNECT.PinToHandle, KSEVENTDATA.EventHandle.Event, ...): of a file
 * object or a signal, one number space for both. 0 is no handle; below 0x80000000, so that 32-bit callers can hold it.
 */
typedef uint32_t kscts_handle;

/* One instance of the device under test. What is in it is yours. */
typedef struct kscts_device kscts_device;

/* Data1 to Data4 of a GUID in the byte order of the machine, as in a KS structure. */
typedef struct kscts_guid {
    uint32_t data1;
    uint16_t data2;
    uint16_t data3;
    uint8_t data4[8];
} kscts_guid;

/* A range of addresses. */
typedef struct kscts_range {
    uint64_t base;
    uint64_t length;
} kscts_range;

/* What the caller is like. */
typedef struct kscts_host {
    /* Bytes of a pointer or HANDLE in the caller's structures: 8, or 4 for a 32-bit caller. */
    uint32_t pointer_size;
    uint32_t reserved;
    /*
     * Memory of the caller that is always readable and writable: a library that probes addresses may leave out the
     * probe in here. Most requests have their input in the first range and their output in the second.
     */
    kscts_range plain[2];
} kscts_host;

/* A filter that can be opened. Text is UTF-8 and ends with a NUL. */
typedef struct kscts_filter {
    /* What kscts_open takes: a device interface path with its reference string. */
    char path[256];
    /* Short stable name for reports, such as "camera"; no '/', '@' or ':'. */
    char name[64];
    char friendly_name[128];
    /* "avstream", "portcls", "stream", "ks", or empty. */
    char class_driver[16];
    uint32_t category_count;
    uint32_t reserved;
    /* KSCATEGORY_* under which it is registered. */
    kscts_guid categories[16];
} kscts_filter;

/* What is known about the driver; empty text where nothing is. */
typedef struct kscts_identity {
    char driver[128];
    char version[64];
    char provider[64];
    char hardware_id[128];
    char os[64];
} kscts_identity;

/* A device I/O control request, as the driver would see it in its IRP. */
typedef struct kscts_request {
    kscts_handle handle;
    uint32_t code;
    /* Addresses as the caller passed them; see kscts_pointer(). */
    uint64_t input;
    uint64_t output;
    uint32_t input_length;
    uint32_t output_length;
    /* Out: IoStatus.Information. */
    uint64_t information;
    /* Out, with KSCTS_PENDING: the name of the request for kscts_wait and kscts_cancel; never 0. */
    uint64_t id;
} kscts_request;

/* What the driver side holds. After everything is closed it must be what it was before. */
typedef struct kscts_census {
    uint32_t handles;
    uint32_t pending_requests;
    uint32_t event_enables;
    uint32_t allocations;
    uint32_t references;
} kscts_census;

/* Kinds of notification objects, as user mode creates them. */
#define KSCTS_SIGNAL_AUTO_RESET 1u
#define KSCTS_SIGNAL_MANUAL_RESET 2u
#define KSCTS_SIGNAL_SEMAPHORE 3u

/* An address of a request as a pointer. */
static inline void *kscts_pointer(uint64_t address)
{
    return (void *)(uintptr_t)address;
}

/* ---- required --------------------------------------------------------------------------------------------------- */

/* KSCTS_ABI_VERSION. Called first. */
KSCTS_EXPORT uint32_t kscts_abi_version(void);

/*
 * Makes a device in its first state. `host` is gone after the call. An error status ends the run:
 * KSCTS_NOT_SUPPORTED says that the library does not serve callers of this pointer size.
 */
KSCTS_EXPORT kscts_status kscts_create(const kscts_host *host, kscts_device **device);
/* Frees it and everything that is still open or in flight. */
KSCTS_EXPORT void kscts_destroy(kscts_device *device);

/* Describes filter number `index` (from 0, in a stable order) and returns 1; returns 0 if there is none. */
KSCTS_EXPORT uint32_t kscts_get_filter(kscts_device *device, uint32_t index, kscts_filter *filter);

/* Opens a filter. `access` is a mask of GENERIC_READ 0x80000000 and GENERIC_WRITE 0x40000000. */
KSCTS_EXPORT kscts_status kscts_open(kscts_device *device, const char *path, uint32_t access, kscts_handle *handle);
/*
 * Opens a pin, clock, allocator or node below `parent`. `name` is the object name that the driver would see: the class
 * string in UTF-16LE, one backslash, the binary parameters; `name_length` in bytes. It is memory of kscts, always
 * readable, and gone after the call.
 */
KSCTS_EXPORT kscts_status kscts_open_child(kscts_device *device, kscts_handle parent, const uint8_t *name,
                                           uint32_t name_length, uint32_t access, kscts_handle *handle);
/* Closes a file object or a signal. Requests pending on a file object complete before its last handle is gone. */
KSCTS_EXPORT kscts_status kscts_close(kscts_device *device, kscts_handle handle);

/*
 * Issues a request: returns its final status with `information` set, or KSCTS_PENDING with `id` set. `request` itself
 * is gone after the call; the caller's buffers stay where they are until the request has completed.
 */
KSCTS_EXPORT kscts_status kscts_ioctl(kscts_device *device, kscts_request *request);

/* ---- optional, in groups: leave out what the device cannot do --------------------------------------------------- */

/* Names the driver. Without it the file name stands for it. */
KSCTS_EXPORT void kscts_identify(kscts_device *device, kscts_identity *identity);

/* Needed if kscts_ioctl ever returns KSCTS_PENDING. Times are in units of 100 ns. */

/* Waits at most `limit`. Returns the final status, once, with `information` set; or KSCTS_PENDING. */
KSCTS_EXPORT kscts_status kscts_wait(kscts_device *device, uint64_t id, int64_t limit, uint64_t *information);
/* Asks for cancellation. The request still ends through kscts_wait. */
KSCTS_EXPORT void kscts_cancel(kscts_device *device, uint64_t id);

/* Needed for events. Without them handles of signals name nothing that the library knows. */

/* Creates an event or a semaphore; `limit` is a semaphore's maximum count, its count starts at 0. */
KSCTS_EXPORT kscts_status kscts_create_signal(kscts_device *device, uint32_t kind, uint32_t limit,
                                              kscts_handle *handle);
/*
 * Waits at most `limit` for the object to be signalled and takes what is there: the count of a semaphore, 1 for an
 * event (a manual-reset event is reset). 0 if nothing came.
 */
KSCTS_EXPORT uint32_t kscts_take_signals(kscts_device *device, kscts_handle handle, int64_t limit);

/* Virtual time: with these, all waiting is on a clock of the device's own, exact and instant. */

KSCTS_EXPORT int64_t kscts_now(kscts_device *device);
KSCTS_EXPORT void kscts_sleep(kscts_device *device, int64_t duration);

/* Counts what is held. */
KSCTS_EXPORT void kscts_get_census(kscts_device *device, kscts_census *census);

/* Returns 1 if the device still answers; else 0 and a UTF-8 text in `detail` that says why not. */
KSCTS_EXPORT uint32_t kscts_probe(kscts_device *device, char *detail, uint32_t detail_size);

#ifdef __cplusplus
}
#endif

#endif
