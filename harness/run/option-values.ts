/** The types of options: how their values are written, and what they are then. */
import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Part } from '../plan/shard.ts';
import { isDay } from './waivers/format.ts';

/** A report that a run shall write. Which names there are is not known here. */
export interface ReporterChoice {
  /** A report of kscts, or `module:` and the absolute path of a module with one. */
  readonly name: string;
  /** Absolute, or `-` for standard output; unless told, the usual name in the output folder. */
  readonly file?: string;
  /** How errors name it. */
  readonly source: string;
}

/** What options are, by type. */
export interface ValueTypes {
  text: string;
  /** Made absolute, from where it was written: the current folder, or that of the configuration file. */
  path: string;
  paths: readonly string[];
  texts: readonly string[];
  integer: number;
  /** 0…2³¹-1, or `random`. */
  seed: number;
  /** Written `2/5`: the second of five parts. */
  shard: Part;
  flag: boolean;
  /** `2027-03-31`, or `today`: the present day in UTC. */
  day: string;
  arch: 'x64' | 'x86';
  /** Written `junit` or `junit=out.xml`. */
  reporters: readonly ReporterChoice[];
}
export type ValueType = keyof ValueTypes;

/** A value as it was written, once for each time: several only for lists. */
export interface WrittenValue {
  readonly texts: readonly string[];
  /** How errors name it: `--seed`, `KSCTS_SEED`, `seed in kscts.config.yaml`. */
  readonly source: string;
  /** Folder from which its relative paths start. */
  readonly base: string;
}

/**
 * The value of an option.
 * @throws UserError KS210 if what was written does not fit
 */
export function parseValue(type: ValueType, written: WrittenValue): ValueTypes[ValueType] {
  const text = written.texts[0] ?? '';
  switch (type) {
    case 'text':
      return text;
    case 'path':
      return resolve(written.base, text);
    case 'paths':
      return written.texts.map((path) => resolve(written.base, path));
    case 'texts':
      return written.texts;
    case 'integer':
      return integer(written, text);
    case 'seed':
      return text === 'random' ? randomInt(2 ** 31) : integer(written, text);
    case 'shard':
      return shard(written, text);
    case 'flag':
      return oneOf(written, text.toLowerCase(), ['true', 'false', '1', '0']) === 'true' || text === '1';
    case 'day':
      return day(written, text);
    case 'reporters':
      return written.texts.map((one) => reporter(written, one));
    case 'arch':
      return oneOf(written, text, ['x64', 'x86']) as 'x64' | 'x86';
  }
}

function integer(written: WrittenValue, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value < 2 ** 31) return value;
  throw new UserError({
    code: 'KS210',
    message: `${written.source}: "${text}" is not a whole number from 0 to ${2 ** 31 - 1}`,
  });
}

function shard(written: WrittenValue, text: string): ValueTypes['shard'] {
  const [, index = 0, count = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= count) return { index, count };
  throw new UserError({
    code: 'KS210',
    message: `${written.source}: "${text}" is no part of a whole`,
    hint: '2/5 is the second of five parts',
  });
}

const ofModule = 'module:';

function reporter({ source, base }: WrittenValue, text: string): ReporterChoice {
  const [, written = '', file] = /^([^=]+)(?:=(.+))?$/.exec(text) ?? [];
  if (written === '') throw new UserError({ code: 'KS210', message: `${source}: "${text}" is neither NAME nor NAME=FILE` });
  const name = written.startsWith(ofModule) ? ofModule + resolve(base, written.slice(ofModule.length)) : written;
  return { name, source, ...(file !== undefined && { file: file === '-' ? file : resolve(base, file) }) };
}

function day(written: WrittenValue, text: string): string {
  if (text === 'today') return new Date().toISOString().slice(0, 10);
  if (isDay(text)) return text;
  throw new UserError({ code: 'KS210', message: `${written.source}: "${text}" is no day`, hint: 'write 2027-03-31, or "today"' });
}

function oneOf(written: WrittenValue, text: string, known: readonly string[]): string {
  if (known.includes(text)) return text;
  const hint = didYouMean(text, known);
  throw new UserError({
    code: 'KS210',
    message: `${written.source}: "${text}" is none of ${known.join(', ')}`,
    ...(hint !== undefined && { hint }),
  });
}
