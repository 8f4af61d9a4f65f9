/*
 * serialize.c: SERIALIZESET and UNSERIALIZESET (PROP-112...121): a set's values as one stream, made of gets and undone
 * by sets.
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

#include <string.h>

static ULONG padded(ULONG size)
{
    return (size + 3) & ~3u;
}

/* Calls a handler as a request of its own, with a request structure of the item's least size. */
static uint32_t call(ks_irp *outer, const KSPROPERTY *request, const ks_property *item, ULONG verb, void *value,
                     ULONG value_length)
{
    ks_irp irp = {outer->device, outer->object, item->min_request, value_length, 0};
    ks_handler *handler = verb == KSPROPERTY_TYPE_GET ? item->get : item->set;
    ULONG topology = request->Flags & KSPROPERTY_TYPE_TOPOLOGY;
    ULONG given = outer->request_length < item->min_request ? outer->request_length : item->min_request;
    KSPROPERTY *inner;
    uint32_t status;
    if (handler == NULL) return STATUS_NOT_FOUND;
    if (value_length < item->min_value) return STATUS_BUFFER_TOO_SMALL;
    inner = ks_allocate(outer->device, item->min_request);
    if (inner == NULL) return STATUS_INSUFFICIENT_RESOURCES;
    memcpy(inner, request, given);
    inner->Id = item->id;
    inner->Flags = verb | topology;
    status = handler(&irp, inner, value);
    ks_free(outer->device, inner);
    return status;
}

uint32_t ks_serialize(ks_irp *irp, const KSPROPERTY *request, void *value, const ks_property_set *set)
{
    KSPROPERTY_SERIALHDR header = {request->Set, 0};
    ULONG total = sizeof header;
    ULONG at = sizeof header;
    for (ULONG i = 0; i < set->count; i++) {
        if (set->items[i].serialized_size == 0) continue;
        header.Count++;
        total += sizeof(KSPROPERTY_SERIAL) + padded(set->items[i].serialized_size);
    }
    if (irp->value_length < total) {
        if (irp->value_length > 0) return STATUS_BUFFER_TOO_SMALL;
        irp->information = total;
        return STATUS_BUFFER_OVERFLOW;
    }
    memcpy(value, &header, sizeof header);
    for (ULONG i = 0; i < set->count; i++) {
        const ks_property *item = &set->items[i];
        KSPROPERTY_SERIAL record = {ks_type_of(item), item->id, item->serialized_size};
        uint32_t status;
        if (item->serialized_size == 0) continue;
        memcpy((uint8_t *)value + at, &record, sizeof record);
        at += sizeof record;
        status = call(irp, request, item, KSPROPERTY_TYPE_GET, (uint8_t *)value + at, item->serialized_size);
        if (ks_is_error(status)) return status;
        at += padded(item->serialized_size);
    }
    irp->information = total;
    return STATUS_SUCCESS;
}

static const ks_property *find(const ks_property_set *set, ULONG id)
{
    for (ULONG i = 0; i < set->count; i++) {
        if (set->items[i].id == id && set->items[i].serialized_size != 0) return &set->items[i];
    }
    return NULL;
}

uint32_t ks_unserialize(ks_irp *irp, const KSPROPERTY *request, const void *value, const ks_property_set *set)
{
    KSPROPERTY_SERIALHDR header;
    GUID serialized_set;
    ULONG at = sizeof header;
    if (irp->value_length < sizeof header) return STATUS_INVALID_BUFFER_SIZE;
    memcpy(&header, value, sizeof header);
    serialized_set = header.PropertySet;
    if (!ks_same_guid(&serialized_set, &request->Set)) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < header.Count; i++) {
        KSPROPERTY_SERIAL record;
        const ks_property *item;
        void *copy;
        uint32_t status;
        if (irp->value_length - at < sizeof record) return STATUS_INVALID_BUFFER_SIZE;
        memcpy(&record, (const uint8_t *)value + at, sizeof record);
        at += sizeof record;
        if (irp->value_length - at < record.PropertyLength) return STATUS_INVALID_BUFFER_SIZE;
        item = find(set, record.Id);
        if (item == NULL) return STATUS_INVALID_PARAMETER;
        copy = ks_allocate(irp->device, record.PropertyLength);
        if (copy == NULL) return STATUS_INSUFFICIENT_RESOURCES;
        memcpy(copy, (const uint8_t *)value + at, record.PropertyLength);
        status = call(irp, request, item, KSPROPERTY_TYPE_SET, copy, record.PropertyLength);
        ks_free(irp->device, copy);
        if (ks_is_error(status)) return status;
        /* The last record may leave out its padding. */
        at = padded(record.PropertyLength) < irp->value_length - at ? at + padded(record.PropertyLength)
                                                                     : irp->value_length;
    }
    return STATUS_SUCCESS;
}
