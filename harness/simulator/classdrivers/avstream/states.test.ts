import { beforeEach, describe, expect, test } from 'vitest';
import { STATUS } from '../../../abi/ntstatus.ts';
import { PIN } from '../../minidrivers/testcap/testcap.ts';
import { BASICSUPPORT, Client, concat, GET, SET, u32, ulongs } from '../../testing/client.ts';
import { Machine, plainPin } from '../../testing/machine.ts';
import { KSPIN_FLAG } from './descriptors.ts';

const CONNECTION = 'KSPROPSETID_Connection';

describe('states', () => {
  let steps: string[];
  let refuse: string | null;
  const names = ['STOP', 'ACQUIRE', 'PAUSE', 'RUN'];
  beforeEach(() => {
    steps = [];
    refuse = null;
  });

  function setup(flags = 0) {
    const machine = new Machine([
      plainPin({
        flags,
        dispatch: {
          setDeviceState: (_pin, to, from) => {
            const step = `${names[from] ?? '?'}→${names[to] ?? '?'}`;
            steps.push(step);
            return step === refuse ? STATUS.STATUS_INSUFFICIENT_RESOURCES : STATUS.STATUS_SUCCESS;
          },
        },
      }),
    ]);
    const { client } = machine;
    const pin = client.openPin(client.openFilter(), 0);
    return { client, pin };
  }

  test('CONN-009, CONN-014, CONN-030: every jump is accepted and taken in single steps', () => {
    const { client, pin } = setup();
    for (let from = 0; from < 4; from++) {
      for (let to = 0; to < 4; to++) {
        client.setState(pin, from);
        steps = [];
        expect(client.setState(pin, to)).toBe('STATUS_SUCCESS');
        expect(client.state(pin)).toBe(to);
        const direction = Math.sign(to - from);
        const expected = [];
        for (let at = from; at !== to; at += direction) expected.push(`${names[at] ?? ''}→${names[at + direction] ?? ''}`);
        expect(steps).toEqual(expected);
      }
    }
  });

  test('CONN-010: without the standard transport the jump is passed as it is', () => {
    const { client, pin } = setup(KSPIN_FLAG.DO_NOT_USE_STANDARD_TRANSPORT);
    client.setState(pin, 3);
    client.setState(pin, 0);
    expect(steps).toEqual(['STOP→RUN', 'RUN→STOP']);
  });

  test('CONN-002, CONN-007, CONN-017: setting the state that is', () => {
    const { client, pin } = setup();
    expect([client.state(pin), client.setState(pin, 0)]).toEqual([0, 'STATUS_SUCCESS']);
    expect(steps).toEqual([]);
  });

  test('CONN-006: other values', () => {
    const { client, pin } = setup();
    for (const value of [4, 0x7fff_ffff, 0xffff_ffff]) expect(client.setState(pin, value)).toBe('STATUS_INVALID_PARAMETER');
    expect(client.state(pin)).toBe(0);
  });

  test('CONN-008, CONN-015: a step that fails leaves the state before it', () => {
    const { client, pin } = setup();
    refuse = 'PAUSE→RUN';
    expect(client.setState(pin, 3)).toBe('STATUS_INSUFFICIENT_RESOURCES');
    expect(client.state(pin)).toBe(2);
    refuse = 'STOP→ACQUIRE';
    client.setState(pin, 0);
    expect(client.setState(pin, 3)).toBe('STATUS_INSUFFICIENT_RESOURCES');
    expect(client.state(pin)).toBe(0);
  });

  test('OBJ-134: closing a running pin steps it down', () => {
    const { client, pin } = setup();
    client.setState(pin, 3);
    steps = [];
    client.target.close(pin);
    expect(steps).toEqual(['RUN→PAUSE', 'PAUSE→ACQUIRE', 'ACQUIRE→STOP']);
  });

  test('CONN-027: pins have states of their own', () => {
    const client = new Client();
    const filter = client.openFilter();
    const [capture, render] = [client.openPin(filter, PIN.CAPTURE), client.openPin(filter, PIN.RENDER)];
    client.setState(capture, 3);
    expect([client.state(capture), client.state(render)]).toEqual([3, 0]);
  });
});

