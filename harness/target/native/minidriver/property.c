/*
 * property.c: the dispatch of property and method requests (sections 3 and 4 of the rules).
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

#include <string.h>

#define VERBS                                                                                                        \
    (KSPROPERTY_TYPE_GET | KSPROPERTY_TYPE_SET | KSPROPERTY_TYPE_SETSUPPORT | KSPROPERTY_TYPE_BASICSUPPORT |         \
     KSPROPERTY_TYPE_RELATIONS | KSPROPERTY_TYPE_SERIALIZESET | KSPROPERTY_TYPE_UNSERIALIZESET |                     \
     KSPROPERTY_TYPE_SERIALIZERAW | KSPROPERTY_TYPE_UNSERIALIZERAW | KSPROPERTY_TYPE_SERIALIZESIZE |                 \
     KSPROPERTY_TYPE_DEFAULTVALUES)

static const GUID no_guid;

int ks_same_guid(const GUID *a, const GUID *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

uint32_t ks_capture(ks_device *device, uint64_t address, ULONG length, void **copy)
{
    *copy = NULL;
    if (length == 0) return STATUS_SUCCESS;
    *copy = ks_allocate(device, length);
    if (*copy == NULL) return STATUS_INSUFFICIENT_RESOURCES;
    if (ks_read_caller(&device->plain, *copy, address, length)) return STATUS_SUCCESS;
    ks_free(device, *copy);
    *copy = NULL;
    return STATUS_ACCESS_VIOLATION;
}

/* ---- tables ----------------------------------------------------------------------------------------------------- */

uint32_t ks_select_tables(ks_object *object, const KSIDENTIFIER *request, ULONG length, ks_tables tables)
{
    const KSP_NODE *node = (const KSP_NODE *)request;
    memcpy(tables, object->tables, sizeof object->tables);
    /* The class answers a node's name by itself, with the flag or without (TOPO-013). */
    if (!(request->Flags & KSPROPERTY_TYPE_TOPOLOGY) || ks_same_guid(&request->Set, &ks_topology_guid)) {
        return STATUS_SUCCESS;
    }
    if (length < sizeof *node) return STATUS_INVALID_BUFFER_SIZE;
    if (object->filter == NULL || node->NodeId >= object->filter->node_count) return STATUS_INVALID_PARAMETER;
    /* Nodes are the filter's: below a pin they have nothing (TOPO-038). */
    tables[0] = object->kind == KS_FILTER ? object->filter->nodes[node->NodeId].automation : NULL;
    tables[1] = NULL;
    return STATUS_SUCCESS;
}

static const ks_property *find_item(const ks_property_set *set, ULONG id)
{
    for (ULONG i = 0; i < set->count; i++) {
        if (set->items[i].id == id) return &set->items[i];
    }
    return NULL;
}

/* Looks in every set of that GUID (PROP-014). `*set` is the first of them, NULL if there is none. */
static const ks_property *find_property(const ks_tables tables, const KSPROPERTY *request, const ks_property_set **set)
{
    *set = NULL;
    for (int t = 0; t < 2; t++) {
        if (tables[t] == NULL) continue;
        for (ULONG i = 0; i < tables[t]->property_set_count; i++) {
            const ks_property_set *candidate = &tables[t]->property_sets[i];
            const ks_property *item;
            if (!ks_same_guid(candidate->guid, &request->Set)) continue;
            item = find_item(candidate, request->Id);
            if (*set == NULL || item != NULL) *set = candidate;
            if (item != NULL) return item;
        }
    }
    return NULL;
}

static const GUID *set_guid(const ks_automation *table, ULONG index, int events)
{
    if (table == NULL || index >= (events ? table->event_set_count : table->property_set_count)) return NULL;
    return events ? table->event_sets[index].guid : table->property_sets[index].guid;
}

/* Whether a table before `table` has the set already: both then answer as one (PROP-082). */
static int is_listed(const ks_tables tables, int table, const GUID *guid, int events)
{
    for (int t = 0; t < table; t++) {
        const GUID *other;
        for (ULONG i = 0; (other = set_guid(tables[t], i, events)) != NULL; i++) {
            if (ks_same_guid(other, guid)) return 1;
        }
    }
    return 0;
}

uint32_t ks_set_list(ks_irp *irp, void *value, const ks_tables tables, int events)
{
    GUID guids[32];
    ULONG count = 0;
    for (int t = 0; t < 2; t++) {
        const GUID *guid;
        for (ULONG i = 0; (guid = set_guid(tables[t], i, events)) != NULL; i++) {
            if (is_listed(tables, t, guid, events) || count == sizeof guids / sizeof *guids) continue;
            guids[count++] = *guid;
        }
    }
    return ks_answer(irp, value, guids, count * (ULONG)sizeof *guids);
}

/* ---- verbs ------------------------------------------------------------------------------------------------------ */

static uint32_t get_or_set(ks_irp *irp, const KSPROPERTY *request, void *value, const ks_property *item)
{
    ks_handler *handler = request->Flags & KSPROPERTY_TYPE_GET ? item->get : item->set;
    if (handler == NULL) return STATUS_NOT_FOUND;
    if (irp->request_length < item->min_request) return STATUS_INVALID_BUFFER_SIZE;
    if (irp->value_length < item->min_value) {
        if (irp->value_length > 0) return STATUS_BUFFER_TOO_SMALL;
        irp->information = item->min_value;
        return STATUS_BUFFER_OVERFLOW;
    }
    return handler(irp, request, value);
}

