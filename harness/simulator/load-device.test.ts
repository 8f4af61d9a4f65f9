import { expect, test } from 'vitest';
import { findDevice, simulatedDevices } from './devices.ts';
import { loadableDevices, loadDevice } from './load-device.ts';

test('every bundled device can be loaded alone, and is the same', async () => {
  expect(loadableDevices).toEqual(simulatedDevices().map(({ name }) => name));
  for (const name of loadableDevices) expect(await loadDevice(name)).toEqual({ name, make: findDevice(name).make });
});

test.each(['camera', 'toString'])('"%s" is none', async (name) => {
  expect(await loadDevice(name)).toBeUndefined();
});
