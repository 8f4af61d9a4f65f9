/** Valid bytes of the variable-size types, put together by hand: the codecs have no part in them. */
import fc from 'fast-check';
import { guidByName } from '../names.ts';
import { writeGuid } from '../guid.ts';

const le32 = (...values: number[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint32(i * 4, value, true));
  return bytes;
};

export const guidBytes = (name: string): Uint8Array => {
  const guid = guidByName(name);
  if (guid === undefined) throw new Error(`no GUID is called ${name}`);
  const bytes = new Uint8Array(16);
  writeGuid(bytes, 0, guid);
  return bytes;
};

/** Parts one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Parts each of which begins at a multiple of `align`, padded with `fill`; the last is padded if `whole`. */
export function aligned(parts: readonly Uint8Array[], align: number, fill: number, whole: boolean): Uint8Array {
  return joined(
    ...parts.flatMap((part, i) => {
      const padding = i < parts.length - 1 || whole ? (align - (part.length % align)) % align : 0;
      return [part, new Uint8Array(padding).fill(fill)];
    }),
  );
}

const someBytes = (least: number, most = least): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: least, maxLength: most });
/** Padding is zero, and sometimes not. */
const filler = fc.constantFrom(0, 0, 0, 0xaa);

/** A KSMULTIPLE_ITEM list of items of one size. */
export const packedList = (itemSize: number): fc.Arbitrary<{ bytes: Uint8Array; count: number }> =>
  fc.array(someBytes(itemSize), { maxLength: 4 }).map((items) => {
    const payload = joined(...items);
    return { bytes: joined(le32(8 + payload.length, items.length), payload), count: items.length };
  });

/** KSATTRIBUTE with an extension. */
const attribute = fc
  .record({ extra: someBytes(0, 9), mode: fc.boolean(), flags: fc.constantFrom(0, 1) })
  .map(({ extra, mode, flags }) =>
    joined(
      le32(24 + (mode ? 16 : 0) + extra.length, flags),
      mode ? guidBytes('KSATTRIBUTEID_AUDIOSIGNALPROCESSING_MODE') : new Uint8Array(16).fill(7),
      mode ? guidBytes('AUDIO_SIGNALPROCESSINGMODE_SPEECH') : new Uint8Array(0),
      extra,
    ),
  );

export const attributeList = fc
  .record({ items: fc.array(attribute, { minLength: 1, maxLength: 3 }), fill: filler })
  .map(({ items, fill }) => {
    const payload = aligned(items, 8, fill, true);
    return joined(le32(8 + payload.length, items.length), payload);
  });

/** A specifier with sizes that its block may have; `null` for one without a known block. */
interface Form {
  readonly major: string;
  readonly specifier: string;
  readonly sizes: readonly number[];
  /** Bytes written over the start of the block. */
  readonly start?: Uint8Array;
}

const form = (major: string, specifier: string, sizes: readonly number[], start?: Uint8Array): Form => ({
  major: `KSDATAFORMAT_TYPE_${major}`,
  specifier: `KSDATAFORMAT_SPECIFIER_${specifier}`,
  sizes,
  ...(start && { start }),
});

const extensibleStart = joined(new Uint8Array([0xfe, 0xff]), new Uint8Array(14), new Uint8Array([22, 0]));

export const rangeForms: readonly Form[] = [
  form('VIDEO', 'VIDEOINFO', [232, 233, 240, 1272]),
  form('VIDEO', 'VIDEOINFO2', [256, 300]),
  form('VIDEO', 'MPEG1_VIDEO', [240, 241, 248, 272]),
  form('VIDEO', 'MPEG2_VIDEO', [276, 277, 280, 302]),
  form('VIDEO', 'H264_VIDEO', [228, 230, 232]),
  form('IMAGE', 'IMAGE', [168]),
  form('VBI', 'VBI', [188, 192]),
  form('ANALOGVIDEO', 'ANALOGVIDEO', [48]),
  form('STREAM', 'BDA_TRANSPORT', [24]),
  form('AUDIO', 'WAVEFORMATEX', [20, 24, 40]),
  form('AUDIO', 'DSOUND', [24]),
  form('MUSIC', 'NONE', [28, 32]),
  form('VIDEO', 'NONE', [0, 1, 5]),
  form('WILDCARD', 'WILDCARD', [0]),
  // Too short for its block: kept as bytes.
  form('VIDEO', 'VIDEOINFO', [0, 7, 231]),
];

