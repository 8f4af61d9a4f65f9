/** Simulated bug checks: what would have stopped the machine. */

import type { VerifierRule } from './verifier.ts';

/** Bug-check codes that the simulated kernel uses, with the names that Windows gives them. */
export const BugCheckCode = {
  ATTEMPTED_SWITCH_FROM_DPC: 0xb8,
  ATTEMPTED_WRITE_TO_READONLY_MEMORY: 0xbe,
  BAD_POOL_CALLER: 0xc2,
  BAD_POOL_HEADER: 0x19,
  CRITICAL_STRUCTURE_CORRUPTION: 0x109,
  DRIVER_IRQL_NOT_LESS_OR_EQUAL: 0xd1,
  DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION: 0xd6,
  DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL: 0xd5,
  DRIVER_POWER_STATE_FAILURE: 0x9f,
  DRIVER_VERIFIER_DETECTED_VIOLATION: 0xc4,
  INVALID_PROCESS_ATTACH_ATTEMPT: 0x5,
  IRQL_NOT_GREATER_OR_EQUAL: 0x9,
  KERNEL_MODE_EXCEPTION_NOT_HANDLED: 0x8e,
  KMODE_EXCEPTION_NOT_HANDLED: 0x1e,
  MULTIPLE_IRP_COMPLETE_REQUESTS: 0x44,
  PAGE_FAULT_IN_NONPAGED_AREA: 0x50,
  PFN_LIST_CORRUPT: 0x4e,
  PROCESS_HAS_LOCKED_PAGES: 0x76,
  REFERENCE_BY_POINTER: 0x18,
  SYSTEM_SERVICE_EXCEPTION: 0x3b,
} as const;
export type BugCheckName = keyof typeof BugCheckCode;

/**
 * Thrown by whatever part of the simulated kernel notices that the driver broke it. The boundary turns it into
 * `TargetDied` and the target stays dead until it is reset.
 */
export class BugCheck extends Error {
  readonly code: number;
  /** What it hit: a pool tag, a file object, a request. */
  readonly object: string;
  /** The rule of Driver Verifier that says so, where there is one. */
  readonly rule: VerifierRule | undefined;

  /**
   * @param bugCheck name of the code
   * @param object what was hit, e.g. `value of KSPROPERTY_PIN_NAME`
   * @param what one clause that says what happened to it
   * @param rule of Driver Verifier
   */
  constructor(bugCheck: BugCheckName, object: string, what: string, rule?: VerifierRule) {
    const code = BugCheckCode[bugCheck];
    super(`bug check 0x${code.toString(16).toUpperCase().padStart(8, '0')} ${bugCheck}: ${object}: ${what}${rule === undefined ? '' : ` (${rule})`}`);
    this.name = 'BugCheck';
    this.code = code;
    this.object = object;
    this.rule = rule;
  }
}
