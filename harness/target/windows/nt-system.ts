/**
 * The functions of Windows that the windows target calls, and nothing else of it: the seam at which a double stands in.
 * Arguments are plain numbers and addresses; all memory that they name is laid out by the target itself, so that the
 * double sees what the kernel would see.
 */
import type { NtStatus } from '../../abi/ntstatus.ts';
import type { Arch } from '../../abi/layout.ts';
import { UserError } from '../../base/errors.ts';
import { firstLine, loadKoffi } from '../native/load-koffi.ts';

/** An address, handle or size; a bigint where a number would lose digits. */
export type Word = number | bigint;

/** How a parameter is passed: `word` as wide as a pointer, `u32` as a ULONG, `u8` as a BOOLEAN. */
type ParameterKind = 'word' | 'u32' | 'u8';

/** The libraries of Windows that hold the functions. */
export const windowsLibraries = { ntdll: 'ntdll.dll', cfgmgr32: 'cfgmgr32.dll', advapi32: 'advapi32.dll' } as const;
export type LibraryName = keyof typeof windowsLibraries;

/** Where a function lives and what it takes. All of them return 32 bits: an NTSTATUS, a CONFIGRET or a Win32 error. */
export const ntFunctions = {
  NtCreateFile: ['ntdll', 'word', 'u32', 'word', 'word', 'word', 'u32', 'u32', 'u32', 'u32', 'word', 'u32'],
  NtClose: ['ntdll', 'word'],
  NtDeviceIoControlFile: ['ntdll', 'word', 'word', 'word', 'word', 'word', 'u32', 'word', 'u32', 'word', 'u32'],
  NtWaitForSingleObject: ['ntdll', 'word', 'u8', 'word'],
  NtCancelIoFileEx: ['ntdll', 'word', 'word', 'word'],
  NtCreateEvent: ['ntdll', 'word', 'u32', 'word', 'u32', 'u8'],
  NtResetEvent: ['ntdll', 'word', 'word'],
  NtCreateSemaphore: ['ntdll', 'word', 'u32', 'word', 'u32', 'u32'],
  NtReadVirtualMemory: ['ntdll', 'word', 'word', 'word', 'word', 'word'],
  RtlGetVersion: ['ntdll', 'word'],
  CM_Get_Device_Interface_List_SizeW: ['cfgmgr32', 'word', 'word', 'word', 'u32'],
  CM_Get_Device_Interface_ListW: ['cfgmgr32', 'word', 'word', 'word', 'u32', 'u32'],
  CM_Get_Device_Interface_PropertyW: ['cfgmgr32', 'word', 'word', 'word', 'word', 'word', 'u32'],
  CM_Locate_DevNodeW: ['cfgmgr32', 'word', 'word', 'u32'],
  CM_Get_DevNode_PropertyW: ['cfgmgr32', 'u32', 'word', 'word', 'word', 'word', 'u32'],
  RegGetValueW: ['advapi32', 'word', 'word', 'word', 'u32', 'word', 'word', 'word'],
} as const satisfies Record<string, readonly [LibraryName, ...ParameterKind[]]>;

type Parameters<Kinds extends readonly unknown[]> = { [K in keyof Kinds]: Kinds[K] extends 'word' ? Word : number };
type Rest<Declaration extends readonly unknown[]> = Declaration extends readonly [unknown, ...infer R] ? R : never;

/** The functions, bound. Results are unsigned: an NTSTATUS of those of ntdll, other codes of the rest. */
export type NtFunctions = {
  readonly [Name in keyof typeof ntFunctions]: (
    ...args: Parameters<Rest<(typeof ntFunctions)[Name]>>
  ) => Name extends `${'Nt' | 'Rtl'}${string}` ? NtStatus : number;
};

/** A Windows, or what stands in for one. */
export interface NtSystem extends NtFunctions {
  /** The pointer size of this process: its structures have these layouts. */
  readonly arch: Arch;
}

const CR_CALL_NOT_IMPLEMENTED = 0x20;

const koffiTypes: Readonly<Record<ParameterKind, string>> = { word: 'uintptr_t', u32: 'uint32_t', u8: 'uint8_t' };

/**
 * Binds the functions.
 * @param libraries where they are: names or paths of shared libraries; those of Windows unless told
 * @throws UserError KS401 without koffi, KS411 where they cannot be loaded
 */
export function loadNtSystem(libraries: Readonly<Record<LibraryName, string>> = windowsLibraries): NtSystem {
  if (libraries === windowsLibraries && process.platform !== 'win32') {
    throw new UserError({
      code: 'KS411',
      message: `the windows target asks installed drivers: it runs on Windows, not on ${process.platform}`,
      hint: 'docs/windows.md says how to set a test machine up',
    });
  }
  const koffi = loadKoffi();
  const arch = process.arch === 'ia32' ? 'x86' : 'x64';
  // Only 32-bit Windows knows more than one convention.
  const convention = arch === 'x86' ? '__stdcall' : '__cdecl';
  try {
    const loaded = Object.fromEntries(Object.entries(libraries).map(([name, path]) => [name, koffi.load(path)]));
    const bound = Object.entries(ntFunctions).map(([name, [library, ...parameters]]) => {
      const types = parameters.map((kind) => koffiTypes[kind]);
      try {
        return [name, loaded[library]?.func(convention, name, 'uint32_t', types)];
      } catch (error) {
        // Wine has only some of the configuration manager: a device there is reached by its path.
        if (library === 'cfgmgr32') return [name, () => CR_CALL_NOT_IMPLEMENTED];
        throw error;
      }
    });
    return { arch, ...(Object.fromEntries(bound) as NtFunctions) };
  } catch (error) {
    throw new UserError({
      code: 'KS411',
      message: `the functions of Windows cannot be loaded: ${firstLine(error)}`,
      hint: 'the windows target needs Windows 8 or newer',
    });
  }
}
