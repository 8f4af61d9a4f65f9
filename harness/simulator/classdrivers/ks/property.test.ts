import { describe, expect, test } from 'vitest';
import { byteLength } from '../../../abi/byte-length.ts';
import { IOCTL } from '../../../abi/ioctl.ts';
import { statusName } from '../../../abi/ntstatus.ts';
import { EVENT, PROPERTY, TESTCAP_EVENTS, TESTCAP_PROPERTIES as SET_GUID } from '../../minidrivers/testcap/sets.ts';
import { NODE } from '../../minidrivers/testcap/testcap.ts';
import {
  BASICSUPPORT,
  canary,
  Client,
  concat,
  DEFAULTVALUES,
  GET,
  header,
  i64,
  nodeId,
  pinId,
  RELATIONS,
  SET,
  SETSUPPORT,
  TOPOLOGY,
  u32,
  ulongs,
} from '../../testing/client.ts';
import { readGuid } from '../../../abi/guid.ts';
import { ksGuid } from './guids.ts';

const unknownSet = '{00000000-1111-2222-3333-444444444444}';
const nullSet = '{00000000-0000-0000-0000-000000000000}';

function setup() {
  const client = new Client();
  const filter = client.openFilter();
  const own = (id: number, flags: number, out: Uint8Array | number, instance?: Uint8Array) =>
    client.property(filter, SET_GUID, id, flags, out, instance);
  return { client, filter, own };
}

describe('the envelope', () => {
  test('PROP-001, PROP-003: In below 24 bytes, whatever the pointer', () => {
    const { client, filter } = setup();
    const { target } = client;
    for (const input of [null, new Uint8Array(23), { address: 0n, length: byteLength(23) }, { address: 0x1234n, length: byteLength(0) }]) {
      const { status } = target.ioctl(filter, IOCTL.IOCTL_KS_PROPERTY, input, new Uint8Array(4));
      expect(statusName(status)).toBe('STATUS_INVALID_BUFFER_SIZE');
    }
  });

  test('PROP-002: lengths that overflow 32 bits', () => {
    const { client, filter } = setup();
    const input = header(SET_GUID, 0, GET);
    for (const length of [0xffff_ffff, 0xffff_fff8, 0xffff_fff0]) {
      const { status } = client.target.ioctl(filter, IOCTL.IOCTL_KS_PROPERTY, input, { address: 0x1000n, length: byteLength(length) });
      expect(statusName(status)).toBe('STATUS_INVALID_BUFFER_SIZE');
    }
    const huge = client.target.ioctl(filter, IOCTL.IOCTL_KS_PROPERTY, input, { address: 0x1000n, length: byteLength(0xffff_ffd8) });
    expect(statusName(huge.status)).toBe('STATUS_ACCESS_VIOLATION');
  });

  test('PROP-004, IOC-003: bad In, bad Out on GET and SET, and no handler runs', () => {
    const { client, filter, own } = setup();
    const { target } = client;
    const bad = { address: 0x10n, length: byteLength(24) };
    expect(statusName(target.ioctl(filter, IOCTL.IOCTL_KS_PROPERTY, bad, null).status)).toBe('STATUS_ACCESS_VIOLATION');
    for (const kind of ['no-access', 'freed', 'kernel', 'read-only'] as const) {
      const out = { region: target.allocate(4, kind), offset: 0, length: byteLength(4) };
      for (const flags of [GET, SET, BASICSUPPORT]) {
        const answer = target.ioctl(filter, IOCTL.IOCTL_KS_PROPERTY, header(SET_GUID, PROPERTY.ENABLE, flags), out);
        expect(statusName(answer.status)).toBe('STATUS_ACCESS_VIOLATION');
      }
    }
    expect(u32(own(PROPERTY.ENABLE, GET, 4).out)).toBe(1);
  });

  test('PROP-005: with OutLen 0 the Out pointer is ignored', () => {
    const { client, filter } = setup();
    const answer = client.target.ioctl(filter, IOCTL.IOCTL_KS_PROPERTY, header(SET_GUID, PROPERTY.LEVEL, GET), {
      address: 0xffff_ffff_0000_0000n,
      length: byteLength(0),
    });
    expect([statusName(answer.status), answer.information]).toEqual(['STATUS_BUFFER_OVERFLOW', 4]);
  });

  test('PROP-006, IOC-008: surplus In is allowed and In is never written', () => {
    const { client, filter } = setup();
    const input = header(SET_GUID, PROPERTY.LEVEL, GET, new Uint8Array(1000).fill(7));
    const before = input.slice();
    expect(client.ioctl(filter, IOCTL.IOCTL_KS_PROPERTY, input, 4).status).toBe('STATUS_SUCCESS');
    expect(input).toEqual(before);
  });

  test('IOC-004: misaligned buffers are fine', () => {
    const { client, filter } = setup();
    const { target } = client;
    const input = target.allocate(24, 'normal', 3);
    const out = target.allocate(4, 'normal', 1);
    input.bytes.set(header(SET_GUID, PROPERTY.LEVEL, GET));
    const answer = target.ioctl(
      filter,
      IOCTL.IOCTL_KS_PROPERTY,
      { region: input, offset: 0, length: byteLength(24) },
      { region: out, offset: 0, length: byteLength(4) },
    );
    expect([statusName(answer.status), answer.information]).toEqual(['STATUS_SUCCESS', 4]);
  });
});

