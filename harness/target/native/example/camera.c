/*
 * camera.c: an example minidriver for the mini KS: a small camera with one capture pin, brightness on the filter and on
 * its processing node, counters of dropped frames, an event when a frame is lost.
 *
 * Built with -DKSCTS_FAULT=n it has one planted fault; `make faults` builds them all. They are marked FAULT below.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../minidriver/minidriver.h"
#include "video_types.h"

#include <stddef.h>
#include <string.h>

/* 0: none. 1: heap overflow on a short value. 2: wrong size. 3: missing length check. 4: hang. 5: failed set kept.
 * 6 is in minidriver/stream.c: one read at a time. */
#ifndef KSCTS_FAULT
#define KSCTS_FAULT 0
#endif

/* ---- names of the video sets and formats ------------------------------------------------------------------------ */

#define FOURCC_GUID(code) {code, 0x0000, 0x0010, {0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71}}
#define TYPE_VIDEO FOURCC_GUID(0x73646976)
#define SUBTYPE_YUY2 FOURCC_GUID(0x32595559)
#define SPECIFIER_VIDEOINFO {0x05589F80, 0xC356, 0x11CE, {0xBF, 0x01, 0x00, 0xAA, 0x00, 0x55, 0x59, 0x5A}}
#define TYPE_STREAM {0xE436EB83, 0x524F, 0x11CE, {0x9F, 0x53, 0x00, 0x20, 0xAF, 0x0B, 0xA7, 0x70}}
#define SUBTYPE_NONE {0xE436EB8E, 0x524F, 0x11CE, {0x9F, 0x53, 0x00, 0x20, 0xAF, 0x0B, 0xA7, 0x70}}
#define SPECIFIER_NONE {0x0F6417D6, 0xC318, 0x11D0, {0xA4, 0x3F, 0x00, 0xA0, 0xC9, 0x22, 0x31, 0x96}}

static const GUID set_videoprocamp = {0xC6E13360, 0x30AC, 0x11D0, {0xA1, 0x8C, 0x00, 0xA0, 0xC9, 0x11, 0x89, 0x56}};
static const GUID set_droppedframes = {0xC6E13344, 0x30AC, 0x11D0, {0xA1, 0x8C, 0x00, 0xA0, 0xC9, 0x11, 0x89, 0x56}};
static const GUID events_connection = {0x7F4BCBE0, 0x9EA5, 0x11CF, {0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0, 0}};

#define WIDTH 160
#define HEIGHT 120
#define FRAME_SIZE (WIDTH * HEIGHT * 2)
#define FRAME_INTERVAL 333333
#define EVENT_DATADISCONTINUITY 1

/* ---- brightness ------------------------------------------------------------------------------------------------- */

#define VIDEOPROCAMP_BRIGHTNESS 0
#define VIDEOPROCAMP_FLAGS_MANUAL 2u
#define BRIGHTNESS_MINIMUM (-64)
#define BRIGHTNESS_MAXIMUM 64
#define BRIGHTNESS_STEP 2
#define BRIGHTNESS_DEFAULT 0

/* The camera keeps it, whoever asks (VCAP-007). */
typedef struct camera {
    LONG brightness;
} camera;

static void start_camera(ks_device *device)
{
    ((camera *)ks_device_context(device))->brightness = BRIGHTNESS_DEFAULT;
}

/* Value, Flags and Capabilities, which follow a head: KSPROPERTY for the filter, KSP_NODE for the node. */
static LONG *controls(void *structure, size_t head)
{
    return (LONG *)((uint8_t *)structure + head);
}

static uint32_t get_brightness(ks_irp *irp, const KSPROPERTY *request, void *value, size_t head, ULONG size)
{
    const camera *self = ks_device_context(irp->device);
    LONG *control = controls(value, head);
    memcpy(value, request, head);
    control[0] = self->brightness;
    control[1] = VIDEOPROCAMP_FLAGS_MANUAL;
    control[2] = VIDEOPROCAMP_FLAGS_MANUAL;
#if KSCTS_FAULT == 2 /* FAULT: forgets the padding of the structure in what it says it wrote */
    size -= 4;
#endif
    irp->information = size;
    return STATUS_SUCCESS;
}