describe('formats of an open pin', () => {
  function setup(pinId: number = PIN.CAPTURE) {
    const client = new Client();
    const filter = client.openFilter();
    const format = client.format(filter, pinId);
    const pin = client.openPin(filter, pinId, format);
    const get = (out: number) => client.property(pin, CONNECTION, 2, GET, out);
    const set = (bytes: Uint8Array, id = 2) => client.property(pin, CONNECTION, id, SET, bytes).status;
    return { client, filter, pin, format, get, set };
  }

  /** Another rate of the same picture, or one that is out of bounds. */
  const withInterval = (format: Uint8Array, interval: number): Uint8Array => {
    const changed = format.slice();
    changed.set(ulongs(interval, 0), 104);
    return changed;
  };

  test('CONN-040: GET with every OutLen', () => {
    const { format, get } = setup();
    expect(get(0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: format.length });
    for (const out of [1, 64, format.length - 1]) expect(get(out).status).toBe('STATUS_BUFFER_TOO_SMALL');
    expect(get(500)).toMatchObject({ status: 'STATUS_SUCCESS', information: format.length });
  });

  test('CONN-041, CONN-043, CONN-044: SET of a format that fits, and of one that does not', () => {
    const { format, get, set } = setup();
    const slower = withInterval(format, 1_000_000);
    expect(set(slower)).toBe('STATUS_SUCCESS');
    expect(get(152).out).toEqual(slower);
    expect(set(withInterval(format, 1_000_001))).toBe('STATUS_NO_MATCH');
    expect(get(152).out).toEqual(slower);
  });

  test('CONN-052: sizes that lie', () => {
    const { format, set } = setup();
    for (const size of [0, 63, 153, 0xffff_ffff]) {
      expect(set(concat(ulongs(size), format.slice(4)))).toBe('STATUS_INVALID_PARAMETER');
      expect(set(concat(ulongs(size), format.slice(4)), 4)).toBe('STATUS_INVALID_PARAMETER');
    }
    expect(set(format.slice(0, 40))).toBe('STATUS_INVALID_PARAMETER');
  });

  test('CONN-050, CONN-051: proposals say what SET would, and change nothing', () => {
    const { format, get, set } = setup();
    expect(set(withInterval(format, 1_000_000), 4)).toBe('STATUS_SUCCESS');
    expect(set(withInterval(format, 1_000_001), 4)).toBe('STATUS_NO_MATCH');
    expect(get(152).out).toEqual(format);
  });

  test('CONN-042, PROP-058: a fixed format cannot be set, proposed or advertised as such', () => {
    const { client, pin, format, get, set } = setup(PIN.STILL);
    expect([set(format), set(new Uint8Array(3)), set(new Uint8Array(0)), set(format, 4)]).toEqual(
      new Array(4).fill('STATUS_INVALID_DEVICE_REQUEST'),
    );
    expect(get(152).status).toBe('STATUS_SUCCESS');
    expect(u32(client.property(pin, CONNECTION, 2, BASICSUPPORT, 4).out) & 3).toBe(1);
    expect(u32(client.property(pin, CONNECTION, 4, BASICSUPPORT, 4).out) & 3).toBe(0);
  });

  test('OBJ-061: ranges are offered in order until one is not refused with NO_MATCH', () => {
    const offered: number[] = [];
    let answers = [STATUS.STATUS_NO_MATCH, STATUS.STATUS_SUCCESS];
    const machine = new Machine([
      plainPin({
        ranges: 3,
        dispatch: {
          setDataFormat: (pin, _old, range) => {
            offered.push(pin.descriptor.dataRanges.indexOf(range));
            return answers[offered.length - 1] ?? STATUS.STATUS_NO_MATCH;
          },
        },
      }),
    ]);
    const filter = machine.client.openFilter();
    const open = () =>
      machine.client.openChild(filter, 'KSSTRING_Pin', machine.client.connect(0, machine.client.format(filter, 0))).status;
    expect(open()).toBe('STATUS_SUCCESS');
    expect(offered).toEqual([0, 1]);
    offered.length = 0;
    answers = [STATUS.STATUS_INSUFFICIENT_RESOURCES];
    expect(open()).toBe('STATUS_INSUFFICIENT_RESOURCES');
    expect(offered).toEqual([0]);
    offered.length = 0;
    answers = [];
    expect(open()).toBe('STATUS_NO_MATCH');
    expect(offered).toEqual([0, 1, 2]);
  });
});

