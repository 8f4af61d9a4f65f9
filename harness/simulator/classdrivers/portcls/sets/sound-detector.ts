/** KSPROPSETID_SoundDetector and KSPROPSETID_SoundDetector2 of a keyword spotter (PCLS-162, PCLS-163). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { multipleItem } from '../../ks/answers.ts';
import { ksGuid } from '../../ks/guids.ts';
import { VT } from '../../ks/values.ts';
import { answerLongs, guidBytes, longs, pcAnswer, verbs } from '../answers.ts';
import { PCEVENT_ITEM_FLAG, type PcEventItem, type PcPropertyItem } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';

const matchDetected = ksItem('KSEVENT_SOUNDDETECTOR_MATCHDETECTED');
/** The one kind of pattern that is understood. */
const patternType = '{6A4D2B58-0E0F-4C5B-9D0A-7C2F4E1B8D33}';
const headerSize = 20;
const [SUPPORTED, PATTERNS, ARMED, MATCH, RESET, STREAMING] = [1, 2, 3, 4, 5, 6] as const;
const isBool = (value: number): boolean => value === 0 || value === 1;

/** One detector: of the old set, or of a client of the new one. */
interface Detector {
  patterns: boolean;
  armed: boolean;
  matched: boolean;
}

/** Listens until the keyword is spoken, and says so once. */
type Listen = (heard: () => void) => void;
type Raise = (event: { readonly set: string; readonly id: number }) => void;

export class KeywordSpotter {
  readonly properties: readonly PcPropertyItem[];
  readonly events: readonly PcEventItem[] = [
    { ...matchDetected, flags: PCEVENT_ITEM_FLAG.ENABLE | PCEVENT_ITEM_FLAG.BASICSUPPORT },
  ];
  readonly #listen: Listen;
  readonly #raise: Raise;

  constructor(listen: Listen, raise: Raise) {
    this.#listen = listen;
    this.#raise = raise;
    this.properties = [
      ...this.#itemsOf(ksGuid('KSPROPSETID_SoundDetector'), 0, true),
      // KSSOUNDDETECTORPROPERTY names the client by the GUID of its event; all share one detector.
      ...this.#itemsOf(ksGuid('KSPROPSETID_SoundDetector2'), 16, false),
    ];
  }

  #itemsOf(set: string, instance: number, disarmsAtMatch: boolean): readonly PcPropertyItem[] {
    const detector: Detector = { patterns: false, armed: false, matched: false };
    const clear = (): void => {
      Object.assign(detector, { patterns: false, armed: false, matched: false });
    };
    const item = (id: number, property: Parameters<typeof verbs>[0]): PcPropertyItem => ({
      set,
      id,
      ...verbs({ instance, ...property }),
    });
    const { STATUS_SUCCESS, STATUS_INVALID_PARAMETER } = STATUS;
    return [
      item(SUPPORTED, { get: (request) => pcAnswer(request, multipleItem([guidBytes(patternType)])) }),
      item(PATTERNS, {
        size: 8,
        set: ({ value }) => {
          if (value.u32(0) !== value.length || !arePatterns(value.slice())) return STATUS_INVALID_PARAMETER;
          clear();
          detector.patterns = value.u32(4) > 0;
          return STATUS_SUCCESS;
        },
      }),
      item(ARMED, {
        size: 4,
        values: { type: VT.BOOL, members: [] },
        get: (request) => answerLongs(request, detector.armed ? 1 : 0),
        set: ({ value }) => {
          const wanted = value.u32(0);
          if (!isBool(wanted)) return STATUS_INVALID_PARAMETER;
          // Without patterns there is nothing to listen for.
          const armed = wanted === 1 && detector.patterns;
          if (armed && !detector.armed) this.#arm(detector, disarmsAtMatch);
          detector.armed = armed;
          return STATUS_SUCCESS;
        },
      }),
      item(MATCH, {
        get: (request) =>
          detector.matched ? pcAnswer(request, pattern(longs(1))) : STATUS.STATUS_INVALID_DEVICE_STATE,
      }),
      item(RESET, {
        size: 4,
        set: ({ value }) => {
          const wanted = value.u32(0);
          if (wanted === 1) clear();
          return isBool(wanted) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
        },
      }),
      item(STREAMING, { values: { type: VT.BOOL, members: [] }, get: (request) => answerLongs(request, 1) }),
    ];
  }

  #arm(detector: Detector, disarmsAtMatch: boolean): void {
    this.#listen(() => {
      if (!detector.armed) return;
      detector.matched = true;
      if (disarmsAtMatch) detector.armed = false;
      this.#raise(matchDetected);
    });
  }
}

/** A SOUNDDETECTOR_PATTERNHEADER with its payload. */
function pattern(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerSize + payload.length);
  bytes.set(longs(bytes.length));
  bytes.set(guidBytes(patternType), 4);
  bytes.set(payload, headerSize);
  return bytes;
}

/** Whether a list holds as many patterns as it says, each with a header, each at a multiple of 8 (PCLS-162). */
function arePatterns(list: Uint8Array): boolean {
  const view = new DataView(list.buffer, list.byteOffset, list.length);
  let at = 8;
  for (let left = view.getUint32(4, true); left > 0; left--) {
    if (at + headerSize > list.length) return false;
    const size = view.getUint32(at, true);
    if (size < headerSize || at + size > list.length) return false;
    at += Math.ceil(size / 8) * 8;
  }
  return true;
}
