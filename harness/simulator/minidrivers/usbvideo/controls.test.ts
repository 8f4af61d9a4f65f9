import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Handle } from '../../../target/target.ts';
import { KSPROPERTY_TYPE } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { createSimulator } from '../../simulator.ts';
import { cameraFolder } from './device.ts';
import { propertyId } from '../../classdrivers/avstream/video/control-items.ts';
import { KsClient, u32s, type PropertyAnswer } from './testing/ks-client.ts';

const { GET, SET, BASICSUPPORT, DEFAULTVALUES, TOPOLOGY } = KSPROPERTY_TYPE;
const AUTO = 1;
const MANUAL = 2;
/** NodeIds of the default camera, in the order of its descriptors. */
const NODE = { camera: 0, processing: 1, firstExtension: 2, secondExtension: 3 };

type Place = 'filter' | number;

class Controls {
  readonly client = new KsClient(createSimulator('usbvideo'));
  readonly filter: Handle = this.client.openFilter('camera');

  /** The value, flags and capabilities of a control. */
  get(
    property: string,
    place: Place = 'filter',
  ): { status: string; value: number; flags: number; capabilities: number; second: number } {
    const answer = this.#send(property, place, GET, []);
    const head = place === 'filter' ? 24 : 32;
    const i32 = (at: number): number =>
      answer.status === 'STATUS_SUCCESS' ? answer.view.getInt32(head + at, true) : 0;
    return { status: answer.status, value: i32(0), flags: i32(4), capabilities: i32(8), second: i32(12) };
  }

  set(property: string, value: number, flags: number, place: Place = 'filter', second = 0): string {
    return this.#send(property, place, SET, [value, flags, 0, second]).status;
  }

  /** BASICSUPPORT or DEFAULTVALUES with the description: access flags, and range or default. */
  description(property: string, verb: number): DataView {
    return this.client.property(this.filter, this.#set(property), propertyId(property), verb, new Uint8Array(0), 200)
      .view;
  }

  #set(property: string): string {
    return ksGuid(
      property.startsWith('KSPROPERTY_CAMERA') ? 'PROPSETID_VIDCAP_CAMERACONTROL' : 'PROPSETID_VIDCAP_VIDEOPROCAMP',
    );
  }

  #send(property: string, place: Place, verb: number, body: readonly number[]): PropertyAnswer {
    const node = place === 'filter' ? [] : [place, 0];
    const instance = u32s(...node, ...Array.from({ length: 4 }, (_, i) => body[i] ?? 0));
    const flags = place === 'filter' ? verb : verb | TOPOLOGY;
    const out = new Uint8Array(24 + instance.length);
    out.set(instance, 24);
    return this.client.property(this.filter, this.#set(property), propertyId(property), flags, instance, out);
  }
}

const BRIGHTNESS = 'KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS';
const EXPOSURE = 'KSPROPERTY_CAMERACONTROL_EXPOSURE';

test('the range and the default that BASICSUPPORT and DEFAULTVALUES tell', () => {
  const controls = new Controls();
  const basic = controls.description('KSPROPERTY_CAMERACONTROL_FOCUS', BASICSUPPORT);
  expect(basic.getUint32(0, true) & 3).toBe(GET | SET);
  // Description 40, members header 16: step, reserved, minimum, maximum.
  expect([basic.getUint32(56, true), basic.getInt32(64, true), basic.getInt32(68, true)]).toEqual([5, 0, 250]);
  const byDefault = controls.description(EXPOSURE, DEFAULTVALUES);
  expect(byDefault.getInt32(56, true)).toBe(-5);
});

test('filter and node show the same control (TOPO-041)', () => {
  const controls = new Controls();
  expect(controls.get(BRIGHTNESS)).toMatchObject({
    status: 'STATUS_SUCCESS',
    value: 0,
    flags: MANUAL,
    capabilities: MANUAL,
  });
  expect(controls.set(BRIGHTNESS, 17, MANUAL, NODE.processing)).toBe('STATUS_SUCCESS');
  expect(controls.get(BRIGHTNESS)).toMatchObject({ value: 17 });
  expect(controls.set(BRIGHTNESS, -9, MANUAL)).toBe('STATUS_SUCCESS');
  expect(controls.get(BRIGHTNESS, NODE.processing)).toMatchObject({ value: -9 });
  expect(controls.get(BRIGHTNESS, NODE.camera).status).toBe('STATUS_PROPSET_NOT_FOUND');
});

