import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ntStatus, STATUS, statusName } from '../abi/ntstatus.ts';
import { UserError } from '../base/errors.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { GET, SET, ulongs } from '../simulator/testing/client.ts';
import type { Arch } from '../target/target.ts';
import type { Action } from './actions.ts';
import type { Done } from './answered.ts';
import { parseReplayFile, readReplayFile, replayText, writeReplayFile, type ReplayFile } from './file.ts';
import { perform } from './perform.ts';
import { storyOf } from './story.ts';
import { event, record, stream } from './testing/recordings.ts';
import { openFilter, property, PROPERTY, slot } from './testing/testcap.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-replay-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const fileOf = (story: readonly Done[], arch: Arch = 'x64'): ReplayFile => ({
  kscts: '0.0.0',
  target: 'simulator:testcap',
  arch,
  descriptors: undefined,
  faults: ['a.b'],
  seed: 7,
  found: { by: 'core/event:x@testcap', verdict: 'fail', message: 'status is A', expected: 'status B', rule: 'EVT-043', action: 0 },
  story,
});

const doneBy = (actions: readonly Action[]): Done[] => {
  const { answers } = perform(createSimulator('testcap'), actions);
  return actions.map((action, i) => {
    const answered = { ...answers[i] };
    // When actions of lists were begun and done is not stored.
    Reflect.deleteProperty(answered, 'times');
    return { action, answered };
  });
};

describe.each(['x64', 'x86'] as const)('%s', (arch) => {
  test.each([
    ['an event', event],
    ['a stream', stream],
  ])('what was recorded of %s comes back from a file', (_, body) => {
    const file = fileOf(storyOf(record(body, arch)), arch);
    const path = join(folder, `${arch}.json`);
    writeReplayFile(path, file);
    expect(readReplayFile(path)).toEqual(file);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ format: 'kscts-replay/1', arch });
  });
});

test('every kind of action comes back, and what it was answered', () => {
  const target = createSimulator('testcap');
  const { handle, code, input } = property(0, PROPERTY.SLOW, GET, 4);
  const actions: Action[] = [
    openFilter(target, 0),
    { do: 'allocate', length: 4, kind: 'normal', misalign: 1, makes: slot(1) },
    { do: 'allocate', length: 4, kind: 'no-access', misalign: 0, makes: slot(2) },
    { do: 'create-signal', kind: 'semaphore', limit: 3, makes: slot(3) },
    { do: 'submit', handle, code, input, output: { region: slot(1), offset: 0, length: 4 }, makes: slot(4) },
    { do: 'cancel', request: slot(4) },
    { do: 'wait', request: slot(4), limit: 5n },
    { do: 'ioctl', handle, code: 0x1234, input: { address: 0xffff_8000_0000_1000n, length: 24 }, output: null, limit: 100n },
    { do: 'take-signals', signal: slot(3), limit: 0n },
    { do: 'sleep', duration: 10n },
    { do: 'power', state: 'D2' },
    { do: 'power', state: 'D0' },
    { do: 'together', lanes: [[property(0, PROPERTY.LEVEL, SET, ulongs(5))], [property(0, PROPERTY.LEVEL, GET, 4), { do: 'wait', request: slot(99), limit: 0n }]], switches: [1, 3] },
    { do: 'unplug' },
    { do: 'plug' },
    { do: 'release', region: slot(2) },
    { do: 'close', handle: slot(0) },
  ];
  const file = fileOf(doneBy(actions));
  expect(parseReplayFile(replayText(file), 'x.json')).toEqual(file);
});

