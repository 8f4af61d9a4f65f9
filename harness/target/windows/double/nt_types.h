/*
 * nt_types.h: the few structures of Windows that the double reads and writes, for 64-bit callers. The tests compile the
 * same assertions about them and about the headers of mingw-w64.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef NT_TYPES_H
#define NT_TYPES_H

#include <stdint.h>

typedef uint64_t HANDLE;

typedef struct {
    uint16_t Length;
    uint16_t MaximumLength;
    uint16_t *Buffer;
} UNICODE_STRING;

typedef struct {
    uint32_t Length;
    HANDLE RootDirectory;
    UNICODE_STRING *ObjectName;
    uint32_t Attributes;
    void *SecurityDescriptor;
    void *SecurityQualityOfService;
} OBJECT_ATTRIBUTES;

typedef struct {
    union {
        uint32_t Status;
        void *Pointer;
    };
    uint64_t Information;
} IO_STATUS_BLOCK;

typedef struct {
    uint32_t dwOSVersionInfoSize;
    uint32_t dwMajorVersion;
    uint32_t dwMinorVersion;
    uint32_t dwBuildNumber;
    uint32_t dwPlatformId;
    uint16_t szCSDVersion[128];
} OSVERSIONINFOW;

typedef struct {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;

typedef struct {
    GUID fmtid;
    uint32_t pid;
} DEVPROPKEY;

#endif