export const formatForms: readonly Form[] = [
  form('VIDEO', 'VIDEOINFO', [88, 100, 1112]),
  form('VIDEO', 'VIDEOINFO2', [112, 124]),
  form('VIDEO', 'MPEG1_VIDEO', [96, 104, 120]),
  form('VIDEO', 'MPEG2_VIDEO', [132, 136, 150]),
  form('VIDEO', 'H264_VIDEO', [82, 84, 88]),
  form('IMAGE', 'IMAGE', [40]),
  form('VBI', 'VBI', [44, 48]),
  form('ANALOGVIDEO', 'ANALOGVIDEO', [48]),
  form('STREAM', 'BDA_TRANSPORT', [24]),
  form('AUDIO', 'WAVEFORMATEX', [18, 20, 32], new Uint8Array([1, 0])),
  form('AUDIO', 'WAVEFORMATEX', [40, 52], extensibleStart),
  form('AUDIO', 'DSOUND', [26, 28]),
  form('STREAM', 'NONE', [0, 3]),
  form('AUDIO', 'WAVEFORMATEX', [0, 17]),
];

/** One KSDATARANGE or KSDATAFORMAT. */
export const dataFormat = (forms: readonly Form[]): fc.Arbitrary<Uint8Array> =>
  fc
    .record({
      form: fc.constantFrom(...forms),
      choice: fc.nat(),
      noise: someBytes(1300),
      sub: someBytes(16),
      attributes: fc.option(attributeList, { freq: 4 }),
      fill: filler,
    })
    .map(({ form: { major, specifier, sizes, start }, choice, noise, sub, attributes, fill }) => {
      const block = noise.slice(0, sizes[choice % sizes.length]);
      block.set((start ?? new Uint8Array(0)).subarray(0, block.length));
      const header = le32(64 + block.length, attributes ? 2 : 0, 7, 0);
      const format = joined(header, guidBytes(major), sub, guidBytes(specifier), block);
      return attributes ? joined(aligned([format], 8, fill, true), attributes) : format;
    });

/** A KSMULTIPLE_ITEM list of formats, the last one padded or not. */
export const formatList = (forms: readonly Form[]): fc.Arbitrary<{ bytes: Uint8Array; count: number }> =>
  fc
    .record({ items: fc.array(dataFormat(forms), { maxLength: 4 }), fill: filler, whole: fc.boolean() })
    .map(({ items, fill, whole }) => {
      const payload = aligned(items, 8, fill, whole);
      return { bytes: joined(le32(8 + payload.length, items.length), payload), count: items.length };
    });

const memberForms: readonly (readonly [flags: number, size: number])[] = [
  [1, 8],
  [1, 16],
  [2, 16],
  [2, 24],
  [3, 4],
  [3, 8],
  [3, 2],
  [1, 4],
  [9, 5],
];

const membersList = fc
  .record({ form: fc.constantFrom(...memberForms), count: fc.nat(3), flags: fc.constantFrom(0, 1, 2), noise: someBytes(72) })
  .map(({ form: [flags, size], count, flags: more, noise }) =>
    joined(le32(flags, size, count, more), noise.slice(0, size * count)),
  );

/** KSPROPERTY_DESCRIPTION with member lists; `bare` leaves them out. */
export const description = fc
  .record({ lists: fc.array(membersList, { maxLength: 3 }), type: fc.constantFrom(3, 19, 11, 20), general: fc.boolean(), bare: fc.boolean() })
  .map(({ lists, type, general, bare }) => {
    const members = joined(...lists);
    const set = general ? guidBytes('KSPROPTYPESETID_General') : new Uint8Array(16);
    const header = joined(le32(0x203, 40 + members.length), set, le32(type, 0, lists.length, 0));
    return { bytes: bare ? header : joined(header, members), lists: bare ? 0 : lists.length };
  });

/** What SERIALIZESET answers. */
export const serialized = fc
  .record({ data: fc.array(someBytes(0, 9), { maxLength: 4 }), set: someBytes(16), fill: filler })
  .map(({ data, set, fill }) => {
    const records = data.map((each, i) => joined(new Uint8Array(24).fill(i), le32(i, each.length), each));
    return { bytes: aligned([joined(set, le32(records.length)), ...records], 4, fill, false), count: records.length };
  });
