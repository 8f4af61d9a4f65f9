/*
 * event.c: enabling, disabling and signalling events (section 5 of the rules).
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

#include <string.h>

#define VERBS                                                                                                        \
    (KSEVENT_TYPE_ENABLE | KSEVENT_TYPE_ONESHOT | KSEVENT_TYPE_ENABLEBUFFERED | KSEVENT_TYPE_SETSUPPORT |            \
     KSEVENT_TYPE_BASICSUPPORT | KSEVENT_TYPE_QUERYBUFFER)

static const GUID no_guid;

/* ---- tables ----------------------------------------------------------------------------------------------------- */

static const ks_event *find_event(const ks_tables tables, const KSEVENT *request, const ks_event_set **set)
{
    *set = NULL;
    for (int t = 0; t < 2; t++) {
        if (tables[t] == NULL) continue;
        for (ULONG i = 0; i < tables[t]->event_set_count; i++) {
            const ks_event_set *candidate = &tables[t]->event_sets[i];
            if (!ks_same_guid(candidate->guid, &request->Set)) continue;
            *set = candidate;
            for (ULONG e = 0; e < candidate->count; e++) {
                if (candidate->items[e].id == request->Id) return &candidate->items[e];
            }
        }
    }
    return NULL;
}

/* ---- enabling --------------------------------------------------------------------------------------------------- */

/* The signal that the client's data names, if it may be used that way. */
static uint32_t find_signal(ks_device *device, const KSEVENTDATA *data, ks_signal **signal)
{
    ks_object *object;
    int wants_semaphore = data->NotificationType == KSEVENTF_SEMAPHORE_HANDLE;
    if (!wants_semaphore && data->NotificationType != KSEVENTF_EVENT_HANDLE) return STATUS_INVALID_PARAMETER;
    object = ks_lookup(device, (uintptr_t)data->u.EventHandle.Event);
    if (object == NULL) return STATUS_INVALID_HANDLE;
    *signal = (ks_signal *)object;
    if (object->kind != KS_SIGNAL) return STATUS_OBJECT_TYPE_MISMATCH;
    if (((*signal)->kind == KSCTS_SIGNAL_SEMAPHORE) != wants_semaphore) return STATUS_OBJECT_TYPE_MISMATCH;
    return STATUS_SUCCESS;
}

static uint32_t add_enable(ks_irp *irp, const KSEVENT *request, const ks_event_set *set, const ks_event *item,
                           uint64_t address, const KSEVENTDATA *data)
{
    ks_object *object = irp->object;
    ks_enable *enable, **link;
    ks_signal *signal;
    uint32_t status = find_signal(irp->device, data, &signal);
    if (!ks_is_error(status) && item->add != NULL) status = item->add(object, data);
    if (ks_is_error(status)) return status;
    enable = ks_allocate(irp->device, sizeof *enable);
    if (enable == NULL) return STATUS_INSUFFICIENT_RESOURCES;
    enable->address = address;
    enable->set = set->guid;
    enable->id = item->id;
    enable->one_shot = (request->Flags & KSEVENT_TYPE_ONESHOT) != 0;
    enable->buffered = (request->Flags & KSEVENT_TYPE_ENABLEBUFFERED) != 0;
    enable->signal = signal;
    enable->adjustment = data->NotificationType == KSEVENTF_SEMAPHORE_HANDLE ? data->u.SemaphoreHandle.Adjustment : 1;
    ks_reference(&signal->object);
    for (link = &object->enables; *link != NULL; link = &(*link)->next) continue;
    *link = enable;
    if (object->kind == KS_CLOCK) ks_clock_arm(object, enable, data);
    return STATUS_SUCCESS;
}

static uint32_t enable(ks_irp *irp, const KSEVENT *event, const ks_event_set *set, const ks_event *item,
                       const kscts_request *request)
{
    void *data;
    uint32_t status;
    if (request->output_length < item->data_size) return STATUS_INVALID_BUFFER_SIZE;
    status = ks_capture(irp->device, request->output, request->output_length, &data);
    if (ks_is_error(status)) return status;
    status = add_enable(irp, event, set, item, request->output, data);
    ks_free(irp->device, data);
    return status;
}

/* No event here produces data: a buffered enable never has a record to fetch (EVT-070...073). */
static uint32_t query_buffer(ks_irp *irp, const kscts_request *request)
{
    KSQUERYBUFFER query;
    if (request->input_length < sizeof query) return STATUS_INVALID_BUFFER_SIZE;
    if (!ks_read_caller(&irp->device->plain, &query, request->input, sizeof query)) return STATUS_ACCESS_VIOLATION;
    for (const ks_enable *e = irp->object->enables; e != NULL; e = e->next) {
        if (e->address != (uintptr_t)query.EventData) continue;
        return e->buffered ? STATUS_NO_MORE_ENTRIES : STATUS_INVALID_PARAMETER;
    }
    return STATUS_NOT_FOUND;
}

