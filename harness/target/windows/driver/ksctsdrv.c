/*
 * ksctsdrv.c: a WDM driver to prove the windows target on. It puts a device of kscts.h, such as the example camera,
 * behind \Device\ksctsdrv, which opens as \??\KSCTSDRV: the object of its first filter.
 *
 * It is made for Wine, whose I/O manager copies the buffers of METHOD_NEITHER requests before a driver sees them. On a
 * Windows kernel it must not be loaded: it does not guard its accesses to the caller's memory.
 *
 *   x86_64-w64-mingw32-gcc -O2 -shared -nostdlib -I../../native/include -I$DDK -Wl,--subsystem,native -Wl,-e,DriverEntry \
 *     -o ksctsdrv.sys ksctsdrv.c ../../native/example/camera.c (all of ../../native/minidriver but memory.c) -lntoskrnl
 *
 * where $DDK is the folder ddk of mingw-w64's headers.
 *
 * SPDX-License-Identifier: MIT
 */
#include <ntddk.h>

#include "../../native/minidriver/memory.h"

#define TAG 0x7363736Bu

static kscts_device *the_device;

/* ---- what the C library would give ------------------------------------------------------------------------------ */

typedef struct {
    size_t size;
    size_t unused;
} block_head;

void *calloc(size_t count, size_t size)
{
    const size_t total = count * size;
    block_head *head;
    if (size != 0 && total / size != count) return NULL;
    head = ExAllocatePoolWithTag(NonPagedPool, sizeof *head + total, TAG);
    if (!head) return NULL;
    head->size = total;
    memset(head + 1, 0, total);
    return head + 1;
}

void free(void *memory)
{
    if (memory) ExFreePoolWithTag((block_head *)memory - 1, TAG);
}

void *realloc(void *memory, size_t size)
{
    void *larger = calloc(1, size);
    if (!larger || !memory) return larger;
    const size_t known = ((block_head *)memory - 1)->size;
    memcpy(larger, memory, known < size ? known : size);
    free(memory);
    return larger;
}

/* ---- memory of the caller: here already a copy ------------------------------------------------------------------ */

int ks_read_caller(const ks_plain *plain, void *to, uint64_t from, size_t length)
{
    (void)plain;
    if (length != 0 && from == 0) return 0;
    memcpy(to, kscts_pointer(from), length);
    return 1;
}

int ks_write_caller(const ks_plain *plain, uint64_t to, const void *from, size_t length)
{
    (void)plain;
    if (length != 0 && to == 0) return 0;
    memcpy(kscts_pointer(to), from, length);
    return 1;
}

int ks_probe_caller(const ks_plain *plain, uint64_t address, size_t length)
{
    (void)plain;
    return length == 0 || address != 0;
}

/* ---- requests --------------------------------------------------------------------------------------------------- */

static NTSTATUS complete(IRP *irp, uint32_t status, uint64_t information)
{
    irp->IoStatus.Status = (NTSTATUS)status;
    irp->IoStatus.Information = (ULONG_PTR)information;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return (NTSTATUS)status;
}

static NTSTATUS WINAPI on_create(DEVICE_OBJECT *device, IRP *irp)
{
    FILE_OBJECT *file = IoGetCurrentIrpStackLocation(irp)->FileObject;
    kscts_filter filter;
    kscts_handle handle = 0;
    uint32_t status = (uint32_t)STATUS_NO_SUCH_DEVICE;
    (void)device;
    if (kscts_get_filter(the_device, 0, &filter)) status = kscts_open(the_device, filter.path, 0xC0000000u, &handle);
    if (NT_SUCCESS((NTSTATUS)status)) file->FsContext = (void *)(uintptr_t)handle;
    return complete(irp, status, 0);
}

static NTSTATUS WINAPI on_close(DEVICE_OBJECT *device, IRP *irp)
{
    FILE_OBJECT *file = IoGetCurrentIrpStackLocation(irp)->FileObject;
    (void)device;
    kscts_close(the_device, (kscts_handle)(uintptr_t)file->FsContext);
    file->FsContext = NULL;
    return complete(irp, STATUS_SUCCESS, 0);
}

static NTSTATUS WINAPI on_control(DEVICE_OBJECT *device, IRP *irp)
{
    IO_STACK_LOCATION *at = IoGetCurrentIrpStackLocation(irp);
    kscts_request request = {
        .handle = (kscts_handle)(uintptr_t)at->FileObject->FsContext,
        .code = at->Parameters.DeviceIoControl.IoControlCode,
        .input = (uintptr_t)at->Parameters.DeviceIoControl.Type3InputBuffer,
        .output = (uintptr_t)irp->UserBuffer,
        .input_length = at->Parameters.DeviceIoControl.InputBufferLength,
        .output_length = at->Parameters.DeviceIoControl.OutputBufferLength,
    };
    uint32_t status = kscts_ioctl(the_device, &request);
    (void)device;
    /* Only pins keep requests, and none can be opened here; whatever does pend ends at once. */
    if (status == KSCTS_PENDING) {
        kscts_cancel(the_device, request.id);
        status = kscts_wait(the_device, request.id, 0, &request.information);
    }
    return complete(irp, status, request.information);
}

static void WINAPI on_unload(DRIVER_OBJECT *driver)
{
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\KSCTSDRV");
    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(driver->DeviceObject);
    kscts_destroy(the_device);
}

NTSTATUS WINAPI DriverEntry(DRIVER_OBJECT *driver, UNICODE_STRING *registry)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\ksctsdrv");
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\KSCTSDRV");
    const kscts_host host = {sizeof(void *), 0, {{0, 0}, {0, 0}}};
    DEVICE_OBJECT *device;
    NTSTATUS status;
    (void)registry;

    status = (NTSTATUS)kscts_create(&host, &the_device);
    if (!NT_SUCCESS(status)) return status;
    status = IoCreateDevice(driver, 0, &name, FILE_DEVICE_KS, 0, FALSE, &device);
    if (NT_SUCCESS(status)) {
        status = IoCreateSymbolicLink(&link, &name);
        if (!NT_SUCCESS(status)) IoDeleteDevice(device);
    }
    if (!NT_SUCCESS(status)) {
        kscts_destroy(the_device);
        return status;
    }
    driver->MajorFunction[IRP_MJ_CREATE] = on_create;
    driver->MajorFunction[IRP_MJ_CLOSE] = on_close;
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = on_control;
    driver->DriverUnload = on_unload;
    return STATUS_SUCCESS;
}
