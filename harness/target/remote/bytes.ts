/** Bytes of the protocol, little endian. Reading checks every length: what arrives may be anything. */

/** What came over the connection is not what the protocol says. Never the device's fault. */
export class ProtocolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolError';
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Puts values one behind the other. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    const at = this.#reserve(1);
    this.#view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.#reserve(2);
    this.#view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.#reserve(4);
    this.#view.setUint32(at, value, true);
  }

  /** 64 bits; negative numbers in two's complement. */
  u64(value: bigint): void {
    const at = this.#reserve(8);
    this.#view.setBigUint64(at, BigInt.asUintN(64, value), true);
  }

  /** The bytes alone. */
  raw(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** The length, then the bytes. */
  bytes(bytes: Uint8Array): void {
    this.u32(bytes.length);
    this.raw(bytes);
  }

  /** UTF-8, as {@link bytes}. */
  text(text: string): void {
    this.bytes(encoder.encode(text));
  }

  /** What was written, as an array of its own. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(size: number): number {
    const at = this.#length;
    this.#length = at + size;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}

/** Takes values from bytes. @throws ProtocolError where there are too few, or too many at the {@link end} */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#pass(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#pass(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#pass(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#pass(8), true);
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#pass(8), true);
  }

  /** The next bytes; a view. */
  raw(length: number): Uint8Array {
    const at = this.#pass(length);
    return this.#bytes.subarray(at, at + length);
  }

  bytes(): Uint8Array {
    return this.raw(this.u32());
  }

  text(): string {
    try {
      return decoder.decode(this.bytes());
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      throw new ProtocolError('a text that is not UTF-8');
    }
  }

  end(): void {
    if (this.left > 0) throw new ProtocolError(`${this.left} bytes too many`);
  }

  #pass(size: number): number {
    if (size > this.left) throw new ProtocolError(`${size - this.left} bytes too few`);
    const at = this.#at;
    this.#at += size;
    return at;
  }
}
