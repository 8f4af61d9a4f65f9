import { describe, expect, it } from 'vitest';
import { STATUS } from '../../../abi/ntstatus.ts';
import { simulate } from '../../simulator.ts';
import {
  BASICSUPPORT,
  Client,
  concat,
  DEFAULTVALUES,
  GET,
  header,
  nodeId,
  RELATIONS,
  SET,
  TOPOLOGY,
  u32,
  ulongs,
} from '../../testing/client.ts';
import { ksGuid } from '../ks/guids.ts';
import type { PcPropertyItem, PcPropertyRequest } from './descriptors.ts';
import type { PcMiniportStream, PcMiniportWaveRT, PcMiniportWaveRTStream, PcPinCounts } from './miniports.ts';
import { analogRange, pcmFormat, pcmRange } from './wave-format.ts';

const set = '{D7C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}';
const events = '{D7C1D0E0-5A5E-4C5B-9F1D-7E57CA900002}';
const [ENABLE, ONESHOT] = [1, 2];

/** A wave miniport that writes down what its port asks of it. */
class Miniport implements PcMiniportWaveRT {
  readonly requests: PcPropertyRequest[] = [];
  readonly states: number[] = [];
  refuseState = -1;
  refuseStream: number | null = null;
  counts: (counts: PcPinCounts) => void = () => {};
  answer: (request: PcPropertyRequest) => number = () => STATUS.STATUS_SUCCESS;

