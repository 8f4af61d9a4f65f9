/*
 * libfuzzer.c: the example camera under libFuzzer, as somebody would fuzz it who knows its interface and no more: the first
 * bytes of each input choose the object, the IOCTL and the lengths, the rest is the request.
 *
 *   clang -fsanitize=fuzzer,address -o fuzz libfuzzer.c camera.c ../minidriver/*.c
 *
 * SPDX-License-Identifier: MIT
 */
#include "../include/kscts.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t codes[] = {0x002F0003u, 0x002F0007u, 0x002F000Bu, 0x002F000Fu, 0x002F4017u, 0x002F8013u};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static kscts_device *device;
    static kscts_handle filter;
    if (!device) {
        kscts_host host = {8, 0, {{0, 0}, {0, 0}}};
        kscts_filter found;
        if (kscts_create(&host, &device) != KSCTS_SUCCESS || !kscts_get_filter(device, 0, &found)) abort();
        if (kscts_open(device, found.path, 0xC0000000u, &filter) != KSCTS_SUCCESS) abort();
    }
    if (size < 3) return 0;
    size_t output_length = data[1];
    size_t input_length = size - 3;
    /* Of exactly these lengths, so that the sanitizer sees a byte too many. */
    uint8_t *input = malloc(input_length ? input_length : 1);
    uint8_t *output = calloc(1, output_length ? output_length : 1);
    memcpy(input, data + 3, input_length);
    kscts_request request;
    memset(&request, 0, sizeof request);
    request.handle = filter;
    request.code = codes[data[0] % (sizeof codes / sizeof *codes)];
    request.input = input_length ? (uint64_t)(uintptr_t)input : 0;
    request.input_length = (uint32_t)input_length;
    request.output = output_length ? (uint64_t)(uintptr_t)output : 0;
    request.output_length = (uint32_t)output_length;
    kscts_ioctl(device, &request);
    free(input);
    free(output);
    return 0;
}