describe('lookup', () => {
  test('PROP-010, PROP-012: unknown set, whatever id, flags and lengths', () => {
    const { client, filter } = setup();
    for (const flags of [0, GET, SET, GET | SET, BASICSUPPORT, SETSUPPORT, RELATIONS, DEFAULTVALUES, 0x800, 0x1000]) {
      for (const length of [0, 1, 4, 100]) {
        expect(client.property(filter, unknownSet, 12345, flags, length).status).toBe('STATUS_PROPSET_NOT_FOUND');
      }
    }
  });

  test('PROP-013: all sixteen bytes of the set count', () => {
    const { client, filter } = setup();
    for (let i = 0; i < 16; i++) {
      const input = header(SET_GUID, PROPERTY.LEVEL, GET);
      input[i] = (input[i] as number) ^ 1;
      expect(client.ioctl(filter, IOCTL.IOCTL_KS_PROPERTY, input, 4).status).toBe('STATUS_PROPSET_NOT_FOUND');
    }
  });

  test('PROP-011, PROP-071: unknown id, also for support verbs', () => {
    const { own } = setup();
    for (const flags of [GET, SET, BASICSUPPORT, RELATIONS, DEFAULTVALUES]) {
      expect(own(99, flags, 4).status).toBe('STATUS_NOT_FOUND');
    }
  });

  test('PROP-016: a verb without handler', () => {
    const { own } = setup();
    expect(own(PROPERTY.CHANGES, SET, ulongs(1)).status).toBe('STATUS_NOT_FOUND');
    expect(own(PROPERTY.RESET, GET, 4).status).toBe('STATUS_NOT_FOUND');
  });

  test('PIN-005, PROP-018: the Pin set is not offered on a pin', () => {
    const { client, filter } = setup();
    const pin = client.openPin(filter, 3);
    expect(client.property(pin, 'KSPROPSETID_Pin', 1, GET, 4).status).toBe('STATUS_PROPSET_NOT_FOUND');
  });
});

describe('sizes', () => {
  test('PROP-020, PROP-027: In below MinProperty, before the size of Out', () => {
    const { client, filter } = setup();
    for (const length of [0, 2, 4]) {
      expect(client.property(filter, 'KSPROPSETID_Pin', 2, GET, length, new Uint8Array(7)).status).toBe(
        'STATUS_INVALID_BUFFER_SIZE',
      );
    }
  });

  test.each([GET, SET])('PROP-021…023: OutLen 0 asks for the size, less is too small (verb %i)', (verb) => {
    const { own } = setup();
    expect(own(PROPERTY.WIDE, verb, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 8 });
    for (let length = 1; length < 8; length++) {
      const reply = own(PROPERTY.WIDE, verb, length);
      expect(reply).toMatchObject({ status: 'STATUS_BUFFER_TOO_SMALL', information: 0 });
      expect(reply.out).toEqual(new Uint8Array(length).fill(canary));
    }
  });

  test('PROP-026, IOC-026: a larger Out is fine and only Information bytes of it change', () => {
    const { own } = setup();
    const reply = own(PROPERTY.WIDE, GET, 20);
    expect(reply).toMatchObject({ status: 'STATUS_SUCCESS', information: 8 });
    expect(reply.out.slice(8)).toEqual(new Uint8Array(12).fill(canary));
    expect(own(PROPERTY.LEVEL, SET, concat(ulongs(5), ulongs(99))).status).toBe('STATUS_SUCCESS');
  });
});

