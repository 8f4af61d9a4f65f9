/** The registers of the reference device: shared by all its filters, kept while nothing is open. */

/** Bounds of LEVEL and WIDE, and the values of MODE. */
export const LEVEL = { min: -100, max: 100, step: 5 } as const;
export const MODES: readonly number[] = [0, 1, 2, 4];
export const WIDE = { min: 0n, max: 1n << 40n } as const;

/** First and last byte of the settings in the device's own format. */
const [first, last] = [0x54, 0x43];

export class Registers {
  table: readonly number[] = [1, 2, 3];
  /** Called after LEVEL was changed. */
  changed: (old: number, level: number) => void = () => {};
  #level = 0;
  #changes = 0;
  #enabled = 1;
  #mode = 1;
  #wide = 1000n;

  get level(): number {
    return this.#level;
  }

  /** How often LEVEL changed. */
  get changes(): number {
    return this.#changes;
  }

  get enabled(): number {
    return this.#enabled;
  }

  /** Everything that is not 0 is on. */
  setEnabled(enabled: number): true {
    this.#enabled = enabled === 0 ? 0 : 1;
    return true;
  }

  get mode(): number {
    return this.#mode;
  }

  get wide(): bigint {
    return this.#wide;
  }

  setMode(mode: number): boolean {
    if (!MODES.includes(mode)) return false;
    this.#mode = mode;
    return true;
  }

  setWide(wide: bigint): boolean {
    if (wide < WIDE.min || wide > WIDE.max) return false;
    this.#wide = wide;
    return true;
  }

  /** LEVEL and MODE in a format of the device's own. */
  save(): Uint8Array {
    return Uint8Array.of(first, this.#level & 0xff, this.#mode, last);
  }

  /** Takes back what `save` gave; whether it was that. */
  restore([begin = 0, level = 0, mode = 0, end = 0]: Uint8Array): boolean {
    if (begin !== first || end !== last || !MODES.includes(mode) || !this.setLevel((level << 24) >> 24)) return false;
    return this.setMode(mode);
  }

  /** Whether LEVEL can have a value; one that it cannot have changes nothing. */
  setLevel(level: number): boolean {
    if (level < LEVEL.min || level > LEVEL.max || (level - LEVEL.min) % LEVEL.step !== 0) return false;
    const old = this.#level;
    if (level === old) return true;
    this.#level = level;
    this.#changes++;
    this.changed(old, level);
    return true;
  }
}