  readonly #item = (id: number, flags: number, itemSet = set): PcPropertyItem => ({
    set: itemSet,
    id,
    flags,
    handler: (request) => {
      this.requests.push(request);
      // What goes to a caller must be written: these tests look at the way there.
      if ((request.verb & SET) === 0) request.value.zero();
      return this.answer(request);
    },
  });

  readonly description = {
    automationTable: {
      properties: [
        this.#item(0, GET | SET | BASICSUPPORT),
        this.#item(1, GET),
        // Built-in: the port's own item wins (PCLS-003).
        this.#item(1, GET, ksGuid('KSPROPSETID_Pin')),
      ],
      events: [
        { set: events, id: 0, flags: ENABLE | BASICSUPPORT },
        { set: events, id: 1, flags: ONESHOT },
      ],
    },
    pins: [
      {
        maxGlobalInstanceCount: 2,
        maxFilterInstanceCount: 1,
        minFilterInstanceCount: 0,
        automationTable: { properties: [this.#item(2, GET)], events: [{ set: events, id: 0, flags: ENABLE }] },
        ksPinDescriptor: {
          dataFlow: 1,
          communication: 1,
          dataRanges: [pcmRange({ maxChannels: 8, minBits: 8, maxBits: 20, minRate: 8000, maxRate: 96_000 })],
        },
      },
      {
        maxGlobalInstanceCount: 0,
        maxFilterInstanceCount: 0,
        minFilterInstanceCount: 0,
        ksPinDescriptor: { dataFlow: 2, communication: 0, dataRanges: [analogRange] },
      },
    ],
    nodes: [
      { type: ksGuid('KSNODETYPE_DAC'), automationTable: { properties: [this.#item(3, GET | BASICSUPPORT)] } },
    ],
    connections: [
      { fromNode: -1, fromNodePin: 0, toNode: 0, toNodePin: 1 },
      { fromNode: 0, fromNodePin: 0, toNode: -1, toNodePin: 1 },
    ],
    categories: [ksGuid('KSCATEGORY_AUDIO')],
  };

  pinCount(_pin: number, counts: PcPinCounts): void {
    this.counts(counts);
  }

  newStream(): PcMiniportWaveRTStream | number {
    return (
      this.refuseStream ?? {
        setState: (state) => {
          if (state === this.refuseState) return STATUS.STATUS_INSUFFICIENT_RESOURCES;
          this.states.push(state);
          return STATUS.STATUS_SUCCESS;
        },
        setFormat: () => STATUS.STATUS_SUCCESS,
        allocateAudioBuffer: () => STATUS.STATUS_INSUFFICIENT_RESOURCES,
        getPosition: () => ({ playOffset: 0, writeOffset: 0 }),
        getHwLatency: () => ({ fifoSize: 0, chipsetDelay: 0, codecDelay: 0 }),
      }
    );
  }
}

function machine() {
  const miniport = new Miniport();
  const client = new Client(
    simulate({
      name: 'port',
      title: '',
      make: () => ({
        classDriver: 'portcls',
        identity: { driver: 'test', version: '1', provider: 'test', hardwareId: 'ROOT\\PORT' },
        startDevice: (adapter) => {
          const topology = adapter.registerSubdevice('topology', 'Topology', { kind: 'Topology', miniport });
          const wave = adapter.registerSubdevice('wave', 'Wave', { kind: 'WaveRT', miniport });
          adapter.registerPhysicalConnection(wave, 1, topology, 0);
        },
      }),
    }),
  );
  const [topology, wave] = client.target.discover().map(({ path }) => client.opened(client.target.open(path, 0xc000_0000)));
  return { miniport, client, topology: topology!, wave: wave! };
}

const last = (miniport: Miniport): PcPropertyRequest => {
  const request = miniport.requests.at(-1);
  if (request === undefined) throw new Error('the handler was not called');
  return request;
};

describe('requests to miniports', () => {
  it('PCLS-020: instance data begins behind the header, whichever it is; a filter has no stream', () => {
    const { miniport, client, wave } = machine();
    const seen: unknown[] = [];
    miniport.answer = ({ node, instance, minorTarget, valueSize, verb }) => {
      seen.push({ node, instance: [...instance.slice()], minorTarget, valueSize, verb });
      return STATUS.STATUS_SUCCESS;
    };
    client.property(wave, set, 0, GET, 12);
    client.property(wave, set, 0, GET, 12, Uint8Array.of(1, 2, 3));
    client.property(wave, set, 3, GET | TOPOLOGY, 0, concat(nodeId(0), Uint8Array.of(7)));
    expect(seen).toEqual([
      { node: -1, instance: [], minorTarget: null, valueSize: 12, verb: GET },
      { node: -1, instance: [1, 2, 3], minorTarget: null, valueSize: 12, verb: GET },
      { node: 0, instance: [7], minorTarget: null, valueSize: 0, verb: GET | TOPOLOGY },
    ]);
  });

  it('PCLS-020, PCLS-030: a node property through a pin knows the stream', () => {
    const { miniport, client, wave } = machine();
    const pin = client.openPin(wave, 0);
    let stream: PcMiniportStream | null = null;
    miniport.answer = ({ minorTarget }) => {
      stream = minorTarget;
      return STATUS.STATUS_SUCCESS;
    };
    expect(client.property(pin, set, 3, GET | TOPOLOGY, 4, nodeId(0)).status).toBe('STATUS_SUCCESS');
    expect(stream).not.toBeNull();
  });

  it('PCLS-021: the value size that the handler leaves becomes Information, OutLen if it leaves it alone', () => {
    const { miniport, client, wave } = machine();
    expect(client.property(wave, set, 0, SET, 12).information).toBe(12);
    miniport.answer = (request) => {
      request.valueSize = 100;
      return STATUS.STATUS_BUFFER_OVERFLOW;
    };
    expect(client.property(wave, set, 0, GET, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 100 });
  });

  it('PCLS-022: sizes are the handler’s to judge', () => {
    const { miniport, client, wave } = machine();
    expect(client.property(wave, set, 0, SET, 0).status).toBe('STATUS_SUCCESS');
    expect(miniport.requests).toHaveLength(1);
  });

  it('PCLS-023, PROP-037: a verb that is not flagged does not reach the handler', () => {
    const { miniport, client, wave } = machine();
    expect(client.property(wave, set, 1, SET, 4).status).toBe('STATUS_NOT_FOUND');
    expect(client.property(wave, set, 1, BASICSUPPORT, 4).status).toBe('STATUS_NOT_FOUND');
    expect(client.property(wave, set, 0, RELATIONS, 0).status).toBe('STATUS_NOT_FOUND');
    expect(client.property(wave, set, 0, DEFAULTVALUES, 0).status).toBe('STATUS_NOT_FOUND');
    expect(miniport.requests).toHaveLength(0);
    expect(client.property(wave, set, 0, BASICSUPPORT, 4).status).toBe('STATUS_SUCCESS');
    expect(last(miniport).verb).toBe(BASICSUPPORT);
  });

  it('PCLS-024: a handler may complete later', () => {
    const { miniport, client, wave } = machine();
    miniport.answer = (request) => {
      request.pend();
      return STATUS.STATUS_PENDING;
    };
    const request = client.target.submit(wave, 0x2f0003, header(set, 0, GET), new Uint8Array(4));
    expect(client.target.wait(request, 100n)).toBeNull();
    last(miniport).valueSize = 3;
    last(miniport).completePending(STATUS.STATUS_SUCCESS);
    expect(client.target.wait(request, 0n)).toEqual({ status: 0, information: 3 });
  });

  it('PCLS-003: the port’s own items win over the miniport’s', () => {
    const { miniport, client, wave } = machine();
    expect(u32(client.property(wave, 'KSPROPSETID_Pin', 1, GET, 4).out)).toBe(2);
    expect(miniport.requests).toHaveLength(0);
  });

  it('PCLS-005: there are no methods', () => {
    const { client, wave } = machine();
    expect(client.method(wave, set, 0, 0, 0).status).toBe('STATUS_PROPSET_NOT_FOUND');
  });
});

describe('events of ports', () => {
  const status = (client: Client, handle: Parameters<Client['enable']>[0], id: number, flags: number): string => {
    const data = client.eventData(1, client.target.createSignal('auto-reset'));
    return client.enable(handle, events, id, flags, data);
  };

  it('PCLS-007, EVT-034: an event knows the verbs that it is flagged with', () => {
    const { client, wave } = machine();
    expect(status(client, wave, 0, ENABLE)).toBe('STATUS_SUCCESS');
    expect(status(client, wave, 0, ONESHOT)).toBe('STATUS_NOT_FOUND');
    expect(status(client, wave, 0, 4)).toBe('STATUS_NOT_FOUND');
    expect(status(client, wave, 0, BASICSUPPORT)).toBe('STATUS_SUCCESS');
    expect(status(client, wave, 1, ONESHOT)).toBe('STATUS_SUCCESS');
    expect(status(client, wave, 1, BASICSUPPORT)).toBe('STATUS_NOT_FOUND');
  });

  it('PCLS-006: a pin has the events of its own table', () => {
    const { client, wave } = machine();
    const pin = client.openPin(wave, 0);
    expect(status(client, pin, 0, ENABLE)).toBe('STATUS_SUCCESS');
    expect(status(client, pin, 1, ONESHOT)).toBe('STATUS_NOT_FOUND');
  });
});

describe('pins of ports', () => {
  const counts = (client: Client, filter: Parameters<Client['pinProperty']>[0], id: number, pin = 0): number[] => {
    const { out } = client.pinProperty(filter, id, pin, id === 9 ? 4 : 8);
    return id === 9 ? [u32(out)] : [u32(out), u32(out, 4)];
  };

  it('PCLS-060: counts come from the descriptor; a bridge pin has none', () => {
    const { client, wave } = machine();
    expect(counts(client, wave, 0)).toEqual([1, 0]);
    client.openPin(wave, 0);
    expect(counts(client, wave, 0)).toEqual([1, 1]);
    expect(counts(client, wave, 8)).toEqual([2, 1]);
    expect(counts(client, wave, 0, 1)).toEqual([0, 0]);
  });

  it('PCLS-061: IPinCount changes the counts, and what they allow', () => {
    const { miniport, client, wave } = machine();
    miniport.counts = (pin) => {
      pin.filterPossible = 0;
      pin.filterNecessary = 7;
    };
    expect(counts(client, wave, 0)).toEqual([0, 0]);
    expect(counts(client, wave, 9)).toEqual([7]);
    expect(() => client.openPin(wave, 0)).toThrow('STATUS_INSUFFICIENT_RESOURCES');
  });

  it('PCLS-062: NewStream’s status is that of the open, which leaves nothing behind', () => {
    const { miniport, client, wave } = machine();
    const before = client.target.census();
    miniport.refuseStream = STATUS.STATUS_DEVICE_BUSY;
    expect(() => client.openPin(wave, 0)).toThrow('STATUS_DEVICE_BUSY');
    expect(client.target.census()).toEqual(before);
    expect(counts(client, wave, 0)).toEqual([1, 0]);
  });

  it('PCLS-064: pins of a Topology port cannot be opened', () => {
    const { client, topology } = machine();
    expect(() => client.openPin(topology, 0)).toThrow();
  });

  it('PCLS-065: the default handler takes the highest that both ranges allow, in one or two channels', () => {
    const { client, wave } = machine();
    const range = (maxChannels: number, maxRate: number) =>
      pcmRange({ maxChannels, minBits: 8, maxBits: 16, minRate: 8000, maxRate }).bytes;
    const best = client.intersect(wave, 0, [range(6, 44_100)]);
    expect(best).toEqual(pcmFormat({ channels: 2, bits: 16, rate: 44_100 }));
    expect(client.intersect(wave, 0, [range(1, 200_000)])).toEqual(pcmFormat({ channels: 1, bits: 16, rate: 96_000 }));
    const none = pcmRange({ maxChannels: 2, minBits: 32, maxBits: 32, minRate: 8000, maxRate: 8000 }).bytes;
    expect(client.intersection(wave, 0, [none], 200).status).toBe('STATUS_NO_MATCH');
  });

  it('CONN-012, CONN-030: miniports see single steps, up and down', () => {
    const { miniport, client, wave } = machine();
    const pin = client.openPin(wave, 0);
    client.setState(pin, 3);
    client.setState(pin, 0);
    expect(miniport.states).toEqual([1, 2, 3, 2, 1, 0]);
  });

  it('CONN-008, CONN-015: a refused step leaves the state before it', () => {
    const { miniport, client, wave } = machine();
    const pin = client.openPin(wave, 0);
    miniport.refuseState = 3;
    expect(client.setState(pin, 3)).toBe('STATUS_INSUFFICIENT_RESOURCES');
    expect(client.state(pin)).toBe(2);
  });

  it('PIN-097: a physical connection names the pin and the filter on the other side', () => {
    const { client, wave, topology } = machine();
    const peer = (filter: typeof wave, pin: number) => {
      const { out } = client.pinProperty(filter, 10, pin, 400);
      const name = new TextDecoder('utf-16le').decode(out.slice(8, u32(out) - 2));
      return { pin: u32(out, 4), name };
    };
    const [topologyFilter, waveFilter] = client.target.discover();
    expect(peer(wave, 1)).toEqual({ pin: 0, name: topologyFilter?.path });
    expect(peer(topology, 0)).toEqual({ pin: 1, name: waveFilter?.path });
    expect(client.pinProperty(wave, 10, 0, 400).status).toBe('STATUS_NOT_FOUND');
  });

  it('PCLS-002: a pin has its built-in properties, and its own', () => {
    const { miniport, client, wave } = machine();
    const pin = client.openPin(wave, 0);
    expect(client.property(pin, 'KSPROPSETID_Connection', 3, GET, 24).information).toBe(24);
    expect(client.property(pin, 'KSPROPSETID_Stream', 3, GET, 8).status).toBe('STATUS_SUCCESS');
    expect(client.property(pin, 'KSPROPSETID_Stream', 3, SET, ulongs(wave, 0)).status).toBe('STATUS_PROPSET_NOT_FOUND');
    expect(client.property(pin, set, 2, GET, 4).status).toBe('STATUS_SUCCESS');
    expect(last(miniport).propertyItem.id).toBe(2);
  });
});
