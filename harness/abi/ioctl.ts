/** The control codes of KS. All use METHOD_NEITHER on FILE_DEVICE_KS. */
import { ioctlsTable } from './generated/ioctls.ts';

export type IoctlName =
  | 'IOCTL_KS_PROPERTY'
  | 'IOCTL_KS_ENABLE_EVENT'
  | 'IOCTL_KS_DISABLE_EVENT'
  | 'IOCTL_KS_METHOD'
  | 'IOCTL_KS_WRITE_STREAM'
  | 'IOCTL_KS_READ_STREAM'
  | 'IOCTL_KS_RESET_STATE'
  | 'IOCTL_KS_HANDSHAKE';

/** Every KS control code by name. */
export const IOCTL = Object.fromEntries(ioctlsTable.map(([name, code]) => [name, code])) as Readonly<Record<IoctlName, number>>;

const nameByCode: ReadonlyMap<number, string> = new Map(ioctlsTable.map(([name, code]) => [code, name]));

/** `IOCTL_KS_PROPERTY`, or the code in hex. */
export function ioctlName(code: number): string {
  return nameByCode.get(code) ?? `0x${code.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** The parts that CTL_CODE packs into a control code. */
export interface IoctlParts {
  readonly deviceType: number;
  readonly function: number;
  /** 0 BUFFERED, 1 IN_DIRECT, 2 OUT_DIRECT, 3 NEITHER. */
  readonly method: number;
  /** Access that the I/O manager demands of the handle (IOC-011). */
  readonly access: number;
}

/** Bits of {@link IoctlParts.access}. */
export const IoctlAccess = { any: 0, read: 1, write: 2 } as const;

/** Device type of all KS control codes (FILE_DEVICE_KS). */
export const deviceTypeKs = 0x2f;

/** Takes a control code apart. */
export function ioctlParts(code: number): IoctlParts {
  return {
    deviceType: (code >>> 16) & 0xffff,
    function: (code >>> 2) & 0xfff,
    method: code & 3,
    access: (code >>> 14) & 3,
  };
}
