/** The request structure that the library is handed, and how buffers are named in it. */
import type { Buffer, Handle, Span, WildPointer } from '../target.ts';
import { TargetMisuse } from '../target.ts';
import { layouts } from './abi.ts';
import type { NativeMemory, NativeRegion } from './memory.ts';
import { Scratch } from './scratch.ts';

const { offsets, size } = layouts.kscts_request;
/** Positions of the members in 32-bit words, low word first. */
const word = {
  handle: offsets.handle / 4,
  code: offsets.code / 4,
  input: offsets.input / 4,
  output: offsets.output / 4,
  inputLength: offsets.input_length / 4,
  outputLength: offsets.output_length / 4,
  information: offsets.information / 4,
  id: offsets.id / 4,
};

/** Regions that a request's byte arrays were given for as long as it lasts. */
export interface Lent {
  readonly input: NativeRegion | null;
  readonly output: NativeRegion | null;
}

/** One `kscts_request` in memory that the library sees, written anew for each call. */
export class RequestBlock {
  readonly address: number;
  readonly #memory: NativeMemory;
  readonly #guard: boolean;
  readonly #words: Uint32Array;
  #input: Scratch;
  #output: Scratch;

  /**
   * @param region where the structure is, at its start
   * @param guard see {@link Scratch}
   */
  constructor(memory: NativeMemory, region: NativeRegion, guard: boolean) {
    this.address = region.base;
    this.#memory = memory;
    this.#guard = guard;
    this.#words = new Uint32Array(region.bytes.buffer, region.bytes.byteOffset, size / 4);
    this.#input = new Scratch(memory, guard);
    this.#output = new Scratch(memory, guard);
  }

  /** Where byte arrays are put. */
  get input(): Scratch {
    return this.#input;
  }
  get output(): Scratch {
    return this.#output;
  }

  /** Writes a request whose byte arrays lie in the scratch buffers: it must end before the next one is written. */
  write(handle: Handle, code: number, input: Buffer, output: Buffer): void {
    this.#words[word.handle] = handle;
    this.#words[word.code] = code;
    if (input instanceof Uint8Array) this.#place(this.#input, word.input, word.inputLength, input);
    else this.#point(word.input, word.inputLength, input);
    if (output instanceof Uint8Array) this.#place(this.#output, word.output, word.outputLength, output);
    else this.#point(word.output, word.outputLength, output);
  }

  /** Writes a request whose byte arrays get regions of their own. */
  writeLending(handle: Handle, code: number, input: Buffer, output: Buffer): Lent {
    this.#words[word.handle] = handle;
    this.#words[word.code] = code;
    return {
      input: this.#lend(word.input, word.inputLength, input),
      output: this.#lend(word.output, word.outputLength, output),
    };
  }

  /** Leaves the scratch buffers to a request that does not end, and takes new ones. */
  abandonScratch(): void {
    this.#input = new Scratch(this.#memory, this.#guard);
    this.#output = new Scratch(this.#memory, this.#guard);
  }

  /** Information, after a call. */
  get information(): number {
    return (this.#words[word.information] as number) + (this.#words[word.information + 1] as number) * 2 ** 32;
  }

  /** The library's name for the request, after a call that left it pending. */
  get id(): bigint {
    return BigInt(this.#words[word.id] as number) + (BigInt(this.#words[word.id + 1] as number) << 32n);
  }

  #place(scratch: Scratch, at: number, lengthAt: number, bytes: Uint8Array): void {
    const { length } = bytes;
    scratch.viewFor(length).set(bytes);
    this.#setAddress(at, scratch.addressFor(length));
    this.#words[lengthAt] = length;
  }

  #point(at: number, lengthAt: number, buffer: Span | WildPointer | null): void {
    if (buffer === null) {
      this.#words[at] = 0;
      this.#words[at + 1] = 0;
      this.#words[lengthAt] = 0;
      return;
    }
    const address = 'region' in buffer ? this.#spanAddress(buffer) : buffer.address;
    this.#words[at] = Number(address & 0xffff_ffffn);
    this.#words[at + 1] = Number((address >> 32n) & 0xffff_ffffn);
    this.#words[lengthAt] = buffer.length;
  }

  #lend(at: number, lengthAt: number, buffer: Buffer): NativeRegion | null {
    if (!(buffer instanceof Uint8Array)) {
      this.#point(at, lengthAt, buffer);
      return null;
    }
    const region = this.#memory.allocate(buffer.length);
    region.bytes.set(buffer);
    this.#setAddress(at, region.base);
    this.#words[lengthAt] = buffer.length;
    return region;
  }

  #spanAddress({ region, offset, length }: Span): bigint {
    const own = this.#memory.own(region);
    if (offset < 0 || length < 0 || offset + length > own.length) {
      throw new TargetMisuse(`a request names bytes ${offset}…${offset + length} of a region of ${own.length}`);
    }
    return own.address + BigInt(offset);
  }

  #setAddress(at: number, address: number): void {
    this.#words[at] = address >>> 0;
    this.#words[at + 1] = Math.floor(address / 2 ** 32);
  }
}
