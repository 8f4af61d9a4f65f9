/*
 * internal.h: what the files of the mini KS share.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef KS_INTERNAL_H
#define KS_INTERNAL_H

#include "../include/kscts.h"
#include "memory.h"
#include "minidriver.h"

/* ---- objects ---------------------------------------------------------------------------------------------------- */

/* The driver's table and the class's; the driver's wins (PROP-015). Either may be NULL. */
typedef const ks_automation *ks_tables[2];

enum { KS_FILTER = 1, KS_PIN, KS_CLOCK, KS_NODE, KS_SIGNAL };

/* An event enable: it belongs to the file object it was made through and is known by the address of its data. */
typedef struct ks_enable {
    struct ks_enable *next;
    uint64_t address;
    const GUID *set;
    ULONG id;
    int one_shot;
    int buffered;
    struct ks_signal *signal;
    LONG adjustment;
    /* A mark on a clock: the presentation time it waits for, and what is added then; without interval it is spent. */
    LONGLONG mark;
    LONGLONG interval;
    int spent;
} ks_enable;

/*
 * Anything with a handle. Its handle, its children and (a signal) its enables hold one reference each; a child holds
 * its parent, so that a parent outlives its handle (OBJ-131).
 */
struct ks_object {
    int kind;
    int closed;
    ks_device *device;
    ks_object *parent;
    ULONG references;
    kscts_handle handle;
    const ks_filter_descriptor *filter;
    ks_tables tables;
    ks_enable *enables;
};

typedef struct ks_filter {
    ks_object object;
    /* Instances of each pin factory below this file object. */
    ULONG *instances;
} ks_filter;

typedef struct ks_pin {
    ks_object object;
    const ks_pin_descriptor *descriptor;
    ULONG id;
    KSSTATE state;
    int in_reset;
    KSDATAFORMAT *format;
    /* When the next frame is due, while running. */
    LONGLONG frame_due;
    /* The pin's clock: presentation time when it was last stopped, and when it was started. */
    LONGLONG clock_time;
    LONGLONG clock_started;
    void *context;
} ks_pin;

typedef struct ks_signal {
    ks_object object;
    ULONG kind;
    ULONG count;
    ULONG limit;
} ks_signal;

/* A read in flight or finished and not yet fetched. */
typedef struct ks_pending {
    struct ks_pending *next;
    uint64_t id;
    ks_pin *pin;
    int done;
    uint32_t status;
    uint64_t information;
    uint64_t output;
    ULONG length;
    /* Where in `headers` the header to be filled next begins. */
    ULONG position;
    uint8_t *headers;
} ks_pending;

struct ks_device {
    ks_plain plain;
    LONGLONG now;
    uint64_t next_id;
    /* Handles are (index + 1) * 4; slots are reused as late as possible. */
    ks_object **slots;
    ULONG slot_count;
    ULONG next_slot;
    /* In order of arrival. */
    ks_pending *pending;
    /* Instances of each pin factory of each filter: see ks_global_instances(). */
    ULONG *instances;
    ULONG allocations;
    ULONG references;
    void *context;
};

/* ---- object.c --------------------------------------------------------------------------------------------------- */

/* Zeroed memory, counted for the census; NULL if there is none. */
void *ks_allocate(ks_device *device, size_t size);
void ks_free(ks_device *device, void *memory);

/* Gives a new object a handle and its first reference, and lets it hold its parent. 0 if there is no room. */
int ks_insert(ks_object *object, int kind, ks_device *device, ks_object *parent);
ks_object *ks_lookup(ks_device *device, uint64_t handle);
void ks_reference(ks_object *object);
void ks_dereference(ks_object *object);

/* Lets time pass until `done(context)` or, at the latest, `deadline`. */
void ks_pass_time(ks_device *device, LONGLONG limit, int (*done)(void *context), void *context);

/* ---- create.c --------------------------------------------------------------------------------------------------- */

