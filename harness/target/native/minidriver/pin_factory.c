/*
 * pin_factory.c: the Pin property set of filters (section 6 of the rules).
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

#include <string.h>

#define LARGEST_FORMAT 512u

static const GUID no_guid;
static const GUID no_specifier = {0x0F6417D6, 0xC318, 0x11D0, {0xA4, 0x3F, 0x00, 0xA0, 0xC9, 0x22, 0x31, 0x96}};
static const KSPIN_INTERFACE standard_interface = {
    {0x1A8766A0, 0x62CE, 0x11CF, {0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0, 0}}, 0, 0};
static const KSPIN_MEDIUM standard_medium = {
    {0x4747B320, 0x62CE, 0x11CF, {0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0, 0}}, 0, 0};

/* The factory that the request names; NULL if there is none (PIN-003). */
static const ks_pin_descriptor *factory(ks_irp *irp, const KSPROPERTY *request)
{
    const ULONG id = ((const KSP_PIN *)request)->PinId;
    return id < irp->object->filter->pin_count ? &irp->object->filter->pins[id] : NULL;
}

/* ---- simple values ---------------------------------------------------------------------------------------------- */

static uint32_t get_count(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    (void)request;
    return ks_answer(irp, value, &irp->object->filter->pin_count, sizeof(ULONG));
}

static uint32_t answer_instances(ks_irp *irp, const KSPROPERTY *request, void *value, int global)
{
    const ks_pin_descriptor *pin = factory(irp, request);
    const ULONG id = ((const KSP_PIN *)request)->PinId;
    KSPIN_CINSTANCES instances;
    if (pin == NULL) return STATUS_INVALID_PARAMETER;
    instances.PossibleCount = pin->instances_possible;
    instances.CurrentCount = global ? *ks_global_instances(irp->device, irp->object->filter, id)
                                    : ((ks_filter *)irp->object)->instances[id];
    return ks_answer(irp, value, &instances, sizeof instances);
}

static uint32_t get_instances(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    return answer_instances(irp, request, value, 0);
}

static uint32_t get_global_instances(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    return answer_instances(irp, request, value, 1);
}

static uint32_t answer_ulong(ks_irp *irp, const KSPROPERTY *request, void *value, size_t member)
{
    const ks_pin_descriptor *pin = factory(irp, request);
    if (pin == NULL) return STATUS_INVALID_PARAMETER;
    return ks_answer(irp, value, (const uint8_t *)pin + member, sizeof(ULONG));
}

static uint32_t get_data_flow(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    return answer_ulong(irp, request, value, offsetof(ks_pin_descriptor, data_flow));
}

static uint32_t get_communication(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    return answer_ulong(irp, request, value, offsetof(ks_pin_descriptor, communication));
}

static uint32_t get_necessary_instances(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    return answer_ulong(irp, request, value, offsetof(ks_pin_descriptor, instances_necessary));
}

static uint32_t get_category(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const ks_pin_descriptor *pin = factory(irp, request);
    if (pin == NULL) return STATUS_INVALID_PARAMETER;
    if (pin->category == NULL) return STATUS_NOT_FOUND;
    return ks_answer(irp, value, pin->category, sizeof(GUID));
}

static uint32_t get_name(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const ks_pin_descriptor *pin = factory(irp, request);
    if (pin == NULL) return STATUS_INVALID_PARAMETER;
    return ks_answer_text(irp, value, pin->name);
}

/* ---- lists ------------------------------------------------------------------------------------------------------ */

static ULONG padded(ULONG size)
{
    return (size + 7) & ~7u;
}

/* All ranges, each 8-aligned (PROP-138). Nothing here constrains them further (PIN-045). */
static uint32_t get_ranges(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const ks_pin_descriptor *pin = factory(irp, request);
    ULONG bytes = 0;
    uint8_t *list;
    uint32_t status;
    if (pin == NULL) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < pin->range_count; i++) bytes += padded(pin->ranges[i]->FormatSize);
    list = ks_allocate(irp->device, bytes);
    if (list == NULL) return STATUS_INSUFFICIENT_RESOURCES;
    bytes = 0;
    for (ULONG i = 0; i < pin->range_count; i++) {
        memcpy(list + bytes, pin->ranges[i], pin->ranges[i]->FormatSize);
        bytes += padded(pin->ranges[i]->FormatSize);
    }
    status = ks_answer_items(irp, value, list, bytes, pin->range_count);
    ks_free(irp->device, list);
    return status;
}

static uint32_t get_interfaces(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    if (factory(irp, request) == NULL) return STATUS_INVALID_PARAMETER;
    return ks_answer_list(irp, value, &standard_interface, 1, sizeof standard_interface);
}

static uint32_t get_mediums(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    if (factory(irp, request) == NULL) return STATUS_INVALID_PARAMETER;
    return ks_answer_list(irp, value, &standard_medium, 1, sizeof standard_medium);
}

/* ---- intersection ----------------------------------------------------------------------------------------------- */

static int meets(const GUID *a, const GUID *b)
{
    return ks_same_guid(a, b) || ks_same_guid(a, &no_guid) || ks_same_guid(b, &no_guid);
}

static uint32_t intersect_pair(const ks_pin_descriptor *pin, const KSDATARANGE *client, const KSDATARANGE *range,
                               KSDATAFORMAT *format, ULONG *size)
{
    if (!meets(&client->MajorFormat, &range->MajorFormat) || !meets(&client->SubFormat, &range->SubFormat) ||
        !meets(&client->Specifier, &range->Specifier)) {
        return STATUS_NO_MATCH;
    }
    if (pin->intersect != NULL) return pin->intersect(client, range, format, size);
    if (!ks_same_guid(&range->Specifier, &no_specifier)) return STATUS_NO_MATCH;
    memcpy(format, range, sizeof *format);
    format->FormatSize = *size = sizeof *format;
    return STATUS_SUCCESS;
}

