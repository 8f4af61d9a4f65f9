import { describe, expect, it } from 'vitest';
import { CameraClient } from '../../testing/camera-client.ts';
import { concat, GET, SET, u32, ulongs } from '../../testing/client.ts';
import { propertyId } from '../../classdrivers/avstream/video/control-items.ts';
import { bitsOf, CANCELLABLE } from '../../classdrivers/avstream/video/extended-control.ts';
import { PIN } from './pins.ts';

describe('extended controls', () => {
  it('CAMX-001, CAMX-002: have a header that tells the size, and the size protocol', () => {
    const board = new CameraClient('avcapture');
    expect(board.get('SCENEMODE')).toMatchObject({ status: 'STATUS_SUCCESS', information: 40, size: 40, pinId: 0xffff_ffff, result: 0 });
    expect(board.get('ISO').pinId).toBe(PIN.STILL);
    expect([board.ask('ISO', 0), board.ask('ISO', 39).status]).toMatchObject([
      { status: 'STATUS_BUFFER_OVERFLOW', information: 40 },
      'STATUS_BUFFER_TOO_SMALL',
    ]);
  });

  it('CAMX-005: end later, once, and say so', () => {
    const board = new CameraClient('avcapture');
    const ends = board.watch('FOCUSMODE');
    expect(board.set('FOCUSMODE', bitsOf('VIDEOPROCFLAG_AUTO', 'FOCUS_RANGE_MACRO'))).toBe('STATUS_SUCCESS');
    expect([ends(), board.get('FOCUSSTATE').flags]).toEqual([0, bitsOf('FOCUSSTATE_SEARCHING')]);
    board.sleep(100);
    expect([ends(), board.get('FOCUSSTATE').flags]).toEqual([1, bitsOf('FOCUSSTATE_FOCUSED')]);
    board.set('FOCUSMODE', bitsOf('FOCUS_CONTINUOUS'));
    expect(ends()).toBe(1);
  });

  it('CAMX-003, CAMX-005: are cancelled where they can be, and tell it until they succeed', () => {
    const board = new CameraClient('avcapture');
    const cancel = bitsOf('FLAG_CANCELOPERATION');
    const ends = board.watch('FOCUSMODE');
    expect(board.get('FOCUSMODE').capability & CANCELLABLE).toBe(CANCELLABLE);
    board.set('FOCUSMODE', bitsOf('VIDEOPROCFLAG_AUTO'));
    expect([board.set('FOCUSMODE', cancel), ends(), board.get('FOCUSMODE').result]).toEqual(['STATUS_SUCCESS', 1, 0xc000_0120]);
    expect(board.get('FOCUSSTATE').flags).toBe(bitsOf('FOCUSSTATE_FAILED'));
    board.sleep(100);
    expect(ends()).toBe(0);
    board.set('FOCUSMODE', bitsOf('FOCUS_CONTINUOUS'));
    expect(board.get('FOCUSMODE').result).toBe(0);
    expect(board.set('SCENEMODE', cancel)).toBe('STATUS_INVALID_PARAMETER');
  });

  it('CAMX-007: take modes of the lens that go together, and no other', () => {
    const board = new CameraClient('avcapture');
    const [auto, manual, lock] = [bitsOf('VIDEOPROCFLAG_AUTO'), bitsOf('VIDEOPROCFLAG_MANUAL'), bitsOf('VIDEOPROCFLAG_LOCK')];
    const [continuous, macro] = [bitsOf('FOCUS_CONTINUOUS'), bitsOf('FOCUS_RANGE_MACRO')];
    for (const flags of [auto, auto | lock, lock, manual, auto | macro, continuous | macro])
      expect(board.set('FOCUSMODE', flags)).toBe('STATUS_SUCCESS');
    const ranges = macro | bitsOf('FOCUS_RANGE_NORMAL');
    for (const flags of [0n, macro, auto | manual, lock | manual, manual | macro, continuous | auto, auto | ranges])
      expect(board.set('FOCUSMODE', flags)).toBe('STATUS_INVALID_PARAMETER');
  });

  it('one of the profiles is chosen, and none that the board does not have', () => {
    const board = new CameraClient('avcapture');
    const legacy = board.get('PROFILE').out.slice(0, board.get('PROFILE').information - 32);
    expect(board.set('PROFILE', 0n, legacy)).toBe('STATUS_SUCCESS');
    expect(board.set('PROFILE', 0n, new Uint8Array(legacy.length))).toBe('STATUS_INVALID_PARAMETER');
  });
});

describe('camera and picture controls', () => {
  it('a relative exposure moves the absolute one by a step, and needs it in manual mode', () => {
    const { client, filter } = new CameraClient('avcapture');
    const set = 'PROPSETID_VIDCAP_CAMERACONTROL';
    const control = (id: number, verb: number, value: number, flags: number) => {
      const body = ulongs(value, flags, 0, 0);
      return client.property(filter, set, id, verb, concat(new Uint8Array(24), body), body);
    };
    const id = (name: string) => propertyId(`KSPROPERTY_CAMERACONTROL_${name}`);
    const [EXPOSURE, RELATIVE, AUTO, MANUAL] = [id('EXPOSURE'), id('EXPOSURE_RELATIVE'), 1, 2];
    const exposure = () => u32(control(EXPOSURE, GET, 0, 0).out, 24) | 0;
    control(EXPOSURE, SET, -6, MANUAL);
    expect([control(RELATIVE, SET, 1, MANUAL).status, exposure()]).toEqual(['STATUS_SUCCESS', -5]);
    control(EXPOSURE, SET, 0, AUTO);
    expect(control(RELATIVE, SET, 1, MANUAL).status).toBe('STATUS_INVALID_DEVICE_STATE');
  });
});
