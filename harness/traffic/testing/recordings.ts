/** Recordings of the reference device, for the tests of this room. */
import { expect } from 'vitest';
import { EVENT, PROPERTY, TESTCAP_EVENTS, TESTCAP_PROPERTIES } from '../../simulator/minidrivers/testcap/sets.ts';
import { PIN } from '../../simulator/minidrivers/testcap/testcap.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { Client, GET, SET, ulongs } from '../../simulator/testing/client.ts';
import type { Arch } from '../../target/target.ts';
import type { Recorded } from '../recorded.ts';
import { RecordingTarget } from '../recording-target.ts';

/** Drives the reference device through a recording, and gives the recording. */
export function record(body: (client: Client) => void, arch: Arch = 'x64'): readonly Recorded[] {
  const target = new RecordingTarget(createSimulator('testcap', { arch }));
  body(new Client(target));
  return target.recorded;
}

/** Enables an event, raises it, sees it, disables it. */
export function event(client: Client, level = 35): void {
  const { target } = client;
  const filter = client.openFilter();
  const signal = target.createSignal('semaphore', 5);
  const data = client.eventData(2, signal, { adjustment: 2 });
  // Something else first: what the handle is shows only in the request.
  client.property(filter, TESTCAP_PROPERTIES, PROPERTY.LEVEL, GET, 4);
  expect(client.enable(filter, TESTCAP_EVENTS, EVENT.CHANGED, 1, data)).toBe('STATUS_SUCCESS');
  client.property(filter, TESTCAP_PROPERTIES, PROPERTY.LEVEL, SET, ulongs(level));
  expect(target.takeSignals(signal, 0n)).toBe(2);
  expect(client.disable(filter, data)).toBe('STATUS_SUCCESS');
  target.close(signal);
  target.release(data);
  target.close(filter);
}

/** Reads frames from a running pin. */
export function stream(client: Client): void {
  const { target } = client;
  const pin = client.openPin(client.openFilter(), PIN.CAPTURE);
  for (const state of [1, 2]) client.setState(pin, state);
  const { headers, frames } = client.stream([{ extent: 70_000 }, { extent: 70_000 }]);
  const request = client.submitStream(pin, false, headers);
  client.setState(pin, 3);
  expect(target.wait(request, 10_000_000n)?.status).toBe(0);
  expect(frames.some(({ bytes }) => bytes.some((b) => b !== 0))).toBe(true);
  for (const state of [2, 1, 0]) client.setState(pin, state);
}
