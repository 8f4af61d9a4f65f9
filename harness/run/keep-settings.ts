/** Keeps the settings of the device for the time of a run, also where a new process goes on with it. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TargetDied, type Target } from '../target/target.ts';
import type { DeviceObject } from '../plan/device.ts';
import type { SpecBook } from '../spec/model.ts';
import { restoreSettings, saveSettings, type Restored, type Setting } from './settings.ts';

/** Name of the file in the output folder that has the settings until they were given back. */
export const settingsName = 'settings.json';

/** Whose settings. */
interface Settings {
  readonly book: SpecBook;
  readonly target: Target;
  readonly device: readonly DeviceObject[];
}

/**
 * Saves the settings, on the disk too: what dies in a case cannot give them back any more.
 * @param resume the settings are those from before the run began, not those that a dead process left
 * @returns gives them back; to be called when the last case was judged, or the run was stopped
 */
export function keepSettings(of: Settings, folder: string, resume: boolean): () => Restored {
  const path = join(folder, settingsName);
  const saved = (resume && readSettings(path)) || saveSettings(of.book, of.target, of.device);
  writeSettings(path, saved);
  return () => {
    const restored = giveBack(of, saved);
    if (restored.failed.length === 0) rmSync(path, { force: true });
    return restored;
  };
}

function giveBack({ book, target, device }: Settings, saved: readonly Setting[]): Restored {
  try {
    return restoreSettings(book, target, device, saved);
  } catch (error) {
    if (!(error instanceof TargetDied)) throw error;
    return { saved: saved.length, restored: 0, failed: [error.message] };
  }
}

/** The settings of a run that died; `undefined` if it died before they were on the disk: nothing was changed then. */
function readSettings(path: string): readonly Setting[] | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as readonly Setting[];
  } catch {
    return undefined;
  }
}

function writeSettings(path: string, saved: readonly Setting[]): void {
  const file = openSync(path, 'w');
  writeFileSync(file, JSON.stringify(saved));
  fsyncSync(file);
  closeSync(file);
}