static uint32_t set_brightness(ks_irp *irp, void *value, size_t head)
{
    camera *self = ks_device_context(irp->device);
    const LONG *control = controls(value, head);
#if KSCTS_FAULT == 4 /* FAULT: walks to the value in steps that may step over it */
    for (LONG at = BRIGHTNESS_MAXIMUM; at != control[0]; at = at <= BRIGHTNESS_MINIMUM ? BRIGHTNESS_MAXIMUM : at - 4) {
        __asm__ volatile("");
    }
#endif
#if KSCTS_FAULT == 5 /* FAULT: stores first and checks then */
    self->brightness = control[0];
#endif
    if (control[1] != VIDEOPROCAMP_FLAGS_MANUAL) return STATUS_INVALID_PARAMETER;
    if (control[0] < BRIGHTNESS_MINIMUM || control[0] > BRIGHTNESS_MAXIMUM) return STATUS_INVALID_PARAMETER;
    if ((control[0] - BRIGHTNESS_MINIMUM) % BRIGHTNESS_STEP != 0) return STATUS_INVALID_PARAMETER;
    self->brightness = control[0];
    return STATUS_SUCCESS;
}

static uint32_t get_filter_brightness(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    return get_brightness(irp, request, value, sizeof(KSPROPERTY), sizeof(KSPROPERTY_VIDEOPROCAMP_S));
}

static uint32_t set_filter_brightness(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    (void)request;
    return set_brightness(irp, value, sizeof(KSPROPERTY));
}

static uint32_t get_node_brightness(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    return get_brightness(irp, request, value, sizeof(KSP_NODE), sizeof(KSPROPERTY_VIDEOPROCAMP_NODE_S));
}

static uint32_t set_node_brightness(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    (void)request;
    return set_brightness(irp, value, sizeof(KSP_NODE));
}

static const KSPROPERTY_STEPPING_LONG brightness_range = {BRIGHTNESS_STEP, 0, BRIGHTNESS_MINIMUM, BRIGHTNESS_MAXIMUM};
static const LONG brightness_default = BRIGHTNESS_DEFAULT;
static const ks_members brightness_lists[] = {
    {{KSPROPERTY_MEMBER_STEPPEDRANGES, sizeof brightness_range, 1, 0}, &brightness_range},
    {{KSPROPERTY_MEMBER_VALUES, sizeof brightness_default, 1, KSPROPERTY_MEMBER_FLAG_DEFAULT}, &brightness_default},
};
static const ks_values brightness_values = {3 /* VT_I4 */, 2, brightness_lists};

/* FAULT: with 1, no room is asked for what follows the head of the value */
#define VALUE_SIZE(type) (KSCTS_FAULT == 1 ? sizeof(KSPROPERTY) : sizeof(type))

static const ks_property filter_procamp[] = {{
    .id = VIDEOPROCAMP_BRIGHTNESS,
    .get = get_filter_brightness,
    .set = set_filter_brightness,
    .min_request = sizeof(KSPROPERTY_VIDEOPROCAMP_S),
    .min_value = VALUE_SIZE(KSPROPERTY_VIDEOPROCAMP_S),
    .values = &brightness_values,
    .serialized_size = sizeof(KSPROPERTY_VIDEOPROCAMP_S),
}};
static const ks_property node_procamp[] = {{
    .id = VIDEOPROCAMP_BRIGHTNESS,
    .get = get_node_brightness,
    .set = set_node_brightness,
    .min_request = sizeof(KSPROPERTY_VIDEOPROCAMP_NODE_S),
    .min_value = VALUE_SIZE(KSPROPERTY_VIDEOPROCAMP_NODE_S),
    .values = &brightness_values,
}};
static const ks_property_set filter_procamp_set[] = {{&set_videoprocamp, filter_procamp, 1}};
static const ks_property_set node_procamp_set[] = {{&set_videoprocamp, node_procamp, 1}};
static const ks_automation filter_automation = {filter_procamp_set, 1, NULL, 0};
static const ks_automation node_automation = {node_procamp_set, 1, NULL, 0};

/* ---- capture pin ------------------------------------------------------------------------------------------------ */

typedef struct capture {
    LONGLONG pictures;
    LONGLONG dropped;
    int gap;
} capture;

static uint32_t get_dropped_frames(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const capture *self = ks_pin_context(irp->object);
    KSPROPERTY_DROPPEDFRAMES_CURRENT_S answer = {*request, self->pictures, self->dropped, FRAME_SIZE};
    return ks_answer(irp, value, &answer, sizeof answer);
}

/* The counts begin anew on the way from STOP to PAUSE (VCAP-009). */
static uint32_t set_capture_state(ks_object *pin, KSSTATE to, KSSTATE from)
{
    if (from == KSSTATE_STOP && to == KSSTATE_ACQUIRE) memset(ks_pin_context(pin), 0, sizeof(capture));
    return STATUS_SUCCESS;
}

