/*
 * topology.c: the Topology property set (section 11 of the rules), and all that the class gives a filter.
 *
 * SPDX-License-Identifier: MIT
 */
#include "internal.h"

static uint32_t get_guids(ks_irp *irp, void *value, const GUID *const *guids, const ks_node *nodes, ULONG count)
{
    GUID *list = ks_allocate(irp->device, count * sizeof *list);
    uint32_t status;
    if (list == NULL) return STATUS_INSUFFICIENT_RESOURCES;
    for (ULONG i = 0; i < count; i++) list[i] = guids != NULL ? *guids[i] : *nodes[i].type;
    status = ks_answer_list(irp, value, list, count, sizeof *list);
    ks_free(irp->device, list);
    return status;
}

static uint32_t get_categories(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const ks_filter_descriptor *filter = irp->object->filter;
    (void)request;
    return get_guids(irp, value, filter->categories, NULL, filter->category_count);
}

static uint32_t get_nodes(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const ks_filter_descriptor *filter = irp->object->filter;
    (void)request;
    return get_guids(irp, value, NULL, filter->nodes, filter->node_count);
}

static uint32_t get_connections(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const ks_filter_descriptor *filter = irp->object->filter;
    (void)request;
    return ks_answer_list(irp, value, filter->connections, filter->connection_count, sizeof(KSTOPOLOGY_CONNECTION));
}

static uint32_t get_name(ks_irp *irp, const KSPROPERTY *request, void *value)
{
    const ks_filter_descriptor *filter = irp->object->filter;
    const ULONG node = ((const KSP_NODE *)request)->NodeId;
    if (node >= filter->node_count) return STATUS_INVALID_PARAMETER;
    return ks_answer_text(irp, value, filter->nodes[node].name);
}

const GUID ks_topology_guid = {0x720D4AC0, 0x7533, 0x11D0, {0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0, 0}};

static const ks_property properties[] = {
    {.id = 0, .get = get_categories, .min_request = sizeof(KSPROPERTY)},
    {.id = 1, .get = get_nodes, .min_request = sizeof(KSPROPERTY)},
    {.id = 2, .get = get_connections, .min_request = sizeof(KSPROPERTY)},
    {.id = 3, .get = get_name, .min_request = sizeof(KSP_NODE)},
};
static const ks_property_set filter_sets[] = {
    {&ks_pin_factory_guid, ks_pin_factory_items, KS_PIN_FACTORY_ITEMS},
    {&ks_topology_guid, properties, sizeof properties / sizeof *properties},
};
const ks_automation ks_filter_class = {filter_sets, 2, NULL, 0};
