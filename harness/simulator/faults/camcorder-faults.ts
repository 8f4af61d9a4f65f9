import { STATUS } from '../../abi/ntstatus.ts';
import type { Fault } from './fault.ts';
import { answering, onProperty, setting } from './on-property.ts';

const success = STATUS.STATUS_SUCCESS;
const device = 'camcorder';
/** Where the union, or the sample, begins. */
const at = 24;

/** Faults of camcorders. */
export const camcorderFaults: readonly Fault[] = [
  {
    id: 'camcorder.standby-forgotten',
    bugClass: 'BUG-018',
    title: 'Standby is accepted, and the device stays on',
    device,
    apply: setting('KSPROPERTY_EXTDEVICE_POWER_STATE', () => success),
  },
  {
    id: 'camcorder.port-of-memory',
    bugClass: 'BUG-010',
    title: 'The port is whatever stood in memory',
    device,
    apply: answering('KSPROPERTY_EXTDEVICE_PORT', (call) => {
      call.value.setU32(at, 0xcccc_cccc);
    }),
  },
  {
    id: 'camcorder.capabilities-shifted',
    bugClass: 'BUG-011',
    title: 'The capabilities of a device begin one member too late',
    device,
    apply: answering('KSPROPERTY_EXTDEVICE_CAPABILITIES', (call) => {
      call.value.write(at + 4, call.value.slice(at, at + 88));
    }),
  },
  {
    id: 'transport.play-ignored',
    bugClass: 'BUG-018',
    title: 'A tape that is to play stands',
    device,
    apply: setting('KSPROPERTY_EXTXPORT_STATE', () => success),
  },
  {
    id: 'transport.state-unchecked',
    bugClass: 'BUG-095',
    title: 'A state that does not belong to its mode comes to be',
    device,
    apply: (simulation) => {
      let forced: Uint8Array | null = null;
      onProperty(simulation, 'KSPROPERTY_EXTXPORT_STATE', (call, handler, isSet) => {
        const status = handler();
        if (!isSet && status === success && forced !== null) call.value.write(at, forced);
        if (isSet) forced = status === STATUS.STATUS_INVALID_PARAMETER ? call.value.slice(at, at + 8) : null;
        return isSet && forced !== null ? success : status;
      });
    },
  },
  {
    id: 'transport.counter-runs-always',
    bugClass: 'BUG-068',
    title: 'The timecode counts the time, not the tape',
    device,
    apply: answering('KSPROPERTY_TIMECODE_READER', (call) => {
      call.value.setU32(at + 12, Math.floor(Number(call.value.i64(at)) / 400_000));
    }),
  },
  {
    id: 'transport.counter-in-seconds',
    bugClass: 'BUG-065',
    title: 'The timecode counts seconds instead of frames',
    device,
    apply: answering('KSPROPERTY_TIMECODE_READER', (call) => {
      call.value.setU32(at + 12, Math.floor(call.value.u32(at + 12) / 25));
    }),
  },
  {
    id: 'transport.tape-of-no-tape',
    bugClass: 'BUG-017',
    title: 'Whether a tape is there is told with the number of the tape',
    device,
    apply: answering('KSPROPERTY_EXTXPORT_MEDIUM_INFO', (call) => {
      call.value.setU32(at, 42);
    }),
  },
];
