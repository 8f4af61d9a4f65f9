import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../base/errors.ts';
import { packageRoot } from '../../../base/package-root.ts';
import type { Target } from '../../../target/target.ts';
import { KSSTATE } from '../../classdrivers/avstream/descriptors.ts';
import { Simulation } from '../../simulation.ts';
import { createSimulator } from '../../simulator.ts';
import { cameraFolder, usbvideoDeviceOf } from './device.ts';
import { KsClient, u32s } from './testing/ks-client.ts';

/** Descriptor texts of real devices; they are not part of the project. */
const realDevices = join(packageRoot, '..', 'shared', 'data', 'uvc');
const there = existsSync(realDevices);

/**
 * What each file becomes. A line a filter: its name; the data ranges of its capture pins, `b` for the pin of the camera
 * terminal, `s` and the ranges of a still pin; the properties of each node in the order of the descriptors; the
 * properties of the filter's sets.
 */
const expected: Readonly<Record<string, readonly string[]>> = {
  // Two streams; exposure, priority, zoom and pan-tilt with its two axes; 6 controls of the unit 0xbf… before its gap.
  '045e-07be-surface-pro3-front-uvc15.txt': ['camera: 30 22 b | 6 7 7 0 0 0 | 6 7 3'],
  // The selector between sensor and processing unit has two properties; method 1 gives no still pin.
  '045e-0810-lifecam-hd3000.txt': ['camera: 46 b | 5 0 2 7 17 | 5 2 7 3'],
  '046d-0809-quickcam-pro-9000.txt': ['camera: 72 b s36 | 5 8 11 5 2 25 5 1 1 0 | 5 8 4'],
  '046d-082d-logitech-c920.txt': ['camera: 106 b | 7 8 11 3 3 1 1 4 0 | 7 8 3'],
  // Control bits of the Microsoft unit begin beyond selector 1, so its node has the info property alone; the infra-red
  // function's face authentication is an extended camera control.
  '04f2-b6cb-chicony-rgb-ir-uvc15.txt': ['camera: 36 b | 2 9 0 1 1 1 | 2 9 3', 'camera-ir: 4 b | 0 0 1 1 1 1 | 3 1'],
  '05ac-8501-isight-macbook.txt': ['camera: 6 b | 0 4 0 | 4 3'],
  '05ac-8600-apple-ibridge-uvc15.txt': ['camera: 4 b | 0 0 0 | 3'],
  '0c45-62e0-msi-starcam-racer.txt': ['camera: 24 b | 0 7 1 6 10 | 6 10 3'],
  '0fd9-009b-elgato-4k-x.txt': ['camera: 84 b | 0 4 0 5 | 4 3'],
  '1532-0e05-razer-kiyo-pro.txt': ['camera: 32 b | 0 7 16 7 8 | 7 8 3'],
  '18ec-5850-arkmicro-easycap.txt': ['camera: 4 b s2 | 0 8 0 | 8 4'],
  // Method 2, but no sizes of still pictures.
  '199e-8302-imaging-source-bayer.txt': ['camera: 4 b | 3 1 5 0 | 3 1 3'],
  '1e4e-0100-purethermal2.txt': ['camera: 12 b | 0 2 21 7 26 24 15 2 7 0 | 2 3'],
  '2207-0018-rockchip-dual-uvc.txt': ['camera: 2 b | 0 1 0 4 | 1 3', 'camera-2: 10 b | 0 1 0 4 | 1 3'],
  '291a-3369-anker-powerconf-c200.txt': ['camera: 30 b s2 | 6 8 1 0 | 6 8 4'],
  '32e4-9415-elp-hdmi-h265.txt': ['camera: 60 b | 4 10 3 3 0 | 4 10 3'],
};

function summary(text: string, file: string): string[] {
  return usbvideoDeviceOf(text, file).filters.map(({ name, pins, nodes, automation }) => {
    const items = (table: typeof automation): number[] => table?.properties?.map((set) => set.items.length) ?? [];
    const pinTexts = pins.map(({ communication, dataRanges, automation: own }) =>
      communication === 4 ? 'b' : `${own?.events === undefined ? '' : 's'}${dataRanges.length}`,
    );
    const nodeTexts = nodes?.map((node) => items(node.automation).reduce((a, b) => a + b, 0)) ?? [];
    return `${name}: ${pinTexts.join(' ')} | ${nodeTexts.join(' ')} | ${items(automation).join(' ')}`;
  });
}

