/** The state of a 3D node: one listener for all, and a source of sound for each pin (SPA-001…012). */

/** KSDS3D_LISTENER_ALL and KSDS3D_BUFFER_ALL. */
const spatialSize = 60;

const floatAt = (bytes: Uint8Array, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getFloat32(offset, true);
const longAt = (bytes: Uint8Array, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getInt32(offset, true);

/** Floats and LONGs at their offsets, zero elsewhere. */
function parameters(floats: Readonly<Record<number, number>>, integers: Readonly<Record<number, number>> = {}): Uint8Array {
  const bytes = new Uint8Array(spatialSize);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of Object.entries(floats)) view.setFloat32(Number(at), value, true);
  for (const [at, value] of Object.entries(integers)) view.setInt32(Number(at), value, true);
  return bytes;
}

const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/** Where the members of KSDS3D_LISTENER_ALL lie, beyond vectors. */
const LISTENER = { FRONT: 24, TOP: 36, DISTANCE: 48, ROLLOFF: 52, DOPPLER: 56 } as const;
/** Looks along z, with y above; factors of 1. */
const newListener = (): Uint8Array =>
  parameters({ [LISTENER.FRONT + 8]: 1, [LISTENER.TOP + 4]: 1, [LISTENER.DISTANCE]: 1, [LISTENER.ROLLOFF]: 1, [LISTENER.DOPPLER]: 1 });
const soundListener = (bytes: Uint8Array): boolean =>
  floatAt(bytes, LISTENER.DISTANCE) > 0 &&
  within(floatAt(bytes, LISTENER.ROLLOFF), 0, 10) &&
  within(floatAt(bytes, LISTENER.DOPPLER), 0, 10);

/** Where the members of KSDS3D_BUFFER_ALL lie, beyond vectors. */
const BUFFER = { INSIDE: 24, OUTSIDE: 28, CONE: 32, OUTSIDE_VOLUME: 44, MIN: 48, MAX: 52, MODE: 56 } as const;
/** Sounds in all directions, at any distance. */
const newBuffer = (): Uint8Array =>
  parameters(
    { [BUFFER.CONE + 8]: 1, [BUFFER.MIN]: 1, [BUFFER.MAX]: 1e9 },
    { [BUFFER.INSIDE]: 360, [BUFFER.OUTSIDE]: 360 },
  );
function soundBuffer(bytes: Uint8Array): boolean {
  const [inside, outside] = [longAt(bytes, BUFFER.INSIDE), longAt(bytes, BUFFER.OUTSIDE)];
  const [nearest, farthest] = [floatAt(bytes, BUFFER.MIN), floatAt(bytes, BUFFER.MAX)];
  return (
    within(inside, 0, outside) &&
    outside <= 360 &&
    within(longAt(bytes, BUFFER.OUTSIDE_VOLUME), -10_000, 0) &&
    nearest > 0 &&
    farthest >= nearest &&
    within(longAt(bytes, BUFFER.MODE), 0, 2)
  );
}

/** Parameters that are set at once, or put into effect later together. */
export class Parameters {
  /** In force. */
  values: Uint8Array;
  /** What they are to become; null if nothing is put off. */
  #deferred: Uint8Array | null = null;
  readonly #sound: (bytes: Uint8Array) => boolean;

  constructor(values: Uint8Array, sound: (bytes: Uint8Array) => boolean) {
    this.values = values;
    this.#sound = sound;
  }

  /** Changes a part, now or later. Says whether it may have that value. */
  change(offset: number, part: Uint8Array, later: boolean): boolean {
    const changed = (this.#deferred ?? this.values).slice();
    changed.set(part, offset);
    if (!this.#sound(changed)) return false;
    if (later) this.#deferred = changed;
    else this.values = changed;
    return true;
  }

  commit(): void {
    this.values = this.#deferred ?? this.values;
    this.#deferred = null;
  }
}

/** The source of sound of a pin. */
export class SpatialBuffer extends Parameters {
  constructor() {
    super(newBuffer(), soundBuffer);
  }
}

/** The listener of the mixer, there for as long as somebody plays. */
export class Listener extends Parameters {
  batch = false;
  allocated = false;
  readonly #buffers = new Set<SpatialBuffer>();

  constructor() {
    super(newListener(), soundListener);
  }

  join(buffer: SpatialBuffer): void {
    this.#buffers.add(buffer);
  }

  /** With the last source the listener goes; the next finds a new one. */
  leave(buffer: SpatialBuffer): void {
    this.#buffers.delete(buffer);
    if (this.#buffers.size > 0) return;
    this.commit();
    this.values = newListener();
    this.batch = this.allocated = false;
  }

  /** Ends what is put off when it becomes FALSE (PCLS-172). */
  setBatch(batch: boolean): void {
    this.batch = batch;
    if (batch) return;
    this.commit();
    for (const buffer of this.#buffers) buffer.commit();
  }
}
