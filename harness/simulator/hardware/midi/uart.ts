import type { Machine } from '../machine.ts';

/** A MIDI cable carries 31,250 bits a second, ten for each byte: 320 µs. */
const byteTime = 3200;
/** Bytes that the transmitter holds. */
const fifoSize = 64;

/** An MPU-401 in UART mode with a cable from its output to its input. */
export class Uart {
  /** Interrupt: bytes have come in. There is one listener, the stream that captures. */
  received: ((bytes: Uint8Array) => void) | null = null;
  readonly #machine: Machine;
  readonly #sending: number[] = [];

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Takes what there is room for: everything, or a multiple of four bytes. */
  send(bytes: Uint8Array): number {
    const room = fifoSize - this.#sending.length;
    const taken = bytes.length <= room ? bytes.length : room - (room % 4);
    if (taken === 0) return 0;
    const idle = this.#sending.length === 0;
    this.#sending.push(...bytes.subarray(0, taken));
    if (idle) this.#shift();
    return taken;
  }

  #shift(): void {
    this.#machine.setTimer(this.#machine.now() + byteTime, () => {
      const byte = this.#sending.shift();
      if (byte === undefined) return;
      if (this.#sending.length > 0) this.#shift();
      this.received?.(Uint8Array.of(byte));
    });
  }
}