describe.skipIf(!there)(`real devices (skipped without the folder ${realDevices})`, () => {
  const read = (file: string): string => readFileSync(join(realDevices, file), 'utf8');

  test('every file of the folder has an expectation', () => {
    expect(readdirSync(realDevices).filter((file) => file.endsWith('.txt'))).toEqual(Object.keys(expected));
  });

  test.each(Object.entries(expected))('%s', (file, lines) => {
    expect(summary(read(file), file)).toEqual(lines);
  });

  test.each(Object.keys(expected))('%s answers through the target boundary', (file) => {
    const target = createSimulator('usbvideo', { descriptors: join(realDevices, file) });
    const client = new KsClient(target);
    for (const { name } of target.discover()) {
      const filter = client.openFilter(name);
      const pins = client.get(filter, 'KSPROPSETID_Pin', 'KSPROPERTY_PIN_CTYPES').view.getUint32(0, true);
      for (let pin = 0; pin < pins; pin += 1) {
        for (const range of client.dataRanges(filter, pin))
          expect(range.length).toBe(new DataView(range.buffer).getUint32(0, true));
        expect(client.get(filter, 'KSPROPSETID_Pin', 'KSPROPERTY_PIN_NAME', u32s(pin, 0)).status).toBe(
          'STATUS_SUCCESS',
        );
      }
      for (const list of ['NODES', 'CONNECTIONS', 'CATEGORIES']) {
        expect(client.get(filter, 'KSPROPSETID_Topology', `KSPROPERTY_TOPOLOGY_${list}`).status).toBe('STATUS_SUCCESS');
      }
      target.close(filter);
    }
    expect(target.census()).toMatchObject({ handles: 0, references: 0, allocations: 0 });
  });
});

/** Texts with lines deleted, doubled, or with another last word. */
function mutatedTexts(folders: readonly string[]): fc.Arbitrary<string> {
  const texts = folders.flatMap((folder) =>
    readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8').split('\n')),
  );
  const value = fc.constantFrom('0', '1', '255', '65535', '4294967295', '0xffffffff', 'x');
  const edit = fc.record({ kind: fc.constantFrom('delete', 'double', 'value'), at: fc.nat(), value });
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 6 }))
    .map(([original, edits]) => {
      const lines = [...original];
      for (const { kind, at, value: replacement } of edits) {
        const i = at % lines.length;
        const line = lines[i] ?? '';
        if (kind === 'delete') lines.splice(i, 1);
        else if (kind === 'double') lines.splice(i, 0, line);
        else lines[i] = line.replace(/\S+\s*$/, replacement);
      }
      return lines.join('\n');
    });
}

test('a text with lines deleted, doubled or altered becomes a device that starts, or a UserError', () => {
  fc.assert(
    fc.property(mutatedTexts(there ? [cameraFolder, realDevices] : [cameraFolder]), (text) => {
      try {
        new Simulation('x64', usbvideoDeviceOf(text, 'mutated.txt')).start();
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.problems[0]?.position?.file).toBe('mutated.txt');
      }
    }),
    { numRuns: 300 },
  );
});

test('what an altered text becomes streams', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kscts-camera-'));
  const file = join(folder, 'mutated.txt');
  fc.assert(
    fc.property(mutatedTexts([cameraFolder]), (text) => {
      writeFileSync(file, text);
      let target: Target;
      try {
        target = createSimulator('usbvideo', { descriptors: file });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return;
      }
      const client = new KsClient(target);
      for (const { name } of target.discover()) {
        const filter = client.openFilter(name);
        const range = client.dataRanges(filter, 0)[0] ?? new Uint8Array(64);
        const format = client.intersect(filter, 0, range);
        expect(format.status).toBe('STATUS_SUCCESS');
        const { status, pin } = client.openPin(filter, 0, format.out);
        expect(status).toBe('STATUS_SUCCESS');
        client.setState(pin, KSSTATE.RUN);
        // Intervals are at most a ULONG of 100 ns: some seven minutes.
        expect(client.submitRead(pin, 4096).wait(2n ** 32n)).toMatchObject({ status: 'STATUS_SUCCESS' });
        target.close(pin);
        target.close(filter);
      }
      expect(target.census()).toMatchObject({ handles: 0, references: 0, pendingRequests: 0 });
    }),
    { numRuns: 60 },
  );
  rmSync(folder, { recursive: true });
});

test('a descriptor file that is not there is a mistake of the user', () => {
  expect(() => createSimulator('usbvideo', { descriptors: '/no/such/camera.txt' })).toThrow(
    /error\[KS309\]: the descriptor file "\/no\/such\/camera\.txt" cannot be read \(ENOENT\)/,
  );
});
