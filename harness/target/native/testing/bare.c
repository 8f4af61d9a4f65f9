/*
 * bare.c: a library that exports one function of kscts.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../include/kscts.h"

uint32_t kscts_abi_version(void)
{
    return KSCTS_ABI_VERSION;
}
