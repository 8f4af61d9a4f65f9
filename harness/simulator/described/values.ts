/** The values of a described property: what they are now, what they may become, and which request means which. */
import { layoutOf, sizeOfType } from '../../abi/layout.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import { codecOf, type StructValue } from '../../abi/codec.ts';
import { answersOf, type Offers, type PropertyDescription } from '../../description/format.ts';
import { eventOf } from '../../description/items.ts';
import { blankValue, codecFor, encodeJson, guidOf, repeatedBytes, statusOf, type Json } from '../../description/values.ts';
import type { Arch } from '../../target/target.ts';
import type { KsPropertyValues } from '../classdrivers/ks/automation.ts';
import { KSPROPERTY_MEMBER, KSPROPERTY_MEMBER_FLAG, VT } from '../classdrivers/ks/values.ts';

/** What a request names: the pin in a KSP_PIN, the channel in a KSNODEPROPERTY_AUDIO_CHANNEL. */
export interface Named {
  readonly pin: number;
  readonly channel: number;
}
const allChannels = -1;

/** One stepped or unstepped range, or one value (min = max), that a device says is legal. */
interface Legal {
  readonly min: bigint;
  readonly max: bigint;
  readonly step: bigint;
}

const noBytes = new Uint8Array(0);

/** Bytes that a get gives, or the status in which it ends. */
type Held = Uint8Array | number;

interface Slot {
  readonly pin: number | undefined;
  readonly channel: number | undefined;
  held: Held;
}

/** The state of one property on one object. */
export class DescribedValue {
  /** Bytes of a value of fixed size; 0 if sizes vary or nobody knows. */
  readonly size: number;
  readonly canGet: boolean;
  readonly canSet: boolean;
  readonly values: KsPropertyValues | undefined;
  /** Whether the last set that succeeded changed anything. */
  changed = false;
  /** Events that a change raises. */
  readonly raises: readonly { readonly set: string; readonly id: number }[];
  readonly #slots: readonly Slot[];
  readonly #legal: readonly Legal[];
  readonly #listed: readonly Uint8Array[] | undefined;
  readonly #clamps: boolean;
  /** Where the number lies that the legal values are about. */
  readonly #number: { readonly offset: number; readonly size: number } | undefined;
  /** The value repeats the request: bytes of In that a get puts in front. */
  readonly #echo: number;

  /** @param always events that every set on the object raises */
  constructor(item: PropertyDescription, arch: Arch, always: DescribedValue['raises'] = []) {
    const { type, request } = item;
    this.canGet = item.access?.includes('get') ?? false;
    this.canSet = item.access?.includes('set') ?? false;
    this.size = type === undefined ? 0 : (codecFor(type)?.size ?? 0);
    this.values = valuesOf(item.description as Json | undefined);
    const answers = answersOf(item);
    const slots = (answers.length > 0 ? answers : [{}]).map((answer): Slot => ({
      pin: answer.pin,
      channel: answer.channel,
      held: heldOf(answer, type),
    }));
    this.#slots = slots;
    const own = (item.raises ?? []).flatMap((name) => eventOf(name) ?? []);
    this.raises = [...always, ...own.filter(({ set, id }) => !always.some((each) => each.set === set && each.id === id))];
    this.#legal = legalOf(this.values);
    this.#listed = item.legal?.map((value) => encodeJson(type ?? '', value as Json));
    this.#clamps = item.clamps === true;
    this.#number = numberIn(type, arch);
    this.#echo = repeatedBytes(type, request);
  }

  /** Whether the answer depends on the pin that the request names. */
  get byPin(): boolean {
    return this.#slots.some(({ pin }) => pin !== undefined);
  }

  /** Whether every get ends in an error. */
  get refuses(): boolean {
    return this.#slots.every(({ held }) => typeof held === 'number');
  }

