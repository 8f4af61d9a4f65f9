/** What of the bytes of actions is left when only some of it matters. */
import { expect, test } from 'vitest';
import type { Action, Content, Slot } from './actions.ts';
import { minimise } from './minimise.ts';

const [filter, region] = [1 as Slot, 2 as Slot];
const content = (bytes: readonly number[], links: Content['links'] = []): Content => ({ bytes: Uint8Array.from(bytes), links });
const write = (bytes: readonly number[], links: Content['links'] = []): Action => ({ do: 'write', region, offset: 0, content: content(bytes, links) });

/** What is left of one action while `matters` holds for it. */
function left<A extends Action>(action: A, matters: (action: A) => boolean): A {
  const { actions } = minimise([action], (smaller) => smaller.length === 1 && matters(smaller[0] as A));
  return actions[0] as A;
}

test('of bytes that are written: those that matter, bit by bit', () => {
  const shown = left(write([0xff, 0xff, 0xff, 0xff]) as Extract<Action, { do: 'write' }>, ({ content: { bytes } }) => ((bytes[1] ?? 0) & 0x24) === 0x24);
  expect([...shown.content.bytes]).toEqual([0, 0x24]);
});

test('a handle goes with its bytes, or stays whole', () => {
  const link = { at: 4, size: 4, to: filter } as const;
  const linked = write([1, 1, 1, 1, 9, 9, 9, 9, 1, 1], [link]) as Extract<Action, { do: 'write' }>;
  expect(left(linked, ({ content: { links } }) => links.length === 1).content).toEqual(content([0, 0, 0, 0, 9, 9, 9, 9], [link]));
  expect(left(linked, ({ content: { bytes } }) => bytes.length >= 8 && bytes[0] === 1).content).toEqual(content([1, 0, 0, 0, 0, 0, 0, 0]));
});

test('of the name of an object, and of both buffers of a request', () => {
  const child: Action = { do: 'open-child', parent: filter, name: content([1, 2, 3, 4]), access: 0, makes: region };
  expect([...(left(child as Extract<Action, { do: 'open-child' }>, ({ name }) => name.bytes[1] === 2).name.bytes)]).toEqual([0, 2]);
  const ioctl: Action = { do: 'ioctl', handle: filter, code: 1, input: content([7, 7]), output: content([8, 8]) };
  expect(left(ioctl, () => true)).toEqual({ ...ioctl, input: content([]), output: content([]) });
  const spans: Action = { ...ioctl, input: { region, offset: 0, length: 4 }, output: null };
  expect(left(spans, () => true)).toEqual(spans);
});

test('of lists that run at the same time: their actions and switches, too', () => {
  const together: Action = { do: 'together', lanes: [[write([1, 2]), write([3])], [write([4, 5])]], switches: [1, 2, 3] };
  const shown = left(together as Extract<Action, { do: 'together' }>, ({ do: what, lanes, switches }) =>
    what === 'together' && switches.includes(2) && lanes.flat().some((action) => action.do === 'write' && action.content.bytes[1] === 5));
  expect(shown.switches).toEqual([2]);
  expect(shown.lanes.flat()).toEqual([write([0, 5])]);
});
