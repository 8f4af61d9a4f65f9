/*
 * clock.c: the clock of a pin, and the marks on it (section 8 of the rules). It advances while the pin runs.
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

enum { INTERVAL_MARK, POSITION_MARK };

static ks_pin *pin_of(const ks_object *clock)
{
    return (ks_pin *)clock->parent;
}

static int is_running(const ks_pin *pin)
{
    return pin->state == KSSTATE_RUN;
}

LONGLONG ks_clock_now(const ks_pin *pin)
{
    return pin->clock_time + (is_running(pin) ? pin->object.device->now - pin->clock_started : 0);
}

/* ---- properties ------------------------------------------------------------------------------------------------- */

static uint32_t get_time(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    LONGLONG time = ks_clock_now(pin_of(irp->object));
    (void)request;
    return ks_answer(irp, value, &time, sizeof time);
}

static uint32_t get_physical_time(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    (void)request;
    return ks_answer(irp, value, &irp->device->now, sizeof irp->device->now);
}

static uint32_t get_correlated_time(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    KSCORRELATED_TIME time = {ks_clock_now(pin_of(irp->object)), irp->device->now};
    (void)request;
    return ks_answer(irp, value, &time, sizeof time);
}

static uint32_t get_correlated_physical_time(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    KSCORRELATED_TIME time = {irp->device->now, irp->device->now};
    (void)request;
    return ks_answer(irp, value, &time, sizeof time);
}

static uint32_t get_resolution(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    KSRESOLUTION resolution = {1, 0};
    (void)request;
    return ks_answer(irp, value, &resolution, sizeof resolution);
}

static uint32_t get_state(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    (void)request;
    return ks_answer(irp, value, &pin_of(irp->object)->state, sizeof(KSSTATE));
}

/* ---- marks ------------------------------------------------------------------------------------------------------ */

LONGLONG ks_clock_due(const ks_object *clock)
{
    const ks_pin *pin = pin_of(clock);
    const LONGLONG now = pin->object.device->now;
    LONGLONG due = INT64_MAX;
    if (!is_running(pin)) return INT64_MAX;
    for (const ks_enable *e = clock->enables; e != NULL; e = e->next) {
        LONGLONG ahead = e->mark - ks_clock_now(pin);
        if (e->spent) continue;
        if (ahead <= 0) return now;
        if (ahead < due - now) due = now + ahead;
    }
    return due;
}

void ks_clock_fire(ks_object *clock)
{
    const LONGLONG now = ks_clock_now(pin_of(clock));
    ks_enable *next;
    for (ks_enable *e = clock->enables; e != NULL; e = next) {
        next = e->next;
        if (e->spent || e->mark > now) continue;
        if (e->interval > 0) {
            /* The next mark of its grid that is still to come: marks that passed while nobody looked are one signal. */
            e->mark += ((now - e->mark) / e->interval + 1) * e->interval;
        } else {
            e->spent = 1;
        }
        if (!e->buffered) ks_signal_enable(clock, e);
    }
}

/* Marks before 0 are as passed as 0 is, and no interval is longer than a century: the sums above stay in range. */
void ks_clock_arm(ks_object *clock, ks_enable *enable, const KSEVENTDATA *data)
{
    const LONGLONG century = 31557600000000000LL;
    if (enable->id == POSITION_MARK) {
        enable->mark = ((const KSEVENT_TIME_MARK *)data)->MarkTime;
    } else {
        const LONGLONG interval = ((const KSEVENT_TIME_INTERVAL *)data)->Interval;
        enable->mark = ((const KSEVENT_TIME_INTERVAL *)data)->TimeBase;
        enable->interval = interval < century ? interval : century;
    }
    if (enable->mark < 0) enable->mark = enable->interval > 0 ? enable->mark % enable->interval : 0;
    if (is_running(pin_of(clock))) ks_clock_fire(clock);
}

static uint32_t add_interval(ks_object *clock, const KSEVENTDATA *data)
{
    (void)clock;
    return ((const KSEVENT_TIME_INTERVAL *)data)->Interval > 0 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* ---- tables ----------------------------------------------------------------------------------------------------- */

static const GUID clock_properties = {0xDF12A4C0, 0xAC17, 0x11CF, {0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0, 0}};
static const GUID clock_events = {0x364D8E20, 0x62C7, 0x11CF, {0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0, 0}};

static const ks_property properties[] = {
    {.id = 0, .get = get_time, .min_request = sizeof(KSPROPERTY), .min_value = 8},
    {.id = 1, .get = get_physical_time, .min_request = sizeof(KSPROPERTY), .min_value = 8},
    {.id = 2, .get = get_correlated_time, .min_request = sizeof(KSPROPERTY), .min_value = 16},
    {.id = 3, .get = get_correlated_physical_time, .min_request = sizeof(KSPROPERTY), .min_value = 16},
    {.id = 4, .get = get_resolution, .min_request = sizeof(KSPROPERTY), .min_value = 16},
    {.id = 5, .get = get_state, .min_request = sizeof(KSPROPERTY), .min_value = 4},
};
static const ks_property_set property_sets[] = {{&clock_properties, properties, 6}};

static const ks_event events[] = {
    {INTERVAL_MARK, sizeof(KSEVENT_TIME_INTERVAL), add_interval},
    {POSITION_MARK, sizeof(KSEVENT_TIME_MARK), NULL},
};
static const ks_event_set event_sets[] = {{&clock_events, events, 2}};

const ks_automation ks_clock_class = {property_sets, 1, event_sets, 1};
