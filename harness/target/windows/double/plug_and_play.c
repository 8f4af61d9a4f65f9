/*
 * plug_and_play.c: the parts of cfgmgr32, advapi32 and RtlGetVersion: one device with the filters that kscts.h tells of.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "double.h"

#define CR_SUCCESS 0u
#define CR_NO_SUCH_DEVNODE 0x0Du
#define CR_BUFFER_SMALL 0x1Au
#define CR_NO_SUCH_VALUE 0x25u
#define CR_INVALID_DATA 0x1Fu
#define CR_NO_SUCH_DEVICE_INTERFACE 0x37u
#define ERROR_FILE_NOT_FOUND 2u
#define ERROR_INVALID_PARAMETER 87u
#define ERROR_MORE_DATA 234u

#define MOST_UNITS 1024
#define THE_NODE 7u
static const char the_instance[] = "ROOT\\KSCTS\\0000";

enum { STRING = 0x12, STRING_LIST = 0x2012 };

/* Properties of the device; `|` ends each text of a list. */
static const struct {
    GUID fmtid;
    uint32_t pid;
    uint32_t type;
    const char *text;
} device_properties[] = {
    {{0xA45C254E, 0xDF1C, 0x4EFD, {0x80, 0x20, 0x67, 0xD1, 0x46, 0xA8, 0x50, 0xE0}}, 2, STRING, "Double"},
    {{0xA45C254E, 0xDF1C, 0x4EFD, {0x80, 0x20, 0x67, 0xD1, 0x46, 0xA8, 0x50, 0xE0}}, 3, STRING_LIST,
     "KSCTS\\Double&Rev_01|KSCTS\\Double|"},
    {{0xA45C254E, 0xDF1C, 0x4EFD, {0x80, 0x20, 0x67, 0xD1, 0x46, 0xA8, 0x50, 0xE0}}, 6, STRING, "kdouble"},
    {{0xA8B865DD, 0x2E3D, 0x4094, {0xAD, 0x97, 0xE5, 0x93, 0xA7, 0x0C, 0x75, 0xD6}}, 3, STRING, "1.2.3.4"},
    {{0xA8B865DD, 0x2E3D, 0x4094, {0xAD, 0x97, 0xE5, 0x93, 0xA7, 0x0C, 0x75, 0xD6}}, 5, STRING, "oem7.inf"},
    {{0xA8B865DD, 0x2E3D, 0x4094, {0xAD, 0x97, 0xE5, 0x93, 0xA7, 0x0C, 0x75, 0xD6}}, 9, STRING, "kscts"},
};
static const GUID interface_properties = {0x026E516E, 0xB814, 0x414B, {0x83, 0xCD, 0x85, 0x6D, 0x6F, 0xEF, 0x48, 0x22}};
static const GUID instance_properties = {0x78C34FC8, 0x104A, 0x4ACA, {0x9E, 0xA4, 0x52, 0x4D, 0x52, 0x99, 0x6E, 0x57}};

static const struct {
    const char *key, *name, *text;
} registry[] = {
    {"SYSTEM\\CurrentControlSet\\Services\\kdouble", "ImagePath", "\\SystemRoot\\System32\\drivers\\kdouble.sys"},
    {"SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management", "VerifyDrivers", "other.sys KDouble.sys"},
};

/* ---- text ------------------------------------------------------------------------------------------------------- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

int same_text(const uint16_t *units, size_t count, const char *ascii)
{
    if (strlen(ascii) != count) return 0;
    for (size_t i = 0; i < count; i += 1) {
        if (units[i] > 127 || lower((char)units[i]) != lower(ascii[i])) return 0;
    }
    return 1;
}

/* Reads NUL-terminated text of the caller; returns its length, or -1 with a complaint. */
static int read_text(const char *me, uint16_t units[MOST_UNITS], uint64_t address)
{
    for (int i = 0; i < MOST_UNITS; i += 1) {
        if (!read_structure(me, "text", &units[i], address + 2u * (unsigned)i, 2, 2)) return -1;
        if (units[i] == 0) return i;
    }
    demand(0, me, "text without an end");
    return -1;
}

/* Units of text, its NUL included; `|` stands for the end of a text of a list. */
static size_t widen(uint16_t *to, const char *text)
{
    size_t i = 0;
    do to[i] = text[i] == '|' ? 0 : (uint16_t)(unsigned char)text[i];
    while (text[i++]);
    return i;
}

/* ---- interfaces ------------------------------------------------------------------------------------------------- */

/* The interface path of a filter in a category, without its prefix. */
static void interface_path(char *to, size_t size, const kscts_filter *filter, const kscts_guid *g)
{
    const char *open = strchr(filter->path, '{');
    const char *close = strchr(filter->path, '}');
    if (!open || !close) abort();
    snprintf(to, size, "%.*s{%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}%s", (int)(open - filter->path - 4),
             filter->path + 4, g->data1, g->data2, g->data3, g->data4[0], g->data4[1], g->data4[2], g->data4[3],
             g->data4[4], g->data4[5], g->data4[6], g->data4[7], close + 1);
}

