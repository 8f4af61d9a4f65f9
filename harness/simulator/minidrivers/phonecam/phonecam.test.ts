import { describe, expect, it } from 'vitest';
import { CameraClient } from '../../testing/camera-client.ts';
import { concat, GET, SET, u32, ulongs } from '../../testing/client.ts';
import { bitsOf, extendedControlId } from '../../classdrivers/avstream/video/extended-control.ts';
import { PIN } from './pins.ts';

describe('extended controls', () => {
  it('CAMX-002: regions have a size protocol of their own', () => {
    const phone = new CameraClient('phonecam');
    expect([phone.ask('ROI_ISPCONTROL', 0), phone.ask('ROI_ISPCONTROL', 47).status]).toMatchObject([
      { status: 'STATUS_BUFFER_OVERFLOW', information: 48 },
      'STATUS_BUFFER_TOO_SMALL',
    ]);
  });

  it('CAMX-012, CAMX-016: take the settings that they have, and no other', () => {
    const phone = new CameraClient('phonecam');
    const [on, auto] = [bitsOf('OIS_ON'), bitsOf('OIS_AUTO')];
    expect([phone.get('OIS').flags, phone.set('OIS', on), phone.get('OIS').flags]).toEqual([auto, 'STATUS_SUCCESS', on]);
    expect([phone.set('OIS', on | auto), phone.set('OIS', 8n), phone.get('OIS').flags]).toEqual([
      'STATUS_INVALID_PARAMETER',
      'STATUS_INVALID_PARAMETER',
      on,
    ]);
  });

  it('CAMX-016: features of the flash go with a flash', () => {
    const phone = new CameraClient('phonecam');
    const [on, auto, redEye] = [bitsOf('FLASH_ON'), bitsOf('FLASH_AUTO'), bitsOf('FLASH_REDEYEREDUCTION')];
    expect([phone.set('FLASHMODE', on | redEye), phone.set('FLASHMODE', 0n)]).toEqual(['STATUS_SUCCESS', 'STATUS_SUCCESS']);
    expect([phone.set('FLASHMODE', redEye), phone.set('FLASHMODE', on | auto)]).toEqual([
      'STATUS_INVALID_PARAMETER',
      'STATUS_INVALID_PARAMETER',
    ]);
  });

  it('CAMX-008: look at the states of the pins', () => {
    const phone = new CameraClient('phonecam');
    const on = bitsOf('VIDEOSTABILIZATION_ON');
    expect(phone.set('VIDEOSTABILIZATION', on)).toBe('STATUS_SUCCESS');
    phone.run(PIN.CAPTURE);
    expect([phone.set('VIDEOSTABILIZATION', 0n), phone.get('VIDEOSTABILIZATION').flags]).toEqual(['STATUS_INVALID_DEVICE_STATE', on]);
    const advanced = bitsOf('ADVANCEDPHOTO_AUTO', 'ADVANCEDPHOTO_HDR');
    expect(phone.set('ADVANCEDPHOTO', advanced)).toBe('STATUS_SUCCESS');
    phone.run(PIN.STILL);
    expect(phone.set('ADVANCEDPHOTO', 0n)).toBe('STATUS_INVALID_DEVICE_STATE');
  });

  it('CAMX-019: hints of use and of trade-off stand beside each other', () => {
    const phone = new CameraClient('phonecam');
    phone.set('OPTIMIZATIONHINT', bitsOf('OPTIMIZATION_VIDEO'));
    phone.set('OPTIMIZATIONHINT', bitsOf('OPTIMIZATION_POWER'));
    expect(phone.get('OPTIMIZATIONHINT').flags).toBe(bitsOf('OPTIMIZATION_VIDEO', 'OPTIMIZATION_POWER'));
  });

  it('CAMX-021: the metadata of the preview has room for the histogram while there is one', () => {
    const phone = new CameraClient('phonecam');
    const metadata = () => u32(phone.get('METADATA').out, 4);
    const before = metadata();
    expect(phone.set('HISTOGRAM', 1n)).toBe('STATUS_SUCCESS');
    expect(metadata()).toBeGreaterThan(before);
    phone.run(PIN.PREVIEW);
    expect([phone.set('HISTOGRAM', 0n), phone.get('HISTOGRAM').flags]).toEqual(['STATUS_INVALID_DEVICE_STATE', 1n]);
  });

  it('CAMX-022: a limit of the rate of photographs is the rate, and 0 clears it', () => {
    const phone = new CameraClient('phonecam');
    const rate = () => phone.get('PHOTOFRAMERATE').out.slice(0, 8);
    const fastest = rate();
    expect(phone.set('PHOTOMAXFRAMERATE', 0n, ulongs(2, 5))).toBe('STATUS_SUCCESS');
    expect(rate()).toEqual(ulongs(2, 5));
    expect(phone.set('PHOTOMAXFRAMERATE', 0n, ulongs(1, 31))).toBe('STATUS_INVALID_PARAMETER');
    phone.set('PHOTOMAXFRAMERATE', 0n, ulongs(0, 0));
    expect(rate()).toEqual(fastest);
  });

  it('CAMX-024: regions of interest are counted and checked', () => {
    const phone = new CameraClient('phonecam');
    const focus = extendedControlId('FOCUSMODE');
    const region = (right: number) => concat(ulongs(0, 0, right, 1000, 0, 0, 50, 0), new Uint8Array(8));
    const payload = (count: number, right = 1000) =>
      concat(ulongs(32 + 40 * count, 1, 0, 0, focus, count, 0, 0), ...Array.from({ length: count }, () => region(right)));
    expect(phone.set('ROI_ISPCONTROL', 0n, payload(1))).toBe('STATUS_SUCCESS');
    expect(phone.get('ROI_ISPCONTROL')).toMatchObject({ information: 104, size: 104, flags: 0n });
    expect([phone.set('ROI_ISPCONTROL', 0n, payload(2)), phone.set('ROI_ISPCONTROL', 0n, payload(1, -1))]).toEqual([
      'STATUS_INVALID_PARAMETER',
      'STATUS_INVALID_PARAMETER',
    ]);
  });
});

