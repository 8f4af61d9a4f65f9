import { describe, expect, it } from 'vitest';
import { Client, concat, GET, SET, u32, ulongs } from '../../testing/client.ts';
import { propertyId } from '../../classdrivers/avstream/video/control-items.ts';
import { bitsOf, CANCELLABLE } from '../../classdrivers/avstream/video/extended-control.ts';
import { PIN } from './pins.ts';

const EXTENDED = 'KSPROPERTYSETID_ExtendedCameraControl';
const RUN = 3;

/** A client with the board open. */
class Board {
  readonly client = new Client('avcapture');
  readonly filter = this.client.openFilter();

  id(name: string | number): number {
    return typeof name === 'number' ? name : propertyId(`KSPROPERTY_CAMERACONTROL_EXTENDED_${name}`);
  }

  get(name: string | number) {
    const { status, information, out } = this.client.property(this.filter, EXTENDED, this.id(name), GET, 4096);
    const view = new DataView(out.buffer);
    const [flags, capability] = [view.getBigUint64(16, true), view.getBigUint64(24, true)];
    return { status, information, pinId: u32(out, 4), size: u32(out, 8), result: u32(out, 12), flags, capability, out: out.slice(32) };
  }

  /** SET of Flags, with the payload that GET answers unless told. */
  set(name: string | number, flags: bigint, payload = this.#payload(name)): string {
    const header = concat(ulongs(1, this.get(name).pinId, 32 + payload.length, 0), new Uint8Array(16));
    new DataView(header.buffer).setBigUint64(16, flags, true);
    return this.client.property(this.filter, EXTENDED, this.id(name), SET, concat(header, payload)).status;
  }

  #payload(name: string | number): Uint8Array {
    const { information, out } = this.get(name);
    return out.slice(0, information - 32);
  }

  /** Enables the event of a control; answers how often it was raised since the last look. */
  watch(name: string): () => number {
    const { target } = this.client;
    const signal = target.createSignal('semaphore', 100);
    const data = this.client.eventData(2, signal);
    expect(this.client.enable(this.filter, 'KSEVENTSETID_ExtendedCameraControl', this.id(name), 1, data)).toBe('STATUS_SUCCESS');
    return () => target.takeSignals(signal, 0n);
  }

  run(pin: number) {
    const handle = this.client.openPin(this.filter, pin);
    expect(this.client.setState(handle, RUN)).toBe('STATUS_SUCCESS');
    return handle;
  }

  sleep(milliseconds: number): void {
    this.client.target.sleep(BigInt(milliseconds * 10_000));
  }
}

