/*
 * layouts.c: prints size and member offsets of the structures of kscts.h, ks_types.h and video_types.h, one a line;
 * for the latter two, alignment as well.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../example/video_types.h"
#include "../include/kscts.h"
#include "../minidriver/ks_types.h"

#include <stddef.h>
#include <stdio.h>

#define SIZE(type) printf("%s %u\n", #type, (unsigned)sizeof(type))
#define KS(type)                                                                                                     \
    do {                                                                                                             \
        struct aligned {                                                                                             \
            char first;                                                                                              \
            type second;                                                                                             \
        };                                                                                                           \
        SIZE(type);                                                                                                  \
        printf("%s.* %u\n", #type, (unsigned)offsetof(struct aligned, second));                                      \
    } while (0)
#define AT(type, member) printf("%s.%s %u\n", #type, #member, (unsigned)offsetof(type, member))

int main(void)
{
    SIZE(kscts_guid), AT(kscts_guid, data1), AT(kscts_guid, data2), AT(kscts_guid, data3), AT(kscts_guid, data4);
    SIZE(kscts_range), AT(kscts_range, base), AT(kscts_range, length);
    SIZE(kscts_host), AT(kscts_host, pointer_size), AT(kscts_host, reserved), AT(kscts_host, plain);
    SIZE(kscts_filter), AT(kscts_filter, path), AT(kscts_filter, name), AT(kscts_filter, friendly_name);
    AT(kscts_filter, class_driver), AT(kscts_filter, category_count), AT(kscts_filter, reserved);
    AT(kscts_filter, categories);
    SIZE(kscts_identity), AT(kscts_identity, driver), AT(kscts_identity, version), AT(kscts_identity, provider);
    AT(kscts_identity, hardware_id), AT(kscts_identity, os);
    SIZE(kscts_request), AT(kscts_request, handle), AT(kscts_request, code), AT(kscts_request, input);
    AT(kscts_request, output), AT(kscts_request, input_length), AT(kscts_request, output_length);
    AT(kscts_request, information), AT(kscts_request, id);
    SIZE(kscts_census), AT(kscts_census, handles), AT(kscts_census, pending_requests);
    AT(kscts_census, event_enables), AT(kscts_census, allocations), AT(kscts_census, references);

    KS(GUID); KS(RECT);
    KS(KSIDENTIFIER); AT(KSIDENTIFIER, Set), AT(KSIDENTIFIER, Id), AT(KSIDENTIFIER, Flags);
    KS(KSP_NODE); AT(KSP_NODE, NodeId), AT(KSP_NODE, Reserved);
    KS(KSP_PIN); AT(KSP_PIN, PinId), AT(KSP_PIN, Reserved);
    KS(KSMULTIPLE_ITEM); AT(KSMULTIPLE_ITEM, Size), AT(KSMULTIPLE_ITEM, Count);
    KS(KSPROPERTY_DESCRIPTION); AT(KSPROPERTY_DESCRIPTION, AccessFlags), AT(KSPROPERTY_DESCRIPTION, DescriptionSize);
    AT(KSPROPERTY_DESCRIPTION, PropTypeSet), AT(KSPROPERTY_DESCRIPTION, MembersListCount);
    AT(KSPROPERTY_DESCRIPTION, Reserved);
    KS(KSPROPERTY_MEMBERSHEADER); AT(KSPROPERTY_MEMBERSHEADER, MembersFlags);
    AT(KSPROPERTY_MEMBERSHEADER, MembersSize), AT(KSPROPERTY_MEMBERSHEADER, MembersCount);
    AT(KSPROPERTY_MEMBERSHEADER, Flags);
    KS(KSPROPERTY_STEPPING_LONG); AT(KSPROPERTY_STEPPING_LONG, SteppingDelta);
    AT(KSPROPERTY_STEPPING_LONG, Reserved);
    KS(KSPROPERTY_SERIALHDR); AT(KSPROPERTY_SERIALHDR, PropertySet), AT(KSPROPERTY_SERIALHDR, Count);
    KS(KSPROPERTY_SERIAL); AT(KSPROPERTY_SERIAL, PropTypeSet), AT(KSPROPERTY_SERIAL, Id);
    AT(KSPROPERTY_SERIAL, PropertyLength);
    KS(KSEVENTDATA); AT(KSEVENTDATA, NotificationType);
    KS(KSQUERYBUFFER); AT(KSQUERYBUFFER, Event), AT(KSQUERYBUFFER, EventData), AT(KSQUERYBUFFER, Reserved);
    KS(KSPRIORITY); AT(KSPRIORITY, PriorityClass), AT(KSPRIORITY, PrioritySubClass);
    KS(KSPIN_CONNECT); AT(KSPIN_CONNECT, Interface), AT(KSPIN_CONNECT, Medium), AT(KSPIN_CONNECT, PinId);
    AT(KSPIN_CONNECT, PinToHandle), AT(KSPIN_CONNECT, Priority);
    KS(KSPIN_CINSTANCES); AT(KSPIN_CINSTANCES, PossibleCount), AT(KSPIN_CINSTANCES, CurrentCount);
    KS(KSDATAFORMAT); AT(KSDATAFORMAT, FormatSize), AT(KSDATAFORMAT, Flags), AT(KSDATAFORMAT, SampleSize);
    AT(KSDATAFORMAT, Reserved), AT(KSDATAFORMAT, MajorFormat), AT(KSDATAFORMAT, SubFormat);
    AT(KSDATAFORMAT, Specifier);
    KS(KSTOPOLOGY_CONNECTION); AT(KSTOPOLOGY_CONNECTION, FromNode), AT(KSTOPOLOGY_CONNECTION, FromNodePin);
    AT(KSTOPOLOGY_CONNECTION, ToNode), AT(KSTOPOLOGY_CONNECTION, ToNodePin);
    KS(KSCLOCK_CREATE); AT(KSCLOCK_CREATE, CreateFlags);
    KS(KSNODE_CREATE); AT(KSNODE_CREATE, CreateFlags), AT(KSNODE_CREATE, Node);
    KS(KSALLOCATOR_FRAMING); AT(KSALLOCATOR_FRAMING, RequirementsFlags), AT(KSALLOCATOR_FRAMING, PoolType);
    AT(KSALLOCATOR_FRAMING, Frames), AT(KSALLOCATOR_FRAMING, FrameSize), AT(KSALLOCATOR_FRAMING, FileAlignment);
    AT(KSALLOCATOR_FRAMING, Reserved);
    KS(KSTIME); AT(KSTIME, Time), AT(KSTIME, Numerator), AT(KSTIME, Denominator);
    KS(KSSTREAM_HEADER); AT(KSSTREAM_HEADER, Size), AT(KSSTREAM_HEADER, TypeSpecificFlags);
    AT(KSSTREAM_HEADER, PresentationTime), AT(KSSTREAM_HEADER, Duration), AT(KSSTREAM_HEADER, FrameExtent);
    AT(KSSTREAM_HEADER, DataUsed), AT(KSSTREAM_HEADER, Data), AT(KSSTREAM_HEADER, OptionsFlags);
    KS(KSCORRELATED_TIME); AT(KSCORRELATED_TIME, Time), AT(KSCORRELATED_TIME, SystemTime);
    KS(KSRESOLUTION); AT(KSRESOLUTION, Granularity), AT(KSRESOLUTION, Error);
    KS(KSEVENT_TIME_MARK); AT(KSEVENT_TIME_MARK, EventData), AT(KSEVENT_TIME_MARK, MarkTime);
    KS(KSEVENT_TIME_INTERVAL); AT(KSEVENT_TIME_INTERVAL, EventData), AT(KSEVENT_TIME_INTERVAL, TimeBase);
    AT(KSEVENT_TIME_INTERVAL, Interval);

    KS(KS_BITMAPINFOHEADER); AT(KS_BITMAPINFOHEADER, biWidth), AT(KS_BITMAPINFOHEADER, biBitCount);
    AT(KS_BITMAPINFOHEADER, biCompression), AT(KS_BITMAPINFOHEADER, biSizeImage), AT(KS_BITMAPINFOHEADER, biClrUsed);
    KS(KS_VIDEOINFOHEADER); AT(KS_VIDEOINFOHEADER, rcTarget), AT(KS_VIDEOINFOHEADER, dwBitRate);
    AT(KS_VIDEOINFOHEADER, AvgTimePerFrame), AT(KS_VIDEOINFOHEADER, bmiHeader);
    KS(KS_VIDEO_STREAM_CONFIG_CAPS); AT(KS_VIDEO_STREAM_CONFIG_CAPS, VideoStandard);
    AT(KS_VIDEO_STREAM_CONFIG_CAPS, InputSize), AT(KS_VIDEO_STREAM_CONFIG_CAPS, MaxCroppingSize);
    AT(KS_VIDEO_STREAM_CONFIG_CAPS, MinOutputSize), AT(KS_VIDEO_STREAM_CONFIG_CAPS, ShrinkTapsY);
    AT(KS_VIDEO_STREAM_CONFIG_CAPS, MinFrameInterval), AT(KS_VIDEO_STREAM_CONFIG_CAPS, MaxBitsPerSecond);
    KS(KS_DATARANGE_VIDEO); AT(KS_DATARANGE_VIDEO, bFixedSizeSamples), AT(KS_DATARANGE_VIDEO, MemoryAllocationFlags);
    AT(KS_DATARANGE_VIDEO, ConfigCaps), AT(KS_DATARANGE_VIDEO, VideoInfoHeader);
    KS(KS_DATAFORMAT_VIDEOINFOHEADER); AT(KS_DATAFORMAT_VIDEOINFOHEADER, VideoInfoHeader);
    KS(KSPROPERTY_VIDEOPROCAMP_S); AT(KSPROPERTY_VIDEOPROCAMP_S, Value), AT(KSPROPERTY_VIDEOPROCAMP_S, Capabilities);
    KS(KSPROPERTY_VIDEOPROCAMP_NODE_S); AT(KSPROPERTY_VIDEOPROCAMP_NODE_S, Value);
    AT(KSPROPERTY_VIDEOPROCAMP_NODE_S, Capabilities);
    KS(KSPROPERTY_DROPPEDFRAMES_CURRENT_S); AT(KSPROPERTY_DROPPEDFRAMES_CURRENT_S, PictureNumber);
    AT(KSPROPERTY_DROPPEDFRAMES_CURRENT_S, DropCount), AT(KSPROPERTY_DROPPEDFRAMES_CURRENT_S, AverageFrameSize);
    return 0;
}