describe('GET and SET', () => {
  test('PROP-040, PROP-041, IOC-006: the value travels in Out both ways, SET leaves Out alone', () => {
    const { own } = setup();
    const value = ulongs(50);
    expect(own(PROPERTY.LEVEL, SET, value)).toMatchObject({ status: 'STATUS_SUCCESS', information: 0 });
    expect(value).toEqual(ulongs(50));
    const reply = own(PROPERTY.LEVEL, GET, 4);
    expect([reply.information, u32(reply.out)]).toEqual([4, 50]);
  });

  test('PROP-046: a failing SET changes nothing', () => {
    const { own } = setup();
    own(PROPERTY.LEVEL, SET, ulongs(50));
    for (const value of [101, 3, -105]) expect(own(PROPERTY.LEVEL, SET, ulongs(value)).status).not.toBe('STATUS_SUCCESS');
    expect(u32(own(PROPERTY.LEVEL, GET, 4).out)).toBe(50);
  });

  test('PROP-032: no verb; PROP-033: GET and SET together are a SET', () => {
    const { own } = setup();
    expect(own(PROPERTY.LEVEL, 0, 4).status).toBe('STATUS_INVALID_PARAMETER');
    expect(own(PROPERTY.LEVEL, 4, 4).status).toBe('STATUS_INVALID_PARAMETER');
    expect(own(PROPERTY.LEVEL, GET | SET, ulongs(25)).status).toBe('STATUS_SUCCESS');
    expect(u32(own(PROPERTY.LEVEL, GET, 4).out)).toBe(25);
  });

  test('PROP-034, PROP-035: unknown modifier bits are ignored', () => {
    const { own } = setup();
    expect(own(PROPERTY.LEVEL, GET | 0x4800_0004, 4).status).toBe('STATUS_SUCCESS');
  });

  test('PROP-042: a request may complete later, and can be cancelled meanwhile', () => {
    const { client, filter, own } = setup();
    const { target } = client;
    const start = target.now();
    expect(own(PROPERTY.SLOW, GET, 4)).toMatchObject({ status: 'STATUS_SUCCESS', information: 4 });
    expect(target.now() - start).toBe(10_000n);
    const out = new Uint8Array(4).fill(canary);
    const request = target.submit(filter, IOCTL.IOCTL_KS_PROPERTY, header(SET_GUID, PROPERTY.SLOW, GET), out);
    expect(target.wait(request, 100n)).toBeNull();
    target.cancel(request);
    expect(target.wait(request, 0n)).toMatchObject({ status: 0xc000_0120, information: 0 });
    expect(out).toEqual(new Uint8Array(4).fill(canary));
  });
});

