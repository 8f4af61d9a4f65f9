import { describe, expect, test } from 'vitest';
import { createName, KSSTRING } from '../../../abi/create-strings.ts';
import { statusName } from '../../../abi/ntstatus.ts';
import { Access } from '../../../target/target.ts';
import { NODE, PIN } from '../../minidrivers/testcap/testcap.ts';
import { Client, concat, GET, u32, ulongs, type ConnectChange } from '../../testing/client.ts';

const guid = '{00000000-1111-2222-3333-444444444444}';

describe.each(['x64', 'x86'] as const)('%s', (arch) => {
  function setup() {
    const client = new Client('testcap', { arch });
    const filter = client.openFilter();
    const format = client.format(filter, PIN.CAPTURE);
    const open = (bytes = format, change: ConnectChange = {}, pin: number = PIN.CAPTURE) =>
      client.openChild(filter, 'KSSTRING_Pin', client.connect(pin, bytes, change));
    return { client, filter, format, open, target: client.target };
  }

  test('OBJ-040, OBJ-063…066: a new pin is stopped, out of reset, counted, and has its format', () => {
    const { client, filter, format, open } = setup();
    const { status, handle } = open();
    expect([status, client.state(handle)]).toEqual(['STATUS_SUCCESS', 0]);
    const { information, out } = client.property(handle, 'KSPROPSETID_Connection', 2, GET, format.length);
    expect([information, out]).toEqual([format.length, format]);
    expect(u32(client.pinProperty(filter, 0, PIN.CAPTURE, 8).out, 4)).toBe(1);
  });

  test('OBJ-045…050: PinId, interface and medium', () => {
    const { format, open } = setup();
    expect(open(format, {}, 7).status).toBe('STATUS_INVALID_PARAMETER');
    expect(open(format, { interface: { set: guid } }, 7).status).toBe('STATUS_INVALID_PARAMETER');
    expect(open(format, { interface: { set: guid } }).status).toBe('STATUS_NO_MATCH');
    expect(open(format, { interface: { id: 1 } }).status).toBe('STATUS_NO_MATCH');
    expect(open(format, { medium: { set: guid } }).status).toBe('STATUS_NO_MATCH');
    expect(open(format, { medium: { id: 1 } }).status).toBe('STATUS_NO_MATCH');
    expect(open(format, { interface: { flags: 7 }, medium: { flags: 9 } }).status).toBe('STATUS_SUCCESS');
  });

  test('OBJ-051…054: the format', () => {
    const { format, open, filter, client } = setup();
    const change = (offset: number, ...bytes: number[]) => {
      const changed = format.slice();
      changed.set(bytes, offset);
      return changed;
    };
    for (const at of [16, 32, 48]) expect(open(change(at, 0x99)).status).toBe('STATUS_NO_MATCH');
    expect(open(change(0, 63, 0, 0, 0)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(open(change(0, 153, 0, 0, 0)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(open(new Uint8Array(0)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(open(format.slice(0, 64)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(open(change(116, 1)).status).toBe('STATUS_NO_MATCH');
    expect(u32(client.pinProperty(filter, 0, PIN.CAPTURE, 8).out, 4)).toBe(0);
    expect(client.target.census().handles).toBe(1);
  });

  test('OBJ-055, OBJ-056, OBJ-070: attributes behind the format', () => {
    const { format, open } = setup();
    const flagged = format.slice();
    flagged.set(ulongs(2), 4);
    const attribute = (size: number, required: number) =>
      concat(ulongs(8 + size, 1), ulongs(size, required), new Uint8Array(16).fill(1));
    expect(open(flagged).status).toBe('STATUS_INVALID_PARAMETER');
    expect(open(concat(flagged, attribute(23, 0))).status).toBe('STATUS_INVALID_PARAMETER');
    expect(open(concat(flagged, attribute(24, 1))).status).toBe('STATUS_NO_MATCH');
    expect(open(concat(flagged, attribute(24, 0))).status).toBe('STATUS_SUCCESS');
  });

  test('OBJ-058, OBJ-137: the instance limit, and closing', () => {
    const { client, filter, open, target } = setup();
    const { handle } = open();
    expect(open().status).toBe('STATUS_INSUFFICIENT_RESOURCES');
    const other = client.openFilter();
    expect(client.openChild(other, 'KSSTRING_Pin', client.connect(PIN.CAPTURE, client.format(other, 0))).status).toBe(
      'STATUS_INSUFFICIENT_RESOURCES',
    );
    expect(u32(client.pinProperty(filter, 0, PIN.CAPTURE, 8).out, 4)).toBe(1);
    target.close(handle);
    expect(open().status).toBe('STATUS_SUCCESS');
  });

  test('OBJ-067: what PinToHandle may not be', () => {
    const { filter, format, open, target } = setup();
    expect(open(format, { pinTo: 0x7777_0000 }).status).toBe('STATUS_INVALID_HANDLE');
    expect(open(format, { pinTo: target.createSignal('auto-reset') }).status).toBe('STATUS_OBJECT_TYPE_MISMATCH');
    expect(open(format, { pinTo: filter }).status).toBe('STATUS_INVALID_PARAMETER');
  });

  test('OBJ-025…029: class strings and lengths', () => {
    const { client, filter, format, target } = setup();
    const raw = (name: Uint8Array) => statusName(target.openChild(filter, name, Access.readWrite).status);
    const blob = client.connect(PIN.CAPTURE, format);
    expect(raw(createName(KSSTRING.KSSTRING_Clock, ulongs(0)))).toBe('STATUS_OBJECT_NAME_NOT_FOUND');
    expect(raw(createName(guid, blob))).toBe('STATUS_OBJECT_NAME_NOT_FOUND');
    expect(raw(new Uint8Array(0))).toBe('STATUS_OBJECT_NAME_NOT_FOUND');
    expect(raw(createName(KSSTRING.KSSTRING_Pin, null))).toBe('STATUS_INVALID_PARAMETER');
    expect(raw(createName(KSSTRING.KSSTRING_Pin, blob.slice(0, 63)))).toBe('STATUS_INVALID_PARAMETER');
    expect(raw(createName(KSSTRING.KSSTRING_Pin.toLowerCase(), blob))).toBe('STATUS_SUCCESS');
  });

  test('OBJ-008, OBJ-021: no grandchildren; a signal is no parent', () => {
    const { client, open, target } = setup();
    const clock = client.openClock(open().handle);
    const name = createName(KSSTRING.KSSTRING_Clock, ulongs(0));
    expect(statusName(target.openChild(clock, name, 0).status)).toBe('STATUS_OBJECT_NAME_NOT_FOUND');
    expect(statusName(target.openChild(target.createSignal('auto-reset'), name, 0).status)).toBe(
      'STATUS_OBJECT_TYPE_MISMATCH',
    );
  });

  test('OBJ-093…096: nodes', () => {
    const { client, filter } = setup();
    const open = (flags: number, node: number) => client.openChild(filter, 'KSSTRING_TopologyNode', ulongs(flags, node)).status;
    expect([open(0, NODE.CONTROLS), open(0, NODE.ADC)]).toEqual(['STATUS_SUCCESS', 'STATUS_SUCCESS']);
    expect([open(1, 0), open(0, 3), open(0, 0xffff_ffff)]).toEqual(new Array(3).fill('STATUS_INVALID_PARAMETER'));
  });

  test('OBJ-131: the pin works on after the filter handle is closed', () => {
    const { client, filter, open, target } = setup();
    const { handle } = open();
    target.close(filter);
    expect(client.setState(handle, 3)).toBe('STATUS_SUCCESS');
    target.close(handle);
    expect(target.census()).toEqual({ handles: 0, pendingRequests: 0, eventEnables: 0, allocations: 0, references: 0, poolBytes: 0 });
  });

  test('OBJ-110, OBJ-111: reading a stream needs read access', () => {
    const { client, filter, format } = setup();
    const pin = client.openPin(filter, PIN.CAPTURE, format, Access.write);
    client.setState(pin, 3);
    const { headers } = client.stream([{ extent: 16 }]);
    expect(client.streamNow(pin, false, headers)).toEqual({ status: 'STATUS_ACCESS_DENIED', information: 0 });
  });
});
