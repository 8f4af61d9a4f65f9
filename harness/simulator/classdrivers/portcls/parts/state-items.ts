/** Properties that remember what they are set to. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { steppedRanges, VT, type SteppingLong } from '../../ks/values.ts';
import { answerLongs, pcAnswer, verbs } from '../answers.ts';
import type { PcPropertyItem, PcPropertyRequest } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';
import type { KsPropertyValues } from '../../ks/automation.ts';

/** A ULONG, LONG or BOOL of the device. */
export interface Cell {
  value: number;
}

/** Finds what a request is about; nothing where a node of streams is asked through the filter (PCLS-031). */
export type Find<T> = (request: PcPropertyRequest) => T | undefined;

/** What a cell takes: `legal` refuses, `changed` is told of what is different from now on. */
export interface CellOptions {
  readonly legal?: (value: number) => boolean;
  readonly changed?: (request: PcPropertyRequest) => void;
  readonly values?: KsPropertyValues;
  /** Bytes of instance data. */
  readonly instance?: number;
  /** Whether it can be set, and read; both unless told. */
  readonly access?: 'get' | 'set';
}

const { STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER, STATUS_SUCCESS } = STATUS;

/** A property whose value is a cell. */
export function cellItem(name: string, find: Cell | Find<Cell>, options: CellOptions = {}): PcPropertyItem {
  const { legal = () => true, changed, values, instance = 0, access } = options;
  const cellOf = typeof find === 'function' ? find : () => find;
  return {
    ...ksItem(name),
    ...verbs({
      instance,
      size: 4,
      ...(values !== undefined && { values }),
      ...(access !== 'set' && {
        get: (request) => {
          const cell = cellOf(request);
          return cell === undefined ? STATUS_INVALID_DEVICE_REQUEST : answerLongs(request, cell.value);
        },
      }),
      ...(access !== 'get' && {
        set: (request) => {
          const cell = cellOf(request);
          if (cell === undefined) return STATUS_INVALID_DEVICE_REQUEST;
          // Signed and unsigned cells alike: what is legal says which of the two the value is.
          const [value] = [request.value.i32(0), request.value.u32(0)].filter(legal);
          if (value === undefined) return STATUS_INVALID_PARAMETER;
          const changes = value !== cell.value;
          cell.value = value;
          if (changes) changed?.(request);
          return STATUS_SUCCESS;
        },
      }),
    }),
  };
}

const isBool = (value: number): boolean => value === 0 || value === 1;

/** A BOOL: 0 or 1, nothing else. */
export const switchItem = (name: string, find: Cell | Find<Cell>, options: CellOptions = {}): PcPropertyItem =>
  cellItem(name, find, { legal: isBool, values: { type: VT.BOOL, members: [] }, ...options });

/** A LONG with a range, which basic support tells. */
export const rangeItem = (name: string, find: Cell | Find<Cell>, range: SteppingLong, options: CellOptions = {}): PcPropertyItem =>
  cellItem(name, find, {
    legal: (value) => value >= range.min && value <= range.max && (value - range.min) % range.step === 0,
    values: { type: VT.I4, members: [steppedRanges([range])] },
    ...options,
  });

/** KSPROPERTY_TOPOLOGYNODE_RESET: TRUE is the deed, FALSE does nothing, and nothing stays set (PCLS-043). */
export function resetItem(reset: (request: PcPropertyRequest) => number): PcPropertyItem {
  return {
    ...ksItem('KSPROPERTY_TOPOLOGYNODE_RESET'),
    ...verbs({
      size: 4,
      set: (request) => {
        const wanted = request.value.u32(0);
        if (!isBool(wanted)) return STATUS_INVALID_PARAMETER;
        return wanted === 0 ? STATUS_SUCCESS : reset(request);
      },
    }),
  };
}

/** A part of a structure that the device keeps. */
export interface Part {
  readonly offset: number;
  readonly size: number;
  readonly legal?: (bytes: Uint8Array) => boolean;
  /** Bytes of instance data. */
  readonly instance?: number;
}

/** A property whose value is a part of a structure. */
export function partItem(name: string, find: Uint8Array | Find<Uint8Array>, part: Part): PcPropertyItem {
  const { offset, size, legal = () => true, instance = 0 } = part;
  const bytesOf = typeof find === 'function' ? find : () => find;
  return {
    ...ksItem(name),
    ...verbs({
      instance,
      size,
      get: (request) => {
        const bytes = bytesOf(request);
        return bytes === undefined ? STATUS_INVALID_DEVICE_REQUEST : pcAnswer(request, bytes.slice(offset, offset + size));
      },
      set: (request) => {
        const bytes = bytesOf(request);
        if (bytes === undefined) return STATUS_INVALID_DEVICE_REQUEST;
        const wanted = request.value.slice().subarray(0, size);
        if (!legal(wanted)) return STATUS_INVALID_PARAMETER;
        bytes.set(wanted, offset);
        return STATUS_SUCCESS;
      },
    }),
  };
}

/** A property of which the documentation tells the number, and the header does not. */
export type ItemName = string | { readonly set: string; readonly id: number };

/** A property that is read only: bytes, or the status of a request that there is no answer to. */
export function readItem(
  name: ItemName,
  read: (request: PcPropertyRequest) => Uint8Array | number,
  more: { readonly instance?: number; readonly values?: KsPropertyValues } = {},
): PcPropertyItem {
  return {
    ...(typeof name === 'string' ? ksItem(name) : name),
    ...verbs({
      ...more,
      get: (request) => {
        const answer = read(request);
        return typeof answer === 'number' ? answer : pcAnswer(request, answer);
      },
    }),
  };
}

/** A property that can only be set: `set` is called with at least `size` bytes. */
export function setItem(
  item: { readonly set: string; readonly id: number },
  size: number,
  set: (request: PcPropertyRequest) => number,
): PcPropertyItem {
  return { ...item, ...verbs({ size, set }) };
}