describe('support verbs', () => {
  test('PROP-050…055: the sizes that BASICSUPPORT answers', () => {
    const { own } = setup();
    const size = 40 + 16 + 16 + 16 + 4;
    expect(own(PROPERTY.LEVEL, BASICSUPPORT, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: size });
    for (const length of [1, 2, 3, 5, 8, 39, 41, size - 1]) {
      expect(own(PROPERTY.LEVEL, BASICSUPPORT, length).status).toBe('STATUS_BUFFER_TOO_SMALL');
    }
    for (const [length, information] of [
      [4, 4],
      [40, 40],
      [size, size],
      [size + 100, size],
    ] as const) {
      const reply = own(PROPERTY.LEVEL, BASICSUPPORT, length);
      expect(reply).toMatchObject({ status: 'STATUS_SUCCESS', information });
      expect(reply.out.slice(information)).toEqual(new Uint8Array(length - information).fill(canary));
      if (length >= 40) expect(u32(reply.out, 4)).toBe(size);
    }
  });

  test('PROP-057, PROP-058: access flags say which verbs work', () => {
    const { own } = setup();
    const flags = (id: number): number => u32(own(id, BASICSUPPORT, 4).out) & 3;
    expect(flags(PROPERTY.LEVEL)).toBe(3);
    expect(flags(PROPERTY.CHANGES)).toBe(1);
    expect(flags(PROPERTY.RESET)).toBe(2);
    expect(flags(PROPERTY.RAW)).toBe(0);
  });

  test('PROP-059…065, PROP-069: description and member lists', () => {
    const { own } = setup();
    const { out } = own(PROPERTY.LEVEL, BASICSUPPORT, 92);
    expect(readGuid(out, 8)).toBe(ksGuid('KSPROPTYPESETID_General'));
    expect([u32(out, 24), u32(out, 32), u32(out, 36)]).toEqual([3, 2, 0]);
    expect([40, 44, 48, 52].map((at) => u32(out, at))).toEqual([2, 16, 1, 0]);
    expect([56, 64, 68].map((at) => u32(out, at) | 0)).toEqual([5, -100, 100]);
    expect([72, 76, 80, 84, 88].map((at) => u32(out, at))).toEqual([3, 4, 1, 1, 0]);
    const bare = own(PROPERTY.CHANGES, BASICSUPPORT, 40).out;
    expect(readGuid(bare, 8)).toBe(nullSet);
    expect([u32(bare, 4), u32(bare, 24), u32(bare, 32)]).toEqual([40, 0, 0]);
  });

  test('PROP-028: support verbs need neither instance data nor bytes of the value', () => {
    const { client, filter } = setup();
    for (const flags of [BASICSUPPORT, RELATIONS, DEFAULTVALUES]) {
      expect(client.property(filter, 'KSPROPSETID_Pin', 2, flags, 0).status).toBe('STATUS_BUFFER_OVERFLOW');
    }
  });

  test('PROP-080…082: the list of sets', () => {
    const { client, filter } = setup();
    const asked = client.property(filter, nullSet, 0, SETSUPPORT, 0);
    expect(asked.status).toBe('STATUS_BUFFER_OVERFLOW');
    expect(asked.information % 16).toBe(0);
    expect(client.property(filter, nullSet, 0, SETSUPPORT, asked.information - 1).status).toBe('STATUS_BUFFER_TOO_SMALL');
    const { status, out, information } = client.property(filter, nullSet, 0, SETSUPPORT, asked.information);
    expect([status, information]).toEqual(['STATUS_SUCCESS', asked.information]);
    const sets = Array.from({ length: information / 16 }, (_, i) => readGuid(out, i * 16));
    for (const set of [SET_GUID, ...['Pin', 'Topology', 'General', 'MediaSeeking'].map((s) => ksGuid(`KSPROPSETID_${s}`))]) {
      expect(sets).toContain(set);
    }
    expect(new Set(sets).size).toBe(sets.length);
  });

  test('PROP-083: SETSUPPORT of one set', () => {
    const { client, filter } = setup();
    expect(client.property(filter, SET_GUID, 9999, SETSUPPORT, 4)).toMatchObject({
      status: 'STATUS_SUCCESS',
      information: 0,
    });
    expect(client.property(filter, unknownSet, 0, SETSUPPORT, 0).status).toBe('STATUS_PROPSET_NOT_FOUND');
  });

  test('PROP-085: an object without property sets lists none', () => {
    const { client, filter } = setup();
    expect(client.property(filter, nullSet, 0, SETSUPPORT | TOPOLOGY, 0, nodeId(NODE.ADC))).toMatchObject({
      status: 'STATUS_SUCCESS',
      information: 0,
    });
  });

  test('PROP-090…095: relations', () => {
    const { own } = setup();
    const size = 8 + 24;
    expect(own(PROPERTY.LEVEL, RELATIONS, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: size });
    expect(u32(own(PROPERTY.LEVEL, RELATIONS, 4).out)).toBe(size);
    expect([...own(PROPERTY.LEVEL, RELATIONS, 8).out]).toEqual([...ulongs(size, 1)]);
    for (const length of [1, 7, 9, size - 1]) {
      expect(own(PROPERTY.LEVEL, RELATIONS, length).status).toBe('STATUS_BUFFER_TOO_SMALL');
    }
    const { out } = own(PROPERTY.LEVEL, RELATIONS, size);
    expect([readGuid(out, 8), u32(out, 24)]).toEqual([SET_GUID, PROPERTY.CHANGES]);
    expect([...own(PROPERTY.CHANGES, RELATIONS, 8).out]).toEqual([...ulongs(8, 0)]);
  });

  test('PROP-100…102: default values are the members flagged as such', () => {
    const { own } = setup();
    const { out, information } = own(PROPERTY.MODE, DEFAULTVALUES, 200);
    expect([information, u32(out, 4), u32(out, 32), u32(out, 52), u32(out, 56)]).toEqual([60, 60, 1, 1, 1]);
    expect(own(PROPERTY.CHANGES, DEFAULTVALUES, 40)).toMatchObject({ status: 'STATUS_SUCCESS', information: 40 });
    expect(own(PROPERTY.MODE, DEFAULTVALUES, 40).information).toBe(40);
  });
});

