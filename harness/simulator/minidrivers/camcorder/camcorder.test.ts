import { describe, expect, it } from 'vitest';
import { Client, concat, GET, SET, u32, ulongs } from '../../testing/client.ts';
import { ED_MEDIA, ED_MODE, ED_POWER } from '../../../abi/xprtdefs.ts';

const RUN = 3;
const TRANSPORT = 'PROPSETID_EXT_TRANSPORT';
const DEVICE = 'PROPSETID_EXT_DEVICE';
const TIMECODE = 'PROPSETID_TIMECODE_READER';
const XPRT = { LOAD: 3, MEDIUM: 4, STATE: 5, ATN_SEARCH: 8 } as const;
const POWER = 2;

/** A client with a filter; the structures of the sets go both ways. */
function open() {
  const client = new Client('camcorder');
  const filter = client.openFilter();
  const union = new Uint8Array(520);
  const get = (set: string, id: number, size = 544) => client.property(filter, set, id, GET, size, new Uint8Array(size - 24)).out.slice(24);
  const put = (set: string, id: number, ...values: number[]) => {
    const out = concat(new Uint8Array(24), ulongs(...values), union.subarray(values.length * 4));
    return client.property(filter, set, id, SET, out, union).status;
  };
  const pass = (milliseconds: number) => {
    client.target.sleep(BigInt(milliseconds) * 10_000n);
  };
  return {
    client,
    filter,
    get,
    put,
    pass,
    command: (mode: number, state = mode) => put(TRANSPORT, XPRT.STATE, mode, state),
    frame: () => u32(get(TIMECODE, 0, 48), 12),
  };
}

describe('the transport', () => {
  it('XPT-009: moves its tape as it is told', () => {
    const { command, frame, pass } = open();
    const first = frame();
    const moved = (mode: number, state = mode) => {
      expect(command(mode, state)).toBe('STATUS_SUCCESS');
      const before = frame();
      pass(400);
      return frame() - before;
    };
    expect(moved(ED_MODE.PLAY)).toBe(10);
    expect(moved(ED_MODE.PLAY, ED_MODE.REV_PLAY)).toBe(-10);
    expect(moved(ED_MODE.PLAY, ED_MODE.FREEZE)).toBe(0);
    expect(moved(ED_MODE.FF)).toBe(200);
    expect(moved(ED_MODE.PLAY, ED_MODE.STEP_REV)).toBe(0);
    expect(frame()).toBe(first + 199);
    command(ED_MODE.REW_FASTEST);
    pass(60_000);
    expect(frame()).toBe(0);
  });

  it('XPT-006: refuses a state that does not belong to its mode', () => {
    const { command, get } = open();
    expect(command(ED_MODE.STOP, ED_MODE.PLAY)).toBe('STATUS_INVALID_PARAMETER');
    expect(command(ED_MODE.RECORD, ED_MODE.RECORD_FREEZE)).toBe('STATUS_SUCCESS');
    expect([0, 4].map((at) => u32(get(TRANSPORT, XPRT.STATE), at))).toEqual([ED_MODE.RECORD, ED_MODE.RECORD_FREEZE]);
  });

  it('XPT-010: stands without a tape, which somebody puts in again when all have left', () => {
    const { client, filter, command, put, get } = open();
    expect(put(TRANSPORT, XPRT.LOAD, ED_MEDIA.UNLOAD)).toBe('STATUS_SUCCESS');
    expect(u32(get(TRANSPORT, XPRT.MEDIUM))).toBe(0);
    expect(command(ED_MODE.PLAY)).toBe('STATUS_DEVICE_NOT_READY');
    client.target.close(filter);
    const { out } = client.property(client.openFilter(), TRANSPORT, XPRT.MEDIUM, GET, 544, new Uint8Array(520));
    expect(u32(out, 24)).toBe(1);
  });

  it('XPT-008: searches for nothing', () => {
    expect(open().put(TRANSPORT, XPRT.ATN_SEARCH, 1)).toBe('STATUS_NOT_SUPPORTED');
  });
});

it('XPT-003: stands by, and plays no more', () => {
  const { put, get, command } = open();
  command(ED_MODE.PLAY);
  expect(put(DEVICE, POWER, ED_POWER.OFF)).toBe('STATUS_INVALID_PARAMETER');
  expect(put(DEVICE, POWER, ED_POWER.STANDBY)).toBe('STATUS_SUCCESS');
  expect(u32(get(TRANSPORT, XPRT.STATE))).toBe(ED_MODE.STOP);
  expect(command(ED_MODE.PLAY)).toBe('STATUS_DEVICE_NOT_READY');
});

it('gives a picture for each frame that it plays', () => {
  const { client, filter, command, pass } = open();
  const pin = client.openPin(filter, 0);
  client.setState(pin, RUN);
  const read = () => client.submitStream(pin, false, client.stream([{ extent: 144_000 }]).headers);
  const [first, second] = [read(), read()];
  pass(40);
  expect(client.target.wait(first, 0n)?.status).toBe(0);
  command(ED_MODE.STOP);
  pass(400);
  expect(client.target.wait(second, 0n)).toBeNull();
  command(ED_MODE.PLAY);
  pass(40);
  expect(client.target.wait(second, 0n)?.status).toBe(0);
});
