/** What a control of a phone's camera refuses (CAMX-003…006), and which regions of interest its image processor takes. */
import { beforeEach, expect, it } from 'vitest';
import type { Handle } from '../../../../target/target.ts';
import { Client, concat, GET, SET, u32, ulongs } from '../../../testing/client.ts';
import { extendedControlId } from './extended-control.ts';

const EXTENDED = 'KSPROPERTYSETID_ExtendedCameraControl';
const [OK, INVALID, SHORT] = ['STATUS_SUCCESS', 'STATUS_INVALID_PARAMETER', 'STATUS_BUFFER_TOO_SMALL'];
let client: Client;
let filter: Handle;

beforeEach(() => {
  client = new Client('phonecam');
  filter = client.openFilter();
});

it('CAMX-024: regions of interest are for controls that take them, as many as they take, upright and in place', () => {
  const id = extendedControlId('ROI_ISPCONTROL');
  const focus = extendedControlId('FOCUSMODE');
  const { out } = client.property(filter, EXTENDED, id, GET, 4096);
  const ask = (...words: number[]) => {
    const payload = ulongs(...words);
    const control = concat(ulongs(1, u32(out, 4), 32 + payload.length, 0), new Uint8Array(16));
    return client.property(filter, EXTENDED, id, SET, concat(control, payload)).status;
  };
  /** A header of `size` and `controls`, and controls with their regions. */
  const header = (size: number, controls: number) => [size, controls, 0, 0];
  const region = (right: number, weight: number) => [10, 10, right, 100, 0, 0, weight, 0, 0, 0];
  const words = (count: number, ...regions: number[][]) => [...header(32 + 40 * regions.length, 1), focus, count, 0, 0, ...regions.flat()];
  expect(client.property(filter, EXTENDED, id, SET, 8).status).toBe(SHORT);
  expect(ask(...header(17, 0))).toBe(INVALID);
  expect(ask(...header(16, 1))).toBe(INVALID);
  expect(ask(...header(16, 0))).toBe(OK);
  expect(ask(...header(32, 1), extendedControlId('TORCHMODE'), 1, 0, 0)).toBe(INVALID);
  expect(ask(...words(1))).toBe(INVALID);
  expect(ask(...words(0, region(100, 0)))).toBe(INVALID);
  expect(ask(...words(2, region(100, 0), region(100, 0)))).toBe(INVALID);
  expect(ask(...words(1, region(100, 101)))).toBe(INVALID);
  expect(ask(...words(1, region(9, 0)))).toBe(INVALID);
  expect(ask(...words(1, region(100, 100)))).toBe(OK);
});

it('CAMX-003…006: a control takes the header that it gives, and cancels what can be cancelled', () => {
  const cancel = 0x8000_0000;
  const header = (name: string, change: { version?: number; pin?: number; size?: number; flags?: [low: number, high: number] } = {}) => {
    const id = extendedControlId(name);
    const { out, information } = client.property(filter, EXTENDED, id, GET, 256);
    const { version = 1, pin = u32(out, 4), size = information, flags = [u32(out, 16), u32(out, 20)] } = change;
    const bytes = concat(ulongs(version, pin, size, 0, ...flags, 0, 0), out.slice(32, information));
    return client.property(filter, EXTENDED, id, SET, bytes).status;
  };
  expect(header('OIS', { version: 2 })).toBe(INVALID);
  expect(header('OIS', { pin: 9 })).toBe(INVALID);
  expect(header('OIS', { size: 31 })).toBe(INVALID);
  expect(header('OIS', { flags: [3, 0] })).toBe(INVALID);
  expect(header('OIS', { flags: [0, cancel] })).toBe(INVALID);
  expect(header('FOCUSMODE', { flags: [0, cancel] })).toBe(OK);
  expect(header('OIS')).toBe(OK);
});
