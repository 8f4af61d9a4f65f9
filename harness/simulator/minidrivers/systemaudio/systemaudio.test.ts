import { describe, expect, it } from 'vitest';
import { Client, concat, GET, SET, u32, ulongs } from '../../testing/client.ts';

/** KSSTATE_RUN. */
const RUN = 3;
const SYSAUDIO = 'KSPROPSETID_Sysaudio';
const [COUNT, FRIENDLY_NAME, INSTANCE, CREATE_SOURCE] = [1, 2, 3, 6];

function open(name: string) {
  const client = new Client('systemaudio');
  const path = client.target.discover().find((filter) => filter.name === name)?.path ?? '';
  return { client, filter: client.opened(client.target.open(path, 0xc000_0000)) };
}

describe('systemaudio', () => {
  it('PCLS-180, PCLS-181: names its virtual devices, and remembers for each filter which was opened last', () => {
    const { client, filter } = open('sysaudio');
    const name = (id: number) => client.property(filter, SYSAUDIO, FRIENDLY_NAME, GET, 64, ulongs(id));
    expect(u32(client.property(filter, SYSAUDIO, COUNT, GET, 4).out)).toBe(2);
    expect([name(0).information, name(2).status]).toEqual([22, 'STATUS_INVALID_PARAMETER']);
    expect(client.property(filter, SYSAUDIO, INSTANCE, SET, ulongs(1)).status).toBe('STATUS_SUCCESS');
    expect(name(0xffff_ffff).out).toEqual(name(1).out);
    const other = client.openFilter();
    expect(u32(client.property(other, SYSAUDIO, INSTANCE, GET, 4).out)).toBe(0);
  });

  it('PCLS-182: gives a virtual source one index', () => {
    const { client, filter } = open('sysaudio');
    const source = (name: number) =>
      u32(client.property(filter, SYSAUDIO, CREATE_SOURCE, GET, 4, concat(ulongs(1, 2, 3, 4), ulongs(name, 2, 3, 4))).out);
    expect([source(1), source(2), source(1)]).toEqual([0, 1, 0]);
  });

  it('PCLS-106, PCLS-184: tells the size of its state first, and takes device ids with their NUL only', () => {
    const { client, filter } = open('gfx');
    expect(client.property(filter, 'KSPROPSETID_Audio', 39, GET, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 32 });
    const target = (bytes: Uint8Array) => client.property(filter, 'KSPROPSETID_AudioGfx', 0, SET, bytes).status;
    expect(target(new Uint8Array([0x41, 0, 0, 0]))).toBe('STATUS_SUCCESS');
    expect(target(new Uint8Array([0x41, 0, 0x42, 0]))).toBe('STATUS_INVALID_PARAMETER');
  });

  it('AVS-019: what clients play is taken while others are silent, by either way of processing', () => {
    for (const name of ['sysaudio', 'gfx']) {
      const { client, filter } = open(name);
      const pins = [client.openPin(filter, 0), client.openPin(filter, 0)];
      for (const pin of pins) client.setState(pin, RUN);
      for (const pin of [...pins, ...pins.reverse()]) {
        expect(client.streamNow(pin, true, client.stream([{ extent: 8, used: 8 }]).headers)).toEqual({
          status: 'STATUS_SUCCESS',
          information: 8,
        });
      }
    }
  });
});
