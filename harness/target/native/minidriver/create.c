/*
 * create.c: create names, and what opening and closing each kind of file object does (section 1 of the rules).
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

#include <string.h>

#define CLASS_LENGTH 38u /* characters of a GUID in braces */

static const char pin_class[] = "{146F1A80-4791-11D0-A5D6-28DB04C10000}";
static const char clock_class[] = "{53172480-4791-11D0-A5D6-28DB04C10000}";
static const char allocator_class[] = "{642F5D00-4791-11D0-A5D6-28DB04C10000}";
static const char node_class[] = "{0621061A-EE75-11D0-B915-00A0C9223196}";

static const GUID standard_interface = {0x1A8766A0, 0x62CE, 0x11CF, {0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0, 0}};
static const GUID standard_medium = {0x4747B320, 0x62CE, 0x11CF, {0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0, 0}};

/* ---- names ------------------------------------------------------------------------------------------------------ */

/* Compares a UTF-16LE class string without regard to case (OBJ-025). */
static int has_class(const uint8_t *name, const char *class_string)
{
    for (ULONG i = 0; i < CLASS_LENGTH; i++) {
        uint8_t c = name[2 * i];
        if (c >= 'a' && c <= 'z') c = (uint8_t)(c - 32);
        if (c != (uint8_t)class_string[i] || name[2 * i + 1] != 0) return 0;
    }
    return 1;
}

/* ---- filters ---------------------------------------------------------------------------------------------------- */

ULONG *ks_global_instances(ks_device *device, const ks_filter_descriptor *filter, ULONG pin)
{
    ULONG first = 0;
    for (const ks_filter_descriptor *f = ks_the_device.filters; f != filter; f++) first += f->pin_count;
    return &device->instances[first + pin];
}

