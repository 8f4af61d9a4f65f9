/*
 * object.c: memory, handles, references, and virtual time.
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* The longest wait, one day: a running pin has a next frame for ever. */
#define LONGEST_WAIT 864000000000LL

/* ---- memory and handles ----------------------------------------------------------------------------------------- */

void *ks_allocate(ks_device *device, size_t size)
{
    void *memory = calloc(1, size == 0 ? 1 : size);
    if (memory != NULL) device->allocations++;
    return memory;
}

void ks_free(ks_device *device, void *memory)
{
    if (memory == NULL) return;
    device->allocations--;
    free(memory);
}

void ks_reference(ks_object *object)
{
    object->references++;
    object->device->references++;
}

void ks_dereference(ks_object *object)
{
    ks_device *device = object->device;
    ks_object *parent = object->parent;
    device->references--;
    if (--object->references > 0) return;
    if (object->kind == KS_PIN) {
        ks_free(device, ((ks_pin *)object)->format);
        ks_free(device, ((ks_pin *)object)->context);
    }
    if (object->kind == KS_FILTER) ks_free(device, ((ks_filter *)object)->instances);
    ks_free(device, object);
    if (parent != NULL) ks_dereference(parent);
}

static int grow(ks_device *device)
{
    ULONG count = device->slot_count == 0 ? 64 : device->slot_count * 2;
    ks_object **slots = realloc(device->slots, count * sizeof *slots);
    if (slots == NULL) return 0;
    memset(slots + device->slot_count, 0, (count - device->slot_count) * sizeof *slots);
    device->next_slot = device->slot_count;
    device->slots = slots;
    device->slot_count = count;
    return 1;
}

int ks_insert(ks_object *object, int kind, ks_device *device, ks_object *parent)
{
    ULONG tried;
    for (tried = 0; tried < device->slot_count; tried++) {
        if (device->slots[device->next_slot] == NULL) break;
        device->next_slot = (device->next_slot + 1) % device->slot_count;
    }
    if (tried == device->slot_count && !grow(device)) return 0;
    device->slots[device->next_slot] = object;
    object->handle = (device->next_slot + 1) * 4;
    device->next_slot = (device->next_slot + 1) % device->slot_count;
    object->kind = kind;
    object->device = device;
    object->parent = parent;
    if (parent != NULL) {
        object->filter = parent->filter;
        ks_reference(parent);
    }
    ks_reference(object);
    return 1;
}

ks_object *ks_lookup(ks_device *device, uint64_t handle)
{
    if (handle == 0 || handle % 4 != 0 || handle / 4 > device->slot_count) return NULL;
    return device->slots[handle / 4 - 1];
}

ks_device *ks_device_of(ks_object *object)
{
    return object->device;
}

void *ks_device_context(ks_device *device)
{
    return device->context;
}

/* ---- time ------------------------------------------------------------------------------------------------------- */

static LONGLONG due_of(const ks_object *object)
{
    if (object->kind == KS_PIN) return ((const ks_pin *)object)->frame_due;
    if (object->kind == KS_CLOCK) return ks_clock_due(object);
    return INT64_MAX;
}

static LONGLONG next_due(const ks_device *device)
{
    LONGLONG next = INT64_MAX;
    for (ULONG i = 0; i < device->slot_count; i++) {
        LONGLONG due = device->slots[i] == NULL ? INT64_MAX : due_of(device->slots[i]);
        if (due < next) next = due;
    }
    return next;
}

static void fire(ks_device *device)
{
    for (ULONG i = 0; i < device->slot_count; i++) {
        ks_object *object = device->slots[i];
        if (object == NULL || due_of(object) > device->now) continue;
        if (object->kind == KS_PIN) ks_frame((ks_pin *)object);
        else ks_clock_fire(object);
    }
}

void ks_pass_time(ks_device *device, LONGLONG limit, int (*done)(void *context), void *context)
{
    LONGLONG deadline;
    if (limit < 0) limit = 0;
    deadline = device->now + (limit > LONGEST_WAIT ? LONGEST_WAIT : limit);
    while (!done(context)) {
        LONGLONG due = next_due(device);
        if (due > deadline) {
            device->now = deadline;
            return;
        }
        if (due > device->now) device->now = due;
        fire(device);
    }
}
