import type { FrameIntervals, Remark, StreamFrame } from './descriptors.ts';
import { intervalBounds } from './descriptors.ts';
import type { Reader } from './reader.ts';
import { UsbProblem } from './source-text.ts';

/** No sensor has more. The frames of a mutated text shall not fill the memory either. */
const MAX_PIXELS = 2 ** 26;

/** Decodes a frame descriptor of any kind. `kind` decides only which fields are expected. */
export function readFrame(reader: Reader, kind: 'plain' | 'h264', remarks: Remark[]): StreamFrame {
  const width = positive(reader, 'wWidth');
  const height = positive(reader, 'wHeight');
  if (width * height > MAX_PIXELS) {
    throw reader.error(UsbProblem.impossibleValue, `${width} × ${height} pixels are more than a camera has`, 'wWidth');
  }
  const intervals = readIntervals(reader, remarks);
  const { min, max } = intervalBounds(intervals);
  const wanted = reader.number('dwDefaultFrameInterval');
  const offered = intervals.kind === 'discrete' ? intervals.values.includes(wanted) : wanted >= min && wanted <= max;
  if (!offered) {
    remarks.push({
      place: reader.place('dwDefaultFrameInterval'),
      text: `default frame interval ${wanted} is not offered`,
    });
  }
  return {
    place: reader.place(),
    index: reader.number('bFrameIndex'),
    width,
    height,
    minBitRate: reader.number('dwMinBitRate'),
    maxBitRate: reader.number('dwMaxBitRate'),
    maxFrameSize: reader.numberOr('dwMaxVideoFrameBufferSize', 0),
    defaultInterval: offered ? wanted : min,
    intervals,
    ...(kind === 'h264' ? { h264: readH264Frame(reader) } : {}),
  };
}

function readIntervals(reader: Reader, remarks: Remark[]): FrameIntervals {
  const type = reader.find('bFrameIntervalType') ? 'bFrameIntervalType' : 'bNumFrameIntervals';
  const count = reader.number(type);
  if (count === 0) {
    const min = positive(reader, 'dwMinFrameInterval');
    const max = positive(reader, 'dwMaxFrameInterval');
    if (min > max) {
      throw reader.error(
        UsbProblem.impossibleValue,
        `dwMinFrameInterval ${min} is above dwMaxFrameInterval ${max}`,
        'dwMinFrameInterval',
      );
    }
    return { kind: 'continuous', min, max, step: reader.numberOr('dwFrameIntervalStep', 0) };
  }
  const values = reader.numbers('dwFrameInterval');
  if (values.length === 0)
    throw reader.error(UsbProblem.missingField, `dwFrameInterval is missing, ${count} are declared`, type);
  if (values.length !== count) {
    remarks.push({ place: reader.place(type), text: `${count} frame intervals declared, ${values.length} present` });
  }
  if (values.includes(0)) throw reader.error(UsbProblem.impossibleValue, 'a frame interval is 0', 'dwFrameInterval');
  return { kind: 'discrete', values };
}

function readH264Frame(reader: Reader): Readonly<Record<string, number>> {
  const names = [
    'wSARwidth',
    'wSARheight',
    'wProfile',
    'bLevelIDC',
    'wConstrainedToolset',
    'bmSupportedUsages',
    'bmCapabilities',
    'bmSVCCapabilities',
    'bmMVCCapabilities',
  ];
  return Object.fromEntries(names.map((name) => [name, reader.numberOr(name, 0)]));
}

/** A number that must be there and not be 0. */
function positive(reader: Reader, name: string): number {
  const value = reader.number(name);
  if (value === 0) throw reader.error(UsbProblem.impossibleValue, `${name} is 0`, name);
  return value;
}
