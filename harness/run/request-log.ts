/**
 * The last request before a death. It is written before it is issued, over the one before: a journal of all of them would
 * cost a run more than its requests. Two places take turns, so that a write that was cut off leaves the other one.
 */
import { closeSync, existsSync, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Risk } from './journal-writer.ts';

/** Name of the file in the output folder. */
export const requestLogName = 'request.bin';

/** What was asked of the device last. Bytes are hexadecimal, and cut off after {@link mostBytes}. */
export interface LoggedRequest {
  readonly do: 'open' | 'open-child' | 'close' | 'ioctl' | 'submit' | 'cancel' | 'power' | 'unplug' | 'plug';
  /** How many came before it in its process. */
  readonly number: number;
  /** The case that asked; absent while the device was looked at. */
  readonly case?: string;
  readonly path?: string;
  readonly code?: number;
  readonly input?: string;
  readonly inputLength?: number;
  readonly outputLength?: number;
  readonly state?: string;
}

/** Most bytes of a request that are kept. */
export const mostBytes = 1024;
/** Bytes of a place: length, check sum, JSON. */
const placeSize = 4096;
const headSize = 8;

/** Writes requests, each before it is issued. */
export class RequestLog {
  readonly #file: number;
  readonly #toDisk: boolean;
  readonly #place = Buffer.alloc(placeSize);
  #number = 0;
  #case: string | undefined;

  /** Creates the file. Where the machine can die every request is on the disk before it is issued. */
  constructor(path: string, risk: Risk) {
    this.#toDisk = risk === 'machine';
    this.#file = openSync(path, 'w');
    // Its size never changes: a write is one block of data, and no more.
    writeSync(this.#file, Buffer.alloc(2 * placeSize), 0, 2 * placeSize, 0);
    if (this.#toDisk) fsyncSync(this.#file);
  }

  /** What is written from now on belongs to this case. */
  begin(id: string): void {
    this.#case = id;
  }

  write(request: Omit<LoggedRequest, 'number' | 'case'>): void {
    const number = this.#number++;
    const logged: LoggedRequest = { ...request, number, ...(this.#case !== undefined && { case: this.#case }) };
    const length = this.#place.write(JSON.stringify(logged), headSize);
    this.#place.writeUInt32LE(length, 0);
    this.#place.writeUInt32LE(crc32(this.#place.subarray(headSize, headSize + length)), 4);
    writeSync(this.#file, this.#place, 0, headSize + length, (number % 2) * placeSize);
    if (this.#toDisk) fdatasyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The last request that was issued, or about to be; `undefined` if there is none, or no file. */
export function lastRequest(path: string): LoggedRequest | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const found = [0, placeSize].map((at) => readPlace(bytes.subarray(at, at + placeSize))).filter((request) => request !== undefined);
  return found.sort((a, b) => b.number - a.number)[0];
}

function readPlace(place: Buffer): LoggedRequest | undefined {
  if (place.length < headSize) return undefined;
  const length = place.readUInt32LE(0);
  const text = place.subarray(headSize, headSize + length);
  if (length === 0 || text.length !== length || crc32(text) !== place.readUInt32LE(4)) return undefined;
  return JSON.parse(text.toString()) as LoggedRequest;
}
