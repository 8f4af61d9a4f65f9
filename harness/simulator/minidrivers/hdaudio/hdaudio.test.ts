import { describe, expect, it } from 'vitest';
import { AudioClient } from '../../testing/audio.ts';
import { BASICSUPPORT, concat, GET, nodeId, pinId, SET, TOPOLOGY, u32, ulongs } from '../../testing/client.ts';
import { LEVEL } from '../../classdrivers/portcls/parts/channel-values.ts';
import { TOPOLOGY_NODE, TOPOLOGY_PIN } from './topology.ts';
import { WAVE_NODE, WAVE_PIN } from './wave.ts';

const [VOLUMELEVEL, MUTE, MUX_SOURCE, SAMPLING_RATE, CHANNEL_CONFIG] = [4, 13, 12, 8, 3];
const { VOLUME, MUX } = TOPOLOGY_NODE;

function topology() {
  const client = new AudioClient();
  return { client, filter: client.openNamed('topology') };
}

const i32 = (bytes: Uint8Array): number => u32(bytes) | 0;

describe('hdaudio', () => {
  it('PCLS-041, PROP-045: a level out of range is clamped, and the set succeeds', () => {
    const { client, filter } = topology();
    expect(client.node(filter, VOLUME, VOLUMELEVEL, SET, ulongs(0x7fff_0000), 0).status).toBe('STATUS_SUCCESS');
    expect(i32(client.node(filter, VOLUME, VOLUMELEVEL, GET, 4, 0).out)).toBe(LEVEL.max);
    client.node(filter, VOLUME, VOLUMELEVEL, SET, ulongs(0x8000_0000), 0);
    expect(i32(client.node(filter, VOLUME, VOLUMELEVEL, GET, 4, 0).out)).toBe(LEVEL.min);
  });

  it('PCLS-040: channels are independent, −1 is all of them, and beyond the last there is none', () => {
    const { client, filter } = topology();
    const level = (channel: number) => i32(client.node(filter, VOLUME, VOLUMELEVEL, GET, 4, channel).out);
    client.node(filter, VOLUME, VOLUMELEVEL, SET, ulongs(-LEVEL.step >>> 0), 1);
    expect([level(0), level(1)]).toEqual([0, -LEVEL.step]);
    client.node(filter, VOLUME, VOLUMELEVEL, SET, ulongs((-2 * LEVEL.step) >>> 0), -1);
    expect([level(0), level(1)]).toEqual([-2 * LEVEL.step, -2 * LEVEL.step]);
    expect(client.node(filter, VOLUME, VOLUMELEVEL, GET, 4, 2).status).toBe('STATUS_INVALID_PARAMETER');
    expect(client.node(filter, VOLUME, VOLUMELEVEL, GET, 4).status).toBe('STATUS_INVALID_PARAMETER');
  });

  it('PCLS-026: judges Out as the samples do', () => {
    const { client, filter } = topology();
    const query = client.node(filter, VOLUME, VOLUMELEVEL, GET, 0, 0);
    expect(query).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 4 });
    expect(client.node(filter, VOLUME, VOLUMELEVEL, GET, 3, 0).status).toBe('STATUS_BUFFER_TOO_SMALL');
    expect(client.node(filter, VOLUME, VOLUMELEVEL, SET, 3, 0).status).toBe('STATUS_BUFFER_TOO_SMALL');
  });

  it.each([
    ['volume', VOLUME, VOLUMELEVEL],
    ['mute', TOPOLOGY_NODE.MUTE, MUTE],
  ])('PROP-067, PROP-068: %s describes a stepped range for every channel', (_name, node, id) => {
    const { client, filter } = topology();
    const { information, out } = client.node(filter, node, id, BASICSUPPORT, 200);
    expect(information).toBe(40 + 16 + 16 * 2);
    expect([u32(out) & (GET | SET), u32(out, 4), u32(out, 32)]).toEqual([GET | SET, 88, 1]);
    expect([u32(out, 40), u32(out, 44), u32(out, 48), u32(out, 52)]).toEqual([2, 16, 2, 2]);
    expect(client.node(filter, node, id, BASICSUPPORT, 40).information).toBe(40);
    expect(client.node(filter, node, id, BASICSUPPORT, 4).information).toBe(4);
  });

  it('PCLS-042: a mute is a BOOL for each channel', () => {
    const { client, filter } = topology();
    client.node(filter, TOPOLOGY_NODE.MUTE, MUTE, SET, ulongs(5), 0);
    expect(u32(client.node(filter, TOPOLOGY_NODE.MUTE, MUTE, GET, 4, 0).out)).toBe(1);
    expect(u32(client.node(filter, TOPOLOGY_NODE.MUTE, MUTE, GET, 4, 1).out)).toBe(0);
  });

  it('selects one of the inputs of the mux, and no other', () => {
    const { client, filter } = topology();
    expect(client.node(filter, MUX, MUX_SOURCE, SET, ulongs(2)).status).toBe('STATUS_SUCCESS');
    expect(client.node(filter, MUX, MUX_SOURCE, SET, ulongs(3)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(client.node(filter, MUX, MUX_SOURCE, SET, ulongs(0)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(u32(client.node(filter, MUX, MUX_SOURCE, GET, 4).out)).toBe(2);
  });

  it('EVT-094: a change of a control is told for its node only', () => {
    const { client, filter } = topology();
    const enable = (node: number) => {
      const signal = client.target.createSignal('auto-reset');
      const data = client.eventData(1, signal);
      expect(client.enable(filter, 'KSEVENTSETID_AudioControlChange', 0, 1 | TOPOLOGY, data, nodeId(node))).toBe(
        'STATUS_SUCCESS',
      );
      return signal;
    };
    const [volume, mute] = [enable(VOLUME), enable(TOPOLOGY_NODE.MUTE)];
    const other = client.openNamed('topology');
    client.node(other, VOLUME, VOLUMELEVEL, SET, ulongs(-LEVEL.step >>> 0), 0);
    expect(client.target.takeSignals(volume, 0n)).toBe(1);
    // What is so already is no change.
    client.node(other, VOLUME, VOLUMELEVEL, SET, ulongs(-LEVEL.step >>> 0), 0);
    expect(client.target.takeSignals(volume, 0n)).toBe(0);
    expect(client.target.takeSignals(mute, 0n)).toBe(0);
  });

  it.each([
    [0, 28],
    [1, 8],
    [5, 4],
  ])('PCLS-044, PCLS-100, PCLS-101: jack description %i has an item of %i bytes for a jack', (id, size) => {
    const { client, filter } = topology();
    const jack = (pin: number) => client.property(filter, 'KSPROPSETID_Jack', id === 0 ? 1 : id === 1 ? 2 : 5, GET, 100, pinId(pin));
    const { information, out } = jack(TOPOLOGY_PIN.SPEAKER);
    expect([information, u32(out), u32(out, 4)]).toEqual([8 + size, 8 + size, 1]);
    const none = jack(TOPOLOGY_PIN.WAVE_IN);
    expect([none.status, none.information, u32(none.out, 4)]).toEqual(['STATUS_SUCCESS', 8, 0]);
    expect(jack(6).status).toBe('STATUS_INVALID_PARAMETER');
  });

  it('PCLS-103: plugging in is told for the pin, and shown', () => {
    const { client, filter } = topology();
    const enable = (instance: Uint8Array) => {
      const signal = client.target.createSignal('auto-reset');
      const data = client.eventData(1, signal);
      expect(client.enable(filter, 'KSEVENTSETID_PinCapsChange', 1, 1, data, instance)).toBe('STATUS_SUCCESS');
      return signal;
    };
    const connected = () =>
      u32(client.property(filter, 'KSPROPSETID_Jack', 1, GET, 36, pinId(TOPOLOGY_PIN.LINE)).out, 8 + 24);
    const [any, line, speaker] = [new Uint8Array(0), pinId(TOPOLOGY_PIN.LINE), pinId(TOPOLOGY_PIN.SPEAKER)].map(enable);
    expect(connected()).toBe(0);
    client.codec.plug('line', true);
    expect(connected()).toBe(1);
    expect([any, line, speaker].map((signal) => client.target.takeSignals(signal!, 0n))).toEqual([1, 1, 0]);
  });

  it('PCLS-031: a node of a stream cannot be read through the filter', () => {
    const client = new AudioClient();
    const filter = client.openNamed('wave');
    const pin = client.openPin(filter, WAVE_PIN.RENDER);
    expect(client.node(filter, WAVE_NODE.SRC, SAMPLING_RATE, GET, 4).status).toBe('STATUS_INVALID_DEVICE_REQUEST');
    expect(u32(client.node(pin, WAVE_NODE.SRC, SAMPLING_RATE, GET, 4).out)).toBe(48_000);
  });

  it('PROP-046: a channel configuration that the DACs lack changes nothing', () => {
    const client = new AudioClient();
    const filter = client.openNamed('wave');
    expect(client.node(filter, WAVE_NODE.DAC, CHANNEL_CONFIG, SET, ulongs(0x3f)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(u32(client.node(filter, WAVE_NODE.DAC, CHANNEL_CONFIG, GET, 4).out)).toBe(3);
  });

  it('PCLS-093: streaming pins have processing modes, bridge pins an empty list', () => {
    const client = new AudioClient();
    const filter = client.openNamed('wave');
    const modes = (pin: number) => client.property(filter, 'KSPROPSETID_AudioSignalProcessing', 0, GET, 100, pinId(pin));
    expect(u32(modes(WAVE_PIN.RENDER).out, 4)).toBe(2);
    expect(modes(WAVE_PIN.CAPTURE_BRIDGE)).toMatchObject({ status: 'STATUS_SUCCESS', information: 8 });
  });

  it('PIN-094: proposes a format for streaming pins only', () => {
    const client = new AudioClient();
    const filter = client.openNamed('wave');
    const propose = (pin: number) =>
      client.property(filter, 'KSPROPSETID_Pin', 15, GET, 100, concat(pinId(pin), ulongs(8, 0)));
    expect(propose(WAVE_PIN.CAPTURE)).toMatchObject({ status: 'STATUS_SUCCESS', information: 82 });
    expect(propose(WAVE_PIN.RENDER_BRIDGE).status).toBe('STATUS_NOT_SUPPORTED');
  });
});