static uint32_t item_verb(ks_irp *irp, const KSPROPERTY *request, void *value, const ks_property *item)
{
    switch (request->Flags & VERBS) {
    case KSPROPERTY_TYPE_GET:
    case KSPROPERTY_TYPE_SET:
        return get_or_set(irp, request, value, item);
    case KSPROPERTY_TYPE_BASICSUPPORT:
        return ks_describe(irp, value, item, 0);
    case KSPROPERTY_TYPE_DEFAULTVALUES:
        return ks_describe(irp, value, item, 1);
    case KSPROPERTY_TYPE_RELATIONS:
        return ks_answer_list(irp, value, item->relations, item->relation_count, sizeof(KSIDENTIFIER));
    case KSPROPERTY_TYPE_SERIALIZESIZE:
        return ks_answer(irp, value, &item->serialized_size, sizeof(ULONG));
    case KSPROPERTY_TYPE_SERIALIZERAW:
    case KSPROPERTY_TYPE_UNSERIALIZERAW:
        return STATUS_NOT_FOUND; /* no item here has a support handler (PROP-120) */
    default:
        return STATUS_INVALID_PARAMETER; /* no verb, or several (PROP-032, PROP-033) */
    }
}

static uint32_t dispatch(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const ks_property *item;
    const ks_property_set *set;
    ULONG verb = request->Flags & VERBS;
    ks_tables tables;
    uint32_t status = ks_select_tables(irp->object, request, irp->request_length, tables);
    if (ks_is_error(status)) return status;
    if (verb == KSPROPERTY_TYPE_SETSUPPORT && ks_same_guid(&request->Set, &no_guid)) {
        return ks_set_list(irp, value, tables, 0);
    }
    item = find_property(tables, request, &set);
    if (set == NULL) return STATUS_PROPSET_NOT_FOUND;
    switch (verb) {
    case KSPROPERTY_TYPE_SETSUPPORT:
        return STATUS_SUCCESS;
    case KSPROPERTY_TYPE_SERIALIZESET:
        return ks_serialize(irp, request, value, set);
    case KSPROPERTY_TYPE_UNSERIALIZESET:
        return ks_unserialize(irp, request, value, set);
    default:
        return item == NULL ? STATUS_NOT_FOUND : item_verb(irp, request, value, item);
    }
}

/* ---- envelope --------------------------------------------------------------------------------------------------- */

/* Whether roundup8(output) or its sum with the input does not fit 32 bits (PROP-002). */
static int lengths_wrap(const kscts_request *request)
{
    ULONG output = (request->output_length + 7) & ~7u;
    return output < request->output_length || request->input_length + output < request->input_length;
}

/* The value in system memory: a copy where it is input (PROP-048), zeroes where it is output. */
static uint32_t prepare_value(ks_device *device, const kscts_request *request, ULONG flags, void **value)
{
    const ULONG inputs = KSPROPERTY_TYPE_SET | KSPROPERTY_TYPE_UNSERIALIZESET | KSPROPERTY_TYPE_UNSERIALIZERAW;
    *value = NULL;
    if (flags & inputs) return ks_capture(device, request->output, request->output_length, value);
    if (request->output_length == 0) return STATUS_SUCCESS;
    if (!ks_probe_caller(&device->plain, request->output, request->output_length)) return STATUS_ACCESS_VIOLATION;
    *value = ks_allocate(device, request->output_length);
    return *value == NULL ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
}

/* Gives the caller the Information bytes of the answer, unless it is an error (IOC-020). */
static uint32_t copy_back(ks_irp *irp, const kscts_request *request, const void *value, uint32_t status)
{
    ULONG length = irp->information < request->output_length ? irp->information : request->output_length;
    if (ks_is_error(status) || length == 0) return status;
    return ks_write_caller(&irp->device->plain, request->output, value, length) ? status : STATUS_ACCESS_VIOLATION;
}

uint32_t ks_property_request(ks_irp *irp, const kscts_request *request)
{
    void *property, *value;
    uint32_t status;
    if (request->input_length < sizeof(KSPROPERTY) || lengths_wrap(request)) return STATUS_INVALID_BUFFER_SIZE;
    status = ks_capture(irp->device, request->input, request->input_length, &property);
    if (ks_is_error(status)) return status;
    status = prepare_value(irp->device, request, ((KSPROPERTY *)property)->Flags, &value);
    if (!ks_is_error(status)) status = dispatch(irp, property, value);
    status = copy_back(irp, request, value, status);
    ks_free(irp->device, value);
    ks_free(irp->device, property);
    return status;
}

/* No object here has methods: the list of sets is empty, and every other set is unknown. */
uint32_t ks_method_request(ks_irp *irp, const kscts_request *request)
{
    KSMETHOD method;
    if (request->input_length < sizeof method) return STATUS_INVALID_BUFFER_SIZE;
    if (!ks_read_caller(&irp->device->plain, &method, request->input, sizeof method)) return STATUS_ACCESS_VIOLATION;
    if (method.Flags == KSPROPERTY_TYPE_SETSUPPORT && ks_same_guid(&method.Set, &no_guid)) return STATUS_SUCCESS;
    return STATUS_PROPSET_NOT_FOUND;
}
