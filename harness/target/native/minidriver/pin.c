/*
 * pin.c: the Connection property set of pins, and their states (section 7 of the rules).
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

#include <string.h>

KSSTATE ks_pin_state(ks_object *pin)
{
    return ((ks_pin *)pin)->state;
}

void *ks_pin_context(ks_object *pin)
{
    return ((ks_pin *)pin)->context;
}

/* ---- state ------------------------------------------------------------------------------------------------------ */

/* What the class does once the driver has agreed to a step. */
static void enter(ks_pin *pin, KSSTATE to)
{
    const LONGLONG now = pin->object.device->now;
    if (pin->state == KSSTATE_RUN) pin->clock_time += now - pin->clock_started;
    pin->state = to;
    pin->clock_started = now;
    pin->frame_due = INT64_MAX;
    if (to == KSSTATE_RUN && pin->descriptor->frame_interval > 0) {
        pin->frame_due = now + pin->descriptor->frame_interval;
    }
    if (to == KSSTATE_STOP) {
        pin->clock_time = 0;
        ks_flush_reads(pin, STATUS_CANCELLED); /* CONN-019 */
    }
}

/* Steps through the states between (CONN-009); stays at the last one reached (CONN-015). */
uint32_t ks_move_state(ks_pin *pin, KSSTATE to)
{
    while (pin->state != to) {
        KSSTATE next = pin->state < to ? pin->state + 1 : pin->state - 1;
        uint32_t status = STATUS_SUCCESS;
        if (pin->descriptor->set_state != NULL) status = pin->descriptor->set_state(&pin->object, next, pin->state);
        /* A pin that is being closed goes down whatever its driver says. */
        if (ks_is_error(status) && !pin->object.closed) return status;
        enter(pin, next);
    }
    return STATUS_SUCCESS;
}

static uint32_t get_state(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    (void)request;
    return ks_answer(irp, value, &((ks_pin *)irp->object)->state, sizeof(KSSTATE));
}

static uint32_t set_state(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const KSSTATE state = *(const KSSTATE *)value;
    (void)request;
    return state > KSSTATE_RUN ? STATUS_INVALID_PARAMETER : ks_move_state((ks_pin *)irp->object, state);
}

/* ---- format and framing ----------------------------------------------------------------------------------------- */

static uint32_t get_format(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const KSDATAFORMAT *format = ((ks_pin *)irp->object)->format;
    (void)request;
    return ks_answer(irp, value, format, format->FormatSize);
}

static uint32_t propose_format(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    (void)request;
    return ks_check_format(((ks_pin *)irp->object)->descriptor, value, irp->value_length);
}

static uint32_t set_format(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    ks_pin *pin = (ks_pin *)irp->object;
    const KSDATAFORMAT *format = value;
    KSDATAFORMAT *copy;
    uint32_t status = propose_format(irp, request, value);
    if (ks_is_error(status)) return status;
    copy = ks_allocate(irp->device, format->FormatSize);
    if (copy == NULL) return STATUS_INSUFFICIENT_RESOURCES;
    memcpy(copy, format, format->FormatSize);
    ks_free(irp->device, pin->format);
    pin->format = copy;
    return STATUS_SUCCESS;
}

static uint32_t get_framing(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const KSALLOCATOR_FRAMING *framing = ((ks_pin *)irp->object)->descriptor->framing;
    (void)request;
    return framing == NULL ? STATUS_NOT_FOUND : ks_answer(irp, value, framing, sizeof *framing);
}

/* ---- tables ----------------------------------------------------------------------------------------------------- */

static const GUID connection_guid = {0x1D58C920, 0xAC9B, 0x11CF, {0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0, 0}};

static const ks_property properties[] = {
    {.id = 0, .get = get_state, .set = set_state, .min_request = sizeof(KSPROPERTY), .min_value = sizeof(KSSTATE)},
    {.id = 2, .get = get_format, .set = set_format, .min_request = sizeof(KSPROPERTY)},
    {.id = 3, .get = get_framing, .min_request = sizeof(KSPROPERTY), .min_value = sizeof(KSALLOCATOR_FRAMING)},
    {.id = 4, .set = propose_format, .min_request = sizeof(KSPROPERTY), .min_value = sizeof(KSDATAFORMAT)},
};
static const ks_property_set pin_sets[] = {{&connection_guid, properties, sizeof properties / sizeof *properties}};
const ks_automation ks_pin_class = {pin_sets, 1, NULL, 0};