describe('extended controls', () => {
  it('CAMX-001, CAMX-002: have a header that tells the size, and the size protocol', () => {
    const board = new Board();
    expect(board.get('TORCHMODE')).toMatchObject({ status: 'STATUS_SUCCESS', information: 40, size: 40, pinId: 0xffff_ffff, result: 0 });
    expect(board.get('ISO').pinId).toBe(PIN.STILL);
    const ask = (out: number) => board.client.property(board.filter, EXTENDED, board.id('ROI_ISPCONTROL'), GET, out);
    expect([ask(0), ask(47).status]).toMatchObject([{ status: 'STATUS_BUFFER_OVERFLOW', information: 48 }, 'STATUS_BUFFER_TOO_SMALL']);
  });

  it('CAMX-012, CAMX-016: take the settings that they have, and no other', () => {
    const board = new Board();
    const [on, auto] = [bitsOf('OIS_ON'), bitsOf('OIS_AUTO')];
    expect([board.get('OIS').flags, board.set('OIS', on), board.get('OIS').flags]).toEqual([auto, 'STATUS_SUCCESS', on]);
    expect([board.set('OIS', on | auto), board.set('OIS', 8n), board.get('OIS').flags]).toEqual([
      'STATUS_INVALID_PARAMETER',
      'STATUS_INVALID_PARAMETER',
      on,
    ]);
    expect(board.set('EYEGAZECORRECTION', 2n)).toBe('STATUS_INVALID_PARAMETER');
    expect(board.set('EYEGAZECORRECTION', 3n)).toBe('STATUS_SUCCESS');
  });

  it('CAMX-005: end later, once, and say so', () => {
    const board = new Board();
    const ends = board.watch('FOCUSMODE');
    expect(board.set('FOCUSMODE', bitsOf('VIDEOPROCFLAG_AUTO', 'FOCUS_RANGE_MACRO'))).toBe('STATUS_SUCCESS');
    expect([ends(), board.get('FOCUSSTATE').flags]).toEqual([0, bitsOf('FOCUSSTATE_SEARCHING')]);
    board.sleep(100);
    expect([ends(), board.get('FOCUSSTATE').flags]).toEqual([1, bitsOf('FOCUSSTATE_FOCUSED')]);
    board.set('FOCUSMODE', bitsOf('FOCUS_CONTINUOUS'));
    expect(ends()).toBe(1);
  });

  it('CAMX-003, CAMX-005: are cancelled where they can be, and tell it until they succeed', () => {
    const board = new Board();
    const cancel = bitsOf('FLAG_CANCELOPERATION');
    const ends = board.watch('FOCUSMODE');
    expect(board.get('FOCUSMODE').capability & CANCELLABLE).toBe(CANCELLABLE);
    board.set('FOCUSMODE', bitsOf('VIDEOPROCFLAG_AUTO'));
    expect([board.set('FOCUSMODE', cancel), ends(), board.get('FOCUSMODE').result]).toEqual(['STATUS_SUCCESS', 1, 0xc000_0120]);
    board.sleep(100);
    expect(ends()).toBe(0);
    board.set('FOCUSMODE', bitsOf('FOCUS_CONTINUOUS'));
    expect(board.get('FOCUSMODE').result).toBe(0);
    expect(board.set('SCENEMODE', cancel)).toBe('STATUS_INVALID_PARAMETER');
  });

  it('CAMX-008, CAMX-009: look at the states of the pins', () => {
    const board = new Board();
    const on = bitsOf('VIDEOSTABILIZATION_ON');
    expect([board.set('VIDEOSTABILIZATION', on), board.set('DIGITALWINDOW', 0n)]).toEqual(['STATUS_SUCCESS', 'STATUS_INVALID_DEVICE_STATE']);
    board.run(PIN.CAPTURE);
    expect([board.set('VIDEOSTABILIZATION', 0n), board.set('DIGITALWINDOW', 0n)]).toEqual(['STATUS_INVALID_DEVICE_STATE', 'STATUS_SUCCESS']);
    expect(board.get('VIDEOSTABILIZATION').flags).toBe(on);
  });

  it('CAMX-019, CAMX-021, CAMX-025: know of each other', () => {
    const board = new Board();
    board.set('OPTIMIZATIONHINT', bitsOf('OPTIMIZATION_VIDEO'));
    board.set('OPTIMIZATIONHINT', bitsOf('OPTIMIZATION_POWER'));
    expect(board.get('OPTIMIZATIONHINT').flags).toBe(bitsOf('OPTIMIZATION_VIDEO', 'OPTIMIZATION_POWER'));
    const metadata = () => u32(board.get('METADATA').out, 4);
    const before = metadata();
    board.set('HISTOGRAM', 1n);
    expect(metadata()).toBeGreaterThan(before);
    const [FIELDOFVIEW2, widest, narrow] = [46, 95, 65];
    board.run(PIN.PREVIEW);
    expect(board.set(FIELDOFVIEW2, 0n, ulongs(narrow, 0))).toBe('STATUS_SUCCESS');
    expect(board.set('DIGITALWINDOW', 1n)).toBe('STATUS_SUCCESS');
    expect(u32(board.get(FIELDOFVIEW2).out)).toBe(widest);
    expect(board.set(FIELDOFVIEW2, 0n, ulongs(narrow, 0))).toBe('STATUS_SUCCESS');
    expect(board.get('DIGITALWINDOW').flags).toBe(0n);
    expect(board.set(FIELDOFVIEW2, 0n, ulongs(80, 0))).toBe('STATUS_INVALID_PARAMETER');
  });

  it('CAMX-024: regions of interest are counted and checked', () => {
    const board = new Board();
    const focus = board.id('FOCUSMODE');
    const region = (right: number) => concat(ulongs(0, 0, right, 1000, 0, 0, 50, 0), new Uint8Array(8));
    const payload = (count: number, right = 1000) =>
      concat(ulongs(32 + 40 * count, 1, 0, 0, focus, count, 0, 0), ...Array.from({ length: count }, () => region(right)));
    expect(board.set('ROI_ISPCONTROL', 0n, payload(1))).toBe('STATUS_SUCCESS');
    expect(board.get('ROI_ISPCONTROL')).toMatchObject({ information: 104, size: 104, flags: 0n });
    expect([board.set('ROI_ISPCONTROL', 0n, payload(2)), board.set('ROI_ISPCONTROL', 0n, payload(1, -1))]).toEqual([
      'STATUS_INVALID_PARAMETER',
      'STATUS_INVALID_PARAMETER',
    ]);
  });
});

describe('the other sets', () => {
  it('CAMX-010: per-frame settings are kept whole, or refused', () => {
    const { client, filter } = new Board();
    const ask = (id: number, verb: number, out: Uint8Array | number) =>
      client.property(filter, 'KSPROPERTYSETID_PerFrameSettingControl', id, verb, out);
    expect(ask(1, GET, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 0 });
    const frames = (count: number) =>
      concat(ulongs(40 + 16 * count, count, 0, 0, 0, 0, 0, 0, 1, 0), ...Array.from({ length: count }, (_, id) => ulongs(16, id, 0, 0)));
    expect([ask(1, SET, frames(0)).status, ask(1, SET, frames(2)).status]).toEqual(['STATUS_INVALID_PARAMETER', 'STATUS_SUCCESS']);
    expect(ask(1, GET, 0).information).toBe(72);
    expect([ask(2, SET, 0).status, ask(1, GET, 0).information]).toEqual(['STATUS_SUCCESS', 0]);
  });

  it('a relative exposure moves the absolute one by a step, and needs it in manual mode', () => {
    const { client, filter } = new Board();
    const set = 'PROPSETID_VIDCAP_CAMERACONTROL';
    const control = (id: number, verb: number, value: number, flags: number) => {
      const body = ulongs(value, flags, 0, 0);
      return client.property(filter, set, id, verb, concat(new Uint8Array(24), body), body);
    };
    const [EXPOSURE, RELATIVE, AUTO, MANUAL] = [propertyId('KSPROPERTY_CAMERACONTROL_EXPOSURE'), propertyId('KSPROPERTY_CAMERACONTROL_EXPOSURE_RELATIVE'), 1, 2];
    const exposure = () => u32(control(EXPOSURE, GET, 0, 0).out, 24) | 0;
    control(EXPOSURE, SET, -6, MANUAL);
    expect([control(RELATIVE, SET, 1, MANUAL).status, exposure()]).toEqual(['STATUS_SUCCESS', -5]);
    control(EXPOSURE, SET, 0, AUTO);
    expect(control(RELATIVE, SET, 1, MANUAL).status).toBe('STATUS_INVALID_DEVICE_STATE');
  });
});
