/** Judging formats and intersecting ranges. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsIntersectHandler, KsPinDescriptorEx } from '../descriptors.ts';
import { intervalBounds } from '../../../usb/descriptors.ts';
import { formatBytes, SHAPES, type ModeRange } from './data-ranges.ts';
import { runningInterval } from './video-mode.ts';
import { BLOCKS } from './specifier-blocks.ts';
import { member, readSigned, readUnsigned, structSize } from './structs.ts';

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * The interval that `format` asks for, or `undefined` if the format is not one of this range. The GUIDs match already.
 * Any positive interval will do: a rate that the hardware lacks runs at the next lower one (VCAP-010).
 */
export function wantedInterval(format: Uint8Array, { mode, specifier }: ModeRange): number | undefined {
  const block = BLOCKS[specifier].format;
  if (format.length < block.end) return undefined;
  const view = viewOf(format);
  const { width, height, interval } = block.wanted(view);
  const fits = width === mode.width && height === mode.height && interval >= 0 && block.describes(view, mode, true);
  return fits ? interval : undefined;
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
  const { range: struct } = SHAPES[specifier];
  const isFull = callerRange.length >= structSize(struct) && sameSpecifier(callerRange, own);
  if (!isFull) return formatBytes(mode, specifier, mode.defaultInterval);

  // The header of a range is that of its preferred format: a size other than ours is not ours to answer. Most of the
  // pairs of a long list end here.
  const block = BLOCKS[specifier].range;
  const view = viewOf(callerRange);
  const wanted = block.wanted(view);
  const named = (value: number, ours: number): boolean => value === 0 || value === ours;
  if (!named(wanted.width, mode.width) || !named(wanted.height, mode.height)) return STATUS.STATUS_NO_MATCH;

  const flag = (name: string): boolean => readUnsigned(callerRange, 0, struct, name) !== 0;
  const sameKind =
    block.describes(view, mode, false) &&
    flag('bFixedSizeSamples') === mode.fixedSize &&
    flag('bTemporalCompression') === mode.temporal;
  if (!sameKind) return STATUS.STATUS_NO_MATCH;

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
  for (let i = offset; i < offset + size; i += 1) if (callerRange[i] !== own.bytes[i]) return false;
  return true;
}