/* A grey picture as bright as the property says, with its number in the first pixels. */
static ULONG capture_frame(ks_object *pin, uint8_t *frame, ULONG extent, ULONG *options)
{
    capture *self = ks_pin_context(pin);
    const camera *device = ks_device_context(ks_device_of(pin));
    const ULONG size = extent < FRAME_SIZE ? extent : FRAME_SIZE;
    self->pictures++;
    if (frame == NULL) {
        self->dropped++;
        self->gap = 1;
        ks_generate_event(pin, &events_connection, EVENT_DATADISCONTINUITY);
        return 0;
    }
    memset(frame, 128 + device->brightness, size);
    if (size >= sizeof self->pictures) memcpy(frame, &self->pictures, sizeof self->pictures);
    *options |= KSSTREAM_HEADER_OPTIONSF_SPLICEPOINT | (self->gap ? KSSTREAM_HEADER_OPTIONSF_DATADISCONTINUITY : 0);
    self->gap = 0;
    return size;
}

static const ks_property capture_properties[] = {{
    .id = 0,
    .get = get_dropped_frames,
    .min_request = sizeof(KSPROPERTY_DROPPEDFRAMES_CURRENT_S),
    .min_value = sizeof(KSPROPERTY_DROPPEDFRAMES_CURRENT_S),
}};
static const ks_property_set capture_property_sets[] = {{&set_droppedframes, capture_properties, 1}};
static const ks_event capture_events[] = {{EVENT_DATADISCONTINUITY, sizeof(KSEVENTDATA), NULL}};
static const ks_event_set capture_event_sets[] = {{&events_connection, capture_events, 1}};
static const ks_automation capture_automation = {capture_property_sets, 1, capture_event_sets, 1};

/* ---- formats: one ----------------------------------------------------------------------------------------------- */

#define PICTURE {0, 0, WIDTH, HEIGHT}
#define BITMAP {sizeof(KS_BITMAPINFOHEADER), WIDTH, HEIGHT, 1, 16, 0x32595559, FRAME_SIZE, 0, 0, 0, 0}
#define VIDEO_INFO {PICTURE, PICTURE, FRAME_SIZE * 8 * 30, 0, FRAME_INTERVAL, BITMAP}
#define FORMAT(size) {size, 0, FRAME_SIZE, 0, TYPE_VIDEO, SUBTYPE_YUY2, SPECIFIER_VIDEOINFO}

static const KS_DATARANGE_VIDEO yuy2_range = {
    .DataRange = FORMAT(sizeof(KS_DATARANGE_VIDEO)),
    .bFixedSizeSamples = 1,
    .ConfigCaps =
        {
            .guid = SPECIFIER_VIDEOINFO,
            .InputSize = {WIDTH, HEIGHT},
            .MinCroppingSize = {WIDTH, HEIGHT},
            .MaxCroppingSize = {WIDTH, HEIGHT},
            .MinOutputSize = {WIDTH, HEIGHT},
            .MaxOutputSize = {WIDTH, HEIGHT},
            .MinFrameInterval = FRAME_INTERVAL,
            .MaxFrameInterval = FRAME_INTERVAL,
            .MinBitsPerSecond = FRAME_SIZE * 8 * 30,
            .MaxBitsPerSecond = FRAME_SIZE * 8 * 30,
        },
    .VideoInfoHeader = VIDEO_INFO,
};
static const KS_DATAFORMAT_VIDEOINFOHEADER yuy2_format = {FORMAT(sizeof(KS_DATAFORMAT_VIDEOINFOHEADER)), VIDEO_INFO};
static const KSDATARANGE *const capture_ranges[] = {&yuy2_range.DataRange};

/* Whether a client's video range has room for the camera's only picture. A range without specifier asks for any. */
static int allows_picture(const KSDATARANGE *client)
{
    const KS_DATARANGE_VIDEO *video = (const KS_DATARANGE_VIDEO *)client;
    if (memcmp(&client->Specifier, &yuy2_range.DataRange.Specifier, sizeof(GUID)) != 0) return 1;
#if KSCTS_FAULT != 3 /* FAULT: takes the client's range for a whole video range */
    if (client->FormatSize < sizeof *video) return 0;
#endif
    return video->VideoInfoHeader.bmiHeader.biWidth == WIDTH && video->VideoInfoHeader.bmiHeader.biHeight == HEIGHT;
}

static uint32_t intersect_capture(const KSDATARANGE *client, const KSDATARANGE *range, KSDATAFORMAT *result,
                                  ULONG *size)
{
    (void)range;
    if (!allows_picture(client)) return STATUS_NO_MATCH;
    memcpy(result, &yuy2_format, sizeof yuy2_format);
    *size = sizeof yuy2_format;
    return STATUS_SUCCESS;
}

