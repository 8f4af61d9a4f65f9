/** Data bytes of channel messages, by the high half of their status; of system messages, by the low half. */
const channelData = [2, 2, 2, 2, 1, 1, 2] as const;
const systemData: readonly number[] = [0, 1, 2, 1, 0, 0, 0, 0];
const SYSEX = 0xf0;
const END_OF_SYSEX = 0xf7;

/** Parses raw MIDI: what the capture sink does with bytes that are no message by themselves (MUS-005). */
export class MidiParser {
  /** Status that data bytes without one belong to; 0 for none. */
  #running = 0;
  /** The message that is being gathered; empty between messages. */
  #bytes: number[] = [];

  /** Takes bytes and gives the messages that they end; real-time messages do not disturb what they interrupt. */
  push(bytes: Uint8Array): Uint8Array[] {
    const messages: Uint8Array[] = [];
    for (const byte of bytes) {
      const whole = this.#take(byte);
      if (whole !== null) messages.push(Uint8Array.from(whole));
    }
    return messages;
  }

  /** Forgets what is unfinished. */
  reset(): void {
    this.#running = 0;
    this.#bytes = [];
  }

  #take(byte: number): readonly number[] | null {
    if (byte >= 0xf8) return [byte];
    if (byte === END_OF_SYSEX) return this.#bytes[0] === SYSEX ? this.#finish(byte) : null;
    if (byte >= 0x80) return this.#begin(byte);
    if (this.#bytes.length === 0 && this.#running !== 0) this.#bytes = [this.#running];
    // A data byte that nothing announced means nothing.
    if (this.#bytes.length === 0) return null;
    return this.#wanted() === this.#bytes.length ? this.#finish(byte) : this.#keep(byte);
  }

  #begin(status: number): readonly number[] | null {
    this.#running = status < SYSEX ? status : 0;
    this.#bytes = [status];
    return this.#wanted() === 0 ? this.#finish() : null;
  }

  #finish(...last: readonly number[]): readonly number[] {
    const whole = [...this.#bytes, ...last];
    this.#bytes = [];
    return whole;
  }

  #keep(byte: number): null {
    this.#bytes.push(byte);
    return null;
  }

  /** Data bytes of the message that is being gathered; −1 for one that an end marks. */
  #wanted(): number {
    const status = this.#bytes[0] ?? 0;
    if (status === SYSEX) return -1;
    return status > SYSEX ? (systemData[status & 0x7] ?? 0) : (channelData[(status >> 4) - 8] ?? 0);
  }
}
