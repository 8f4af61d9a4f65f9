/** The settings of a device are after a run what they were before it. */
import { STATUS } from '../abi/ntstatus.ts';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verbs } from '../plan/ask.ts';
import { discover } from '../plan/discover.ts';
import type { SpecBook } from '../spec/model.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import { TargetDied } from '../target/target.ts';
import type { Target } from '../target/target.ts';
import { keepSettings, settingsName } from './keep-settings.ts';
import { restoreSettings, saveSettings, type Setting } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-settings-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

let book: SpecBook;
beforeAll(() => { book = loadSpecs(); });

const brightness = '.KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS';
/** Offset of the value in a structure for a node. */
const valueAt = 32;

/** The settings with another brightness, which is a legal one. */
function brighter(saved: readonly Setting[]): readonly Setting[] {
  return saved.map((setting) => {
    if (!setting.item.endsWith(brightness) || !setting.object.includes('/node')) return setting;
    const bytes = Buffer.from(setting.value, 'hex');
    bytes.writeInt32LE(bytes.readInt32LE(valueAt) - 1, valueAt);
    return { ...setting, value: bytes.toString('hex') };
  });
}

function camera() {
  const target = createSimulator('usbvideo');
  const device = discover(target, book);
  return { target, device, saved: saveSettings(book, target, device) };
}

test('what was changed is given back, and nothing else is written', () => {
  const { target, device, saved } = camera();
  // The filter itself has it, too: the same value in two places.
  expect(saved.filter(({ item }) => item.endsWith(brightness))).toHaveLength(2);
  expect(restoreSettings(book, target, device, saved)).toEqual({ saved: saved.length, restored: 0, failed: [] });
  expect(restoreSettings(book, target, device, brighter(saved)).restored).toBe(1);
  const changed = saveSettings(book, target, device);
  expect(changed.filter(({ value }, i) => value !== saved[i]?.value).map(({ item }) => item.endsWith(brightness))).toEqual([true, true]);
  expect(restoreSettings(book, target, device, saved)).toEqual({ saved: saved.length, restored: 1, failed: [] });
  expect(saveSettings(book, target, device)).toEqual(saved);
  expect(target.census().handles).toBe(0);
});

test('what sticks is named', () => {
  const { target, device, saved } = camera();
  restoreSettings(book, target, device, brighter(saved));
  const ioctl = target.ioctl.bind(target);
  // It says yes and does nothing, from here on.
  target.ioctl = (handle, code, input, output, limit) => {
    const set = input instanceof Uint8Array && input.length >= 24 && (new DataView(input.buffer, input.byteOffset).getUint32(20, true) & verbs.set) !== 0;
    return set ? { status: STATUS.STATUS_SUCCESS, information: 0 } : ioctl(handle, code, input, output, limit);
  };
  const { restored, failed } = restoreSettings(book, target, device, saved);
  expect([restored, failed]).toEqual([0, ['camera/KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS', 'camera/node1/KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS']]);
});

test('each channel has its own, and what another setting allows comes after it', () => {
  for (const [name, expected] of [['hdaudio', /channel/], ['tvcapture', /./]] as const) {
    const target = createSimulator(name);
    const saved = saveSettings(book, target, discover(target, book));
    expect(saved.length).toBeGreaterThan(5);
    expect(saved.some((setting) => expected.test(JSON.stringify(setting)))).toBe(true);
  }
});

test('what sticks is named with its channel; objects that cannot be opened, and what cannot be read any more, have no settings', () => {
  const target = createSimulator('hdaudio');
  const device = discover(target, book);
  const saved = saveSettings(book, target, device);
  const ofChannel = saved.find(({ channel }) => channel === 1)!;
  const other = saved.map((setting) => (setting === ofChannel ? { ...setting, value: '00000080' } : setting));
  const ioctl = target.ioctl.bind(target);
  target.ioctl = (handle, code, input, output, limit) => {
    const set = input instanceof Uint8Array && input.length >= 24 && (new DataView(input.buffer, input.byteOffset).getUint32(20, true) & verbs.set) !== 0;
    return set ? { status: STATUS.STATUS_SUCCESS, information: 0 } : ioctl(handle, code, input, output, limit);
  };
  expect(restoreSettings(book, target, device, other)).toMatchObject({ restored: 0, failed: [expect.stringMatching(/ of channel 1$/)] });
  target.open = () => ({ status: STATUS.STATUS_ACCESS_DENIED, handle: 0 as never });
  expect(saveSettings(book, target, device)).toEqual([]);
  expect(restoreSettings(book, target, device, other)).toEqual({ saved: saved.length, restored: 0, failed: [] });
});

test('what is wrong in kscts while settings are read is not taken for a device without any', () => {
  const { target, device } = camera();
  target.ioctl = () => { throw new RangeError('a mistake'); };
  expect(() => saveSettings(book, target, device)).toThrow('a mistake');
});

describe('for the time of a run', () => {
  const path = join(folder, settingsName);
  const settingsOf = (target: Target) => ({ book, target, device: discover(target, book) });

  test('they are on the disk, so that a new process knows those from before a death', () => {
    const target = createSimulator('usbvideo');
    const settings = settingsOf(target);
    const { device } = settings;
    const first = saveSettings(book, target, device);
    keepSettings(settings, folder, false);
    expect(existsSync(path)).toBe(true);
    // The case changes something, and its process dies. The next one finds the device as it was left.
    restoreSettings(book, target, device, brighter(first));
    const giveBack = keepSettings(settings, folder, true);
    expect(giveBack()).toEqual({ saved: first.length, restored: 1, failed: [] });
    expect(saveSettings(book, target, device)).toEqual(first);
    expect(existsSync(path)).toBe(false);
  });

  test('they are read anew where a run died before they were on the disk, or while they were written', () => {
    const target = createSimulator('usbvideo');
    const settings = settingsOf(target);
    const saved = saveSettings(book, target, settings.device);
    for (const text of [undefined, '[{"obj']) {
      rmSync(path, { force: true });
      if (text !== undefined) writeFileSync(path, text);
      expect(keepSettings(settings, folder, true)()).toEqual({ saved: saved.length, restored: 0, failed: [] });
    }
  });

  test('a mistake at the end is no death of the target', () => {
    const target = createSimulator('usbvideo');
    const giveBack = keepSettings(settingsOf(target), folder, false);
    target.ioctl = () => { throw new RangeError('a mistake'); };
    expect(giveBack).toThrow('a mistake');
  });

  test('and a target that is dead at the end is said to be', () => {
    const target = createSimulator('usbvideo');
    const settings = settingsOf(target);
    const giveBack = keepSettings(settings, folder, false);
    target.ioctl = () => { throw new TargetDied('gone'); };
    expect(giveBack()).toMatchObject({ restored: 0, failed: ['the target died: gone'] });
    expect(existsSync(path)).toBe(true);
  });
});
