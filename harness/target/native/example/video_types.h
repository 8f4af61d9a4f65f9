/*
 * video_types.h: the structures of ksmedia.h that the example camera needs, as in ks_types.h.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef VIDEO_TYPES_H
#define VIDEO_TYPES_H

#include "../minidriver/ks_types.h"

typedef struct KS_BITMAPINFOHEADER {
    DWORD biSize;
    LONG biWidth, biHeight;
    WORD biPlanes, biBitCount;
    DWORD biCompression, biSizeImage;
    LONG biXPelsPerMeter, biYPelsPerMeter;
    DWORD biClrUsed, biClrImportant;
} KS_BITMAPINFOHEADER;

typedef struct KS_VIDEOINFOHEADER {
    RECT rcSource, rcTarget;
    DWORD dwBitRate, dwBitErrorRate;
    REFERENCE_TIME AvgTimePerFrame;
    KS_BITMAPINFOHEADER bmiHeader;
} KS_VIDEOINFOHEADER;

typedef struct KS_VIDEO_STREAM_CONFIG_CAPS {
    GUID guid;
    ULONG VideoStandard;
    SIZE InputSize, MinCroppingSize, MaxCroppingSize;
    LONG CropGranularityX, CropGranularityY, CropAlignX, CropAlignY;
    SIZE MinOutputSize, MaxOutputSize;
    LONG OutputGranularityX, OutputGranularityY, StretchTapsX, StretchTapsY, ShrinkTapsX, ShrinkTapsY;
    LONGLONG MinFrameInterval, MaxFrameInterval;
    LONG MinBitsPerSecond, MaxBitsPerSecond;
} KS_VIDEO_STREAM_CONFIG_CAPS;

typedef struct KS_DATARANGE_VIDEO {
    KSDATARANGE DataRange;
    BOOL bFixedSizeSamples, bTemporalCompression;
    DWORD StreamDescriptionFlags, MemoryAllocationFlags;
    KS_VIDEO_STREAM_CONFIG_CAPS ConfigCaps;
    KS_VIDEOINFOHEADER VideoInfoHeader;
} KS_DATARANGE_VIDEO;

typedef struct KS_DATAFORMAT_VIDEOINFOHEADER {
    KSDATAFORMAT DataFormat;
    KS_VIDEOINFOHEADER VideoInfoHeader;
} KS_DATAFORMAT_VIDEOINFOHEADER;

/* The value of a VideoProcAmp property is the whole structure, request and all (VCAP-001). */
typedef struct KSPROPERTY_VIDEOPROCAMP_S {
    KSPROPERTY Property;
    LONG Value;
    ULONG Flags, Capabilities;
} KSPROPERTY_VIDEOPROCAMP_S;

typedef struct KSPROPERTY_VIDEOPROCAMP_NODE_S {
    KSP_NODE NodeProperty;
    LONG Value;
    ULONG Flags, Capabilities;
} KSPROPERTY_VIDEOPROCAMP_NODE_S;

typedef struct KSPROPERTY_DROPPEDFRAMES_CURRENT_S {
    KSPROPERTY Property;
    LONGLONG PictureNumber, DropCount;
    ULONG AverageFrameSize;
} KSPROPERTY_DROPPEDFRAMES_CURRENT_S;

#endif
