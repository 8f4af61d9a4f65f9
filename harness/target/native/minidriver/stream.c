/*
 * stream.c: reads of a pin: checks, queue, completion, reset (sections 2.4 and 10 of the rules).
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

#include <string.h>

/* ---- checks ----------------------------------------------------------------------------------------------------- */

/* Headers tile the buffer, ask for data and can receive it; the first bad one decides (STRM-010...021). */
static uint32_t check_headers(ks_device *device, const uint8_t *headers, ULONG length)
{
    for (ULONG at = 0; at < length;) {
        const KSSTREAM_HEADER *header = (const KSSTREAM_HEADER *)(headers + at);
        const ULONG room = length - at;
        if (room < sizeof *header || header->Size < sizeof *header || header->Size % 8 != 0) {
            return STATUS_INVALID_BUFFER_SIZE;
        }
        if (header->Size > room || header->DataUsed != 0) return STATUS_INVALID_BUFFER_SIZE;
        if (header->OptionsFlags != 0) return STATUS_INVALID_PARAMETER;
        if (!ks_probe_caller(&device->plain, (uintptr_t)header->Data, header->FrameExtent)) {
            return STATUS_ACCESS_VIOLATION;
        }
        at += header->Size;
    }
    return STATUS_SUCCESS;
}

static uint32_t check_pin(const ks_pin *pin)
{
    if (pin->descriptor->data_flow != KSPIN_DATAFLOW_OUT || pin->descriptor->capture == NULL) {
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    return pin->in_reset || pin->state < KSSTATE_PAUSE ? STATUS_DEVICE_NOT_READY : STATUS_SUCCESS;
}

/* ---- queue ------------------------------------------------------------------------------------------------------ */

uint32_t ks_read_request(ks_pin *pin, kscts_request *request)
{
    ks_device *device = pin->object.device;
    const ULONG length = request->output_length;
    ks_pending *pending, **link;
    void *headers;
    uint32_t status;
    if (length == 0) return STATUS_INVALID_BUFFER_SIZE;
    if (!ks_probe_caller(&device->plain, request->output, length)) return STATUS_ACCESS_VIOLATION;
    status = ks_capture(device, request->output, length, &headers);
    if (ks_is_error(status)) return status;
    status = check_headers(device, headers, length);
    if (!ks_is_error(status)) status = check_pin(pin);
#if defined KSCTS_FAULT && KSCTS_FAULT == 6 /* FAULT: a read that comes while another one waits is refused */
    for (pending = device->pending; pending != NULL; pending = pending->next) {
        if (pending->pin == pin && !ks_is_error(status)) status = STATUS_DEVICE_NOT_READY;
    }
#endif
    pending = ks_is_error(status) ? NULL : ks_allocate(device, sizeof *pending);
    if (pending == NULL) {
        ks_free(device, headers);
        return ks_is_error(status) ? status : STATUS_INSUFFICIENT_RESOURCES;
    }
    pending->id = ++device->next_id;
    pending->pin = pin;
    pending->output = request->output;
    pending->length = length;
    pending->headers = headers;
    for (link = &device->pending; *link != NULL; link = &(*link)->next) continue;
    *link = pending;
    request->id = pending->id;
    return STATUS_PENDING;
}

void ks_complete(ks_pending *pending, uint32_t status, uint64_t information)
{
    pending->done = 1;
    pending->pin = NULL;
    pending->status = status;
    pending->information = information;
}

void ks_flush_reads(ks_pin *pin, uint32_t status)
{
    for (ks_pending *p = pin->object.device->pending; p != NULL; p = p->next) {
        if (p->pin == pin) ks_complete(p, status, 0);
    }
}

/* ---- frames ----------------------------------------------------------------------------------------------------- */

static uint32_t fill(ks_pin *pin, KSSTREAM_HEADER *header)
{
    ks_device *device = pin->object.device;
    uint8_t *frame = ks_allocate(device, header->FrameExtent);
    int written;
    if (frame == NULL) return STATUS_INSUFFICIENT_RESOURCES;
    header->OptionsFlags = KSSTREAM_HEADER_OPTIONSF_TIMEVALID | KSSTREAM_HEADER_OPTIONSF_DURATIONVALID;
    header->DataUsed = pin->descriptor->capture(&pin->object, frame, header->FrameExtent, &header->OptionsFlags);
    header->PresentationTime.Time = ks_clock_now(pin);
    header->PresentationTime.Numerator = 1;
    header->PresentationTime.Denominator = 1;
    header->Duration = pin->descriptor->frame_interval;
    written = ks_write_caller(&device->plain, (uintptr_t)header->Data, frame, header->DataUsed);
    ks_free(device, frame);
    return written ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

void ks_frame(ks_pin *pin)
{
    ks_device *device = pin->object.device;
    ks_pending *pending = device->pending;
    KSSTREAM_HEADER *header;
    ULONG options = 0;
    uint32_t status;
    pin->frame_due += pin->descriptor->frame_interval;
    while (pending != NULL && pending->pin != pin) pending = pending->next;
    if (pending == NULL) {
        pin->descriptor->capture(&pin->object, NULL, 0, &options);
        return;
    }
    header = (KSSTREAM_HEADER *)(pending->headers + pending->position);
    status = fill(pin, header);
    pending->position += header->Size;
    if (!ks_is_error(status) && pending->position < pending->length) return;
    /* Headers come back only with a request that did not fail (STRM-032); Information counts them (STRM-030). */
    if (!ks_is_error(status) &&
        !ks_write_caller(&device->plain, pending->output, pending->headers, pending->length)) {
        status = STATUS_ACCESS_VIOLATION;
    }
    ks_complete(pending, status, ks_is_error(status) ? 0 : pending->length);
}

/* ---- reset ------------------------------------------------------------------------------------------------------ */

uint32_t ks_reset_request(ks_pin *pin, const kscts_request *request)
{
    ULONG reset;
    if (request->input_length < sizeof reset) return STATUS_INVALID_BUFFER_SIZE;
    if (!ks_read_caller(&pin->object.device->plain, &reset, request->input, sizeof reset)) {
        return STATUS_ACCESS_VIOLATION;
    }
    if (reset > 1) return STATUS_INVALID_PARAMETER;
    pin->in_reset = reset == 0;
    if (pin->in_reset) ks_flush_reads(pin, STATUS_CANCELLED);
    return STATUS_SUCCESS;
}