static uint32_t accept_capture(const KSDATAFORMAT *format)
{
    const KS_DATAFORMAT_VIDEOINFOHEADER *video = (const KS_DATAFORMAT_VIDEOINFOHEADER *)format;
    const KS_BITMAPINFOHEADER *bitmap = &video->VideoInfoHeader.bmiHeader;
    if (format->FormatSize < sizeof *video) return STATUS_NO_MATCH;
    if (bitmap->biWidth != WIDTH || bitmap->biHeight != HEIGHT || bitmap->biBitCount != 16) return STATUS_NO_MATCH;
    return video->VideoInfoHeader.AvgTimePerFrame == FRAME_INTERVAL ? STATUS_SUCCESS : STATUS_NO_MATCH;
}

static const KSALLOCATOR_FRAMING capture_framing = {
    KSALLOCATOR_REQUIREMENTF_SYSTEM_MEMORY | KSALLOCATOR_REQUIREMENTF_PREFERENCES_ONLY, 0, 2, FRAME_SIZE, 3, 0};

/* ---- filter ----------------------------------------------------------------------------------------------------- */

/* The sensor: a bridge that nothing connects to. */
static const KSDATARANGE sensor_range = {sizeof sensor_range, 0, 0, 0, TYPE_STREAM, SUBTYPE_NONE, SPECIFIER_NONE};
static const KSDATARANGE *const sensor_ranges[] = {&sensor_range};

#define PINNAME(first) {first, 0x0353, 0x11D1, {0x90, 0x5F, 0x00, 0x00, 0xC0, 0xCC, 0x16, 0xBA}}
static const GUID pinname_video_capture = PINNAME(0xFB6C4281);
static const GUID node_camera_terminal = {0xDFF229E6, 0xF70F, 0x11D0, {0xB9, 0x17, 0x00, 0xA0, 0xC9, 0x22, 0x31, 0x96}};

enum { PIN_CAPTURE, PIN_SENSOR };

static const ks_pin_descriptor pins[] = {
    [PIN_CAPTURE] =
        {
            .data_flow = KSPIN_DATAFLOW_OUT,
            .communication = KSPIN_COMMUNICATION_SINK,
            .category = &pinname_video_capture,
            .name = "Capture",
            .instances_possible = 1,
            .ranges = capture_ranges,
            .range_count = 1,
            .automation = &capture_automation,
            .framing = &capture_framing,
            .implements_clock = 1,
            .frame_interval = FRAME_INTERVAL,
            .context_size = sizeof(capture),
            .intersect = intersect_capture,
            .accept_format = accept_capture,
            .set_state = set_capture_state,
            .capture = capture_frame,
        },
    [PIN_SENSOR] =
        {
            .data_flow = KSPIN_DATAFLOW_IN,
            .communication = KSPIN_COMMUNICATION_BRIDGE,
            .category = &node_camera_terminal,
            .name = "Sensor",
            .ranges = sensor_ranges,
            .range_count = 1,
        },
};

static const GUID node_processing = {0xDFF229E5, 0xF70F, 0x11D0, {0xB9, 0x17, 0x00, 0xA0, 0xC9, 0x22, 0x31, 0x96}};

enum { NODE_TERMINAL, NODE_PROCESSING };

static const ks_node nodes[] = {
    [NODE_TERMINAL] = {&node_camera_terminal, "Camera Terminal", NULL},
    [NODE_PROCESSING] = {&node_processing, "Video Processing", &node_automation},
};
static const KSTOPOLOGY_CONNECTION connections[] = {
    {KSFILTER_NODE, PIN_SENSOR, NODE_TERMINAL, 1},
    {NODE_TERMINAL, 0, NODE_PROCESSING, 1},
    {NODE_PROCESSING, 0, KSFILTER_NODE, PIN_CAPTURE},
};

static const GUID category_capture = {0x65E8773D, 0x8F56, 0x11D0, {0xA3, 0xB9, 0x00, 0xA0, 0xC9, 0x22, 0x31, 0x96}};
static const GUID category_video = {0x6994AD05, 0x93EF, 0x11D0, {0xA3, 0xCC, 0x00, 0xA0, 0xC9, 0x22, 0x31, 0x96}};
static const GUID *const categories[] = {&category_capture, &category_video};

static const ks_filter_descriptor filters[] = {{
    .path = "\\\\?\\native#example_camera#0#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\\global",
    .name = "camera",
    .friendly_name = "Example Camera",
    .categories = categories,
    .category_count = 2,
    .automation = &filter_automation,
    .pins = pins,
    .pin_count = 2,
    .nodes = nodes,
    .node_count = 2,
    .connections = connections,
    .connection_count = 3,
}};

const ks_device_descriptor ks_the_device = {
    .driver = "example camera",
    .version = "1.0",
    .provider = "kscts",
    .filters = filters,
    .filter_count = 1,
    .context_size = sizeof(camera),
    .start = start_camera,
};
