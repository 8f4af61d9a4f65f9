/*
 * ks_types.h: the structures and numbers of Kernel Streaming that the mini KS needs, under their own names, so that no
 * Windows header is needed. Do not include it together with one. The project's tests compare every layout in here with
 * its facts.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef KS_TYPES_H
#define KS_TYPES_H

#include <stdint.h>

/* ---- statuses --------------------------------------------------------------------------------------------------- */

#define STATUS_SUCCESS 0x00000000u
#define STATUS_PENDING 0x00000103u
#define STATUS_BUFFER_OVERFLOW 0x80000005u
#define STATUS_NO_MORE_ENTRIES 0x8000001Au
#define STATUS_UNSUCCESSFUL 0xC0000001u
#define STATUS_ACCESS_VIOLATION 0xC0000005u
#define STATUS_INVALID_HANDLE 0xC0000008u
#define STATUS_INVALID_PARAMETER 0xC000000Du
#define STATUS_INVALID_DEVICE_REQUEST 0xC0000010u
#define STATUS_BUFFER_TOO_SMALL 0xC0000023u
#define STATUS_OBJECT_TYPE_MISMATCH 0xC0000024u
#define STATUS_OBJECT_NAME_NOT_FOUND 0xC0000034u
#define STATUS_INSUFFICIENT_RESOURCES 0xC000009Au
#define STATUS_DEVICE_NOT_READY 0xC00000A3u
#define STATUS_NOT_SUPPORTED 0xC00000BBu
#define STATUS_CANCELLED 0xC0000120u
#define STATUS_INVALID_BUFFER_SIZE 0xC0000206u
#define STATUS_NOT_FOUND 0xC0000225u
#define STATUS_PROPSET_NOT_FOUND 0xC0000230u
#define STATUS_NO_MATCH 0xC0000272u

/* Errors have both top bits set: their data is not copied back. */
static inline int ks_is_error(uint32_t status)
{
    return status >= 0xC0000000u;
}

/* ---- base types ------------------------------------------------------------------------------------------------- */

typedef int32_t BOOL, LONG;
typedef uint32_t ULONG, DWORD, KSSTATE;
typedef uint16_t WORD;
typedef int64_t LONGLONG, REFERENCE_TIME;
typedef void *HANDLE, *PVOID;

typedef struct GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;

typedef struct RECT {
    LONG left, top, right, bottom;
} RECT;

typedef struct SIZE {
    LONG cx, cy;
} SIZE;

/* ---- requests --------------------------------------------------------------------------------------------------- */

#define IOCTL_KS_PROPERTY 0x002F0003u
#define IOCTL_KS_ENABLE_EVENT 0x002F0007u
#define IOCTL_KS_DISABLE_EVENT 0x002F000Bu
#define IOCTL_KS_METHOD 0x002F000Fu
#define IOCTL_KS_READ_STREAM 0x002F4017u
#define IOCTL_KS_RESET_STATE 0x002F001Bu

#define KSPROPERTY_TYPE_GET 0x00000001u
#define KSPROPERTY_TYPE_SET 0x00000002u
#define KSPROPERTY_TYPE_SETSUPPORT 0x00000100u
#define KSPROPERTY_TYPE_BASICSUPPORT 0x00000200u
#define KSPROPERTY_TYPE_RELATIONS 0x00000400u
#define KSPROPERTY_TYPE_SERIALIZESET 0x00000800u
#define KSPROPERTY_TYPE_UNSERIALIZESET 0x00001000u
#define KSPROPERTY_TYPE_SERIALIZERAW 0x00002000u
#define KSPROPERTY_TYPE_UNSERIALIZERAW 0x00004000u
#define KSPROPERTY_TYPE_SERIALIZESIZE 0x00008000u
#define KSPROPERTY_TYPE_DEFAULTVALUES 0x00010000u
#define KSPROPERTY_TYPE_TOPOLOGY 0x10000000u

