import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsDevice, KsFilter, KsPin } from '../../classdrivers/avstream/descriptors.ts';
import { EVENT, TESTCAP_EVENTS } from './sets.ts';

/** What the device remembers: shared by all its filters, kept while nothing is open. */
export interface DeviceState {
  level: number;
  enabled: number;
  mode: number;
  changes: number;
  table: readonly number[];
  wide: bigint;
}

export const initialState = (): DeviceState => ({
  level: 0,
  enabled: 1,
  mode: 1,
  changes: 0,
  table: [1, 2, 3],
  wide: 1000n,
});

/** LEVEL and MODE as BASICSUPPORT describes them. */
export const LEVEL = { min: -100, max: 100, step: 5 } as const;
export const MODES: readonly number[] = [0, 1, 2, 4];
export const WIDE = { min: 0n, max: 1n << 40n } as const;

export const deviceOf = (target: KsFilter | KsPin): KsDevice =>
  target.kind === 'pin' ? target.filter.device : target.device;

export const stateOf = (target: KsFilter | KsPin): DeviceState => deviceOf(target).context as DeviceState;

/** Sets LEVEL and tells who wants to know; a value that is not legal changes nothing. */
export function setLevel(target: KsFilter | KsPin, level: number): number {
  const state = stateOf(target);
  if (level < LEVEL.min || level > LEVEL.max || (level - LEVEL.min) % LEVEL.step !== 0) {
    return STATUS.STATUS_INVALID_PARAMETER;
  }
  const old = state.level;
  if (level === old) return STATUS.STATUS_SUCCESS;
  state.level = level;
  state.changes++;
  const record = new Uint8Array(8);
  const view = new DataView(record.buffer);
  view.setInt32(0, old, true);
  view.setInt32(4, level, true);
  const device = deviceOf(target);
  device.generateEvents({ set: TESTCAP_EVENTS, id: EVENT.CHANGED });
  device.generateEvents({ set: TESTCAP_EVENTS, id: EVENT.LOG, data: record });
  device.generateEvents({
    set: TESTCAP_EVENTS,
    id: EVENT.REACHED,
    filter: ({ extra }) => {
      const threshold = new DataView(extra.buffer, extra.byteOffset).getInt32(0, true);
      return old < threshold && level >= threshold;
    },
  });
  return STATUS.STATUS_SUCCESS;
}
