/** Loads a shared library and finds the functions of `kscts.h` in it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../base/errors.ts';
import type { Functions, Signature } from './abi.ts';
import { abiVersion, optionalFunctions, requiredFunctions } from './abi.ts';
import { firstLine, loadKoffi } from './load-koffi.ts';
import { refuseWithoutRuntime } from './sanitizer.ts';

type Groups = typeof optionalFunctions;

/** A loaded library. Addresses go in and come out as numbers. */
export interface Library {
  /** Absolute. */
  readonly path: string;
  readonly functions: Functions<typeof requiredFunctions>;
  /** Optional functions; `null` for a group that is not exported. */
  readonly groups: { readonly [Name in keyof Groups]: Functions<Groups[Name]> | null };
}

/**
 * Loads a library.
 * @param path relative to the current folder
 * @throws UserError KS401…KS406: koffi, the file or a sanitizer's runtime is missing, or the file does not load, lacks
 *   functions or has another version of the ABI
 */
export function loadLibrary(path: string): Library {
  const absolute = resolve(path);
  const find = openImage(absolute);
  const functions = findAll(requiredFunctions, find);
  const missing = Object.keys(requiredFunctions).filter((name) => !(name in functions));
  if (missing.length > 0) {
    throw new UserError({
      code: 'KS405',
      message: `${absolute} does not export ${missing.join(', ')}`,
      hint: 'the functions of kscts.h must be exported under exactly these names (extern "C" in C++)',
    });
  }
  const version = functions.kscts_abi_version();
  if (version !== abiVersion) {
    throw new UserError({
      code: 'KS406',
      message: `${absolute} has version ${version} of the ABI, this kscts has ${abiVersion}`,
      hint: 'build the library with the kscts.h of this kscts',
    });
  }
  return {
    path: absolute,
    functions,
    groups: {
      identify: findGroup(absolute, optionalFunctions.identify, find),
      pending: findGroup(absolute, optionalFunctions.pending, find),
      signals: findGroup(absolute, optionalFunctions.signals, find),
      time: findGroup(absolute, optionalFunctions.time, find),
      census: findGroup(absolute, optionalFunctions.census, find),
      probe: findGroup(absolute, optionalFunctions.probe, find),
    },
  };
}

/** A function by its name and types, or `undefined` if it is not exported. */
type Find = (name: string, signature: Signature) => unknown;

/** Maps the library into this process. */
function openImage(path: string): Find {
  const koffi = loadKoffi();
  if (!existsSync(path)) {
    throw new UserError({
      code: 'KS402',
      message: `there is no library ${path}`,
      hint: 'build it first; docs/native-target.md shows how',
    });
  }
  refuseWithoutRuntime(path);
  try {
    const image = koffi.load(path);
    return (name, [result, ...args]) => {
      try {
        return image.func(name, result, args);
      } catch {
        return undefined;
      }
    };
  } catch (error) {
    throw new UserError({
      code: 'KS403',
      message: `${path} does not load: ${firstLine(error)}`,
      hint: `it must be a shared library for ${process.platform} ${process.arch}`,
    });
  }
}

/** Those of the functions that are exported. */
function findAll<const Names extends Record<string, Signature>>(names: Names, find: Find): Functions<Names> {
  const found = Object.entries(names).map(([name, signature]) => [name, find(name, signature)] as const);
  return Object.fromEntries(found.filter(([, f]) => f !== undefined)) as Functions<Names>;
}

/** All functions of a group, or `null` if none of them is exported. */
function findGroup<const Names extends Record<string, Signature>>(path: string, names: Names, find: Find): Functions<Names> | null {
  const found = findAll(names, find);
  const missing = Object.keys(names).filter((name) => !(name in found));
  if (missing.length === 0) return found;
  if (missing.length === Object.keys(names).length) return null;
  throw new UserError({
    code: 'KS405',
    message: `${path} exports ${Object.keys(found).join(', ')} but not ${missing.join(', ')}`,
    hint: 'these functions belong together: export all of them or none',
  });
}
