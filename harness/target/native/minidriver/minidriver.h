/*
 * minidriver.h: a mini KS. Describe a device in tables, write its handlers, compile the .c files of this folder with
 * yours, and the library speaks kscts.h: handles, create names, property, method and event dispatch with every request
 * flag, pin factories, pin states, read queues, clocks, topology, on a virtual clock.
 *
 * It has the shape of AVStream's descriptors and the behaviour of docs/ks-semantics.md (rule ids in the comments), and
 * it serves capture: pins that data flows out of.
 *
 * Handlers are called with aligned copies of the request and of the value in system memory of exactly the caller's
 * lengths, so that AddressSanitizer sees the first byte too many.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef KS_MINIDRIVER_H
#define KS_MINIDRIVER_H

#include "ks_types.h"

typedef struct ks_device ks_device;
typedef struct ks_object ks_object;

/* A request on its way through handlers. */
typedef struct ks_irp {
    ks_device *device;
    /* The file object it was sent to. */
    ks_object *object;
    /* Lengths of the request structure and of the value; a handler is called with both at least their minimum. */
    ULONG request_length;
    ULONG value_length;
    /* Out: bytes of the value that the answer has (IoStatus.Information). 0 unless set. */
    ULONG information;
} ks_irp;

/* Gets or sets a property. `value` is NULL if value_length is 0. Returns an NTSTATUS. */
typedef uint32_t ks_handler(ks_irp *irp, const KSPROPERTY *request, void *value);

/* ---- automation tables ------------------------------------------------------------------------------------------ */

/* One list of members of a KSPROPERTY_DESCRIPTION. */
typedef struct ks_members {
    KSPROPERTY_MEMBERSHEADER header;
    const void *members;
} ks_members;

/* What BASICSUPPORT and DEFAULTVALUES tell of a value: its VARENUM type and lists of members (PROP-060...065). */
typedef struct ks_values {
    ULONG type;
    ULONG count;
    const ks_members *lists;
} ks_values;

typedef struct ks_property {
    ULONG id;
    /* NULL: cannot be read; cannot be written (PROP-016). */
    ks_handler *get;
    ks_handler *set;
    /* Least bytes of the request structure and of the value. 0 for a value: the handler owns the size protocol. */
    ULONG min_request;
    ULONG min_value;
    const ks_values *values;
    const KSIDENTIFIER *relations;
    ULONG relation_count;
    /* Bytes in a serialized set; 0 leaves the property out (PROP-111). */
    ULONG serialized_size;
} ks_property;

typedef struct ks_property_set {
    const GUID *guid;
    const ks_property *items;
    ULONG count;
} ks_property_set;

typedef struct ks_event {
    ULONG id;
    /* Bytes of KSEVENTDATA and what follows it. */
    ULONG data_size;
    /* Looks at the data of an enable and may refuse it with an error (EVT-021). NULL: all are welcome. */
    uint32_t (*add)(ks_object *object, const KSEVENTDATA *data);
} ks_event;

typedef struct ks_event_set {
    const GUID *guid;
    const ks_event *items;
    ULONG count;
} ks_event_set;

typedef struct ks_automation {
    const ks_property_set *property_sets;
    ULONG property_set_count;
    const ks_event_set *event_sets;
    ULONG event_set_count;
} ks_automation;

/* ---- device description ----------------------------------------------------------------------------------------- */

typedef struct ks_pin_descriptor {
    ULONG data_flow;
    ULONG communication;
    const GUID *category;
    /* ASCII. */
    const char *name;
    ULONG instances_possible;
    ULONG instances_necessary;
    const KSDATARANGE *const *ranges;
    ULONG range_count;
    const ks_automation *automation;
    const KSALLOCATOR_FRAMING *framing;
    int implements_clock;
    /* Time between two frames, in units of 100 ns; 0 if the pin does not stream. */
    LONGLONG frame_interval;
    /* Bytes of the driver's own state of a pin, zeroed: ks_pin_context(). */
    ULONG context_size;

    /*
     * A format inside the intersection of the client's range and one of the pin's, whose major, sub and specifier GUIDs
     * match: STATUS_SUCCESS with the format in `result` (`*size` bytes, at most 512), or STATUS_NO_MATCH for the next
     * pair. NULL: ranges without a specifier are answered by themselves.
     */
    uint32_t (*intersect)(const KSDATARANGE *client, const KSDATARANGE *range, KSDATAFORMAT *result, ULONG *size);
    /* Whether the pin can have this format of FormatSize bytes; STATUS_NO_MATCH if not. Must not change anything. */
    uint32_t (*accept_format)(const KSDATAFORMAT *format);
    /* One step between neighbouring states (CONN-009). An error leaves the pin where it is. May be NULL. */
    uint32_t (*set_state)(ks_object *pin, KSSTATE to, KSSTATE from);
    /*
     * A frame is due: fills at most `extent` bytes, returns how many, may set bits of the header's OptionsFlags.
     * `frame` is NULL if no buffer was queued: the frame is lost.
     */
    ULONG (*capture)(ks_object *pin, uint8_t *frame, ULONG extent, ULONG *options);
} ks_pin_descriptor;

typedef struct ks_node {
    const GUID *type;
    /* ASCII. */
    const char *name;
    const ks_automation *automation;
} ks_node;

typedef struct ks_filter_descriptor {
    const char *path;
    const char *name;
    const char *friendly_name;
    const GUID *const *categories;
    ULONG category_count;
    const ks_automation *automation;
    const ks_pin_descriptor *pins;
    ULONG pin_count;
    const ks_node *nodes;
    ULONG node_count;
    const KSTOPOLOGY_CONNECTION *connections;
    ULONG connection_count;
} ks_filter_descriptor;

typedef struct ks_device_descriptor {
    const char *driver;
    const char *version;
    const char *provider;
    const ks_filter_descriptor *filters;
    ULONG filter_count;
    /* Bytes of the driver's own state of a device, zeroed: ks_device_context(). */
    ULONG context_size;
    /* Gives that state its first values. May be NULL. */
    void (*start)(ks_device *device);
} ks_device_descriptor;

/* The driver defines this. */
extern const ks_device_descriptor ks_the_device;

/* ---- what handlers may call ------------------------------------------------------------------------------------- */

void *ks_device_context(ks_device *device);
/* `pin` is a pin object. */
void *ks_pin_context(ks_object *pin);
KSSTATE ks_pin_state(ks_object *pin);
ks_device *ks_device_of(ks_object *object);

/* Signals every enable of the event on this object (KsGenerateEvents). */
void ks_generate_event(ks_object *object, const GUID *set, ULONG id);

/* Answers a value of `size` bytes of which `value` is a copy; the size protocol of values without MinData. */
uint32_t ks_answer(ks_irp *irp, void *value, const void *source, ULONG size);
/* Answers a multiple-item list of `count` items of `item_size` bytes each (PROP-130...136). */
uint32_t ks_answer_list(ks_irp *irp, void *value, const void *items, ULONG count, ULONG item_size);

int ks_same_guid(const GUID *a, const GUID *b);

#endif
