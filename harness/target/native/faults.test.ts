/** The faults planted in the example camera: each shows at the boundary, and only there where it was planted. */
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createNativeTarget } from './native.ts';
import { buildFolder, buildTime, cannotBuild, makeExample } from './testing/build.ts';
import { Client, decode, encode, guid } from './testing/client.ts';

vi.setConfig({ testTimeout: buildTime });
const folder = buildFolder();
afterAll(() => { rmSync(folder, { recursive: true }); });

/** What the build says of brightness: size query, get, and its value after a set that fails. */
function observe(library: string) {
  const [path = ''] = makeExample(folder, library);
  const target = createNativeTarget(path);
  const ks = new Client(target);
  const brightness = (verb: number, value = 0) =>
    encode('KSPROPERTY_VIDEOPROCAMP_S', {
      Property: { Set: guid('PROPSETID_VIDCAP_VIDEOPROCAMP'), Id: 0, Flags: verb },
      Value: value,
      Flags: 2,
    });
  const value = new Uint8Array(40);
  const size = ks.property(ks.filter, brightness(1), null);
  const set = ks.property(ks.filter, brightness(2), brightness(2, 63));
  const got = ks.property(ks.filter, brightness(1), value);
  target.dispose();
  return { size, set, got, after: decode('KSPROPERTY_VIDEOPROCAMP_S', value)['Value'] };
}

const healthy = {
  size: ['STATUS_BUFFER_OVERFLOW', 40],
  set: ['STATUS_INVALID_PARAMETER', 0],
  got: ['STATUS_SUCCESS', 40],
  after: 0,
};

describe.skipIf(cannotBuild)('planted faults', () => {
  test.for([
    ['camera.so', {}],
    ['camera-fault1.so', { size: ['STATUS_BUFFER_OVERFLOW', 24] }],
    ['camera-fault2.so', { got: ['STATUS_SUCCESS', 36] }],
    ['camera-fault3.so', {}],
    ['camera-fault5.so', { after: 63 }],
  ] as const)('%s', ([library, differences]) => {
    expect(observe(library)).toEqual({ ...healthy, ...differences });
  });
});
