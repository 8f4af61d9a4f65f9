import { describe, expect, it } from 'vitest';
import { CameraClient } from '../../testing/camera-client.ts';
import { GET, SET, u32, ulongs } from '../../testing/client.ts';
import { structSize } from '../../classdrivers/avstream/video/structs.ts';

const REGION_S = structSize('KSPROPERTY_CAMERACONTROL_REGION_OF_INTEREST_S');

describe('the camera of a tablet', () => {
  it('has a flash with the modes of its time', () => {
    const { client, filter } = new CameraClient('tabletcam');
    const ask = (verb: number, out: Uint8Array | number) =>
      client.property(filter, 'PROPSETID_VIDCAP_CAMERACONTROL_FLASH', 0, verb, out);
    const [AUTO, NONE] = [2, 3];
    expect([ask(SET, ulongs(AUTO, 0)).status, ask(SET, ulongs(NONE, 0)).status]).toEqual(['STATUS_SUCCESS', 'STATUS_INVALID_PARAMETER']);
    expect(u32(ask(GET, 8).out)).toBe(AUTO);
  });

  it('tells a new region of interest, and takes none that is upside down', () => {
    const camera = new CameraClient('tabletcam');
    const told = camera.watchEvent('EVENTSETID_VIDCAP_CAMERACONTROL_REGION_OF_INTEREST', 0);
    const set = (bottom: number) => {
      const region = new Uint8Array(REGION_S);
      region.set(ulongs(0, 50, 100, bottom));
      return camera.client.property(camera.filter, 'PROPSETID_VIDCAP_CAMERACONTROL_REGION_OF_INTEREST', 0, SET, region).status;
    };
    expect([set(40), told()]).toEqual(['STATUS_INVALID_PARAMETER', 0]);
    expect([set(100), told()]).toEqual(['STATUS_SUCCESS', 1]);
  });

  it('captures into video memory if it is told to', () => {
    const { client, filter } = new CameraClient('tabletcam');
    const pin = client.openPin(filter, 0);
    const [SURFACE, SYSTEM, VRAM] = [3, 1, 2];
    const ask = (verb: number, out: Uint8Array | number) => client.property(pin, 'KSPROPSETID_VramCapture', SURFACE, verb, out);
    expect(u32(ask(GET, 4).out)).toBe(SYSTEM);
    expect([ask(SET, ulongs(VRAM)).status, u32(ask(GET, 4).out)]).toEqual(['STATUS_SUCCESS', VRAM]);
    expect(ask(SET, ulongs(0)).status).toBe('STATUS_INVALID_PARAMETER');
  });
});
