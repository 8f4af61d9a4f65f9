/** Builds the double of ntdll (`../double`), with the example camera of the native target behind it. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../base/package-root.ts';
import { loadKoffi } from '../../native/load-koffi.ts';
import type { NtSystem } from '../nt-system.ts';
import { loadNtSystem } from '../nt-system.ts';

export const windowsFolder = join(packageRoot, 'harness', 'target', 'windows');
const nativeFolder = join(packageRoot, 'harness', 'target', 'native');

const sources = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.c')).map((name) => join(folder, name));

export interface Double {
  readonly system: NtSystem;
  /** What the double first had to complain of since it was last asked; empty if nothing. */
  takeComplaint(): string;
  openHandles(): number;
}

/** Builds it into a folder and loads it. */
export function buildDouble(folder: string): Double {
  const library = join(folder, 'ntdll_double.so');
  const all = [...sources(join(windowsFolder, 'double')), join(nativeFolder, 'example', 'camera.c'), ...sources(join(nativeFolder, 'minidriver'))];
  const flags = ['-std=c11', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-O1', '-g', '-fPIC', '-shared', '-fvisibility=hidden'];
  execFileSync('cc', [...flags, `-I${join(nativeFolder, 'include')}`, '-o', library, ...all], { stdio: ['ignore', 'inherit', 'inherit'] });
  const image = loadKoffi().load(library);
  const takeComplaint = image.func('double_take_complaint', 'void', ['void *', 'uint32_t']);
  const openHandles = image.func('double_open_handles', 'uint32_t', []);
  const text = new Uint8Array(256);
  return {
    system: loadNtSystem({ ntdll: library, cfgmgr32: library, advapi32: library }),
    takeComplaint() {
      takeComplaint(text, text.length);
      return Buffer.from(text.subarray(0, text.indexOf(0))).toString();
    },
    openHandles: () => Number(openHandles()),
  };
}
