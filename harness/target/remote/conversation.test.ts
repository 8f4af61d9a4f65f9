/** Lists of calls and their answers, over a link that says what the test wants: also what no agent of kscts would. */
import { describe, expect, test } from 'vitest';
import { TargetDied, TargetMisuse } from '../target.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { ConnectionDied, Conversation, errorOf } from './conversation.ts';
import type { Frame } from './frames.ts';
import { LinkLost, type Link } from './link.ts';
import { aftermath, durations, endings, readCall, writeEffect, type Call, type Effect, type Ending } from './protocol.ts';

const listEnd = 0xff;
const count = (value: number): Effect => ({ result: { count: value }, now: null, memory: [] });

/** How one call of a list ends. */
type Said = { readonly how: Ending; readonly detail?: string; readonly effect?: Effect } | 'end';

/** The answer to a list: what is said of its calls, and what the device did meanwhile. */
function results(sequence: number, said: readonly Said[], more: { readonly now?: bigint; readonly tail?: readonly number[] } = {}): Frame {
  const to = new ByteWriter();
  to.u32(sequence);
  for (const each of said) {
    if (each === 'end') {
      to.u8(listEnd);
      continue;
    }
    to.u8(endings.indexOf(each.how));
    if (each.how === 'done') to.u32((each.effect?.result as { count: number }).count);
    else if (each.how === 'otherwise') writeEffect(to, 'takeSignals', each.effect ?? count(0));
    else if (each.how !== 'as-foretold') to.text(each.detail ?? '');
  }
  aftermath.write(to, { now: more.now ?? null, memory: [{ region: 3, changes: [{ offset: 1, bytes: Uint8Array.of(9) }] }] });
  durations.write(to, said.map(() => 2000));
  for (const byte of more.tail ?? []) to.u8(byte);
  return { kind: 'results', body: to.take() };
}

/** A conversation whose agent gives these frames, one after the other. */
function talk(...frames: readonly (Frame | null | Error)[]) {
  const sent: Uint8Array[] = [];
  const told: unknown[] = [];
  const left = [...frames];
  const link: Link = {
    doing: 0,
    send: (_kind, body) => { sent.push(body); },
    receive: () => {
      const frame = left.shift();
      if (frame instanceof Error) throw frame;
      return frame ?? null;
    },
    close: () => {},
  };
  const listener = { wrote: (...words: unknown[]) => { told.push(words); }, time: (now: bigint | null) => { told.push(now); } };
  return { conversation: new Conversation(link, listener, 1000), sent, told };
}

const taken = { signal: 4 as never, limit: 0n };
const done = (value: number): Said => ({ how: 'done', effect: count(value) });

test('what is told goes with what is asked, in one list, and is answered in order', () => {
  const { conversation, sent, told } = talk(results(0, [done(1), done(2), 'end'], { now: 5n }));
  const came: number[] = [];
  conversation.tell('takeSignals', taken, (result) => came.push(result.count));
  expect([conversation.settled, sent.length]).toEqual([false, 0]);
  expect(conversation.ask('takeSignals', taken).count).toBe(2);
  expect([came, conversation.settled, conversation.counts]).toEqual([[1], true, { calls: 2, lists: 1, waits: 1 }]);
  expect(told).toEqual([[3, [{ offset: 1, bytes: Uint8Array.of(9) }]], 5n]);
  const from = new ByteReader(sent[0] ?? new Uint8Array(0));
  expect([from.u32(), readCall(from).call, readCall(from).call]).toEqual([0, { call: 'takeSignals', ...taken }, { call: 'takeSignals', ...taken }]);
});

test('a list that is full is sent before it is waited for; nothing is sent where nothing was told', () => {
  const { conversation, sent } = talk();
  conversation.post();
  conversation.settle();
  expect(sent).toHaveLength(0);
  conversation.tell('write', { region: 1, offset: 0, bytes: new Uint8Array(256 * 1024) });
  expect(sent).toHaveLength(1);
});

