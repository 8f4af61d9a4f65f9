/** Judging formats and intersecting ranges. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsIntersectHandler, KsPinDescriptorEx } from '../../classdrivers/avstream/descriptors.ts';
import { intervalBounds } from '../../usb/descriptors.ts';
import { formatBytes, SHAPES, type ModeRange } from './data-ranges.ts';
import { runningInterval } from './modes.ts';
import { member, readSigned, readUnsigned, structSize } from './structs.ts';

/** What of a format or range is compared with a mode. */
interface Wanted {
  readonly width: number;
  readonly height: number;
  /** AvgTimePerFrame or dwFrameInterval in 100 ns; 0 leaves it to the driver. */
  readonly interval: number;
}

/**
 * The range's mode that `format` asks for, or `undefined` if it is not one of this range. The GUIDs match already.
 * Any positive interval will do: a rate that the hardware lacks runs at the next lower one (VCAP-010).
 */
export function wantedInterval(format: Uint8Array, range: ModeRange): number | undefined {
  const { format: struct, formatMember } = SHAPES[range.specifier];
  if (format.length < member(struct, formatMember).offset + headerSize(range)) return undefined;
  const wanted = readHeader(format, struct, formatMember, range, true);
  if (wanted?.width !== range.mode.width || wanted.height !== range.mode.height) return undefined;
  return wanted.interval < 0 ? undefined : wanted.interval;
}

/** `acceptFormat` of a pin with mode ranges. */
export const acceptFormat: NonNullable<KsPinDescriptorEx['acceptFormat']> = (_filter, format, range) =>
  wantedInterval(format, range as ModeRange) === undefined ? STATUS.STATUS_NO_MATCH : STATUS.STATUS_SUCCESS;

/**
 * Intersects a caller's range with one of ours (PIN-063): the caller's sizes must include ours and its intervals must
 * overlap ours; the result is our format at the interval that the caller's header names, or at our default.
 * A caller's range without a specifier block, or with a wildcard for the specifier, leaves all that to us.
 */
export const intersect: KsIntersectHandler = (_filter, _factory, callerRange, ownRange) => {
  const own = ownRange as ModeRange;
  const { mode, specifier } = own;
  const { range: struct, rangeMember } = SHAPES[specifier];
  const isFull = callerRange.length >= structSize(struct) && sameSpecifier(callerRange, own);
  if (!isFull) return formatBytes(mode, specifier, mode.defaultInterval);

  // The header of a range is that of its preferred format: a size other than ours is not ours to answer. Most of the
  // pairs of a long list end here.
  const wanted = readHeader(callerRange, struct, rangeMember, own, false);
  const named = (value: number, ours: number): boolean => value === 0 || value === ours;
  if (wanted === undefined || !named(wanted.width, mode.width) || !named(wanted.height, mode.height)) {
    return STATUS.STATUS_NO_MATCH;
  }
  const flag = (name: string): boolean => readUnsigned(callerRange, 0, struct, name) !== 0;
  if (flag('bFixedSizeSamples') !== mode.fixedSize || flag('bTemporalCompression') !== mode.temporal) {
    return STATUS.STATUS_NO_MATCH;
  }
  const caps = (name: string): number => readSigned(callerRange, 0, struct, `ConfigCaps.${name}`);
  const inside = (value: number, axis: 'cx' | 'cy'): boolean =>
    value >= caps(`MinOutputSize.${axis}`) && value <= caps(`MaxOutputSize.${axis}`);
  if (!inside(mode.width, 'cx') || !inside(mode.height, 'cy')) return STATUS.STATUS_NO_MATCH;
  const { min, max } = intervalBounds(mode.intervals);
  const least = Math.max(min, caps('MinFrameInterval'));
  const most = Math.min(max, caps('MaxFrameInterval'));
  if (least > most) return STATUS.STATUS_NO_MATCH;

  const preferred = wanted.interval > 0 ? wanted.interval : mode.defaultInterval;
  const interval = runningInterval(mode, Math.min(Math.max(preferred, least), most));
  return interval < least || interval > most ? STATUS.STATUS_NO_MATCH : formatBytes(mode, specifier, interval);
};

function sameSpecifier(callerRange: Uint8Array, own: ModeRange): boolean {
  const { offset, size } = member('KSDATAFORMAT', 'Specifier');
  return callerRange.subarray(offset, offset + size).every((byte, i) => byte === own.bytes[offset + i]);
}

/** Bytes of the specifier block that must be there; the padding behind the H.264 block need not. */
function headerSize({ specifier }: ModeRange): number {
  return structSize(SHAPES[specifier].header);
}

/**
 * Reads the specifier block; `undefined` if it describes pictures of another kind than the range's mode.
 * @param exact whether the block must describe a whole format (of a format), or may leave members 0 (of a range).
 */
function readHeader(
  bytes: Uint8Array,
  struct: string,
  block: string,
  { mode, specifier }: ModeRange,
  exact: boolean,
): Wanted | undefined {
  const unsigned = (name: string): number => readUnsigned(bytes, 0, struct, `${block}.${name}`);
  if (specifier === 'KSDATAFORMAT_SPECIFIER_H264_VIDEO') {
    return { width: unsigned('wWidth'), height: unsigned('wHeight'), interval: unsigned('dwFrameInterval') };
  }
  const signed = (name: string): number => readSigned(bytes, 0, struct, `${block}.${name}`);
  const bitmap = (name: string): number => unsigned(`bmiHeader.${name}`);
  const same = (value: number, ours: number): boolean => value === ours || (!exact && value === 0);
  const fits =
    same(bitmap('biSizeImage'), mode.imageSize) &&
    same(bitmap('biCompression'), mode.compression) &&
    same(bitmap('biBitCount'), mode.bitCount) &&
    (!exact || bitmap('biSize') >= structSize('KS_BITMAPINFOHEADER')) &&
    ['rcSource', 'rcTarget'].every((rect) =>
      isEmptyOrWhole((side) => signed(`${rect}.${side}`), mode.width, mode.height),
    );
  if (!fits) return undefined;
  return {
    width: signed('bmiHeader.biWidth'),
    height: signed('bmiHeader.biHeight'),
    interval: signed('AvgTimePerFrame'),
  };
}

/** Neither cropping nor scaling: the rectangles are empty, or the whole picture. */
function isEmptyOrWhole(side: (name: string) => number, width: number, height: number): boolean {
  const [left, top, right, bottom] = ['left', 'top', 'right', 'bottom'].map(side);
  return left === 0 && top === 0 && ((right === 0 && bottom === 0) || (right === width && bottom === height));
}
