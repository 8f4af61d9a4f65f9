/**
 * The decrypter behind all input streams: who negotiates, the keys of a negotiation, and when a new one may begin. The
 * keys are numbers that depend on each other as the real ones do; nothing is decrypted.
 */
import { STATE } from '../machine.ts';

/** KS_DVDCOPYSTATE: what a stream is told of negotiations. */
const KS_DVDCOPYSTATE = { AUTHENTICATION_NOT_REQUIRED: 2, AUTHENTICATION_REQUIRED: 3 } as const;

const challengeSize = 10;
const busKeySize = 5;

/** A short digest of some bytes, for keys that follow from others. */
function digest(bytes: Uint8Array, size: number, seed: number): Uint8Array {
  let state = seed >>> 0;
  for (const byte of bytes) state = (Math.imul(state ^ byte, 0x0100_0193) + 1) >>> 0;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 0x0019_660d) + 0x3c6e_f35f) >>> 0;
    return state >>> 24;
  });
}

/** A stream of packs, as the decrypter sees it. */
export interface PackStream {
  /** KSSTATE. */
  readonly state: number;
  /** It has said where the new title key begins. */
  newKey: boolean;
}

export class Decrypter {
  /** The stream that was asked first since it was opened: the others need no negotiation (DVD-003). */
  negotiator: object | null = null;
  #negotiations = 0;
  #driveChallenge: Uint8Array = new Uint8Array(challengeSize);
  #hasTitleKey = false;
  /** Announcements of a negotiation that wait until the data of the old key is through. */
  readonly #held: { readonly request: object; readonly release: () => void }[] = [];

  /** GET SET_COPY_STATE. */
  authentication(stream: object): number {
    this.negotiator ??= stream;
    return this.negotiator === stream
      ? KS_DVDCOPYSTATE.AUTHENTICATION_REQUIRED
      : KS_DVDCOPYSTATE.AUTHENTICATION_NOT_REQUIRED;
  }

  /** GET CHLG_KEY: a negotiation begins with a challenge of its own. */
  challenge(): Uint8Array {
    this.#negotiations++;
    return digest(Uint8Array.of(this.#negotiations & 0xff, this.#negotiations >>> 8), challengeSize, 0x811c_9dc5);
  }

  /** SET CHLG_KEY: what the drive wants to be answered. */
  takeChallenge(bytes: Uint8Array): void {
    this.#driveChallenge = bytes;
  }

  /** GET DEC_KEY2: the answer to the drive's challenge. */
  busKey(): Uint8Array {
    return digest(this.#driveChallenge, busKeySize, 0x2f0b_1d5b);
  }

  /** SET TITLE_KEY. */
  takeTitleKey(): void {
    this.#hasTitleKey = true;
  }

  /** Whether the start of a negotiation must wait: data of the present title is under way (DVD-004). */
  busy(streams: readonly PackStream[]): boolean {
    return this.#hasTitleKey && streams.some(({ state }) => state >= STATE.PAUSE);
  }

  /** Holds the announcement of a negotiation. */
  hold(request: object, release: () => void): void {
    this.#held.push({ request, release });
  }

  /** Takes back an announcement that is cancelled; whether it was held. */
  drop(request: object): boolean {
    const index = this.#held.findIndex((held) => held.request === request);
    if (index >= 0) this.#held.splice(index, 1);
    return index >= 0;
  }

  /** Lets the announcements go once every stream with data under way has said where the new key begins. */
  review(streams: readonly PackStream[]): void {
    const flowing = streams.filter(({ state }) => state >= STATE.PAUSE);
    if (this.#held.length === 0 || !flowing.every(({ newKey }) => newKey)) return;
    for (const stream of flowing) stream.newKey = false;
    this.#hasTitleKey = false;
    for (const { release } of this.#held.splice(0)) release();
  }
}
