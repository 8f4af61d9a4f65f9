/** NTSTATUS: names, severities and the Win32 error that user mode is shown instead. */
import { statusTable, win32Errors, type Win32ErrorName } from './ntstatus-table.ts';

export type StatusName = (typeof statusTable)[number][0];

/** An NTSTATUS as an unsigned 32-bit number; no Win32 error, no Information, no exit code. */
export type NtStatus = number & { readonly __ntstatus: never };

/** What a driver or a system call gave, signed or unsigned, as an NTSTATUS. */
export const ntStatus = (code: number): NtStatus => (code >>> 0) as NtStatus;

/** Every known status by name. */
export const STATUS = Object.fromEntries(statusTable.map(([name, code]) => [name, ntStatus(code)])) as Readonly<Record<StatusName, NtStatus>>;

const nameByCode: ReadonlyMap<number, StatusName> = new Map(statusTable.map(([name, code]) => [code, name]));
const codeByName: ReadonlyMap<string, NtStatus> = new Map(statusTable.map(([name, code]) => [name, ntStatus(code)]));
const win32ByCode: ReadonlyMap<number, Win32ErrorName> = new Map(statusTable.map(([, code, win32]) => [code, win32]));

/** `STATUS_BUFFER_OVERFLOW`, or `0xC0001234` for a status without a known name. Signed input is taken as unsigned. */
export function statusName(code: number): string {
  const unsigned = code >>> 0;
  return nameByCode.get(unsigned) ?? `0x${unsigned.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** The number of a status name, with or without `STATUS_`. */
export function statusByName(name: string): NtStatus | undefined {
  return codeByName.get(name) ?? codeByName.get(`STATUS_${name}`);
}

/** All known status names, for nearest-match suggestions. */
export function statusNames(): Iterable<string> {
  return codeByName.keys();
}

/** NT_SUCCESS: success and informational severities (STAT-002). */
export const isSuccess = (code: number): boolean => code >>> 0 < 0x8000_0000;

/** Warning severity, 0x8…: the request failed and output and Information are still returned (IOC-020). */
export const isWarning = (code: number): boolean => code >>> 30 === 2;

/** Error severity, 0xC…: nothing is returned but the status. */
export const isError = (code: number): boolean => code >>> 30 === 3;

const facilityNtWin32 = 7;
const customerBit = 0x2000_0000;
/** What RtlNtStatusToDosError answers for a status without a mapping. */
const unmapped = { code: 317, name: 'ERROR_MR_MID_NOT_FOUND' } as const;

/**
 * The Win32 error that a status maps to. Statuses of facility NTWIN32 carry theirs in the low word; those with the
 * customer bit are passed through; an unknown one maps to ERROR_MR_MID_NOT_FOUND.
 */
export function win32ErrorOf(code: number): { readonly code: number; readonly name: string } {
  const unsigned = code >>> 0;
  const known = win32ByCode.get(unsigned);
  if (known !== undefined) return { code: win32Errors[known], name: known };
  if ((unsigned & customerBit) !== 0) return { code: unsigned, name: statusName(unsigned) };
  if (((unsigned >>> 16) & 0xfff) === facilityNtWin32) return win32Error(unsigned & 0xffff);
  return unmapped;
}

function win32Error(code: number): { readonly code: number; readonly name: string } {
  const known = (Object.keys(win32Errors) as Win32ErrorName[]).find((name) => win32Errors[name] === code);
  return { code, name: known ?? String(code) };
}