#define KSEVENT_TYPE_ENABLE 0x00000001u
#define KSEVENT_TYPE_ONESHOT 0x00000002u
#define KSEVENT_TYPE_ENABLEBUFFERED 0x00000004u
#define KSEVENT_TYPE_SETSUPPORT 0x00000100u
#define KSEVENT_TYPE_BASICSUPPORT 0x00000200u
#define KSEVENT_TYPE_QUERYBUFFER 0x00000400u
#define KSEVENT_TYPE_TOPOLOGY 0x10000000u

#define KSEVENTF_EVENT_HANDLE 0x1u
#define KSEVENTF_SEMAPHORE_HANDLE 0x2u

#define KSFILTER_NODE 0xFFFFFFFFu

/* Structures that a LONGLONG aligns in ks.h. */
#define KS_ALIGNED __attribute__((aligned(8)))

typedef struct KS_ALIGNED KSIDENTIFIER {
    GUID Set;
    ULONG Id;
    ULONG Flags;
} KSIDENTIFIER, KSPROPERTY, KSMETHOD, KSEVENT, KSPIN_INTERFACE, KSPIN_MEDIUM;

typedef struct KSP_NODE {
    KSPROPERTY Property;
    ULONG NodeId;
    ULONG Reserved;
} KSP_NODE;

typedef struct KSP_PIN {
    KSPROPERTY Property;
    ULONG PinId;
    ULONG Reserved;
} KSP_PIN;

typedef struct KSMULTIPLE_ITEM {
    ULONG Size;
    ULONG Count;
} KSMULTIPLE_ITEM;

typedef struct KSPROPERTY_DESCRIPTION {
    ULONG AccessFlags;
    ULONG DescriptionSize;
    KSIDENTIFIER PropTypeSet;
    ULONG MembersListCount;
    ULONG Reserved;
} KSPROPERTY_DESCRIPTION;

#define KSPROPERTY_MEMBER_RANGES 1u
#define KSPROPERTY_MEMBER_STEPPEDRANGES 2u
#define KSPROPERTY_MEMBER_VALUES 3u
#define KSPROPERTY_MEMBER_FLAG_DEFAULT 1u

typedef struct KSPROPERTY_MEMBERSHEADER {
    ULONG MembersFlags;
    ULONG MembersSize;
    ULONG MembersCount;
    ULONG Flags;
} KSPROPERTY_MEMBERSHEADER;

typedef struct KSPROPERTY_STEPPING_LONG {
    ULONG SteppingDelta;
    ULONG Reserved;
    LONG SignedMinimum;
    LONG SignedMaximum;
} KSPROPERTY_STEPPING_LONG;

typedef struct __attribute__((packed)) KSPROPERTY_SERIALHDR {
    GUID PropertySet;
    ULONG Count;
} KSPROPERTY_SERIALHDR;

typedef struct KSPROPERTY_SERIAL {
    KSIDENTIFIER PropTypeSet;
    ULONG Id;
    ULONG PropertyLength;
} KSPROPERTY_SERIAL;

typedef struct KSEVENTDATA {
    ULONG NotificationType;
    union {
        struct {
            HANDLE Event;
            uintptr_t Reserved[2];
        } EventHandle;
        struct {
            HANDLE Semaphore;
            ULONG Reserved;
            LONG Adjustment;
        } SemaphoreHandle;
    } u;
} KSEVENTDATA;

typedef struct KSQUERYBUFFER {
    KSEVENT Event;
    KSEVENTDATA *EventData;
    PVOID Reserved;
} KSQUERYBUFFER;

/* ---- pins ------------------------------------------------------------------------------------------------------- */

#define KSPIN_DATAFLOW_IN 1u
#define KSPIN_DATAFLOW_OUT 2u

