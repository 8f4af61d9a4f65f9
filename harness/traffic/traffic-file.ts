/**
 * The traffic of a run in a file: JSON Lines in gzip. A line says of which target it is; then there is one for what was
 * asked to make the plan, and one for each case, so that a case can be judged again alone. It is written in pieces while
 * the run goes on; a process that goes on with a run, or shares it, adds lines of the same kinds.
 */
import { closeSync, createReadStream, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip, gzipSync } from 'node:zlib';
import { UserError } from '../base/errors.ts';
import type { Recorded } from './recorded.ts';
import type { TrafficHead } from './traffic-head.ts';
import { callsOf, trafficText } from './traffic-text.ts';

/** Name of the file in the output folder of a run. */
export const trafficName = 'traffic.jsonl.gz';
const format = 1;
/** Characters that are compressed together. */
const pieceSize = 1 << 20;
const compression = 3;
/** Most characters of a line, and in a file: many times what a run has. */
const mostInLine = 256 << 20;
const mostInFile = 16 * 2 ** 30;

export class TrafficWriter {
  readonly #file: number;
  #pending: string[] = [];
  #size = 0;

  /** Creates the file and its folders; an earlier one is replaced, or continued if it is to `append`. */
  constructor(path: string, head: TrafficHead, append = false) {
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, append ? 'a' : 'w');
    this.#line(JSON.stringify({ traffic: format, ...head }));
  }

  plan(calls: readonly Recorded[]): void {
    this.#line(`{"plan":${trafficText(calls)}}`);
  }

  case(id: string, calls: readonly Recorded[]): void {
    this.#line(`{"case":${JSON.stringify(id)},"calls":${trafficText(calls)}}`);
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #line(text: string): void {
    this.#pending.push(text, '\n');
    this.#size += text.length;
    if (this.#size >= pieceSize) this.#flush();
  }

  /** Each piece is a gzip file of its own: several after one another are one. */
  #flush(): void {
    if (this.#size === 0) return;
    const bytes = gzipSync(this.#pending.join(''), { level: compression });
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    this.#pending = [];
    this.#size = 0;
  }
}

/** A part of the traffic of a run. */
export type TrafficPart =
  | { readonly kind: 'head'; readonly head: TrafficHead }
  | { readonly kind: 'plan'; readonly calls: readonly Recorded[] }
  | { readonly kind: 'case'; readonly id: string; readonly calls: readonly Recorded[] };

/**
 * Reads traffic, part by part. Where a process died, a file may break off: what is whole is given.
 * @throws UserError KS540 if there is no such file, KS541 with the line for one that is damaged
 */
export async function* readTraffic(path: string): AsyncGenerator<TrafficPart> {
  let line = 0;
  let size = 0;
  try {
    const unpacked = createReadStream(path).on('error', (error) => unpacked.destroy(error)).pipe(createGunzip());
    for await (const text of createInterface({ input: unpacked, crlfDelay: Infinity })) {
      line++;
      size += text.length;
      if (text.length > mostInLine || size > mostInFile) throw new Error('it is larger than the traffic of any run');
      yield partOf(JSON.parse(text) as unknown);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ('code' in error && error.code === 'ENOENT') throw new UserError({ code: 'KS540', message: `there is no traffic at ${path}` });
    throw new UserError({ code: 'KS541', message: `${path} is damaged behind line ${Math.max(0, line - 1)}: ${error.message}` });
  }
}

function partOf(json: unknown): TrafficPart {
  if (typeof json !== 'object' || json === null) throw new Error('a line is no object');
  if ('plan' in json) return { kind: 'plan', calls: callsOf(json.plan) };
  if ('case' in json && 'calls' in json) return { kind: 'case', id: String(json.case), calls: callsOf(json.calls) };
  if (!('traffic' in json)) throw new Error('a line that is none of traffic');
  if (json.traffic !== format) throw new Error(`its format is ${JSON.stringify(json.traffic)}; this kscts reads ${format}`);
  const { arch, capabilities, has } = json as unknown as TrafficHead;
  if ((arch !== 'x64' && arch !== 'x86') || !Array.isArray(capabilities) || typeof has !== 'object') throw new Error('it does not say of which target it is');
  return { kind: 'head', head: json as unknown as TrafficHead };
}
