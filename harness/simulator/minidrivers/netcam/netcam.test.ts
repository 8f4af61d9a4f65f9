import { describe, expect, it } from 'vitest';
import { Client, concat, GET, SET, ulongs } from '../../testing/client.ts';
import { wideString } from '../../classdrivers/ks/answers.ts';
import { propertyId } from '../../classdrivers/avstream/video/control-items.ts';

/** A client with the camera open. */
class Network {
  readonly client = new Client('netcam');
  readonly filter = this.client.openFilter();

  ask(name: string, verb: number, out: Uint8Array | number) {
    const id = propertyId(`KSPROPERTY_NETWORKCAMERACONTROL_${name}`);
    return this.client.property(this.filter, 'KSPROPERTYSETID_NetworkCameraControl', id, verb, out);
  }
}

describe('a network camera', () => {
  it('tells its address, which nobody sets', () => {
    const network = new Network();
    const { status, information, out } = network.ask('URI', GET, 256);
    expect([status, new TextDecoder('utf-16le').decode(out.slice(0, information))]).toEqual([
      'STATUS_SUCCESS',
      'rtsp://camera.example/stream1\0',
    ]);
    expect(network.ask('URI', SET, wideString('rtsp://other.example/')).status).not.toBe('STATUS_SUCCESS');
  });

  it('takes the time from a server that is named, and from no other', () => {
    const network = new Network();
    const server = wideString('ntp.example');
    const [HOST, CUSTOM, UNKNOWN] = [1, 2, 3];
    const header = (size: number, type: number) => ulongs(size, type);
    const sets = [
      [header(8, HOST), 'STATUS_SUCCESS'],
      [concat(header(8 + server.length, CUSTOM), server), 'STATUS_SUCCESS'],
      [header(8, CUSTOM), 'STATUS_INVALID_PARAMETER'],
      [concat(header(8 + server.length, HOST), server), 'STATUS_INVALID_PARAMETER'],
      [header(8, UNKNOWN), 'STATUS_INVALID_PARAMETER'],
      [header(9, HOST), 'STATUS_INVALID_PARAMETER'],
    ] as const;
    for (const [sent, status] of sets) expect(network.ask('NTP', SET, sent).status).toBe(status);
    expect(network.ask('NTP', GET, 0).information).toBe(8 + server.length);
  });
});
