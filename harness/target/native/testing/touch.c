/*
 * touch.c: a library that does with the caller's memory what the request says. The low byte of the code is what to do:
 *
 *   'R' reads the byte of the input, 'W' writes the byte of the output, at the signed offset in the code's upper half
 *   'A' answers the addresses of both buffers
 *   'E' writes 0xEE to the whole output and fails, with Information set
 *   'P' pends; ends when it is cancelled. 'S' pends and does not end even then
 *   'T' pends, and ends at the second wait with 0x77 in the whole output
 *   'D' dies: kscts_probe then says so
 *
 * SPDX-License-Identifier: MIT
 */
#define kscts_ioctl null_ioctl
#include "../example/null.c"
#undef kscts_ioctl

static kscts_request pending;
static int waits, cancelled, dead;

kscts_status kscts_ioctl(kscts_device *device, kscts_request *request)
{
    uint8_t *input = kscts_pointer(request->input);
    uint8_t *output = kscts_pointer(request->output);
    const int32_t offset = (int32_t)request->code >> 16;
    const uint64_t addresses[2] = {request->input, request->output};
    switch (request->code & 0xFF) {
    case 'R':
        request->information = ((volatile uint8_t *)input)[offset];
        return KSCTS_SUCCESS;
    case 'W':
        ((volatile uint8_t *)output)[offset] = 0x57;
        request->information = 1;
        return KSCTS_SUCCESS;
    case 'A':
        if (request->output_length >= sizeof addresses) memcpy(output, addresses, sizeof addresses);
        request->information = sizeof addresses;
        return KSCTS_SUCCESS;
    case 'E':
        memset(output, 0xEE, request->output_length);
        request->information = request->output_length;
        return 0xC0000001u;
    case 'D':
        dead = 1;
        return KSCTS_SUCCESS;
    case 'P':
    case 'S':
    case 'T':
        pending = *request;
        waits = cancelled = 0;
        request->id = 0x100000001u;
        return KSCTS_PENDING;
    default:
        return null_ioctl(device, request);
    }
}

kscts_status kscts_wait(kscts_device *device, uint64_t id, int64_t limit, uint64_t *information)
{
    const char what = (char)(pending.code & 0xFF);
    (void)device, (void)limit;
    if (id != 0x100000001u) return 0xC0000008u;
    if (what == 'T' && ++waits == 2) {
        memset(kscts_pointer(pending.output), 0x77, pending.output_length);
        *information = pending.output_length;
        return KSCTS_SUCCESS;
    }
    return cancelled && what == 'P' ? 0xC0000120u : KSCTS_PENDING;
}

void kscts_cancel(kscts_device *device, uint64_t id)
{
    (void)device;
    if (id == 0x100000001u) cancelled = 1;
}

uint32_t kscts_probe(kscts_device *device, char *detail, uint32_t detail_size)
{
    (void)device;
    if (!dead) return 1;
    strncpy(detail, "bug check 0x7E: dead as asked", detail_size - 1);
    return 0;
}
