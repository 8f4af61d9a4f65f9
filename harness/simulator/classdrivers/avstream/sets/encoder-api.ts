/** ENCAPIPARAM_* and CODECAPI_*: each property is a set of its own, with the id 0 (VCAP-015). */
import { readGuid, writeGuid } from '../../../../abi/guid.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsFilter } from '../descriptors.ts';
import { answerBytes, answerU32 } from '../../ks/answers.ts';
import type { KsEventSet, KsPropertyItem, KsPropertySet, KsPropertyValues } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { defaultLong, steppedRanges, valuesLong, VT, type SteppingLong } from '../../ks/values.ts';

/** VIDEOENCODER_BITRATE_MODE. */
export const BITRATE_MODE = { CONSTANT: 0, VARIABLE_AVERAGE: 1, VARIABLE_PEAK: 2 } as const;
const MODES: readonly number[] = Object.values(BITRATE_MODE);

interface Parameter {
  readonly set: string;
  readonly default: number;
  readonly legal: (value: number) => boolean;
  readonly values: KsPropertyValues;
}

const stepped = (set: string, range: SteppingLong, byDefault: number): Parameter => ({
  set,
  default: byDefault,
  legal: (value) => value >= range.min && value <= range.max && (value - range.min) % range.step === 0,
  values: { type: VT.UI4, members: [steppedRanges([range]), defaultLong(byDefault)] },
});

/** What an encoder lets clients set: bits per second, and which of them it keeps to. */
export interface EncoderLimits {
  readonly bitRate: SteppingLong & { readonly default: number };
  readonly peakBitRate: SteppingLong & { readonly default: number };
  /** The BITRATE_MODE at first. */
  readonly mode: number;
  /** GUID that its settings begin with, so that it knows them again. */
  readonly signature: string;
}

type Name = 'bitRate' | 'peakBitRate' | 'mode';
const NAMES: readonly Name[] = ['bitRate', 'peakBitRate', 'mode'];

const parametersOf = ({ bitRate, peakBitRate, mode }: EncoderLimits): Readonly<Record<Name, Parameter>> => ({
  bitRate: stepped('ENCAPIPARAM_BITRATE', bitRate, bitRate.default),
  peakBitRate: stepped('ENCAPIPARAM_PEAK_BITRATE', peakBitRate, peakBitRate.default),
  mode: {
    set: 'ENCAPIPARAM_BITRATE_MODE',
    default: mode,
    legal: (value) => MODES.includes(value),
    values: { type: VT.I4, members: [valuesLong(MODES), defaultLong(mode)] },
  },
});

/** Bytes of all settings: a GUID, three numbers, a checksum. */
const BLOCK = 32;

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const checksum = (bytes: Uint8Array): number =>
  bytes.subarray(0, BLOCK - 4).reduce((sum, byte, i) => (sum + byte * (i + 1)) % 0xffff_fff1, 1);

/** The settings of the encoder, for all its filters. */
export class EncoderParameters {
  readonly #settings: Record<Name, number> = { bitRate: 0, peakBitRate: 0, mode: 0 };
  /** Sets of the parameters that changed since the list was last reset. */
  #changed: string[] = [];
  #events = 1;

  readonly #parameters: Readonly<Record<Name, Parameter>>;
  readonly #signature: string;

  constructor(limits: EncoderLimits) {
    this.#parameters = parametersOf(limits);
    this.#signature = limits.signature;
    for (const name of NAMES) this.#settings[name] = this.#parameters[name].default;
  }

  /** Bits per second. */
  get bitRate(): number {
    return this.#settings.bitRate;
  }

  /** BITRATE_MODE. */
  get mode(): number {
    return this.#settings.mode;
  }

