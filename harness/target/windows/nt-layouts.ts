/**
 * Structures of the Windows API that the windows target fills and reads, for both pointer sizes, and the numbers that go
 * with them. The tests compile every one of them against the headers of mingw-w64.
 */
import type { Arch } from '../../abi/layout.ts';

const versionInfo = { size: 276, dwOSVersionInfoSize: 0, dwMajorVersion: 4, dwMinorVersion: 8, dwBuildNumber: 12 } as const;
const propertyKey = { size: 20, fmtid: 0, pid: 16 } as const;

/** `size`, and the offset of each member that is used, in bytes. */
export const ntLayouts = {
  x64: {
    UNICODE_STRING: { size: 16, Length: 0, MaximumLength: 2, Buffer: 8 },
    OBJECT_ATTRIBUTES: {
      size: 48,
      Length: 0,
      RootDirectory: 8,
      ObjectName: 16,
      Attributes: 24,
      SecurityDescriptor: 32,
      SecurityQualityOfService: 40,
    },
    IO_STATUS_BLOCK: { size: 16, Status: 0, Information: 8 },
    OSVERSIONINFOW: versionInfo,
    DEVPROPKEY: propertyKey,
  },
  x86: {
    UNICODE_STRING: { size: 8, Length: 0, MaximumLength: 2, Buffer: 4 },
    OBJECT_ATTRIBUTES: {
      size: 24,
      Length: 0,
      RootDirectory: 4,
      ObjectName: 8,
      Attributes: 12,
      SecurityDescriptor: 16,
      SecurityQualityOfService: 20,
    },
    IO_STATUS_BLOCK: { size: 8, Status: 0, Information: 4 },
    OSVERSIONINFOW: versionInfo,
    DEVPROPKEY: propertyKey,
  },
} as const satisfies Record<Arch, Record<string, Readonly<Record<string, number>>>>;

/** The layouts of one pointer size. */
export type NtLayouts = (typeof ntLayouts)[Arch];

/** Numbers, by the names of the headers. */
export const nt = {
  OBJ_CASE_INSENSITIVE: 0x40,
  SYNCHRONIZE: 0x0010_0000,
  FILE_READ_ATTRIBUTES: 0x80,
  FILE_SHARE_READ: 1,
  FILE_SHARE_WRITE: 2,
  FILE_OPEN: 1,
  EVENT_ALL_ACCESS: 0x001f_0003,
  SEMAPHORE_ALL_ACCESS: 0x001f_0003,
  STATUS_TIMEOUT: 0x102,
  STATUS_PENDING: 0x103,
  STATUS_NAME_TOO_LONG: 0xc000_0106,
  CR_SUCCESS: 0,
  CR_BUFFER_SMALL: 0x1a,
  DEVPROP_TYPE_STRING: 0x12,
  DEVPROP_TYPE_STRING_LIST: 0x2012,
  RRF_RT_REG_SZ: 2,
  RRF_RT_REG_EXPAND_SZ: 4,
  RRF_NOEXPAND: 0x1000_0000,
} as const;

/** EVENT_TYPE. The headers for user mode lack it: NotificationEvent stays signalled, SynchronizationEvent wakes one. */
export const eventTypes = { NotificationEvent: 0, SynchronizationEvent: 1 } as const;

/** A root of the registry: a LONG that is widened with its sign. */
export const HKEY_LOCAL_MACHINE = { x64: 0xffff_ffff_8000_0002n, x86: 0x8000_0002n } as const;

/** Device properties, by the names of `devpkey.h`: the GUID and the number of a DEVPROPKEY. */
export const propertyKeys = {
  DEVPKEY_DeviceInterface_FriendlyName: ['{026E516E-B814-414B-83CD-856D6FEF4822}', 2],
  DEVPKEY_Device_InstanceId: ['{78C34FC8-104A-4ACA-9EA4-524D52996E57}', 256],
  DEVPKEY_Device_DeviceDesc: ['{A45C254E-DF1C-4EFD-8020-67D146A850E0}', 2],
  DEVPKEY_Device_HardwareIds: ['{A45C254E-DF1C-4EFD-8020-67D146A850E0}', 3],
  DEVPKEY_Device_Service: ['{A45C254E-DF1C-4EFD-8020-67D146A850E0}', 6],
  DEVPKEY_Device_FriendlyName: ['{A45C254E-DF1C-4EFD-8020-67D146A850E0}', 14],
  DEVPKEY_Device_DriverVersion: ['{A8B865DD-2E3D-4094-AD97-E593A70C75D6}', 3],
  DEVPKEY_Device_DriverInfPath: ['{A8B865DD-2E3D-4094-AD97-E593A70C75D6}', 5],
  DEVPKEY_Device_DriverProvider: ['{A8B865DD-2E3D-4094-AD97-E593A70C75D6}', 9],
} as const satisfies Record<string, readonly [guid: string, id: number]>;

/** A name of {@link propertyKeys}. */
export type PropertyKeyName = keyof typeof propertyKeys;