describe('nodes', () => {
  test('TOPO-030…034, TOPO-037: TOPOLOGY selects the table of the node', () => {
    const { client, filter } = setup();
    const ask = (node: number, flags: number, instance = nodeId(node)) =>
      client.property(filter, SET_GUID, PROPERTY.LEVEL, flags, 4, instance).status;
    expect(ask(NODE.CONTROLS, GET | TOPOLOGY)).toBe('STATUS_SUCCESS');
    expect(ask(NODE.CONTROLS, BASICSUPPORT | TOPOLOGY)).toBe('STATUS_SUCCESS');
    expect(ask(NODE.ADC, GET | TOPOLOGY)).toBe('STATUS_PROPSET_NOT_FOUND');
    expect(ask(3, GET | TOPOLOGY)).toBe('STATUS_INVALID_PARAMETER');
    expect(ask(0, GET | TOPOLOGY, new Uint8Array(7))).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(client.property(filter, 'KSPROPSETID_Pin', 1, GET | TOPOLOGY, 4, nodeId(0)).status).toBe(
      'STATUS_PROPSET_NOT_FOUND',
    );
  });

  test('TOPO-035: KSFILTER_NODE is the filter itself', () => {
    const { client, filter } = setup();
    expect(client.property(filter, 'KSPROPSETID_Pin', 1, GET | TOPOLOGY, 4, nodeId(0xffff_ffff)).status).toBe(
      'STATUS_SUCCESS',
    );
  });

  test('TOPO-013: the name of a node with and without the TOPOLOGY flag', () => {
    const { client, filter } = setup();
    const name = (flags: number) =>
      client.property(filter, 'KSPROPSETID_Topology', 3, flags, 100, nodeId(NODE.CONTROLS));
    expect(name(GET)).toMatchObject({ status: 'STATUS_SUCCESS', information: 2 * 'Test controls\0'.length });
    expect(name(GET | TOPOLOGY)).toMatchObject(name(GET));
  });

  test('PROP-015: a value set through the node is seen through the filter', () => {
    const { client, filter, own } = setup();
    client.property(filter, SET_GUID, PROPERTY.LEVEL, SET | TOPOLOGY, ulongs(35), nodeId(NODE.CONTROLS));
    expect(u32(own(PROPERTY.LEVEL, GET, 4).out)).toBe(35);
  });
});

test('PROP-047, PROP-070: queries repeat byte for byte, also over other fills of Out', () => {
  const { client, filter } = setup();
  const sets = ['KSPROPSETID_Pin', 'KSPROPSETID_Topology', 'KSPROPSETID_General', 'KSPROPSETID_MediaSeeking', SET_GUID];
  for (const set of sets) {
    for (let id = 0; id < 16; id++) {
      for (const flags of [GET, BASICSUPPORT, RELATIONS, DEFAULTVALUES]) {
        const instance = pinId(0);
        const size = client.property(filter, set, id, flags, 0, instance).information;
        const [a, b] = [0x00, 0xff].map((fill) =>
          client.property(filter, set, id, flags, new Uint8Array(size + 8).fill(fill), instance),
        );
        expect(a?.status).toBe(b?.status);
        expect(a?.information).toBe(b?.information);
        const used = a?.information ?? 0;
        expect(a?.out.slice(0, used)).toEqual(b?.out.slice(0, used));
      }
    }
  }
});

test('WIDE is a LONGLONG with a range; EVENT ids are those of the reference device', () => {
  const { client, filter, own } = setup();
  expect(i64(own(PROPERTY.WIDE, GET, 8).out)).toBe(1000n);
  const range = own(PROPERTY.WIDE, BASICSUPPORT, 72).out;
  expect([u32(range, 24), u32(range, 40), i64(range, 56), i64(range, 64)]).toEqual([20, 1, 0n, 1n << 40n]);
  expect(client.ioctl(filter, IOCTL.IOCTL_KS_ENABLE_EVENT, header(TESTCAP_EVENTS, EVENT.CHANGED, 0x200), 0).status).toBe(
    'STATUS_SUCCESS',
  );
});