/* The client's ranges in order, and for each the pin's (PIN-061, PIN-062). */
static uint32_t intersect(ks_irp *irp, const ks_pin_descriptor *pin, const uint8_t *ranges, ULONG bytes, ULONG count,
                          void *value)
{
    union {
        KSDATAFORMAT format;
        uint8_t bytes[LARGEST_FORMAT];
        LONGLONG alignment;
    } result;
    ULONG at = 0;
    for (ULONG c = 0; c < count; c++) {
        const KSDATARANGE *client = (const KSDATARANGE *)(ranges + at);
        ULONG room = at < bytes ? bytes - at : 0;
        if (room < sizeof *client || client->FormatSize < sizeof *client || client->FormatSize > room) {
            return STATUS_INVALID_BUFFER_SIZE;
        }
        at += padded(client->FormatSize);
        for (ULONG r = 0; r < pin->range_count; r++) {
            ULONG size = 0;
            uint32_t status;
            memset(&result, 0, sizeof result);
            status = intersect_pair(pin, client, pin->ranges[r], &result.format, &size);
            if (status == STATUS_SUCCESS) return ks_answer(irp, value, &result, size);
            if (status != STATUS_NO_MATCH) return status;
        }
    }
    return STATUS_NO_MATCH;
}

static uint32_t get_intersection(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const ks_pin_descriptor *pin = factory(irp, request);
    const KSMULTIPLE_ITEM *list = (const KSMULTIPLE_ITEM *)((const KSP_PIN *)request + 1);
    const ULONG room = irp->request_length - (ULONG)sizeof(KSP_PIN);
    if (pin == NULL) return STATUS_INVALID_PARAMETER;
    if (list->Size < sizeof *list || list->Size > room) return STATUS_INVALID_BUFFER_SIZE;
    return intersect(irp, pin, (const uint8_t *)(list + 1), list->Size - (ULONG)sizeof *list, list->Count, value);
}

/* ---- proposals -------------------------------------------------------------------------------------------------- */

/* Whether a format meets a range as the class checks it (OBJ-051). */
static int in_range(const KSDATAFORMAT *format, const KSDATARANGE *range)
{
    if (ks_same_guid(&range->MajorFormat, &no_guid)) return 1;
    if (!ks_same_guid(&range->MajorFormat, &format->MajorFormat)) return 0;
    if (ks_same_guid(&range->SubFormat, &no_guid)) return 1;
    return ks_same_guid(&range->SubFormat, &format->SubFormat) && ks_same_guid(&range->Specifier, &format->Specifier);
}

uint32_t ks_check_format(const ks_pin_descriptor *pin, const KSDATAFORMAT *format, ULONG available)
{
    if (available < sizeof *format || format->FormatSize < sizeof *format || format->FormatSize > available) {
        return STATUS_INVALID_PARAMETER;
    }
    for (ULONG i = 0; i < pin->range_count; i++) {
        if (in_range(format, pin->ranges[i])) {
            return pin->accept_format == NULL ? STATUS_SUCCESS : pin->accept_format(format);
        }
    }
    return STATUS_NO_MATCH;
}

static uint32_t propose_format(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const ks_pin_descriptor *pin = factory(irp, request);
    return pin == NULL ? STATUS_INVALID_PARAMETER : ks_check_format(pin, value, irp->value_length);
}

/* ---- table ------------------------------------------------------------------------------------------------------ */

const GUID ks_pin_factory_guid = {0x8C134960, 0x51AD, 0x11CF, {0x87, 0x8A, 0x94, 0xF8, 0x01, 0xC1, 0, 0}};

const ks_property ks_pin_factory_items[KS_PIN_FACTORY_ITEMS] = {
    {.id = 0, .get = get_instances, .min_request = sizeof(KSP_PIN), .min_value = 8},
    {.id = 1, .get = get_count, .min_request = sizeof(KSPROPERTY), .min_value = 4},
    {.id = 2, .get = get_data_flow, .min_request = sizeof(KSP_PIN), .min_value = 4},
    {.id = 3, .get = get_ranges, .min_request = sizeof(KSP_PIN)},
    {.id = 4, .get = get_intersection, .min_request = sizeof(KSP_PIN) + sizeof(KSMULTIPLE_ITEM)},
    {.id = 5, .get = get_interfaces, .min_request = sizeof(KSP_PIN)},
    {.id = 6, .get = get_mediums, .min_request = sizeof(KSP_PIN)},
    {.id = 7, .get = get_communication, .min_request = sizeof(KSP_PIN), .min_value = 4},
    {.id = 8, .get = get_global_instances, .min_request = sizeof(KSP_PIN), .min_value = 8},
    {.id = 9, .get = get_necessary_instances, .min_request = sizeof(KSP_PIN), .min_value = 4},
    {.id = 11, .get = get_category, .min_request = sizeof(KSP_PIN)},
    {.id = 12, .get = get_name, .min_request = sizeof(KSP_PIN)},
    {.id = 13, .get = get_ranges, .min_request = sizeof(KSP_PIN)},
    {.id = 14, .set = propose_format, .min_request = sizeof(KSP_PIN), .min_value = sizeof(KSDATAFORMAT)},
};