uint32_t ks_create_filter(ks_device *device, const ks_filter_descriptor *descriptor, ks_object **object)
{
    ks_filter *filter = ks_allocate(device, sizeof *filter);
    ULONG *instances = ks_allocate(device, descriptor->pin_count * sizeof *instances);
    if (filter == NULL || instances == NULL || !ks_insert(&filter->object, KS_FILTER, device, NULL)) {
        ks_free(device, instances);
        ks_free(device, filter);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    filter->instances = instances;
    filter->object.filter = descriptor;
    filter->object.tables[0] = descriptor->automation;
    filter->object.tables[1] = &ks_filter_class;
    *object = &filter->object;
    return STATUS_SUCCESS;
}

/* ---- pins ------------------------------------------------------------------------------------------------------- */

/* The checks of a pin creation in their order (OBJ-045), up to the instance limit. */
static uint32_t check_connect(ks_object *parent, const KSPIN_CONNECT *connect, ULONG length)
{
    const KSDATAFORMAT *format = (const KSDATAFORMAT *)(connect + 1);
    const ks_pin_descriptor *descriptor;
    ks_object *peer;
    uint32_t status;
    if (length < sizeof *connect + sizeof *format) return STATUS_INVALID_PARAMETER;
    if (connect->PinId >= parent->filter->pin_count) return STATUS_INVALID_PARAMETER;
    descriptor = &parent->filter->pins[connect->PinId];
    if (descriptor->communication == KSPIN_COMMUNICATION_NONE) return STATUS_INVALID_PARAMETER;
    if (!ks_same_guid(&connect->Interface.Set, &standard_interface) || connect->Interface.Id != 0) {
        return STATUS_NO_MATCH;
    }
    if (!ks_same_guid(&connect->Medium.Set, &standard_medium) || connect->Medium.Id != 0) return STATUS_NO_MATCH;
    status = ks_check_format(descriptor, format, length - (ULONG)sizeof *connect);
    if (ks_is_error(status)) return status;
    if (connect->PinToHandle != NULL) {
        peer = ks_lookup(parent->device, (uintptr_t)connect->PinToHandle);
        if (peer == NULL) return STATUS_INVALID_HANDLE;
        if (peer->kind == KS_SIGNAL) return STATUS_OBJECT_TYPE_MISMATCH;
        /* Only sources are connected by their own create (OBJ-042), and this KS has none. */
        return STATUS_INVALID_PARAMETER;
    }
    if (((ks_filter *)parent)->instances[connect->PinId] >= descriptor->instances_possible) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    return STATUS_SUCCESS;
}

static uint32_t create_pin(ks_object *parent, const void *blob, ULONG length, ks_object **object)
{
    const KSPIN_CONNECT *connect = blob;
    const KSDATAFORMAT *format = (const KSDATAFORMAT *)(connect + 1);
    const ks_pin_descriptor *descriptor;
    ks_device *device = parent->device;
    ks_pin *pin;
    uint32_t status = check_connect(parent, connect, length);
    if (ks_is_error(status)) return status;
    descriptor = &parent->filter->pins[connect->PinId];
    pin = ks_allocate(device, sizeof *pin);
    if (pin == NULL) return STATUS_INSUFFICIENT_RESOURCES;
    pin->format = ks_allocate(device, format->FormatSize);
    pin->context = ks_allocate(device, descriptor->context_size);
    if (pin->format == NULL || pin->context == NULL || !ks_insert(&pin->object, KS_PIN, device, parent)) {
        ks_free(device, pin->format);
        ks_free(device, pin->context);
        ks_free(device, pin);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    memcpy(pin->format, format, format->FormatSize);
    pin->descriptor = descriptor;
    pin->id = connect->PinId;
    pin->state = KSSTATE_STOP;
    pin->frame_due = INT64_MAX;
    pin->object.tables[0] = descriptor->automation;
    pin->object.tables[1] = &ks_pin_class;
    ((ks_filter *)parent)->instances[pin->id]++;
    (*ks_global_instances(device, parent->filter, pin->id))++;
    *object = &pin->object;
    return STATUS_SUCCESS;
}

/* ---- clocks and nodes ------------------------------------------------------------------------------------------- */

static uint32_t create_simple(ks_object *parent, int kind, const ks_automation *table, ks_object **object)
{
    ks_object *child = ks_allocate(parent->device, sizeof *child);
    if (child == NULL) return STATUS_INSUFFICIENT_RESOURCES;
    if (!ks_insert(child, kind, parent->device, parent)) {
        ks_free(parent->device, child);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    child->tables[0] = table;
    *object = child;
    return STATUS_SUCCESS;
}

static uint32_t create_clock(ks_object *parent, const void *blob, ULONG length, ks_object **object)
{
    const KSCLOCK_CREATE *create = blob;
    if (!((ks_pin *)parent)->descriptor->implements_clock) return STATUS_NOT_SUPPORTED;
    if (length < sizeof *create || create->CreateFlags != 0) return STATUS_INVALID_PARAMETER;
    return create_simple(parent, KS_CLOCK, &ks_clock_class, object);
}

static uint32_t create_node(ks_object *parent, const void *blob, ULONG length, ks_object **object)
{
    const KSNODE_CREATE *create = blob;
    if (length < sizeof *create || create->CreateFlags != 0) return STATUS_INVALID_PARAMETER;
    if (create->Node >= parent->filter->node_count) return STATUS_INVALID_PARAMETER;
    return create_simple(parent, KS_NODE, parent->filter->nodes[create->Node].automation, object);
}

static uint32_t create_allocator(ks_object *parent, const void *blob, ULONG length, ks_object **object)
{
    (void)parent, (void)blob, (void)length, (void)object;
    return STATUS_NOT_SUPPORTED; /* OBJ-092: the pins of this KS have framing, but no allocator */
}

uint32_t ks_create_child(ks_object *parent, const uint8_t *name, ULONG length, ks_object **object)
{
    static const struct {
        int parent;
        const char *class_string;
        uint32_t (*create)(ks_object *parent, const void *blob, ULONG length, ks_object **object);
    } items[] = {
        {KS_FILTER, pin_class, create_pin},
        {KS_FILTER, node_class, create_node},
        {KS_PIN, clock_class, create_clock},
        {KS_PIN, allocator_class, create_allocator},
    };
    const ULONG blob_at = CLASS_LENGTH * 2 + 2;
    if (length < CLASS_LENGTH * 2) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (length >= blob_at && (name[blob_at - 2] != '\\' || name[blob_at - 1] != 0)) return STATUS_OBJECT_NAME_NOT_FOUND;
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        ULONG blob_length = length > blob_at ? length - blob_at : 0;
        void *blob;
        uint32_t status;
        if (items[i].parent != parent->kind || !has_class(name, items[i].class_string)) continue;
        /* A copy of its own: aligned, and exactly as long as the client made it (OBJ-032). */
        blob = ks_allocate(parent->device, blob_length);
        if (blob == NULL) return STATUS_INSUFFICIENT_RESOURCES;
        if (blob_length > 0) memcpy(blob, name + blob_at, blob_length);
        status = items[i].create(parent, blob, blob_length, object);
        ks_free(parent->device, blob);
        return status;
    }
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

/* ---- close ------------------------------------------------------------------------------------------------------ */

void ks_cleanup(ks_object *object)
{
    ks_pin *pin = (ks_pin *)object;
    ks_free_enables(object);
    if (object->kind != KS_PIN) return;
    ks_flush_reads(pin, STATUS_CANCELLED);
    ks_move_state(pin, KSSTATE_STOP);
    ((ks_filter *)object->parent)->instances[pin->id]--;
    (*ks_global_instances(object->device, object->filter, pin->id))--;
}
