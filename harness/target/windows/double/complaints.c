/*
 * complaints.c: what the target did wrong, and looks at its memory that fail instead of faulting.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

#include "double.h"

static char first[256];

/* The first complaint; empty if there is none. Forgets it. */
KSCTS_EXPORT void double_take_complaint(char *text, uint32_t size)
{
    snprintf(text, size, "%s", first);
    first[0] = 0;
}

int demand(int holds, const char *function, const char *what)
{
    if (!holds && first[0] == 0) snprintf(first, sizeof first, "%s: %s", function, what);
    return holds;
}

int peek(void *to, uint64_t from, size_t size)
{
    struct iovec local = {to, size};
    struct iovec remote = {kscts_pointer(from), size};
    return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)size;
}

static int poke(uint64_t to, const void *from, size_t size)
{
    struct iovec local = {(void *)(uintptr_t)from, size};
    struct iovec remote = {kscts_pointer(to), size};
    return process_vm_writev(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)size;
}

int read_structure(const char *function, const char *what, void *to, uint64_t address, size_t size, size_t align)
{
    return demand(address % align == 0 && peek(to, address, size), function, what);
}

int check_writable(const char *function, const char *what, uint64_t address, size_t size, size_t align)
{
    char part[4096];
    if (!demand(address % align == 0, function, what)) return 0;
    for (size_t done = 0; done < size; done += sizeof part) {
        const size_t length = size - done < sizeof part ? size - done : sizeof part;
        if (!demand(peek(part, address + done, length) && poke(address + done, part, length), function, what)) return 0;
    }
    return 1;
}

void write_structure(const char *function, uint64_t address, const void *from, size_t size)
{
    demand(poke(address, from, size), function, "memory that was lent to the system is gone");
}
