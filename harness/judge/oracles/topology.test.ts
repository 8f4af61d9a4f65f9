import { describe, expect, test } from 'vitest';
import { cycleBreach, filterNode as F, graphBreach, mutualBreach, type Connection, type Graph } from './topology.ts';

const link = (FromNode: number, FromNodePin: number, ToNode: number, ToNodePin: number): Connection => ({ FromNode, FromNodePin, ToNode, ToNodePin });
/** In, a node, another one, out. */
const chain: Graph = { nodes: 2, pins: ['in', 'out'], connections: [link(F, 0, 0, 1), link(0, 0, 1, 1), link(1, 0, F, 1)] };
const changed = (change: Partial<Graph>): string => graphBreach({ ...chain, ...change })?.message ?? '';
const more = (...connections: Connection[]): string => changed({ connections: [...chain.connections, ...connections] });

describe('a graph', () => {
  test('that is in order', () => {
    expect(graphBreach(chain)).toBeNull();
    // KSFILTER_NODE as a signed number is the same.
    expect(graphBreach({ ...chain, connections: chain.connections.map((c) => ({ ...c, FromNode: c.FromNode | 0, ToNode: c.ToNode | 0 })) })).toBeNull();
  });
  test('with an end that is nowhere', () => {
    expect(more(link(0, 2, 2, 0))).toBe('connection 3 ends at node 2');
    expect(more(link(F, 2, 0, 3))).toBe('connection 3 begins at pin 2');
  });
  test('with a pin on the wrong side', () => {
    expect(more(link(F, 1, 0, 3))).toBe('connection 3 begins at pin 1, whose data flows out');
  });
  test('with a connection that is there twice', () => {
    expect(more(link(0, 0, 1, 1))).toBe('connection 3 is connection 1 again');
  });
  test('with a cycle, which ends the search for one', () => {
    expect(more(link(1, 2, 0, 2))).toBe('what leaves node 0 comes back to it');
    expect(cycleBreach({ nodes: 1, pins: [], connections: [link(0, 0, 0, 1)] })).not.toBeNull();
    // Two ways to the same node are no cycle.
    expect(more(link(0, 2, 1, 2))).toBe('');
  });
  test('with a pin or a node that is connected to nothing', () => {
    expect(changed({ pins: ['in', 'out', 'in'] })).toBe('pin 2 is connected to nothing');
    expect(changed({ nodes: 3 })).toBe('node 2 is connected to nothing');
  });
});

describe('physical connections', () => {
  const wire = { filter: 'wave', pin: 1, toFilter: 'topology', toPin: 0 };
  const back = { filter: 'topology', pin: 0, toFilter: 'wave', toPin: 1 };
  const pins = (filter: string): number | undefined => ({ wave: 2, topology: 1 })[filter];
  test('are mutual', () => {
    expect(mutualBreach([wire, back], pins)).toBeNull();
    expect(mutualBreach([wire], pins)?.message).toContain('and that is wired to nothing');
    expect(mutualBreach([wire, { ...back, toPin: 0 }], pins)?.message).toContain('and that is wired to pin 0 of wave');
  });
  test('lead to a pin that exists', () => {
    expect(mutualBreach([{ ...wire, toPin: 1 }, back], pins)?.expected).toBe('one of its 1 pins');
    expect(mutualBreach([{ ...wire, toFilter: 'gone' }], pins)?.message).toContain('which cannot be opened');
  });
});