test('values outlive the handle (VCAP-007)', () => {
  const controls = new Controls();
  controls.set(BRIGHTNESS, 5, MANUAL);
  const second = controls.client.openFilter('camera');
  controls.client.target.close(controls.filter);
  expect(
    controls.client
      .get(second, 'PROPSETID_VIDCAP_VIDEOPROCAMP', BRIGHTNESS, new Uint8Array(16))
      .view.getInt32(24, true),
  ).toBe(5);
});

test('values outside the range and modes that are not there are refused, and change nothing', () => {
  const controls = new Controls();
  for (const [value, flags] of [
    [65, MANUAL],
    [-65, MANUAL],
    [0, AUTO],
    [0, 0],
    [0, AUTO | MANUAL],
    [0, MANUAL | 0x10],
  ] as const) {
    expect(controls.set(BRIGHTNESS, value, flags)).toBe('STATUS_INVALID_PARAMETER');
  }
  expect(controls.get(BRIGHTNESS)).toMatchObject({ value: 0, flags: MANUAL });
});

test('a value between two steps is taken down to one', () => {
  const controls = new Controls();
  expect(controls.set('KSPROPERTY_CAMERACONTROL_FOCUS', 13, MANUAL)).toBe('STATUS_SUCCESS');
  expect(controls.get('KSPROPERTY_CAMERACONTROL_FOCUS')).toMatchObject({
    value: 10,
    flags: MANUAL,
    capabilities: AUTO | MANUAL,
  });
});

test('exposure priority needs automatic exposure (VCAP-006)', () => {
  const controls = new Controls();
  const priority = 'KSPROPERTY_CAMERACONTROL_AUTO_EXPOSURE_PRIORITY';
  expect(controls.get(EXPOSURE)).toMatchObject({ value: -5, flags: AUTO });
  expect(controls.set(priority, 1, MANUAL)).toBe('STATUS_SUCCESS');
  expect(controls.set(EXPOSURE, -7, MANUAL)).toBe('STATUS_SUCCESS');
  expect(controls.set(priority, 0, MANUAL)).toBe('STATUS_INVALID_DEVICE_STATE');
  expect(controls.get(priority)).toMatchObject({ value: 1 });
});

test('pan and tilt in degrees, both together in arc seconds', () => {
  const controls = new Controls();
  const both = 'KSPROPERTY_CAMERACONTROL_PANTILT';
  expect(controls.set('KSPROPERTY_CAMERACONTROL_PAN', 3, MANUAL)).toBe('STATUS_SUCCESS');
  expect(controls.get(both)).toMatchObject({ value: 10_800, second: 0 });
  expect(controls.set(both, -5400, MANUAL, NODE.camera, 7200)).toBe('STATUS_SUCCESS');
  expect(controls.get('KSPROPERTY_CAMERACONTROL_PAN')).toMatchObject({ value: -1 });
  expect(controls.get('KSPROPERTY_CAMERACONTROL_TILT')).toMatchObject({ value: 2 });
  expect(controls.set(both, 0, MANUAL, 'filter', 36_001)).toBe('STATUS_INVALID_PARAMETER');
});

test('controls that the descriptor does not list are not there', () => {
  const controls = new Controls();
  expect(controls.get('KSPROPERTY_CAMERACONTROL_IRIS').status).toBe('STATUS_NOT_FOUND');
  expect(controls.get('KSPROPERTY_CAMERACONTROL_PRIVACY').status).toBe('STATUS_NOT_FOUND');
});

test('a control that goes back to automatic is heard of', () => {
  const controls = new Controls();
  const { client, filter } = controls;
  const signal = client.target.createSignal('semaphore', 100);
  const disable = client.enableEvent(filter, 'KSEVENTSETID_VIDCAPTOSTI', 1, signal);
  controls.set(EXPOSURE, -8, MANUAL);
  expect(client.target.takeSignals(signal, 0n)).toBe(0);
  controls.set(EXPOSURE, 0, AUTO);
  expect(controls.get(EXPOSURE)).toMatchObject({ value: -5, flags: AUTO });
  expect(client.target.takeSignals(signal, 0n)).toBe(1);
  disable();
});