  /** The value that a request means, or the status that it ends in. `input` is the whole request, which it may repeat. */
  read(named: Named, input: Uint8Array = noBytes): Held {
    const [slot] = this.#meant(named);
    if (slot === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    if (typeof slot.held === 'number' || this.#echo === 0) return slot.held;
    const bytes = slot.held.slice();
    bytes.set(input.subarray(0, Math.min(this.#echo, bytes.length)));
    return bytes;
  }

  /** Sets the value that a request means. */
  write(named: Named, bytes: Uint8Array): number {
    const slots = this.#meant(named);
    if (slots.length === 0) return STATUS.STATUS_INVALID_PARAMETER;
    const kept = this.#legalised(bytes);
    if (kept === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    this.changed = slots.some(({ held }) => typeof held !== 'number' && !Buffer.from(held).equals(kept));
    for (const slot of slots) if (typeof slot.held !== 'number') slot.held = kept;
    return STATUS.STATUS_SUCCESS;
  }

  #meant({ pin, channel }: Named): readonly Slot[] {
    return this.#slots.filter(
      (slot) =>
        (slot.pin === undefined || slot.pin === pin) &&
        (slot.channel === undefined || channel === allChannels || slot.channel === channel),
    );
  }

  /** The bytes to keep: a legal number, on a step; `undefined` if the number is out of bounds. */
  #legalised(bytes: Uint8Array): Uint8Array | undefined {
    const kept = bytes.slice(0, this.size === 0 ? bytes.length : this.size);
    if (this.#listed?.some((each) => Buffer.from(each).equals(kept)) === false) return undefined;
    const number = this.#number;
    if (this.#legal.length === 0 || number === undefined || kept.length < number.offset + number.size) return kept;
    const view = new DataView(kept.buffer);
    const signed = this.values?.type === VT.I4 || this.values?.type === VT.I8;
    const value = readNumber(view, number, signed);
    // Every BOOL but 0 is TRUE.
    const wanted = this.values?.type === VT.BOOL && value !== 0n ? 1n : value;
    const stepped = nearest(wanted, this.#legal);
    if (!this.#clamps && !this.#legal.some(({ min, max }) => wanted >= min && wanted <= max)) return undefined;
    if (number.size === 8) view.setBigInt64(number.offset, BigInt.asIntN(64, stepped), true);
    else view.setUint32(number.offset, Number(BigInt.asUintN(32, stepped)), true);
    return kept;
  }
}

/** Events of a node that every change of its controls raises, the client's own included (EVT-094). */
export function changeEvents({ events = [] }: Offers): DescribedValue['raises'] {
  const change = eventOf('KSEVENT_CONTROL_CHANGE');
  return change && events.some(({ set, items }) => guidOf(set) === change.set && items.length > 0) ? [change] : [];
}

/** The legal value that lies nearest. */
function nearest(wanted: bigint, legal: readonly Legal[]): bigint {
  const candidates = legal.map(({ min, max, step }) => {
    const inside = wanted < min ? min : wanted > max ? max : wanted;
    return step > 1n ? min + ((inside - min) / step) * step : inside;
  });
  const distance = (value: bigint): bigint => (value < wanted ? wanted - value : value - wanted);
  return candidates.reduce((best, each) => (distance(each) < distance(best) ? each : best));
}

function heldOf(answer: { readonly value?: Json; readonly status?: string | undefined }, type: string | undefined): Held {
  const { value, status } = answer;
  if (status !== undefined) return statusOf(status) ?? STATUS.STATUS_UNSUCCESSFUL;
  if (value !== undefined) return encodeJson(type ?? '', value);
  // Of a fleeting value there is one of its type; of an item that nobody knows there is none.
  return type === undefined ? STATUS.STATUS_NOT_SUPPORTED : blankValue(type);
}

/** The number of a scalar, or of the member `Value` of a struct. */
function numberIn(type: string | undefined, arch: Arch): { readonly offset: number; readonly size: number } | undefined {
  if (type === undefined) return undefined;
  const layout = layoutOf(arch, type);
  const member = layout?.fields.find(({ name }) => name === 'Value');
  if (layout) return member && (member.size === 4 || member.size === 8) ? member : undefined;
  const size = sizeOfType(arch, type);
  return size === 4 || size === 8 ? { offset: 0, size } : undefined;
}

function readNumber(view: DataView, { offset, size }: { offset: number; size: number }, signed: boolean): bigint {
  if (size === 8) return signed ? view.getBigInt64(offset, true) : view.getBigUint64(offset, true);
  return BigInt(signed ? view.getInt32(offset, true) : view.getUint32(offset, true));
}

/** The values information of a description, as the class drivers take it. */
function valuesOf(json: Json | undefined): KsPropertyValues | undefined {
  if (json === undefined) return undefined;
  const bytes = encodeJson('KSPROPERTY_DESCRIPTION', json);
  const value = codecOf('KSPROPERTY_DESCRIPTION', 'x64').decode(bytes) as StructValue;
  const { Set: typeSet, Id } = value['PropTypeSet'] as StructValue;
  const members: KsPropertyValues['members'][number][] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = descriptionSize;
  for (let i = 0; i < Number(value['MembersListCount']); i++) {
    const [membersFlags, membersSize, membersCount, flags] = [0, 4, 8, 12].map((offset) => view.getUint32(at + offset, true)) as [number, number, number, number];
    const size = membersSize * membersCount;
    members.push({ membersFlags, membersSize, membersCount, flags, members: bytes.slice(at + 16, at + 16 + size) });
    at += 16 + size;
  }
  return { typeSet: String(typeSet), type: Number(Id), members };
}
const descriptionSize = 40;

function legalOf(values: KsPropertyValues | undefined): Legal[] {
  if (values === undefined) return [];
  const signed = values.type === VT.I4 || values.type === VT.I8;
  return values.members
    .filter(({ flags }) => (flags & KSPROPERTY_MEMBER_FLAG.DEFAULT) === 0)
    .flatMap((list) => {
      const view = new DataView(list.members.buffer, list.members.byteOffset, list.members.byteLength);
      return Array.from({ length: list.membersSize === 0 ? 0 : list.membersCount }, (_, i) =>
        legalMember(view, i * list.membersSize, list.membersFlags, list.membersSize, signed),
      ).flatMap((legal) => (legal ? [legal] : []));
    });
}

function legalMember(view: DataView, at: number, kind: number, size: number, signed: boolean): Legal | undefined {
  const long = (offset: number): bigint => readNumber(view, { offset: at + offset, size: 4 }, signed);
  const wide = (offset: number): bigint => readNumber(view, { offset: at + offset, size: 8 }, signed);
  switch (`${kind}/${size}`) {
    case `${KSPROPERTY_MEMBER.RANGES}/8`:
      return { min: long(0), max: long(4), step: 1n };
    case `${KSPROPERTY_MEMBER.RANGES}/16`:
      return { min: wide(0), max: wide(8), step: 1n };
    case `${KSPROPERTY_MEMBER.STEPPEDRANGES}/16`:
      return { min: long(8), max: long(12), step: BigInt(view.getUint32(at, true)) };
    case `${KSPROPERTY_MEMBER.STEPPEDRANGES}/24`:
      return { min: wide(8), max: wide(16), step: view.getBigUint64(at, true) };
    case `${KSPROPERTY_MEMBER.VALUES}/4`:
      return { min: long(0), max: long(0), step: 1n };
    case `${KSPROPERTY_MEMBER.VALUES}/8`:
      return { min: wide(0), max: wide(0), step: 1n };
    default:
      return undefined;
  }
}
