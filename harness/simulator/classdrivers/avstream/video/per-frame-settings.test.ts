import { expect, test } from 'vitest';
import { constantByName } from '../../../../abi/names.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import { PER_FRAME, perFrameSet } from './per-frame-settings.ts';
import { putStruct, structSize } from './structs.ts';

const [HEADER, FRAME, ITEM, VALUE] = [
  'KSCAMERA_PERFRAMESETTING_HEADER', 'KSCAMERA_PERFRAMESETTING_FRAME_HEADER', 'KSCAMERA_PERFRAMESETTING_ITEM_HEADER', 'KSCAMERA_EXTENDEDPROP_VALUE',
];
const typeOf = (item: string) => Number(constantByName(`KSCAMERA_PERFRAMESETTING_ITEM_${item}`));

interface Odd {
  readonly frames?: number;
  readonly size?: number;
  readonly id?: number;
  readonly frameSize?: number;
  readonly items?: number;
  readonly type?: number;
  readonly itemSize?: number;
  readonly behind?: number;
}

const whole = structSize(HEADER) + structSize(FRAME) + structSize(ITEM) + structSize(VALUE);

/** A payload of one frame with one item, of which something may be odd. */
function payload({ behind = 0, frames = 1, size = whole + behind, id = 0, frameSize = whole - structSize(HEADER), items = 1, type = typeOf('FLASH'), itemSize = structSize(ITEM) + structSize(VALUE) }: Odd = {}): Uint8Array {
  const bytes = new Uint8Array(whole + behind);
  putStruct(bytes, 0, HEADER, { Size: size, FrameCount: frames });
  putStruct(bytes, structSize(HEADER), FRAME, { Size: frameSize, Id: id, ItemCount: items });
  putStruct(bytes, structSize(HEADER) + structSize(FRAME), ITEM, { Size: itemSize, Type: type });
  return bytes;
}

/** The status of a set on a camera that has a flash for each frame. */
function set(bytes: Uint8Array): number | undefined {
  const { items } = perFrameSet([{ item: 'FLASH', flags: PER_FRAME.MANUAL }]);
  const request = { value: { length: bytes.length, slice: () => bytes.slice() } };
  const setter = items.find((item) => item.set !== undefined)?.set as unknown as (asked: typeof request) => number;
  return setter(request);
}

test.each<[string, Odd]>([
  ['as it should be', {}],
  ['an item without a value', { itemSize: structSize(ITEM), frameSize: structSize(FRAME) + structSize(ITEM), size: whole - structSize(VALUE), behind: -structSize(VALUE) }],
])('%s: taken', (_what, odd) => {
  expect(set(payload({ ...odd, ...(odd.behind !== undefined && { size: whole + odd.behind }) }))).toBe(STATUS.STATUS_SUCCESS);
});

test.each<[string, Odd]>([
  ['no frame', { frames: 0 }],
  ['a size that is not that of all', { size: whole + 1 }],
  ['a frame that is not there', { frames: 2 }],
  ['a frame with the number of another', { id: 1 }],
  ['a frame beyond the end', { frameSize: whole }],
  ['an item that is not there', { items: 2 }],
  ['an item that the camera lacks', { type: typeOf('FLASH') + 100 }],
  ['an item of an odd size', { itemSize: structSize(ITEM) + 1 }],
  ['bytes behind the last item', { items: 0 }],
  ['bytes behind the last frame', { behind: 8 }],
])('%s: refused', (_what, odd) => {
  expect(set(payload(odd))).toBe(STATUS.STATUS_INVALID_PARAMETER);
});

test('less than the header says nothing', () => {
  expect(set(new Uint8Array(structSize(HEADER) - 1))).toBe(STATUS.STATUS_BUFFER_TOO_SMALL);
});

test('an item that there is not is a mistake of the minidriver', () => {
  expect(() => perFrameSet([{ item: 'NONE', flags: 0n }])).toThrow('no item of a frame is named NONE');
});
