import { expect, test } from 'vitest';
import type { Handle } from '../../../target/target.ts';
import { KSSTATE } from '../../classdrivers/avstream/descriptors.ts';
import { KSPROPERTY_TYPE } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { createSimulator } from '../../simulator.ts';
import { propertyId } from '../../classdrivers/avstream/video/control-items.ts';
import { KsClient, u32s } from './testing/ks-client.ts';
import { VIDEO_CONTROL } from '../../classdrivers/avstream/video/video-control-set.ts';

const STILL_PIN = 2;
const SECOND = 10_000_000n;
const SET = 'PROPSETID_VIDCAP_VIDEOCONTROL';

class Still {
  readonly client = new KsClient(createSimulator('usbvideo'));
  readonly filter: Handle = this.client.openFilter('camera');
  readonly pin: Handle;
  readonly size: number;

  constructor() {
    const range = this.client.dataRanges(this.filter, STILL_PIN)[0]!;
    const format = this.client.intersect(this.filter, STILL_PIN, range);
    this.pin = this.client.openPin(this.filter, STILL_PIN, format.out).pin;
    this.size = format.view.getUint32(8, true);
  }

  setMode(mode: number, stream = STILL_PIN): string {
    const body = u32s(stream, mode);
    const out = new Uint8Array(32);
    out.set(body, 24);
    return this.client.property(
      this.filter,
      ksGuid(SET),
      propertyId('KSPROPERTY_VIDEOCONTROL_MODE'),
      KSPROPERTY_TYPE.SET,
      body,
      out,
    ).status;
  }

  mode(): number {
    return this.client
      .get(this.filter, SET, 'KSPROPERTY_VIDEOCONTROL_MODE', u32s(STILL_PIN, 0))
      .view.getUint32(28, true);
  }

  close(): void {
    this.client.target.close(this.pin);
    this.client.target.close(this.filter);
    expect(this.client.target.census()).toMatchObject({
      handles: 0,
      eventEnables: 0,
      references: 0,
      pendingRequests: 0,
    });
  }
}

test('capabilities: the still pin can be triggered, the capture pin not, the terminal is no stream', () => {
  const still = new Still();
  const caps = (stream: number) => still.client.get(still.filter, SET, 'KSPROPERTY_VIDEOCONTROL_CAPS', u32s(stream, 0));
  expect(caps(STILL_PIN).view.getUint32(28, true)).toBe(VIDEO_CONTROL.TRIGGER | VIDEO_CONTROL.EXTERNAL_TRIGGER_ENABLE);
  expect(caps(0).view.getUint32(28, true)).toBe(0);
  expect([caps(1).status, caps(9).status]).toEqual(['STATUS_INVALID_PARAMETER', 'STATUS_INVALID_PARAMETER']);
  expect(still.setMode(VIDEO_CONTROL.TRIGGER, 0)).toBe('STATUS_INVALID_PARAMETER');
  expect(still.setMode(1)).toBe('STATUS_INVALID_PARAMETER');
  still.close();
});

test('a trigger brings one picture, and only while the pin runs', () => {
  const still = new Still();
  expect(still.setMode(VIDEO_CONTROL.TRIGGER)).toBe('STATUS_INVALID_DEVICE_STATE');
  still.client.setState(still.pin, KSSTATE.RUN);
  const [first, second] = [
    still.client.submitRead(still.pin, still.size),
    still.client.submitRead(still.pin, still.size),
  ] as const;
  expect(first.wait(SECOND)).toBeNull();
  expect(still.setMode(VIDEO_CONTROL.TRIGGER)).toBe('STATUS_SUCCESS');
  expect(first.wait(SECOND)).toMatchObject({ status: 'STATUS_SUCCESS', dataUsed: still.size, pictureNumber: 1 });
  expect(second.wait(SECOND)).toBeNull();
  expect(still.mode()).toBe(0);
  still.client.setState(still.pin, KSSTATE.STOP);
  expect(second.wait(SECOND)).toMatchObject({ status: 'STATUS_CANCELLED' });
  still.close();
});

test('the button: a picture and an event, once the button is live', () => {
  const still = new Still();
  const { client } = still;
  const signal = client.target.createSignal('semaphore', 10);
  const disable = client.enableEvent(still.pin, 'KSEVENTSETID_VIDCAPTOSTI', 0, signal);
  client.setState(still.pin, KSSTATE.RUN);
  const read = client.submitRead(still.pin, still.size);
  expect(client.target.takeSignals(signal, SECOND)).toBe(0);
  expect(still.setMode(VIDEO_CONTROL.EXTERNAL_TRIGGER_ENABLE)).toBe('STATUS_SUCCESS');
  expect(still.mode()).toBe(VIDEO_CONTROL.EXTERNAL_TRIGGER_ENABLE);
  expect(client.target.takeSignals(signal, SECOND)).toBe(1);
  expect(read.wait(0n)).toMatchObject({ status: 'STATUS_SUCCESS', pictureNumber: 1 });
  expect(client.target.takeSignals(signal, SECOND)).toBe(0);
  disable();
  client.target.close(signal);
  still.close();
});

test('closing the pin before the shutter opens leaves nothing behind', () => {
  const still = new Still();
  still.client.setState(still.pin, KSSTATE.RUN);
  still.setMode(VIDEO_CONTROL.TRIGGER | VIDEO_CONTROL.EXTERNAL_TRIGGER_ENABLE);
  still.close();
  still.client.target.sleep(SECOND);
  expect(still.client.target.probe()).toEqual({ alive: true });
});