describe('a call that was not done', () => {
  test.each<[Ending, new (...words: never[]) => Error, string]>([
    ['died', TargetDied, 'PAGE_FAULT'],
    ['misused', TargetMisuse, 'PAGE_FAULT'],
    ['nothing-there', TargetMisuse, 'PAGE_FAULT'],
    ['failed', Error, 'the agent could not do takeSignals: PAGE_FAULT'],
  ])('%s: throws, at once or with what is asked next', (how, kind, message) => {
    const said: Said = { how, detail: 'PAGE_FAULT' };
    const asked = talk(results(0, [said, 'end'])).conversation;
    expect(() => asked.ask('takeSignals', taken)).toThrow(kind);
    // Behind it nothing of the list was done.
    const { conversation } = talk(results(0, [said, 'end']), results(1, [done(1), 'end']));
    conversation.tell('takeSignals', taken);
    conversation.tell('takeSignals', taken);
    expect(() => { conversation.settle(); }).toThrow(message);
    expect(conversation.ask('takeSignals', taken).count).toBe(1);
  });

  test('and of which nothing is said was not done either', () => {
    const { conversation } = talk(results(0, ['end']));
    expect(() => conversation.ask('takeSignals', taken)).toThrow('the agent could not do takeSignals: the agent did not answer');
    expect(errorOf({ how: 'done', result: count(1).result }, 'probe').message).toBe('probe was done');
  });
});

describe('an answer that is none is the end of the connection', () => {
  test.each<[string, Frame | null | Error, string]>([
    ['nobody there', new LinkLost('ECONNRESET'), 'the connection to the agent was lost: ECONNRESET'],
    ['silence', null, 'the agent did not answer within 1 s'],
    ['another frame', { kind: 'welcome', body: new Uint8Array(0) }, 'the agent sent what is no answer: it sent welcome where results are due'],
    ['another list', results(7, [done(1), 'end']), 'the answer to list 7, where 0 is due'],
    ['more results than calls', results(0, [done(1), done(2), 'end']), 'more results than calls'],
    ['an ending that there is not', { kind: 'results', body: Uint8Array.of(0, 0, 0, 0, 99) }, 'the unknown ending 99'],
    ['an answer to what was not foretold', results(0, [{ how: 'as-foretold' }, 'end']), 'it compares where nothing was foretold'],
    ['something behind the end', results(0, [done(1), 'end'], { tail: [1] }), 'bytes too many'],
    ['half of it', { kind: 'results', body: Uint8Array.of(0, 0) }, 'bytes too few'],
  ])('%s', (_what, frame, message) => {
    const ask = () => talk(frame).conversation.ask('takeSignals', taken);
    expect(ask).toThrow(ConnectionDied);
    expect(ask).toThrow(message);
  });

  test('what is wrong in kscts is not', () => {
    const { conversation } = talk(new RangeError('off by one'));
    expect(() => conversation.ask('takeSignals', taken)).toThrow(RangeError);
    const { conversation: other } = talk(results(0, [done(1), 'end']));
    other.tell('takeSignals', taken, () => { throw new RangeError('off by one'); });
    expect(() => { other.settle(); }).toThrow(RangeError);
  });
});

describe('a list that was foretold', () => {
  const call: Call = { call: 'takeSignals', ...taken };
  const list = [{ call, expected: Uint8Array.of(1) }, { call, expected: Uint8Array.of(2) }, { call, expected: null }];
  const as: Said = { how: 'as-foretold' };

  test.each<[string, readonly Said[], object]>([
    ['goes as foretold up to what is asked', [as, as, done(7), 'end'], { kept: 2, took: [2, 2, 2], then: { how: 'done', effect: { result: { count: 7 } } } }],
    ['goes otherwise, and ends there', [as, { how: 'otherwise', effect: count(5) }, 'end'], { kept: 1, took: [2, 2], then: { how: 'done', effect: count(5) } }],
    ['meets a death', [as, { how: 'died', detail: 'PAGE_FAULT' }, 'end'], { kept: 1, then: { how: 'died', detail: 'PAGE_FAULT', aftermath: { now: null } } }],
  ])('%s', (_what, said, course) => {
    const { conversation, sent } = talk(results(0, said));
    expect(conversation.foretell(list, 0n)).toMatchObject(course);
    expect(sent).toHaveLength(1);
  });

  test('is one list, however long it is', () => {
    const write: Call = { call: 'write', region: 1, offset: 0, bytes: new Uint8Array(200 * 1024) };
    const { conversation, sent } = talk(results(0, [as, as, 'end']));
    expect(conversation.foretell([write, write].map((each) => ({ call: each, expected: new Uint8Array(1) })), 0n).kept).toBe(2);
    expect(sent).toHaveLength(1);
  });
});
