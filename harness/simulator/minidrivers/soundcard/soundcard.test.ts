import { describe, expect, it } from 'vitest';
import { Client, concat, GET, nodeId, SET, TOPOLOGY, u32, ulongs } from '../../testing/client.ts';
import { MIXER_NODE } from './mixer.ts';
import { SOUND_NODE, SOUND_PIN } from './soundcard.ts';

const AUDIO = 'KSPROPSETID_Audio';
const BUFFER = 'KSPROPSETID_DirectSound3DBuffer';
const [BASS, EQ_LEVEL, NUM_EQ_BANDS, PEAKMETER2, QUALITY, MIX_LEVEL_TABLE] = [14, 18, 19, 55, 7, 10];

function open(name: string) {
  const client = new Client('soundcard');
  const path = client.target.discover().find((filter) => filter.name === name)?.path ?? '';
  const filter = client.opened(client.target.open(path, 0xc000_0000));
  const node = (handle: typeof filter, id: number, item: number, flags: number, out: Uint8Array | number, set = AUDIO) =>
    client.property(handle, set, item, flags | TOPOLOGY, out, concat(nodeId(id), ulongs(0, 0)));
  return { client, filter, node };
}

describe('soundcard', () => {
  it('PCLS-142: clamps tone and the levels of the equaliser', () => {
    const { filter, node } = open('mixer');
    expect(node(filter, MIXER_NODE.TONE, BASS, SET, ulongs(0x7fff_ffff)).status).toBe('STATUS_SUCCESS');
    expect(u32(node(filter, MIXER_NODE.TONE, BASS, GET, 4).out)).toBe(12 * 65_536);
    const bands = u32(node(filter, MIXER_NODE.EQUALIZER, NUM_EQ_BANDS, GET, 4).out);
    const all = Array.from({ length: bands }, () => 0x8000_0000);
    expect(node(filter, MIXER_NODE.EQUALIZER, EQ_LEVEL, SET, ulongs(...all)).status).toBe('STATUS_SUCCESS');
    const { information, out } = node(filter, MIXER_NODE.EQUALIZER, EQ_LEVEL, GET, 100);
    expect([information, u32(out) | 0]).toEqual([bands * 4, -12 * 65_536]);
  });

  it('PCLS-145: a reading resets the peak meter, one that fails does not', () => {
    const { client, filter, node } = open('mixer');
    client.target.sleep(500_000n);
    expect(node(filter, MIXER_NODE.PEAK_METER, PEAKMETER2, GET, 0).status).toBe('STATUS_BUFFER_OVERFLOW');
    expect(u32(node(filter, MIXER_NODE.PEAK_METER, PEAKMETER2, GET, 4).out)).toBeGreaterThan(0);
    expect(u32(node(filter, MIXER_NODE.PEAK_METER, PEAKMETER2, GET, 4).out)).toBe(0);
  });

  it('PCLS-031, TOPO-038: what belongs to a stream is its own, and not to be had from the filter', () => {
    const { client, filter, node } = open('pci');
    expect(node(filter, SOUND_NODE.SRC, QUALITY, GET, 4).status).toBe('STATUS_INVALID_DEVICE_REQUEST');
    const pin = client.openPin(filter, SOUND_PIN.RENDER);
    expect(u32(node(pin, SOUND_NODE.SRC, QUALITY, GET, 4).out)).toBe(2);
    expect(node(pin, SOUND_NODE.SRC, QUALITY, SET, ulongs(3)).status).toBe('STATUS_SUCCESS');
    expect(node(pin, SOUND_NODE.SRC, QUALITY, SET, ulongs(4)).status).toBe('STATUS_INVALID_PARAMETER');
    client.target.close(pin);
    const next = client.openPin(filter, SOUND_PIN.RENDER);
    expect(u32(node(next, SOUND_NODE.SRC, QUALITY, GET, 4).out)).toBe(2);
  });

  it('PCLS-146, PCLS-169: mixes two channels to two, and keeps a sound in space as a whole', () => {
    const { client, filter, node } = open('pci');
    const pin = client.openPin(filter, SOUND_PIN.RENDER);
    const mix = node(pin, SOUND_NODE.MIX, MIX_LEVEL_TABLE, GET, 100);
    expect([mix.information, u32(mix.out), u32(mix.out, 8)]).toEqual([32, 0, 1]);
    const [ALL, MODE] = [0, 8];
    expect(node(pin, SOUND_NODE.SPATIAL, MODE, SET, ulongs(1), BUFFER).status).toBe('STATUS_SUCCESS');
    expect(u32(node(pin, SOUND_NODE.SPATIAL, ALL, GET, 60, BUFFER).out, 56)).toBe(1);
    expect(node(pin, SOUND_NODE.SPATIAL, MODE, SET, ulongs(3), BUFFER).status).toBe('STATUS_INVALID_PARAMETER');
  });
});