static const kscts_filter *find_filter(const uint16_t *units, size_t count)
{
    static kscts_filter filter;
    char path[512];
    for (uint32_t i = 0; kscts_get_filter(the_device(), i, &filter); i += 1) {
        for (uint32_t c = 0; c < filter.category_count; c += 1) {
            interface_path(path, sizeof path, &filter, &filter.categories[c]);
            if (same_text(units, count, path)) return &filter;
        }
    }
    return NULL;
}

const char *filter_path(const uint16_t *units, size_t count)
{
    const kscts_filter *filter = find_filter(units, count);
    return filter ? filter->path : NULL;
}

/* The list of a category's interfaces in UTF-16, as the system returns it; its length in units. */
static size_t interface_list(uint16_t list[MOST_UNITS], const GUID *category)
{
    kscts_filter filter;
    char path[512] = "\\\\?\\";
    size_t length = 0;
    for (uint32_t i = 0; kscts_get_filter(the_device(), i, &filter); i += 1) {
        for (uint32_t c = 0; c < filter.category_count; c += 1) {
            if (memcmp(category, &filter.categories[c], sizeof *category) != 0) continue;
            interface_path(path + 4, sizeof path - 4, &filter, &filter.categories[c]);
            length += widen(list + length, path);
        }
    }
    list[length] = 0;
    return length + 1;
}

KSCTS_EXPORT uint32_t CM_Get_Device_Interface_List_SizeW(uint64_t length, uint64_t category, uint64_t device, uint32_t flags)
{
    const char *me = "CM_Get_Device_Interface_List_SizeW";
    uint16_t list[MOST_UNITS];
    GUID guid;
    if (!check_writable(me, "the length's place", length, 4, 4) || !read_structure(me, "the class", &guid, category, 16, 4) ||
        !demand(device == 0 && flags == 0, me, "flags: present ones of all devices")) {
        return CR_INVALID_DATA;
    }
    const uint32_t units = (uint32_t)interface_list(list, &guid);
    write_structure(me, length, &units, sizeof units);
    return CR_SUCCESS;
}

KSCTS_EXPORT uint32_t CM_Get_Device_Interface_ListW(uint64_t category, uint64_t device, uint64_t buffer, uint32_t units,
                                                    uint32_t flags)
{
    const char *me = "CM_Get_Device_Interface_ListW";
    uint16_t list[MOST_UNITS];
    GUID guid;
    if (!read_structure(me, "the class", &guid, category, 16, 4) || !check_writable(me, "the buffer", buffer, units * 2u, 2) ||
        !demand(device == 0 && flags == 0, me, "flags: present ones of all devices")) {
        return CR_INVALID_DATA;
    }
    const size_t needed = interface_list(list, &guid);
    if (needed > units) return CR_BUFFER_SMALL;
    write_structure(me, buffer, list, needed * 2);
    return CR_SUCCESS;
}

/* ---- properties ------------------------------------------------------------------------------------------------- */

static int check_property(const char *me, DEVPROPKEY *to, uint64_t key, uint64_t type, uint64_t buffer, uint64_t size, uint32_t flags)
{
    uint32_t room;
    return read_structure(me, "DEVPROPKEY", to, key, sizeof *to, 4) && check_writable(me, "the type's place", type, 4, 4) &&
           check_writable(me, "the size's place", size, 4, 4) && read_structure(me, "the size", &room, size, 4, 4) &&
           check_writable(me, "the buffer", buffer, room, 2) && demand(flags == 0, me, "flags");
}

static uint32_t give(const char *me, uint64_t type, uint64_t buffer, uint64_t size, uint32_t kind, const char *text)
{
    uint16_t units[MOST_UNITS];
    uint32_t room = 0;
    const uint32_t needed = (uint32_t)widen(units, text) * 2;
    read_structure(me, "the size", &room, size, 4, 4);
    write_structure(me, size, &needed, sizeof needed);
    if (needed > room) return CR_BUFFER_SMALL;
    write_structure(me, type, &kind, sizeof kind);
    write_structure(me, buffer, units, needed);
    return CR_SUCCESS;
}

