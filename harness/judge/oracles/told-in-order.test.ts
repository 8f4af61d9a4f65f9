/** What oracles say of what comes in order, and of graphs. */
import { expect, test } from 'vitest';
import { orderBreach as frameOrderBreach, stamp } from './data-integrity.ts';
import { EventLedger } from './events.ts';
import { type Breach } from './oracle.ts';
import { leadBreach, monotoneBreach, packetBreach, phaseBreach, placeBreach, rateBreach, restBreach } from './temporal.ts';
import { closureBreach, cycleBreach, filterNode, isolationBreach, mutualBreach, repetitionBreach } from './topology.ts';
import { holdsEach } from './testing/told.ts';

const ms = 10_000;
const readings = (position: (i: number) => number) => Array.from({ length: 20 }, (_, i) => ({ at: i * ms, position: position(i) }));
const law = { rate: 1000, tolerance: 0.01, jitter: 4 * ms };
holdsEach({
  'a position that is too slow': [() => rateBreach('it', readings((i) => i / 2), law), 'O12', 'it advances by 500 a second', '1000, within 1 %'],
  'a position off its line': [
    () => rateBreach('it', readings((i) => i + (i === 9 ? 8 : 0)), { ...law, tolerance: 1 }),
    'O12', 'it is 7.597 ms off the line of its rate', 'at most 4 ms',
  ],
  'a position that trembles': [
    () => rateBreach('it', readings((i) => i + (i % 2)), { ...law, tolerance: 1, deviation: ms / 10 }),
    'O12', 'it deviates by 0.498 ms from the line of its rate', 'at most 0.1 ms',
  ],
  'a clock that goes back': [() => monotoneBreach('it', [1, 3n, 2]), 'O12', 'it goes from 3 to 2', 'it never goes back'],
  'a clock that stands': [() => monotoneBreach('it', [1, 1], true), 'O12', 'it goes from 1 to 1', 'a greater value each time'],
  'a position before its buffer': [() => placeBreach('it', -6, { size: 12, frame: 6 }), 'O12', 'it is -6', 'from 0 to 12'],
  'a position behind its buffer': [() => placeBreach('it', 18, { size: 12, frame: 6 }), 'O12', 'it is 18', 'from 0 to 12'],
  'a position within a frame': [() => placeBreach('it', 7, { size: 12, frame: 6 }), 'O12', 'it is 7', 'a multiple of 6'],
  'a lead that is too short': [() => leadBreach('it', 2, 3, 12, 2, 6), 'O12', 'it: the write offset is 1 bytes ahead of the play offset', '2 to 6'],
  'a lead around the end': [() => leadBreach('it', 10, 7, 12, 1, 6), 'O12', 'it: the write offset is 9 bytes ahead of the play offset', '1 to 6'],
  'what is not zero': [() => restBreach('it', [5], true), 'O12', 'it is 5 in STOP', '0'],
  'what does not stand': [() => restBreach('it', [5, 5, 6]), 'O12', 'it goes from 5 to 6 though the stream does not run', 'it stands'],
  'who is early': [
    () => phaseBreach('mark', [100, 149], { first: 100, period: 50, late: 10 }, 150),
    'O12', 'mark 2 comes 0.0001 ms early', 'not before its time',
  ],
  'who is late': [
    () => phaseBreach('mark', [111], { first: 100, period: 50, late: 10 }, 150),
    'O12', 'mark 1 comes 0.0011 ms late', 'at most 0.001 ms late',
  ],
  'who does not come': [() => phaseBreach('mark', [100], { first: 100, period: 50, late: 10 }, 160), 'O12', 'mark came 1 times', '2 times'],
  'packets from another number on': [() => packetBreach('packets', [1], 0), 'O12', 'packets begin with number 1', 'number 0'],
  'packets that are left out': [() => packetBreach('packets', [1, 2, 4]), 'O12', 'packets go from number 2 to 4', 'up by one'],
});

