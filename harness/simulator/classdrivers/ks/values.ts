/** Member lists of a property's values information (PROP-062…068). */
import type { KsPropertyMembersList, KsPropertyValues } from './automation.ts';

/** VARENUM (PROP-060). */
export const VT = { I4: 3, R8: 5, BOOL: 11, UI1: 17, UI2: 18, UI4: 19, I8: 20, UI8: 21, LPWSTR: 31, BLOB: 65, CLSID: 72 } as const;

/** KSPROPERTY_MEMBER_*. */
export const KSPROPERTY_MEMBER = { RANGES: 1, STEPPEDRANGES: 2, VALUES: 3 } as const;
/** KSPROPERTY_MEMBER_FLAG_*. */
export const KSPROPERTY_MEMBER_FLAG = { DEFAULT: 1, BASICSUPPORT_MULTICHANNEL: 2, BASICSUPPORT_UNIFORM: 4 } as const;

/** KSPROPERTY_STEPPING_LONG. */
export interface SteppingLong {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A list of stepped ranges of LONGs, as a rule one; one for each channel with MULTICHANNEL. */
export function steppedRanges(ranges: readonly SteppingLong[], flags = 0): KsPropertyMembersList {
  const members = new Uint8Array(ranges.length * 16);
  const view = new DataView(members.buffer);
  ranges.forEach(({ min, max, step }, i) => {
    view.setUint32(i * 16, step, true);
    view.setInt32(i * 16 + 8, min, true);
    view.setInt32(i * 16 + 12, max, true);
  });
  return { membersFlags: KSPROPERTY_MEMBER.STEPPEDRANGES, membersSize: 16, membersCount: ranges.length, flags, members };
}

/** A list of ranges of LONGLONGs without a step. */
export function ranges64(ranges: readonly { readonly min: bigint; readonly max: bigint }[], flags = 0): KsPropertyMembersList {
  const members = new Uint8Array(ranges.length * 16);
  const view = new DataView(members.buffer);
  ranges.forEach(({ min, max }, i) => {
    view.setBigInt64(i * 16, min, true);
    view.setBigInt64(i * 16 + 8, max, true);
  });
  return { membersFlags: KSPROPERTY_MEMBER.RANGES, membersSize: 16, membersCount: ranges.length, flags, members };
}

/** A list of LONG values. */
export function valuesLong(values: readonly number[], flags = 0): KsPropertyMembersList {
  const members = new Uint8Array(values.length * 4);
  const view = new DataView(members.buffer);
  values.forEach((value, i) => {
    view.setInt32(i * 4, value, true);
  });
  return { membersFlags: KSPROPERTY_MEMBER.VALUES, membersSize: 4, membersCount: values.length, flags, members };
}

/** The default value of a LONG or BOOL property. */
export const defaultLong = (value: number): KsPropertyMembersList => valuesLong([value], KSPROPERTY_MEMBER_FLAG.DEFAULT);

/** The values information of a LONG with one stepped range and a default. */
export function steppedLong(range: SteppingLong, defaultValue: number): KsPropertyValues {
  return { type: VT.I4, members: [steppedRanges([range]), defaultLong(defaultValue)] };
}
