/*
 * future.c: a library of another version of the ABI.
 *
 * SPDX-License-Identifier: MIT
 */
#define kscts_abi_version null_abi_version
#include "../example/null.c"
#undef kscts_abi_version

uint32_t kscts_abi_version(void)
{
    return 99;
}