test('a file can be read by people', () => {
  const { kscts, target, arch, story } = fileOf(storyOf(record(event)));
  expect(replayText({ kscts, target, arch, story, faults: [] })).toMatchInlineSnapshot(`
    "{
      "format": "kscts-replay/1",
      "kscts": "0.0.0",
      "target": "simulator:testcap",
      "arch": "x64",
      "actions": [
        {
          "open": "\\\\\\\\?\\\\root#kscts_testcap#0#{e5323777-f976-4f5b-9b55-b94699c46e44}\\\\testcap",
          "access": "0xc0000000",
          "makes": 0,
          "answer": { "status": "STATUS_SUCCESS", "opened": true }
        },
        { "createSignal": "semaphore", "limit": 5, "makes": 1 },
        { "allocate": 32, "makes": 2 },
        { "write": 2, "offset": 0, "bytes": "02000000 00000000 08 00*11 02 00*11", "links": [{ "at": 8, "to": 1 }] },
        {
          "ioctl": "IOCTL_KS_PROPERTY",
          "about": "GET property 0 of {B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}",
          "handle": 0,
          "input": "e0d0c1b4 5e5a5b4c 9f1d7e57 ca900001 00000000 01000000",
          "output": "cccccccc",
          "answer": { "status": "STATUS_SUCCESS", "information": 4, "output": "00000000" }
        },
        {
          "ioctl": "IOCTL_KS_ENABLE_EVENT",
          "about": "ENABLE event 0 of {B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900003}",
          "handle": 0,
          "input": "e0d0c1b4 5e5a5b4c 9f1d7e57 ca900003 00000000 01000000",
          "output": { "region": 2, "offset": 0, "length": 32 },
          "answer": {
            "status": "STATUS_SUCCESS",
            "information": 0,
            "output": "02000000 00000000 08 00*11 02 00*11",
            "outputLinks": [{ "at": 8, "to": 1 }]
          }
        },
        {
          "ioctl": "IOCTL_KS_PROPERTY",
          "about": "SET property 0 of {B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}",
          "handle": 0,
          "input": "e0d0c1b4 5e5a5b4c 9f1d7e57 ca900001 00000000 02000000",
          "output": "23000000",
          "answer": { "status": "STATUS_SUCCESS", "information": 0, "output": "23000000" }
        },
        { "takeSignals": 1, "limit": 0, "answer": { "signals": 2 } },
        {
          "ioctl": "IOCTL_KS_DISABLE_EVENT",
          "handle": 0,
          "input": { "region": 2, "offset": 0, "length": 32 },
          "answer": { "status": "STATUS_SUCCESS", "information": 0 }
        },
        { "close": 1, "answer": { "status": "STATUS_SUCCESS" } },
        { "release": 2 },
        { "close": 0, "answer": { "status": "STATUS_SUCCESS" } }
      ]
    }
    "
  `);
});

test('every status comes back by its name', () => {
  const action: Action = { do: 'close', handle: slot(0) };
  for (const status of [...Object.values(STATUS), 0xc012_3456, 0x4000_0000].map(ntStatus)) {
    const [done] = parseReplayFile(replayText({ ...fileOf([{ action, answered: { status } }]) }), 'x').story;
    expect([statusName(status), done?.answered.status]).toEqual([statusName(status), status]);
  }
});

describe('what is wrong in a file is told with its place', () => {
  const whole = (actions: string, more = '') =>
    `{\n  "format": "kscts-replay/1", "kscts": "0", "target": "simulator:testcap", "arch": "x64",${more}\n  "actions": [\n${actions}\n  ]\n}\n`;
  const message = (text: string): string => {
    try {
      parseReplayFile(text, 'bug.json');
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    return 'nothing';
  };

  test.each([
    ['another file', '{ "name": "package" }'],
    ['no JSON', whole('    { "close": 1 ')],
    ['nothing', ''],
    ['another version', whole('').replace('replay/1', 'replay/2')],
    ['an unknown action', whole('    { "clsoe": 1 }')],
    ['an unknown key', whole('    { "close": 1, "handle": 2 }')],
    ['bytes that are none', whole('    { "ioctl": "IOCTL_KS_PROPERTY", "handle": 0, "input": "0102 0" }')],
    ['more bytes than are read', whole('    { "ioctl": "IOCTL_KS_PROPERTY", "handle": 0, "input": "00*900000000" }')],
    ['an unknown control code', whole('    { "ioctl": "IOCTL_KS_PROPERTIES", "handle": 0 }')],
    ['a slot made twice', whole('    { "open": "x", "access": "0x0", "makes": 1 },\n    { "allocate": 4, "makes": 1 }')],
    ['a finding about no action', whole('    { "close": 1 }', ' "found": { "by": "x", "verdict": "fail", "message": "", "expected": "", "action": 1 },')],
    ['memory without end', whole(Array(5).fill(0).map((_, i) => `    { "allocate": 67108864, "makes": ${i} }`).join(',\n'))],
    ['lists within lists', whole('    { "together": [[{ "together": [], "switches": [] }]], "switches": [] }')],
  ])('%s', (_, text) => {
    expect(message(text)).toMatchSnapshot();
  });

  test('a great many actions', () => {
    const many = Array(10_001).fill('{"unplug":true}').join(',');
    expect(message(whole(many)).split('\n')[0]).toBe('bug.json:4:160001: error[KS521]: more than 10000 actions');
  });

  test('a file that is not there', () => {
    expect(() => readReplayFile(join(folder, 'none.json'))).toThrow('cannot be read (ENOENT)');
    expect(() => { writeReplayFile(join(folder, 'none', 'x.json'), fileOf([])); }).toThrow('cannot be written (ENOENT)');
  });
});
