import { describe, expect, it } from 'vitest';
import { CameraClient } from '../../testing/camera-client.ts';
import { u32, ulongs } from '../../testing/client.ts';
import { bitsOf } from '../../classdrivers/avstream/video/extended-control.ts';
import { PIN } from './pins.ts';

describe('a camera to sign in by face', () => {
  it('CAMX-013: authentication is about the infra-red pin, the torch about the camera', () => {
    const camera = new CameraClient('facecam');
    expect([camera.get('FACEAUTH_MODE').pinId, camera.get('SECURE_MODE').pinId]).toEqual([PIN.INFRARED, PIN.INFRARED]);
    expect(camera.get('IRTORCHMODE').pinId).toBe(0xffff_ffff);
  });

  it('CAMX-016: authentication is always in one of its modes', () => {
    const camera = new CameraClient('facecam');
    const [off, on] = [bitsOf('FACEAUTH_MODE_DISABLED'), bitsOf('FACEAUTH_MODE_ALTERNATIVE_FRAME_ILLUMINATION')];
    expect([camera.set('FACEAUTH_MODE', on), camera.get('FACEAUTH_MODE').flags]).toEqual(['STATUS_SUCCESS', on]);
    for (const flags of [0n, on | off, bitsOf('FACEAUTH_MODE_BACKGROUND_SUBTRACTION')])
      expect(camera.set('FACEAUTH_MODE', flags)).toBe('STATUS_INVALID_PARAMETER');
  });

  it('CAMX-017: the torch has powers in steps', () => {
    const camera = new CameraClient('facecam');
    const on = bitsOf('IRTORCHMODE_ALWAYS_ON');
    const payload = (power: number) => {
      const bytes = camera.get('IRTORCHMODE').out.slice(0, 32);
      bytes.set(ulongs(power), 16);
      return bytes;
    };
    expect([camera.set('IRTORCHMODE', on, payload(30)), camera.set('IRTORCHMODE', on, payload(35))]).toEqual([
      'STATUS_SUCCESS',
      'STATUS_INVALID_PARAMETER',
    ]);
    expect(u32(camera.get('IRTORCHMODE').out, 16)).toBe(30);
  });

  it('CAMX-008: the range of the colour video is not changed while it runs', () => {
    const camera = new CameraClient('facecam');
    camera.run(PIN.INFRARED);
    expect(camera.set('VIDEOHDR', bitsOf('VIDEOHDR_ON'))).toBe('STATUS_SUCCESS');
    camera.run(PIN.CAPTURE);
    expect(camera.set('VIDEOHDR', 0n)).toBe('STATUS_INVALID_DEVICE_STATE');
  });

  it('CAMX-027: a panel is that of the device until it is told otherwise', () => {
    const camera = new CameraClient('facecam');
    const panel = () => u32(camera.get('RELATIVEPANELOPTIMIZATION').out);
    const front = panel();
    expect([camera.set('RELATIVEPANELOPTIMIZATION', 1n, ulongs(5, 0)), panel()]).toEqual(['STATUS_SUCCESS', 5]);
    expect(camera.set('RELATIVEPANELOPTIMIZATION', 1n, ulongs(7, 0))).toBe('STATUS_INVALID_PARAMETER');
    expect([camera.set('RELATIVEPANELOPTIMIZATION', 0n), panel()]).toEqual(['STATUS_SUCCESS', front]);
  });
});