KSCTS_EXPORT uint32_t CM_Get_Device_Interface_PropertyW(uint64_t path, uint64_t key, uint64_t type, uint64_t buffer,
                                                        uint64_t size, uint32_t flags)
{
    const char *me = "CM_Get_Device_Interface_PropertyW";
    uint16_t units[MOST_UNITS];
    DEVPROPKEY wanted;
    const int length = read_text(me, units, path);
    if (length < 0 || !check_property(me, &wanted, key, type, buffer, size, flags)) return CR_INVALID_DATA;
    const int prefixed = length > 4 && same_text(units, 4, "\\\\?\\");
    const kscts_filter *filter = prefixed ? find_filter(units + 4, (size_t)length - 4) : NULL;
    if (!demand(filter != NULL, me, "a path that was never listed")) return CR_NO_SUCH_DEVICE_INTERFACE;
    if (memcmp(&wanted.fmtid, &interface_properties, 16) == 0 && wanted.pid == 2) {
        return give(me, type, buffer, size, STRING, filter->friendly_name);
    }
    if (memcmp(&wanted.fmtid, &instance_properties, 16) == 0 && wanted.pid == 256) {
        return give(me, type, buffer, size, STRING, the_instance);
    }
    return CR_NO_SUCH_VALUE;
}

KSCTS_EXPORT uint32_t CM_Locate_DevNodeW(uint64_t node, uint64_t instance, uint32_t flags)
{
    const char *me = "CM_Locate_DevNodeW";
    const uint32_t found = THE_NODE;
    uint16_t units[MOST_UNITS];
    const int length = read_text(me, units, instance);
    if (length < 0 || !check_writable(me, "the node's place", node, 4, 4) || !demand(flags == 0, me, "flags")) return CR_INVALID_DATA;
    if (!same_text(units, (size_t)length, the_instance)) return CR_NO_SUCH_DEVNODE;
    write_structure(me, node, &found, sizeof found);
    return CR_SUCCESS;
}

KSCTS_EXPORT uint32_t CM_Get_DevNode_PropertyW(uint32_t node, uint64_t key, uint64_t type, uint64_t buffer, uint64_t size,
                                               uint32_t flags)
{
    const char *me = "CM_Get_DevNode_PropertyW";
    DEVPROPKEY wanted;
    if (!check_property(me, &wanted, key, type, buffer, size, flags)) return CR_INVALID_DATA;
    if (!demand(node == THE_NODE, me, "a node that was never located")) return CR_NO_SUCH_DEVNODE;
    for (size_t i = 0; i < sizeof device_properties / sizeof *device_properties; i += 1) {
        if (memcmp(&wanted.fmtid, &device_properties[i].fmtid, 16) != 0 || wanted.pid != device_properties[i].pid) continue;
        return give(me, type, buffer, size, device_properties[i].type, device_properties[i].text);
    }
    return CR_NO_SUCH_VALUE;
}

/* ---- registry, version ------------------------------------------------------------------------------------------ */

KSCTS_EXPORT uint32_t RegGetValueW(uint64_t root, uint64_t key, uint64_t name, uint32_t flags, uint64_t type, uint64_t buffer,
                                   uint64_t size)
{
    const char *me = "RegGetValueW";
    uint16_t key_units[MOST_UNITS], name_units[MOST_UNITS], value[MOST_UNITS];
    uint32_t room;
    const int key_length = read_text(me, key_units, key);
    const int name_length = read_text(me, name_units, name);
    if (key_length < 0 || name_length < 0 || !demand(root == 0xFFFFFFFF80000002u, me, "HKEY_LOCAL_MACHINE") ||
        !demand(flags == 0x10000006u, me, "flags: text that is not expanded") || !demand(type == 0, me, "the type's place") ||
        !check_writable(me, "the size's place", size, 4, 4) || !read_structure(me, "the size", &room, size, 4, 4) ||
        !check_writable(me, "the buffer", buffer, room, 2)) {
        return ERROR_INVALID_PARAMETER;
    }
    for (size_t i = 0; i < sizeof registry / sizeof *registry; i += 1) {
        if (!same_text(key_units, (size_t)key_length, registry[i].key)) continue;
        if (!same_text(name_units, (size_t)name_length, registry[i].name)) continue;
        const uint32_t needed = (uint32_t)widen(value, registry[i].text) * 2;
        write_structure(me, size, &needed, sizeof needed);
        if (needed > room) return ERROR_MORE_DATA;
        write_structure(me, buffer, value, needed);
        return 0;
    }
    return ERROR_FILE_NOT_FOUND;
}

KSCTS_EXPORT uint32_t RtlGetVersion(uint64_t information)
{
    const char *me = "RtlGetVersion";
    OSVERSIONINFOW version;
    if (!read_structure(me, "OSVERSIONINFOW", &version, information, sizeof version, 4)) return STATUS_ACCESS_VIOLATION;
    if (!demand(version.dwOSVersionInfoSize == sizeof version, me, "dwOSVersionInfoSize")) return STATUS_INVALID_PARAMETER;
    version.dwMajorVersion = 10;
    version.dwMinorVersion = 0;
    version.dwBuildNumber = 22631;
    write_structure(me, information, &version, sizeof version);
    return 0;
}