  /** Takes new settings; those that differ from the old ones are listed, and told of. */
  #change(filter: KsFilter, wanted: Partial<Record<Name, number>>): number {
    const changed = NAMES.filter((name) => wanted[name] !== undefined && wanted[name] !== this.#settings[name]);
    for (const name of changed) this.#settings[name] = wanted[name] ?? 0;
    if (changed.length === 0) return STATUS.STATUS_SUCCESS;
    const sets = changed.map((name) => ksGuid(this.#parameters[name].set));
    this.#changed = [...new Set([...this.#changed, ...sets])];
    filter.device.generateEvents({ set: ksGuid('CODECAPI_CHANGELISTS'), id: 0, data: guids(sets) });
    return STATUS.STATUS_SUCCESS;
  }

  #parameter(name: Name): KsPropertyItem<KsFilter> {
    const { legal, values } = this.#parameters[name];
    return {
      id: 0,
      minData: 4,
      serializedSize: 4,
      values,
      get: (request) => answerU32(request, this.#settings[name]),
      set: ({ target, value }) =>
        legal(value.u32(0)) ? this.#change(target, { [name]: value.u32(0) }) : STATUS.STATUS_INVALID_PARAMETER,
    };
  }

  /** All settings in a block that this driver knows again. */
  #block(): Uint8Array {
    const bytes = new Uint8Array(BLOCK);
    writeGuid(bytes, 0, this.#signature);
    NAMES.forEach((name, i) => {
      view(bytes).setUint32(16 + 4 * i, this.#settings[name], true);
    });
    view(bytes).setUint32(BLOCK - 4, checksum(bytes), true);
    return bytes;
  }

  #restore(filter: KsFilter, bytes: Uint8Array): number {
    const whole = bytes.length === BLOCK && readGuid(bytes, 0) === this.#signature && view(bytes).getUint32(BLOCK - 4, true) === checksum(bytes);
    if (!whole) return STATUS.STATUS_INVALID_PARAMETER;
    const wanted = Object.fromEntries(NAMES.map((name, i) => [name, view(bytes).getUint32(16 + 4 * i, true)])) as Record<Name, number>;
    const legal = NAMES.every((name) => this.#parameters[name].legal(wanted[name]));
    return legal ? this.#change(filter, wanted) : STATUS.STATUS_INVALID_PARAMETER;
  }

  /** The sets of a filter. */
  get sets(): KsPropertySet<KsFilter>[] {
    const one = (set: string, item: Omit<KsPropertyItem<KsFilter>, 'id'>): KsPropertySet<KsFilter> => ({
      set: ksGuid(set),
      items: [{ id: 0, ...item }],
    });
    return [
      ...NAMES.map((name) => ({ set: ksGuid(this.#parameters[name].set), items: [this.#parameter(name)] })),
      one('CODECAPI_VIDEO_ENCODER', { minData: 4, get: (request) => answerU32(request, 1) }),
      one('CODECAPI_ALLSETTINGS', {
        minData: 0,
        get: (request) => answerBytes(request, this.#block()),
        set: ({ target, value }) => this.#restore(target, value.slice()),
      }),
      one('CODECAPI_SETALLDEFAULTS', {
        minData: 0,
        set: ({ target }) =>
          this.#change(target, Object.fromEntries(NAMES.map((name) => [name, this.#parameters[name].default]))),
      }),
      one('CODECAPI_SUPPORTSEVENTS', {
        minData: 4,
        get: (request) => answerU32(request, this.#events),
        set: ({ value }) => {
          this.#events = value.u32(0) === 0 ? 0 : 1;
          return STATUS.STATUS_SUCCESS;
        },
      }),
      one('CODECAPI_CURRENTCHANGELIST', {
        minData: 0,
        // Nothing changed: a success without data.
        get: (request) => (this.#changed.length === 0 ? STATUS.STATUS_SUCCESS : answerBytes(request, guids(this.#changed))),
        set: () => {
          this.#changed = [];
          return STATUS.STATUS_SUCCESS;
        },
      }),
    ];
  }
}

function guids(list: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(16 * list.length);
  list.forEach((guid, i) => {
    writeGuid(bytes, 16 * i, guid);
  });
  return bytes;
}

/** CODECAPI_CHANGELISTS, of the filter and of its node. */
export const changeEvents: KsEventSet<KsFilter> = { set: ksGuid('CODECAPI_CHANGELISTS'), items: [{ id: 0 }] };