describe('photographs', () => {
  it('CAMX-010: per-frame settings are kept whole, or refused', () => {
    const { client, filter } = new CameraClient('phonecam');
    const ask = (id: number, verb: number, out: Uint8Array | number) =>
      client.property(filter, 'KSPROPERTYSETID_PerFrameSettingControl', id, verb, out);
    expect(ask(1, GET, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 0 });
    const frames = (count: number) =>
      concat(ulongs(40 + 16 * count, count, 0, 0, 0, 0, 0, 0, 1, 0), ...Array.from({ length: count }, (_, id) => ulongs(16, id, 0, 0)));
    expect([ask(1, SET, frames(0)).status, ask(1, SET, frames(2)).status]).toEqual(['STATUS_INVALID_PARAMETER', 'STATUS_SUCCESS']);
    expect(ask(1, GET, 0).information).toBe(72);
    expect([ask(2, SET, 0).status, ask(1, GET, 0).information]).toEqual(['STATUS_SUCCESS', 0]);
  });

  it('CAMX-032: tell whoever plays the sound of the shutter', () => {
    const phone = new CameraClient('phonecam');
    const scanned = phone.watchEvent('KSEVENTSETID_CameraEvent', 0);
    phone.run(PIN.STILL);
    const [MODE, TRIGGER] = [3, 8];
    const trigger = ulongs(PIN.STILL, TRIGGER);
    const answer = phone.client.property(
      phone.filter,
      'PROPSETID_VIDCAP_VIDEOCONTROL',
      MODE,
      SET,
      concat(new Uint8Array(24), trigger),
      trigger,
    );
    expect([answer.status, scanned()]).toEqual(['STATUS_SUCCESS', 0]);
    phone.sleep(100);
    expect(scanned()).toBe(1);
  });
});