#define KSPIN_COMMUNICATION_NONE 0u
#define KSPIN_COMMUNICATION_SINK 1u
#define KSPIN_COMMUNICATION_SOURCE 2u
#define KSPIN_COMMUNICATION_BOTH 3u
#define KSPIN_COMMUNICATION_BRIDGE 4u

#define KSSTATE_STOP 0u
#define KSSTATE_ACQUIRE 1u
#define KSSTATE_PAUSE 2u
#define KSSTATE_RUN 3u

typedef struct KSPRIORITY {
    ULONG PriorityClass;
    ULONG PrioritySubClass;
} KSPRIORITY;

typedef struct KSPIN_CONNECT {
    KSPIN_INTERFACE Interface;
    KSPIN_MEDIUM Medium;
    ULONG PinId;
    HANDLE PinToHandle;
    KSPRIORITY Priority;
} KSPIN_CONNECT;

typedef struct KSPIN_CINSTANCES {
    ULONG PossibleCount;
    ULONG CurrentCount;
} KSPIN_CINSTANCES;

typedef struct KS_ALIGNED KSDATAFORMAT {
    ULONG FormatSize;
    ULONG Flags;
    ULONG SampleSize;
    ULONG Reserved;
    GUID MajorFormat;
    GUID SubFormat;
    GUID Specifier;
} KSDATAFORMAT, KSDATARANGE;

typedef struct KSTOPOLOGY_CONNECTION {
    ULONG FromNode;
    ULONG FromNodePin;
    ULONG ToNode;
    ULONG ToNodePin;
} KSTOPOLOGY_CONNECTION;

typedef struct KSCLOCK_CREATE {
    ULONG CreateFlags;
} KSCLOCK_CREATE;

typedef struct KSNODE_CREATE {
    ULONG CreateFlags;
    ULONG Node;
} KSNODE_CREATE;

#define KSALLOCATOR_REQUIREMENTF_SYSTEM_MEMORY 0x2u
#define KSALLOCATOR_REQUIREMENTF_PREFERENCES_ONLY 0x80000000u

typedef struct KSALLOCATOR_FRAMING {
    ULONG RequirementsFlags;
    ULONG PoolType;
    ULONG Frames;
    ULONG FrameSize;
    ULONG FileAlignment;
    ULONG Reserved;
} KSALLOCATOR_FRAMING;

/* ---- streaming and clocks --------------------------------------------------------------------------------------- */

typedef struct KSTIME {
    LONGLONG Time;
    ULONG Numerator;
    ULONG Denominator;
} KSTIME;

#define KSSTREAM_HEADER_OPTIONSF_SPLICEPOINT 0x1u
#define KSSTREAM_HEADER_OPTIONSF_DATADISCONTINUITY 0x4u
#define KSSTREAM_HEADER_OPTIONSF_TIMEVALID 0x10u
#define KSSTREAM_HEADER_OPTIONSF_DURATIONVALID 0x100u

typedef struct KSSTREAM_HEADER {
    ULONG Size;
    ULONG TypeSpecificFlags;
    KSTIME PresentationTime;
    LONGLONG Duration;
    ULONG FrameExtent;
    ULONG DataUsed;
    PVOID Data;
    ULONG OptionsFlags;
#if UINTPTR_MAX > 0xFFFFFFFFu
    ULONG Reserved;
#endif
} KSSTREAM_HEADER;

typedef struct KSCORRELATED_TIME {
    LONGLONG Time;
    LONGLONG SystemTime;
} KSCORRELATED_TIME;

typedef struct KSRESOLUTION {
    LONGLONG Granularity;
    LONGLONG Error;
} KSRESOLUTION;

typedef struct KSEVENT_TIME_MARK {
    KSEVENTDATA EventData;
    LONGLONG MarkTime;
} KSEVENT_TIME_MARK;

typedef struct KSEVENT_TIME_INTERVAL {
    KSEVENTDATA EventData;
    LONGLONG TimeBase;
    LONGLONG Interval;
} KSEVENT_TIME_INTERVAL;

#endif