const link = (FromNode: number, FromNodePin: number, ToNode: number, ToNodePin: number) => ({ FromNode, FromNodePin, ToNode, ToNodePin });
const graph = { nodes: 2, pins: ['in', 'out'], connections: [link(filterNode, 0, 0, 0), link(0, 1, 1, 0), link(1, 1, filterNode, 1)] } as const;
const ends = (...connections: ReturnType<typeof link>[]) => closureBreach({ ...graph, connections });
const wired = (toFilter: string, toPin: number, ...more: Parameters<typeof mutualBreach>[0]) => mutualBreach([{ filter: 'a', pin: 0, toFilter, toPin }, ...more], (filter) => ({ a: 1, b: 2 })[filter]);
holdsEach({
  'a connection to no node': [() => ends(link(0, 0, 2, 0)), 'O13', 'connection 0 ends at node 2', 'one of 2 nodes', 'TOPO-007'],
  'a connection from no node': [
    () => ends(link(0, 0, 1, 0), link(-2, 0, 1, 0)),
    'O13', 'connection 1 begins at node -2', 'one of 2 nodes', 'TOPO-007',
  ],
  'a connection to no pin': [() => ends(link(0, 0, filterNode, 2)), 'O13', 'connection 0 ends at pin 2', 'one of 2 pins', 'TOPO-007'],
  'a connection from a pin where data leaves': [
    () => ends(link(filterNode, 1, 0, 0)),
    'O13', 'connection 0 begins at pin 1, whose data flows out', 'a pin whose data flows in', 'TOPO-007',
  ],
  'a connection to a pin where data comes in': [
    () => ends(link(0, 0, filterNode, 0)),
    'O13', 'connection 0 ends at pin 0, whose data flows in', 'a pin whose data flows out', 'TOPO-007',
  ],
  'a connection that is there twice': [
    () => repetitionBreach({ ...graph, connections: [...graph.connections, link(-1, 0, 0, 0)] }),
    'O13', 'connection 3 is connection 0 again', 'each connection once',
  ],
  'a cycle': [
    () => cycleBreach({ ...graph, connections: [...graph.connections, link(1, 2, 0, 2)] }),
    'O13', 'what leaves node 0 comes back to it', 'no cycle',
  ],
  'a pin alone': [
    () => isolationBreach({ ...graph, pins: ['in', 'out', 'out'] }),
    'O13', 'pin 2 is connected to nothing', 'every pin is the end of a connection',
  ],
  'a node alone': [() => isolationBreach({ ...graph, nodes: 3 }), 'O13', 'node 2 is connected to nothing', 'every node is the end of a connection'],
  'a wire to a filter that cannot be opened': [
    () => wired('c', 0),
    'O13', 'pin 0 of a is wired to c, which cannot be opened', 'a filter that can be opened',
  ],
  'a wire to a pin that is not there': [() => wired('b', 2), 'O13', 'pin 0 of a is wired to pin 2 of b', 'one of its 2 pins'],
  'a wire that only one end knows': [
    () => wired('b', 1),
    'O13', 'pin 0 of a is wired to pin 1 of b, and that is wired to nothing', 'the same connection at both ends',
  ],
  'a wire whose other end leads elsewhere': [
    () => wired('b', 1, { filter: 'b', pin: 1, toFilter: 'b', toPin: 0 }),
    'O13', 'pin 0 of a is wired to pin 1 of b, and that is wired to pin 0 of b', 'the same connection at both ends',
  ],
});

test('a graph whose connections differ in one number only repeats none', () => {
  const each = [link(0, 1, 1, 0), link(0, 2, 1, 0), link(0, 1, 1, 2), link(1, 1, 1, 0), link(0, 1, 0, 0)];
  expect(repetitionBreach({ ...graph, connections: each })).toBeNull();
  // A node that leads to several others, of which a later one comes back.
  const back = [link(0, 1, 1, 0), link(0, 2, 2, 0), link(2, 1, 0, 0)];
  expect(cycleBreach({ nodes: 3, pins: [], connections: back })?.message).toBe('what leaves node 0 comes back to it');
  expect(cycleBreach({ nodes: 3, pins: [], connections: [link(0, 1, 1, 0), link(1, 1, 2, 0), link(0, 2, 2, 0)] })).toBeNull();
  expect(cycleBreach({ nodes: 2, pins: [], connections: [link(1, 1, 1, 0)] })?.message).toBe('what leaves node 1 comes back to it');
});

const stamped = (number: number, end = number) => {
  const frame = new Uint8Array(12);
  stamp(frame, number);
  new DataView(frame.buffer).setUint32(8, end, true);
  return frame;
};
holdsEach({
  'a frame of two': [
    () => frameOrderBreach('capture', [stamped(0x0102_0304, 5)]),
    'O16', `capture: frame 0 begins as number ${0x0102_0304} and ends as number 5`, 'whole frames',
  ],
  'a frame that comes too early': [() => frameOrderBreach('capture', [stamped(4), stamped(6)]), 'O16', 'capture: frame 1 is number 6', 'number 5'],
});

function taken(oneshot: boolean, counts: boolean, causes: number, took: number, disabled = false): Breach | null {
  const ledger = new EventLedger();
  ledger.enabled('e', { cause: 'change', oneshot, counts });
  if (disabled) ledger.disabled('e');
  if (causes > 0) ledger.happened('change', causes);
  return ledger.took('e', took);
}
holdsEach({
  'signals that are missing': [() => taken(false, true, 3, 1), 'O15', 'e was signalled 1 times for change', '3 times'],
  'more signals than one object tells': [() => taken(false, false, 3, 2), 'O15', 'e was signalled 2 times for change', '1 times'],
  'a signal of nothing': [() => taken(false, true, 0, 1), 'O15', 'e was signalled 1 times, though nothing happened', 'no signal'],
  'a signal of who is disabled': [() => taken(false, true, 2, 1, true), 'O15', 'e was signalled 1 times after it was disabled', 'no signal'],
});

test('a ledger knows no name that was not enabled', () => {
  expect(() => new EventLedger().took('nobody', 0)).toThrow('nothing enabled is called nobody');
  expect(() => { new EventLedger().disabled('nobody'); }).not.toThrow();
});
