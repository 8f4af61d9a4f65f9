/*
 * support.c: answers of every shape: values, multiple-item lists, descriptions.
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

#include <string.h>

static const GUID general_types = {0x97E99BA0, 0xBDEA, 0x11CF, {0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0, 0}};

uint32_t ks_answer(ks_irp *irp, void *value, const void *source, ULONG size)
{
    if (irp->value_length < size) {
        if (irp->value_length > 0) return STATUS_BUFFER_TOO_SMALL;
        irp->information = size;
        return STATUS_BUFFER_OVERFLOW;
    }
    if (size > 0) memcpy(value, source, size);
    irp->information = size;
    return STATUS_SUCCESS;
}

uint32_t ks_answer_text(ks_irp *irp, void *value, const char *text)
{
    uint16_t wide[128];
    ULONG length = 0;
    if (text == NULL) return STATUS_NOT_FOUND;
    for (; text[length] != 0 && length < 127; length++) wide[length] = (uint8_t)text[length];
    wide[length] = 0;
    return ks_answer(irp, value, wide, (length + 1) * (ULONG)sizeof *wide);
}

uint32_t ks_answer_items(ks_irp *irp, void *value, const void *items, ULONG bytes, ULONG count)
{
    KSMULTIPLE_ITEM header = {(ULONG)sizeof header + bytes, count};
    switch (irp->value_length) {
    case 0:
        irp->information = header.Size;
        return STATUS_BUFFER_OVERFLOW;
    case sizeof header.Size:
    case sizeof header:
        memcpy(value, &header, irp->value_length);
        irp->information = irp->value_length;
        return STATUS_SUCCESS;
    }
    if (irp->value_length < header.Size) return STATUS_BUFFER_TOO_SMALL;
    memcpy(value, &header, sizeof header);
    if (bytes > 0) memcpy((uint8_t *)value + sizeof header, items, bytes);
    irp->information = header.Size;
    return STATUS_SUCCESS;
}

uint32_t ks_answer_list(ks_irp *irp, void *value, const void *items, ULONG count, ULONG item_size)
{
    return ks_answer_items(irp, value, items, count * item_size, count);
}

KSIDENTIFIER ks_type_of(const ks_property *item)
{
    KSIDENTIFIER type = {{0, 0, 0, {0}}, 0, 0};
    if (item->values == NULL) return type;
    type.Set = general_types;
    type.Id = item->values->type;
    return type;
}

static int is_wanted(const ks_members *list, int defaults_only)
{
    return !defaults_only || (list->header.Flags & KSPROPERTY_MEMBER_FLAG_DEFAULT) != 0;
}

uint32_t ks_describe(ks_irp *irp, void *value, const ks_property *item, int defaults_only)
{
    const ULONG lists = item->values == NULL ? 0 : item->values->count;
    KSPROPERTY_DESCRIPTION description = {KSPROPERTY_TYPE_BASICSUPPORT, sizeof description, ks_type_of(item), 0, 0};
    uint8_t *at = value;
    if (item->get != NULL) description.AccessFlags |= KSPROPERTY_TYPE_GET;
    if (item->set != NULL) description.AccessFlags |= KSPROPERTY_TYPE_SET;
    for (ULONG i = 0; i < lists; i++) {
        const ks_members *list = &item->values->lists[i];
        if (!is_wanted(list, defaults_only)) continue;
        description.MembersListCount++;
        description.DescriptionSize += sizeof list->header + list->header.MembersSize * list->header.MembersCount;
    }
    /* Short forms: nothing, the access flags, the description without its lists (PROP-050...055). */
    if (irp->value_length == 0) {
        irp->information = description.DescriptionSize;
        return STATUS_BUFFER_OVERFLOW;
    }
    if (irp->value_length == sizeof(ULONG) || irp->value_length == sizeof description) {
        memcpy(value, &description, irp->value_length);
        irp->information = irp->value_length;
        return STATUS_SUCCESS;
    }
    if (irp->value_length < description.DescriptionSize) return STATUS_BUFFER_TOO_SMALL;
    memcpy(at, &description, sizeof description);
    at += sizeof description;
    for (ULONG i = 0; i < lists; i++) {
        const ks_members *list = &item->values->lists[i];
        const ULONG bytes = list->header.MembersSize * list->header.MembersCount;
        if (!is_wanted(list, defaults_only)) continue;
        memcpy(at, &list->header, sizeof list->header);
        memcpy(at + sizeof list->header, list->members, bytes);
        at += sizeof list->header + bytes;
    }
    irp->information = description.DescriptionSize;
    return STATUS_SUCCESS;
}