test('an extension unit node: info, sizes, values, read-only controls (VCAP-013)', () => {
  const { client, filter } = new Controls();
  const set = '{A8C1B7F0-5D5E-4C1B-9D0E-3F6A2B417C01}';
  const node = u32s(NODE.firstExtension, 0);
  const send = (id: number, verb: number, out: Uint8Array | number): PropertyAnswer =>
    client.property(filter, set, id, verb | TOPOLOGY, node, out);
  expect(send(0, GET, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 19 });
  // GUID, then bNumControls 8, bNrInPins 1, baSourceID 2.
  expect([...send(0, GET, 19).out.subarray(16)]).toEqual([8, 1, 2]);
  expect(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => {
      const { status, information } = send(id, GET, 0);
      return [status, information];
    }),
  ).toEqual([
    ...[1, 2, 4, 1, 8, 4, 16, 2].map((length) => ['STATUS_BUFFER_OVERFLOW', length]),
    ['STATUS_NOT_FOUND', 0],
  ]);
  expect(send(3, SET, u32s(0xdead_beef)).status).toBe('STATUS_SUCCESS');
  expect(send(3, GET, 4).view.getUint32(0, true)).toBe(0xdead_beef);
  expect(send(8, SET, new Uint8Array(2)).status).not.toBe('STATUS_SUCCESS');
  expect(send(8, BASICSUPPORT, 4).view.getUint32(0, true) & 3).toBe(GET);
  expect(client.property(filter, set, 1, GET | TOPOLOGY, u32s(NODE.secondExtension, 0), 1).status).toBe(
    'STATUS_PROPSET_NOT_FOUND',
  );
  expect(client.property(filter, set, 1, GET, new Uint8Array(8), 1).status).toBe('STATUS_PROPSET_NOT_FOUND');
});

test('extended camera controls of the Microsoft unit', () => {
  const client = new KsClient(createSimulator('usbvideo', { descriptors: join(cameraFolder, 'webcam-rgb-ir.txt') }));
  const filter = client.openFilter('camera-ir');
  const set = 'KSPROPERTYSETID_ExtendedCameraControl';
  const torch = 'KSPROPERTY_CAMERACONTROL_EXTENDED_IRTORCHMODE';
  const { out, view, status, information } = client.get(filter, set, torch);
  expect([status, information]).toEqual(['STATUS_SUCCESS', 64]);
  expect([view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)]).toEqual([1, 0xffff_ffff, 64]);
  expect([view.getBigUint64(16, true), view.getBigUint64(24, true)]).toEqual([4n, 7n]);
  expect([36, 40, 44, 48].map((at) => view.getInt32(at, true))).toEqual([10, 100, 10, 50]);
  const write = (mode: bigint, power: number): string => {
    const value = out.slice();
    new DataView(value.buffer).setBigUint64(16, mode, true);
    new DataView(value.buffer).setUint32(48, power, true);
    return client.property(filter, ksGuid(set), propertyId(torch), SET, new Uint8Array(0), value).status;
  };
  expect([write(2n, 80), write(3n, 80), write(0n, 80), write(2n, 85), write(2n, 110)]).toEqual([
    'STATUS_SUCCESS',
    ...new Array<string>(4).fill('STATUS_INVALID_PARAMETER'),
  ]);
  const after = client.get(filter, set, torch).view;
  expect([after.getBigUint64(16, true), after.getUint32(48, true)]).toEqual([2n, 80]);
  expect(client.get(filter, set, 'KSPROPERTY_CAMERACONTROL_EXTENDED_FACEAUTH_MODE').view.getBigUint64(16, true)).toBe(
    1n,
  );
  const colour = client.openFilter('camera');
  expect(client.get(colour, set, 'KSPROPERTY_CAMERACONTROL_EXTENDED_VIDEOHDR')).toMatchObject({ information: 40 });
  expect(client.get(colour, set, torch).status).toBe('STATUS_NOT_FOUND');
});
