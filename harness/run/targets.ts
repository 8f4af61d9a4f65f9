import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../base/errors.ts';
import { closest } from '../base/suggest.ts';
import type { Arch, Target } from '../target/target.ts';
import { readText, readToken } from './secrets.ts';
import type { Risk } from './journal-writer.ts';

/** What a target is opened with, beside its name. */
export interface TargetOptions {
  readonly arch: Arch;
  /** File with the descriptors of the device to simulate. */
  readonly descriptors?: string | undefined;
  /** The simulator sleeps really. */
  readonly realTime?: boolean;
  /** Ids of the faults to put into a simulator. */
  readonly fault: readonly string[];
  /** How long a remote device that went away is waited for, in seconds, and how often. */
  readonly reconnect?: number;
  readonly restarts?: number;
  /** Files with the token of a remote agent, and with the certificate that it shows. */
  readonly tokenFile?: string | undefined;
  readonly tlsCa?: string | undefined;
}

export interface OpenedTarget {
  readonly target: Target;
  /** What a bug of the device can take down with it. */
  readonly risk: Risk;
  /** Whether a run that has lost the target can go on another day. */
  readonly returns?: true;
}

/** What a module named by `module:FILE` exports. */
export interface TargetModule {
  createTarget(options: TargetOptions): Target | Promise<Target>;
  /** `process` unless told. */
  readonly risk?: Risk;
}

/** A kind of target: the word before the colon. */
interface TargetKind {
  open(rest: string, options: TargetOptions): Promise<OpenedTarget>;
  /** Names of this kind, for suggestions and help. */
  names(): Promise<readonly string[]>;
  /** All processes that open it ask the same device, instead of one of their own. */
  readonly shared?: true;
}

const kinds: Readonly<Record<string, TargetKind>> = {
  simulator: { open: openSimulator, names: simulatorNames },
  native: { open: openNative, names: () => Promise.resolve(['LIBRARY']) },
  module: { open: openModule, names: () => Promise.resolve(['FILE']) },
  windows: { open: openWindows, names: () => Promise.resolve(['SELECTOR']), shared: true },
  remote: { open: openRemote, names: () => Promise.resolve(['//HOST:PORT']), shared: true },
};

/** Whether all processes that open the target of this name ask the same device. */
export function sharesDevice(name: string): boolean {
  return kinds[name.split(':')[0] ?? '']?.shared ?? false;
}

/** Every target that can be named, e.g. `simulator:usbvideo`. */
export async function targetNames(): Promise<readonly string[]> {
  const names = Object.entries(kinds).map(async ([kind, { names }]) => (await names()).map((name) => `${kind}:${name}`));
  return (await Promise.all(names)).flat();
}

/**
 * Opens the target of this name.
 * @throws UserError KS201 for an unknown one, KS202 for a module that is no target; those of the descriptors
 */
export async function openTarget(name: string, options: TargetOptions): Promise<OpenedTarget> {
  // Every filter that is installed; the only kind that needs no rest.
  if (name === 'windows') return openWindows('', options);
  const colon = name.indexOf(':');
  const kind = kinds[name.slice(0, colon)];
  if (colon < 0 || !kind) throw await unknownTarget(name);
  return kind.open(name.slice(colon + 1), options);
}

async function simulatorNames(): Promise<readonly string[]> {
  const { describedDevices, simulatedDevices } = await import('../simulator/simulator.ts');
  return [...simulatedDevices, ...describedDevices()];
}

async function unknownTarget(name: string): Promise<UserError> {
  const known = await targetNames();
  const best = closest(name, known) ?? closest(`simulator:${name}`, known);
  return new UserError({
    code: 'KS201',
    message: `unknown target "${name}"`,
    hint: best === undefined ? `known targets: ${known.join(', ')}` : `did you mean "${best}"?`,
  });
}

async function openSimulator(device: string, { arch, descriptors, fault, realTime = false }: TargetOptions): Promise<OpenedTarget> {
  const given = { arch, faults: fault, realTime, ...(descriptors !== undefined && { descriptors }) };
  const { loadDevice } = await import('../simulator/load-device.ts');
  // Faults wrap parts of every device: with one, all are loaded.
  const alone = fault.length === 0 ? await loadDevice(device) : undefined;
  if (alone) {
    const { SimulatedTarget } = await import('../simulator/simulated-target.ts');
    return { target: new SimulatedTarget(alone, given, []), risk: 'none' };
  }
  const { createSimulator, isDescriptionFile } = await import('../simulator/simulator.ts');
  const names = await simulatorNames();
  if (!isDescriptionFile(device) && !names.includes(device)) throw await unknownTarget(`simulator:${device}`);
  return { target: createSimulator(device, given), risk: 'none' };
}

async function openNative(library: string, { arch }: TargetOptions): Promise<OpenedTarget> {
  const { createNativeTarget } = await import('../target/native/native.ts');
  return { target: createNativeTarget(library, { arch }), risk: 'process' };
}

async function openModule(file: string, options: TargetOptions): Promise<OpenedTarget> {
  const path = resolve(file);
  const bad = (message: string) => new UserError({ code: 'KS202', message: `module:${file}: ${message}` });
  if (!existsSync(path)) throw bad(`there is no file ${path}`);
  const module = (await import(pathToFileURL(path).href)) as Partial<TargetModule>;
  if (typeof module.createTarget !== 'function') throw bad('it does not export a function createTarget');
  return { target: await module.createTarget(options), risk: module.risk ?? 'process' };
}

async function openWindows(selector: string, { arch }: TargetOptions): Promise<OpenedTarget> {
  const { createWindowsTarget } = await import('../target/windows/windows.ts');
  return { target: createWindowsTarget(selector, { arch }), risk: 'machine' };
}

/** What dies of the device is at the other end: the journal is safe here. */
async function openRemote(rest: string, { reconnect = 300, restarts = 10, tokenFile, tlsCa }: TargetOptions): Promise<OpenedTarget> {
  const { isLoopback, readWhere } = await import('../target/remote/where.ts');
  const { connectRemote } = await import('../target/remote/remote.ts');
  if (!rest.startsWith('//')) throw await unknownTarget(`remote:${rest}`);
  const where = readWhere(rest.slice(2), '--target remote://');
  const plain = isLoopback(where.host) && tlsCa === undefined;
  const ca = plain ? null : tlsCa === undefined ? '' : readText(tlsCa, '--tls-ca');
  const target = connectRemote({
    where,
    ca,
    token: readToken(tokenFile),
    patience: 5000,
    reconnect: reconnect * 1000,
    reconnects: restarts,
  });
  return { target, risk: 'none', returns: true };
}