static uint32_t list_sets(ks_irp *irp, const ks_tables tables, const kscts_request *request)
{
    void *value = ks_allocate(irp->device, request->output_length);
    uint32_t status = STATUS_INSUFFICIENT_RESOURCES;
    if (value != NULL) status = ks_set_list(irp, value, tables, 1);
    if (status == STATUS_SUCCESS &&
        !ks_write_caller(&irp->device->plain, request->output, value, irp->information)) {
        status = STATUS_ACCESS_VIOLATION;
    }
    ks_free(irp->device, value);
    return status;
}

static uint32_t dispatch(ks_irp *irp, const KSEVENT *event, const kscts_request *request)
{
    const ks_event_set *set;
    const ks_event *item;
    ks_tables tables;
    ULONG verb = event->Flags & VERBS;
    uint32_t status = ks_select_tables(irp->object, event, request->input_length, tables);
    if (ks_is_error(status)) return status;
    if (verb == KSEVENT_TYPE_SETSUPPORT && ks_same_guid(&event->Set, &no_guid)) return list_sets(irp, tables, request);
    if (verb == KSEVENT_TYPE_QUERYBUFFER) return query_buffer(irp, request);
    item = find_event(tables, event, &set);
    if (set == NULL) return STATUS_PROPSET_NOT_FOUND;
    if (verb == KSEVENT_TYPE_SETSUPPORT) return STATUS_SUCCESS;
    if (item == NULL) return STATUS_NOT_FOUND;
    switch (verb) {
    case KSEVENT_TYPE_BASICSUPPORT:
        return STATUS_SUCCESS;
    case KSEVENT_TYPE_ENABLE:
    case KSEVENT_TYPE_ONESHOT:
    case KSEVENT_TYPE_ENABLEBUFFERED:
        return enable(irp, event, set, item, request);
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

uint32_t ks_enable_request(ks_irp *irp, const kscts_request *request)
{
    void *event;
    uint32_t status;
    if (request->input_length < sizeof(KSEVENT)) return STATUS_INVALID_BUFFER_SIZE;
    status = ks_capture(irp->device, request->input, request->input_length, &event);
    if (ks_is_error(status)) return status;
    status = dispatch(irp, event, request);
    ks_free(irp->device, event);
    return status;
}

/* ---- disabling -------------------------------------------------------------------------------------------------- */

static void remove_enable(ks_enable **link)
{
    ks_enable *enable = *link;
    ks_device *device = enable->signal->object.device;
    *link = enable->next;
    ks_dereference(&enable->signal->object);
    ks_free(device, enable);
}

void ks_free_enables(ks_object *object)
{
    while (object->enables != NULL) remove_enable(&object->enables);
}

/* The address says which enable is meant; the memory behind it is not looked at (EVT-040, EVT-047). */
uint32_t ks_disable_request(ks_object *object, const kscts_request *request)
{
    if (request->input == 0 && request->input_length == 0) {
        ks_free_enables(object);
        return STATUS_SUCCESS;
    }
    if (request->input_length < sizeof(KSEVENTDATA)) return STATUS_INVALID_BUFFER_SIZE;
    for (ks_enable **link = &object->enables; *link != NULL; link = &(*link)->next) {
        if ((*link)->address != request->input) continue;
        remove_enable(link);
        return STATUS_SUCCESS;
    }
    return STATUS_UNSUCCESSFUL;
}

/* ---- signalling ------------------------------------------------------------------------------------------------- */

void ks_signal_enable(ks_object *object, ks_enable *enable)
{
    ks_signal *signal = enable->signal;
    ULONG room = signal->limit - signal->count;
    if (signal->kind != KSCTS_SIGNAL_SEMAPHORE) {
        signal->count = 1;
    } else if (enable->adjustment > 0 && (ULONG)enable->adjustment <= room) {
        /* What would pass the limit is dropped whole (EVT-030). */
        signal->count += (ULONG)enable->adjustment;
    }
    if (!enable->one_shot) return;
    for (ks_enable **link = &object->enables; *link != NULL; link = &(*link)->next) {
        if (*link != enable) continue;
        remove_enable(link);
        return;
    }
}

void ks_generate_event(ks_object *object, const GUID *set, ULONG id)
{
    ks_enable *next;
    for (ks_enable *e = object->enables; e != NULL; e = next) {
        next = e->next;
        if (e->id == id && ks_same_guid(e->set, set) && !e->buffered) ks_signal_enable(object, e);
    }
}
