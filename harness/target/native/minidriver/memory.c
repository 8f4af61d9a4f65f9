/*
 * memory.c: reads and writes of the caller's memory that fail instead of faulting. The system does the access: it
 * answers an error where the library itself would take a signal.
 *
 * SPDX-License-Identifier: MIT
 */
#if defined(__linux__)
#define _GNU_SOURCE
#include <sys/uio.h>
#include <unistd.h>
#elif defined(_WIN32)
#include <windows.h>
#else
#error "memory.c knows Linux and Windows"
#endif

#include "memory.h"

#include <string.h>

/* The least page there is: a probe looks at one byte of each. */
#define PAGE 4096u

#if defined(__linux__)

static int peek(void *to, uint64_t from, size_t length)
{
    struct iovec local = {to, length};
    struct iovec remote = {(void *)(uintptr_t)from, length};
    return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)length;
}

static int poke(uint64_t to, const void *from, size_t length)
{
    struct iovec local = {(void *)(uintptr_t)from, length};
    struct iovec remote = {(void *)(uintptr_t)to, length};
    return process_vm_writev(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)length;
}

#else

static int peek(void *to, uint64_t from, size_t length)
{
    SIZE_T done = 0;
    return ReadProcessMemory(GetCurrentProcess(), (const void *)(uintptr_t)from, to, length, &done) && done == length;
}

static int poke(uint64_t to, const void *from, size_t length)
{
    SIZE_T done = 0;
    return WriteProcessMemory(GetCurrentProcess(), (void *)(uintptr_t)to, from, length, &done) && done == length;
}

#endif

/* Whether the range ends before the address space of this process does; an address is not truncated to fit it. */
static int addressable(uint64_t address, size_t length)
{
    return address <= UINTPTR_MAX && length <= UINTPTR_MAX - address;
}

static int is_plain(const ks_plain *plain, uint64_t address, size_t length)
{
    for (int i = 0; i < 2; i++) {
        const kscts_range *range = &plain->ranges[i];
        if (address < range->base || length > range->length) continue;
        if (address - range->base <= range->length - length) return 1;
    }
    return 0;
}

int ks_read_caller(const ks_plain *plain, void *to, uint64_t from, size_t length)
{
    if (length == 0) return 1;
    if (is_plain(plain, from, length)) {
        memcpy(to, (const void *)(uintptr_t)from, length);
        return 1;
    }
    return addressable(from, length) && peek(to, from, length);
}

int ks_write_caller(const ks_plain *plain, uint64_t to, const void *from, size_t length)
{
    if (length == 0) return 1;
    if (is_plain(plain, to, length)) {
        memcpy((void *)(uintptr_t)to, from, length);
        return 1;
    }
    return addressable(to, length) && poke(to, from, length);
}

int ks_probe_caller(const ks_plain *plain, uint64_t address, size_t length)
{
    uint64_t at = address;
    if (length == 0 || is_plain(plain, address, length)) return 1;
    if (!addressable(address, length)) return 0;
    while (at - address < length) {
        uint8_t byte;
        if (!peek(&byte, at, 1) || !poke(at, &byte, 1)) return 0;
        at = (at / PAGE + 1) * PAGE;
    }
    return 1;
}
