import { describe, expect, it } from 'vitest';
import { CameraClient } from '../../testing/camera-client.ts';
import { u32, ulongs } from '../../testing/client.ts';
import { FULL_VIEW, windowAt, windowBytes } from '../../classdrivers/avstream/video/digital-window.ts';
import { FIELDOFVIEW2 } from '../../classdrivers/avstream/video/field-of-view.ts';
import { PIN } from './pins.ts';

const [widest, narrow] = [95, 65];

describe('a conference camera', () => {
  it('CAMX-009: has no window while nothing is shown', () => {
    const camera = new CameraClient('roomcam');
    expect(camera.set('DIGITALWINDOW', 0n)).toBe('STATUS_INVALID_DEVICE_STATE');
    camera.run(PIN.CAPTURE);
    expect(camera.set('DIGITALWINDOW', 0n)).toBe('STATUS_SUCCESS');
  });

  it('CAMX-025: field of view and window know of each other', () => {
    const camera = new CameraClient('roomcam');
    camera.run(PIN.PREVIEW);
    expect(camera.set(FIELDOFVIEW2, 0n, ulongs(narrow, 0))).toBe('STATUS_SUCCESS');
    expect(camera.set('DIGITALWINDOW', 1n)).toBe('STATUS_SUCCESS');
    expect(u32(camera.get(FIELDOFVIEW2).out)).toBe(widest);
    expect(camera.set(FIELDOFVIEW2, 0n, ulongs(narrow, 0))).toBe('STATUS_SUCCESS');
    expect(camera.get('DIGITALWINDOW').flags).toBe(0n);
    expect(camera.set(FIELDOFVIEW2, 0n, ulongs(80, 0))).toBe('STATUS_INVALID_PARAMETER');
  });

  it('CAMX-026: a window lies inside the view, and is ignored while the camera follows faces', () => {
    const camera = new CameraClient('roomcam');
    camera.run(PIN.PREVIEW);
    const quarter = { x: FULL_VIEW / 4, y: FULL_VIEW / 4, size: FULL_VIEW / 2 };
    const shown = () => windowAt(camera.get('DIGITALWINDOW').out);
    expect([camera.set('DIGITALWINDOW', 0n, windowBytes(quarter)), shown()]).toEqual(['STATUS_SUCCESS', quarter]);
    for (const wrong of [{ x: -1 }, { y: FULL_VIEW }, { size: FULL_VIEW / 8 }])
      expect(camera.set('DIGITALWINDOW', 0n, windowBytes({ ...quarter, ...wrong }))).toBe('STATUS_INVALID_PARAMETER');
    expect([camera.set('DIGITALWINDOW', 1n, windowBytes({ ...quarter, x: -1 })), shown()]).toEqual(['STATUS_SUCCESS', quarter]);
  });

  it('CAMX-016: effects go with what they are an effect on', () => {
    const camera = new CameraClient('roomcam');
    const [stare, blur, shallow, blink] = [2n, 1n, 4n, 8n];
    expect([camera.set('EYEGAZECORRECTION', stare), camera.set('EYEGAZECORRECTION', 1n | stare)]).toEqual([
      'STATUS_INVALID_PARAMETER',
      'STATUS_SUCCESS',
    ]);
    expect([camera.set('BACKGROUNDSEGMENTATION', shallow), camera.set('BACKGROUNDSEGMENTATION', blur | shallow)]).toEqual([
      'STATUS_INVALID_PARAMETER',
      'STATUS_SUCCESS',
    ]);
    expect(camera.set('FACEDETECTION', blink)).toBe('STATUS_INVALID_PARAMETER');
  });
});
