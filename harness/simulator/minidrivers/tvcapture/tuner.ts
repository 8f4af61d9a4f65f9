/** The TV and radio tuner of the card. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { constantByName } from '../../../abi/names.ts';
import type { Arch } from '../../../target/target.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { StreamClassServices } from '../../classdrivers/stream/descriptors.ts';
import { integer, structProperty, type StructProperty } from '../../classdrivers/stream/struct-property.ts';
import { modes, type Card } from '../../hardware/tvcapture/card.ts';
import { scanCapabilities } from './scanning.ts';
import { MODE } from '../../hardware/tvcapture/constants.ts';
import { medium, MEDIUM, SET } from './sets.ts';
import { TUNER, TUNER_EVENT } from './tuner-ids.ts';
import type { Unit } from '../../classdrivers/stream/parts/unit.ts';

const strategyPll = Number(constantByName('KS_TUNER_STRATEGY_PLL'));
/** TunerLockType. */
const LOCK = { NONE: 0, LOCKED: 2 } as const;
const tuningFlags: readonly number[] = [1, 2, 3];
/** How long a scan looks at the spectrum, in 100 ns. */
const scanTime = 500_000;

/** Makes the tuner. */
export function tuner(stream: StreamClassServices, arch: Arch, card: Card): Unit {
  const property = (id: number, struct: string, what: StructProperty) =>
    structProperty(arch, id, `KSPROPERTY_TUNER_${struct}_S`, what);
  /** What the last scan found, until the next one ends. */
  const scan = { lock: LOCK.NONE as number, frequency: 0, running: 0 };
  const unit: Unit = {
    name: 'tuner',
    friendlyName: 'kscts TV Tuner',
    categories: [ksGuid('KSCATEGORY_TVTUNER')],
    properties: [
      {
        set: SET.TUNER,
        items: [
          property(TUNER.CAPS, 'CAPS', {
            get: () => ({
              ModesSupported: MODE.TV | MODE.FM_RADIO,
              VideoMedium: medium(MEDIUM.TUNER_VIDEO),
              TVAudioMedium: medium(MEDIUM.TUNER_AUDIO),
              RadioAudioMedium: medium(MEDIUM.RADIO_AUDIO),
            }),
          }),
          property(TUNER.MODE_CAPS, 'MODE_CAPS', {
            get: (asked) => {
              const caps = modes.get(integer(asked, 'Mode'));
              if (caps === undefined) return STATUS.STATUS_NOT_SUPPORTED;
              return {
                StandardsSupported: caps.standards,
                MinFrequency: caps.min,
                MaxFrequency: caps.max,
                TuningGranularity: caps.granularity,
                NumberOfInputs: caps.inputs,
                SettlingTime: caps.settling,
                Strategy: strategyPll,
              };
            },
          }),
          property(TUNER.MODE, 'MODE', {
            get: () => ({ Mode: card.mode }),
            set: (members) => card.setMode(integer(members, 'Mode')),
          }),
          property(TUNER.STANDARD, 'STANDARD', {
            get: () => (card.mode === MODE.TV ? { Standard: card.standard } : STATUS.STATUS_NOT_SUPPORTED),
            set: (members) => {
              const standard = integer(members, 'Standard');
              if (card.mode !== MODE.TV) return STATUS.STATUS_NOT_SUPPORTED;
              const one = standard !== 0 && (standard & (standard - 1)) === 0;
              if (!one || (standard & card.modeCaps.standards) === 0) return STATUS.STATUS_INVALID_PARAMETER;
              card.standard = standard;
              return STATUS.STATUS_SUCCESS;
            },
          }),
          property(TUNER.FREQUENCY, 'FREQUENCY', {
            get: () => ({
              Frequency: card.frequency,
              LastFrequency: card.lastFrequency,
              TuningFlags: card.tuningFlags,
              VideoSubChannel: 0,
              AudioSubChannel: 0,
              Channel: 0,
              Country: card.country,
            }),
            set: (members) => {
              const flags = integer(members, 'TuningFlags');
              if (!tuningFlags.includes(flags)) return STATUS.STATUS_INVALID_PARAMETER;
              const status = card.tune(integer(members, 'Frequency'));
              if (status !== STATUS.STATUS_SUCCESS) return status;
              card.tuningFlags = flags;
              card.country = integer(members, 'Country');
              return status;
            },
          }),
          property(TUNER.INPUT, 'INPUT', {
            get: () => ({ InputIndex: card.input }),
            set: (members) => {
              const index = integer(members, 'InputIndex');
              if (index >= card.modeCaps.inputs) return STATUS.STATUS_INVALID_PARAMETER;
              card.input = index;
              return STATUS.STATUS_SUCCESS;
            },
          }),
          property(TUNER.STATUS, 'STATUS', {
            get: () => ({
              CurrentFrequency: card.frequency,
              PLLOffset: card.busy ? 0 : card.pllOffset,
              SignalStrength: card.station !== undefined && card.pllOffset === 0 ? 1 : 0,
              Busy: card.busy ? 1 : 0,
            }),
          }),
          property(TUNER.IF_MEDIUM, 'IF_MEDIUM', { get: () => ({ IFMedium: medium('{00000000-0000-0000-0000-000000000000}') }) }),
          property(TUNER.SCAN_STATUS, 'SCAN_STATUS', {
            get: () => ({ LockStatus: scan.lock, CurrentFrequency: scan.frequency }),
          }),
          property(TUNER.STANDARD_MODE, 'STANDARD_MODE', { get: () => ({ AutoDetect: 0 }) }),
          ...scanCapabilities(stream, arch),
        ],
      },
    ],
    events: [
      {
        set: SET.TUNER_EVENTS,
        items: [{ id: TUNER_EVENT.CHANGED }, { id: TUNER_EVENT.INITIATE_SCAN, extraData: 8 }],
      },
    ],
    eventRoutine: ({ eventEntry, enable, eventData }) => {
      if (eventEntry.id !== TUNER_EVENT.INITIATE_SCAN) return STATUS.STATUS_SUCCESS;
      // A new request, or the end of one, ends the scan that is running.
      const serial = ++scan.running;
      if (!enable) return STATUS.STATUS_SUCCESS;
      const view = new DataView(eventData.buffer, eventData.byteOffset);
      const [start, end] = [view.getUint32(0, true), view.getUint32(4, true)];
      if (start > end) return STATUS.STATUS_INVALID_PARAMETER;
      if (end === 0) return STATUS.STATUS_SUCCESS;
      stream.scheduleTimer(stream.now() + scanTime, () => {
        if (serial !== scan.running) return;
        const found = card.scan(start, end);
        scan.lock = found === undefined ? LOCK.NONE : LOCK.LOCKED;
        scan.frequency = found ?? end;
        if (found !== undefined) card.tune(found);
        stream.signalDeviceEvents(unit, { set: SET.TUNER_EVENTS, id: TUNER_EVENT.INITIATE_SCAN });
      });
      return STATUS.STATUS_SUCCESS;
    },
  };
  return unit;
}