/* The count of instances of a pin factory over all filter objects. */
ULONG *ks_global_instances(ks_device *device, const ks_filter_descriptor *filter, ULONG pin);
uint32_t ks_create_filter(ks_device *device, const ks_filter_descriptor *filter, ks_object **object);
uint32_t ks_create_child(ks_object *parent, const uint8_t *name, ULONG length, ks_object **object);
/* What is undone when the last handle of a file object is closed. */
void ks_cleanup(ks_object *object);

/* ---- property.c, support.c, serialize.c ------------------------------------------------------------------------- */

uint32_t ks_property_request(ks_irp *irp, const kscts_request *request);
uint32_t ks_method_request(ks_irp *irp, const kscts_request *request);
/* Answers the GUIDs of the property or event sets of the tables (SETSUPPORT with GUID_NULL). */
uint32_t ks_set_list(ks_irp *irp, void *value, const ks_tables tables, int events);
/* The tables that a request is for: the object's own, or with `flags` TOPOLOGY those of a node. */
uint32_t ks_select_tables(ks_object *object, const KSIDENTIFIER *request, ULONG length, ks_tables tables);
/* Copies `length` bytes of the caller into fresh memory; NULL for none. */
uint32_t ks_capture(ks_device *device, uint64_t address, ULONG length, void **copy);

uint32_t ks_describe(ks_irp *irp, void *value, const ks_property *item, int defaults_only);
/* The type that BASICSUPPORT and serialization report (PROP-059, PROP-114). */
KSIDENTIFIER ks_type_of(const ks_property *item);
/* Answers ASCII as a NUL-terminated wide string; NULL is STATUS_NOT_FOUND. */
uint32_t ks_answer_text(ks_irp *irp, void *value, const char *text);
uint32_t ks_answer_items(ks_irp *irp, void *value, const void *items, ULONG bytes, ULONG count);

uint32_t ks_serialize(ks_irp *irp, const KSPROPERTY *request, void *value, const ks_property_set *set);
uint32_t ks_unserialize(ks_irp *irp, const KSPROPERTY *request, const void *value, const ks_property_set *set);

/* ---- event.c ---------------------------------------------------------------------------------------------------- */

uint32_t ks_enable_request(ks_irp *irp, const kscts_request *request);
uint32_t ks_disable_request(ks_object *object, const kscts_request *request);
void ks_free_enables(ks_object *object);
/* Signals one enable, and removes it if it was a one-shot. */
void ks_signal_enable(ks_object *object, ks_enable *enable);

/* ---- pin.c, stream.c, clock.c, pin_factory.c, topology.c -------------------------------------------------------- */

extern const ks_automation ks_filter_class, ks_pin_class, ks_clock_class;

#define KS_PIN_FACTORY_ITEMS 14
extern const GUID ks_pin_factory_guid, ks_topology_guid;
extern const ks_property ks_pin_factory_items[KS_PIN_FACTORY_ITEMS];

/* Whether a pin of the factory can have the format, of which `available` bytes are there. */
uint32_t ks_check_format(const ks_pin_descriptor *pin, const KSDATAFORMAT *format, ULONG available);
uint32_t ks_move_state(ks_pin *pin, KSSTATE to);

uint32_t ks_read_request(ks_pin *pin, kscts_request *request);
uint32_t ks_reset_request(ks_pin *pin, const kscts_request *request);
void ks_complete(ks_pending *pending, uint32_t status, uint64_t information);
/* Ends every read of the pin that is in flight. */
void ks_flush_reads(ks_pin *pin, uint32_t status);
/* Does the frame that is due. */
void ks_frame(ks_pin *pin);

LONGLONG ks_clock_now(const ks_pin *pin);
/* Reads the marks of a new enable on a clock and signals it at once if its time has come. */
void ks_clock_arm(ks_object *clock, ks_enable *enable, const KSEVENTDATA *data);
/* When the clock's next mark is due, in device time; INT64_MAX if none is. */
LONGLONG ks_clock_due(const ks_object *clock);
void ks_clock_fire(ks_object *clock);

#endif
