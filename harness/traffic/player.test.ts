import { describe, expect, test } from 'vitest';
import { STATUS } from '../abi/ntstatus.ts';
import { MustWait, TargetDied, TargetMisuse, type Handle, type RequestId } from '../target/target.ts';
import type { Action, Slot } from './actions.ts';
import { Player } from './player.ts';
import type { Recorded } from './recorded.ts';
import type { TrafficHead } from './traffic-head.ts';

const head: TrafficHead = {
  target: 'simulator:testcap',
  arch: 'x64',
  identity: { driver: '', version: '', provider: '', hardwareId: '', os: '' },
  capabilities: [],
  has: { scheduling: false, plugAndPlay: false, observations: false },
};
const slot = 1 as Slot;
const close: Action = { do: 'close', handle: slot };
const recorded = (call: Recorded['call'], more: Partial<Recorded> = {}): Recorded => ({ call, answered: {}, changes: [], ...more });

/** A player that is about to be asked this. */
function playing(...calls: Recorded[]): Player {
  const player = new Player(head);
  player.play(calls);
  if (calls[0]) player.expect(calls[0].call);
  return player;
}

test('a target without the optional parts has none', () => {
  const player = new Player(head);
  expect([player.scheduling, player.plugAndPlay, player.observations, player.verifier, player.peek]).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test('a call that nobody announced is a difference, and stays one', () => {
  const player = playing();
  expect(() => player.close()).toThrow('a call was made that nobody announced');
  expect(() => { player.expect(close); }).toThrow('call 1 is "close", where nothing more was recorded');
  expect(() => player.close()).toThrow('call 1 is "close", where nothing more was recorded');
});

test('what differs is named', () => {
  const player = new Player(head);
  player.play([recorded({ do: 'open', path: 'camera', access: 0, makes: slot })]);
  expect(() => { player.expect({ do: 'open', path: 'camera', access: 1, makes: slot }); }).toThrow('was recorded with another access');
});

describe('what failed fails', () => {
  test.each<[NonNullable<Recorded['failure']>['kind'], string, new (...args: never[]) => Error, string]>([
    ['died', 'PAGE_FAULT', TargetDied, 'PAGE_FAULT'],
    ['must-wait', 'must wait for a lock', MustWait, 'must wait for a lock'],
    ['misuse', 'handle 4 is closed', TargetMisuse, 'handle 4 is closed'],
    ['error', 'kscts went wrong', Error, 'kscts went wrong'],
  ])('%s', (kind, message, type, shown) => {
    const player = playing(recorded(close, { failure: { kind, message } }));
    expect(() => player.close()).toThrow(shown);
    const again = playing(recorded(close, { failure: { kind, message } }));
    expect(() => again.close()).toThrow(type);
  });
});

describe('of an answer that says little', () => {
  test('the rest is as if nothing had happened', () => {
    expect(playing(recorded(close)).close()).toBe(STATUS.STATUS_SUCCESS);
    expect(playing(recorded({ do: 'open', path: '', access: 0, makes: slot })).open()).toEqual({ status: STATUS.STATUS_SUCCESS, handle: 0 });
    expect(playing(recorded({ do: 'now' })).now()).toBe(0n);
    expect(playing(recorded({ do: 'take-signals', signal: slot, limit: 0n })).takeSignals()).toBe(0);
    expect(playing(recorded({ do: 'create-signal', kind: 'semaphore', limit: 1, makes: slot })).createSignal()).toBe(0);
    expect(playing(recorded({ do: 'allocate', length: 4, kind: 'normal', misalign: 0, makes: slot }, { told: 4 })).allocate(4)).toMatchObject({ address: 0n, length: 4 });
  });

  test('a wait that ended before its request, or whose buffer is not known', () => {
    const wait: Action = { do: 'wait', request: slot, limit: 0n };
    expect(playing(recorded(wait, { answered: { pending: true } })).wait(7 as RequestId)).toBeNull();
    expect(playing(recorded(wait, { answered: { status: STATUS.STATUS_CANCELLED, timedOut: true } })).wait(7 as RequestId)).toEqual({ status: STATUS.STATUS_CANCELLED, information: 0, timedOut: true });
  });

  test('changes of memory that is not there, or has become shorter, change nothing', () => {
    const player = playing(
      recorded({ do: 'allocate', length: 2, kind: 'normal', misalign: 0, makes: slot }, { told: 2, gave: 0x1000n }),
      recorded(close, { changes: [{ region: slot, offset: 0, bytes: Uint8Array.of(1, 2) }, { region: slot, offset: 1, bytes: Uint8Array.of(9, 9) }, { region: 5 as Slot, offset: 0, bytes: Uint8Array.of(7) }] }),
    );
    const region = player.allocate(2);
    player.expect(close);
    player.close();
    expect([...region.bytes]).toEqual([1, 2]);
  });
});

test('memory of another target is released, too', () => {
  const player = playing(recorded({ do: 'release', region: slot }));
  const region = { address: 0n, length: 1, kind: 'normal', bytes: Uint8Array.of(1) } as unknown as Parameters<Player['release']>[0];
  player.release(region);
  expect([...region.bytes]).toEqual([1]);
  expect(() => player.openChild()).toThrow('nobody announced');
  expect(() => player.ioctl(1 as Handle, 0, null, null)).toThrow('nobody announced');
});