describe('other connection properties', () => {
  test('CONN-060, CONN-062: PRIORITY', () => {
    const client = new Client();
    const pin = client.openPin(client.openFilter(), PIN.RENDER);
    const get = () => client.property(pin, CONNECTION, 1, GET, 8).out;
    expect(get()).toEqual(ulongs(0x4000_0000, 1));
    client.property(pin, CONNECTION, 1, SET, ulongs(0x8000_0000, 7));
    expect(get()).toEqual(ulongs(0x8000_0000, 7));
  });

  test('CONN-080: ACQUIREORDERING; STRM-007: HEADERSIZE; SSET-015: PIPE_ID', () => {
    const client = new Client();
    const pin = client.openPin(client.openFilter(), PIN.RENDER);
    expect(u32(client.property(pin, CONNECTION, 5, GET, 4).out)).toBe(0);
    expect(u32(client.property(pin, 'KSPROPSETID_StreamInterface', 0, GET, 4).out)).toBe(56);
    const pipe = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    client.property(pin, 'KSPROPSETID_Stream', 10, SET, pipe);
    expect(client.property(pin, 'KSPROPSETID_Stream', 10, GET, 8).out).toEqual(pipe);
  });
});

describe('connections between pins (OBJ-042, OBJ-072, OBJ-073)', () => {
  const SOURCE = 2;
  const BOTH = 3;

  test('a source takes a sink, and refuses to be alone or to be joined the wrong way', () => {
    const machine = new Machine([
      plainPin({ dataFlow: 2, communication: SOURCE }),
      plainPin({ dataFlow: 1 }),
      plainPin({ dataFlow: 2 }),
      plainPin({ dataFlow: 2, communication: BOTH }),
    ]);
    const { client } = machine;
    const filter = client.openFilter();
    const format = client.format(filter, 1);
    const sink = client.openPin(filter, 1);
    const out = client.openPin(filter, 2);
    const open = (pin: number, pinTo: number) =>
      client.openChild(filter, 'KSSTRING_Pin', client.connect(pin, format, { pinTo })).status;
    expect(open(0, 0)).toBe('STATUS_INVALID_PARAMETER');
    expect(open(0, out)).toBe('STATUS_NO_MATCH');
    expect(open(1, sink)).toBe('STATUS_INVALID_PARAMETER');
    expect([open(0, sink), open(3, sink), open(3, 0)]).toEqual(new Array(3).fill('STATUS_SUCCESS'));
  });

  test('OBJ-068, OBJ-060: factories that are no business of a client', () => {
    const machine = new Machine([
      plainPin({ communication: 0 }),
      plainPin({ flags: KSPIN_FLAG.DENY_USERMODE_ACCESS }),
    ]);
    const filter = machine.client.openFilter();
    const open = (pin: number) =>
      machine.client.openChild(filter, 'KSSTRING_Pin', machine.client.connect(pin, machine.client.format(filter, pin))).status;
    expect([open(0), open(1)]).toEqual(['STATUS_INVALID_PARAMETER', 'STATUS_ACCESS_DENIED']);
  });
});
