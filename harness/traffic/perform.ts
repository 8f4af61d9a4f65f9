/**
 * Carries out actions on a target. What a driver does comes back as data, its death too; what an action needs and is not
 * there (a pin that could not be opened) makes it skipped, so that any part of a list can be performed.
 */
import { isSuccess } from '../abi/ntstatus.ts';
import { MustWait, TargetDied, type Answer, type Opened, type PowerState, type Region, type Target } from '../target/target.ts';
import type { Action, Slot } from './actions.ts';
import type { Answered } from './answered.ts';
import { MemoryWatch } from './memory-watch.ts';
import { Absent, giveBack, Slots, type Buffers, type HeldHandle } from './slots.ts';
import { Together } from './together.ts';

export interface PerformOptions {
  /** Whether answers tell what the target changed in the caller's memory; see `Answered.memory`. */
  readonly memory?: boolean;
  /**
   * Told of each `together` how many points it passed at which another list could go on, and which of them came next when
   * one that was interrupted went on.
   */
  readonly passed?: (points: number, returns: readonly number[]) => void;
}

/** What a list of actions gave. */
export interface Performed {
  /** By action; shorter than the list if the target died. */
  readonly answers: readonly Answered[];
  /** What killed the target, also where it died only when all was given back. */
  readonly died?: string;
  /** How many requests did not complete though they were cancelled and their handles closed; absent for none. */
  readonly stuck?: number;
}

/**
 * Performs `actions` and gives everything back, on every path. Nothing that a device does is thrown.
 * @param after called when an action is done; `false` ends the list there
 */
export function perform(
  target: Target,
  actions: readonly Action[],
  after?: (answered: Answered, index: number) => boolean | undefined,
  options: PerformOptions = {},
): Performed {
  const performer = new Performer(target, options);
  const answers: Answered[] = [];
  try {
    for (const [index, action] of actions.entries()) {
      const answered = performer.do(action);
      answers.push(answered);
      if (after?.(answered, index) === false || performer.died !== undefined) break;
    }
  } finally {
    performer.end();
  }
  const { died, stuck } = performer;
  return { answers, ...(died !== undefined && { died }), ...(stuck > 0 && { stuck }) };
}

/** Performs actions one by one, for callers who choose the next by the answer of the last. {@link end} must be called. */
export class Performer {
  readonly #target: Target;
  readonly #slots: Slots;
  #died: string | undefined;
  #power: PowerState = 'D0';
  #plugged = true;
  #mustWait = false;
  #stuck = 0;
  #memory: MemoryWatch | undefined;
  readonly #passed: PerformOptions['passed'];

  constructor(target: Target, { memory = false, passed }: PerformOptions = {}) {
    this.#target = target;
    this.#passed = passed;
    this.#slots = new Slots(target.arch);
    if (memory) this.#memory = new MemoryWatch();
  }

  /** What killed the target, once it is dead. */
  get died(): string | undefined {
    return this.#died;
  }

  /** How many requests did not complete when all was given back. */
  get stuck(): number {
    return this.#stuck;
  }

  /** @throws Error if the target is dead, or for misuse of the boundary: a bug of kscts */
  do(action: Action): Answered {
    if (this.#died !== undefined) throw new Error('an action was to be performed on a dead target');
    try {
      const answered = action.do === 'together' ? this.#together(action) : this.#single(action);
      const memory = this.#memory?.after(action) ?? [];
      return memory.length > 0 ? { ...answered, memory } : answered;
    } catch (error) {
      if (error instanceof Absent) return { skipped: error.message };
      if (error instanceof MustWait && !this.#mustWait) return { skipped: error.message };
      if (!(error instanceof TargetDied)) throw error;
      this.#died = error.detail;
      return { died: error.detail };
    }
  }

  /** Gives everything back. The target may die of it. */
  end(): void {
    if (this.#died !== undefined) return;
    const { plugAndPlay } = this.#target;
    try {
      if (this.#power !== 'D0') plugAndPlay?.setPower('D0');
      this.#stuck = giveBack(this.#target, this.#slots);
      if (!this.#plugged) plugAndPlay?.plug();
    } catch (error) {
      if (!(error instanceof TargetDied)) throw error;
      this.#died = error.detail;
    }
  }

  /** Lanes see that something must wait, and come back to it. */
  #together(action: Extract<Action, { do: 'together' }>): Answered {
    this.#mustWait = true;
    try {
      const together = new Together(this.#target, (single) => this.do(single), action);
      const answered = together.run();
      this.#passed?.(together.points, together.returns);
      return answered;
    } finally {
      this.#mustWait = false;
    }
  }

  #single(action: Exclude<Action, { do: 'together' }>): Answered {
    const target = this.#target;
    const slots = this.#slots;
    switch (action.do) {
      case 'open':
        return this.#opened(action.makes, target.open(action.path, action.access));
      case 'open-child': {
        const { handle } = slots.handle(action.parent, 'handle');
        return this.#opened(action.makes, target.openChild(handle, slots.bytesOf(action.name), action.access));
      }
      case 'close':
        return this.#close(slots.handle(action.handle));
      case 'ioctl': {
        const { handle } = slots.handle(action.handle, 'handle');
        const buffers = slots.buffersOf(action.input, action.output);
        return this.#completed(target.ioctl(handle, action.code, buffers.input, buffers.output, action.limit), buffers);
      }
      case 'submit': {
        const { handle } = slots.handle(action.handle, 'handle');
        const buffers = slots.buffersOf(action.input, action.output);
        const use = (by: number): void => { for (const region of buffers.regions) region.users += by; };
        use(1);
        try {
          const request = target.submit(handle, action.code, buffers.input, buffers.output);
          slots.put(action.makes, { kind: 'request', request, buffers, flying: true });
        } catch (error) {
          use(-1);
          throw error;
        }
        return {};
      }
      case 'wait': {
        const held = slots.request(action.request);
        const answer = target.wait(held.request, action.limit);
        if (!answer) return { pending: true };
        held.flying = false;
        for (const region of held.buffers.regions) region.users--;
        return this.#completed(answer, held.buffers);
      }
      case 'cancel':
        target.cancel(slots.request(action.request).request);
        return {};
      case 'allocate':
        return this.#allocated(action.makes, target.allocate(action.length, action.kind, action.misalign));
      case 'write': {
        const held = slots.region(action.region);
        const end = action.offset + action.content.bytes.length;
        if (end > held.region.bytes.length) throw new Absent(`the caller cannot write there in slot ${action.region}`);
        slots.write(held, action.offset, action.content);
        return {};
      }
      case 'release': {
        const held = slots.region(action.region);
        if (held.users > 0) throw new Absent(`the region of slot ${action.region} is named by a request in flight`);
        held.held = false;
        this.#memory?.remove(held.region);
        target.release(held.region);
        return {};
      }
      case 'create-signal':
        slots.put(action.makes, { kind: 'signal', handle: target.createSignal(action.kind, action.limit), open: true });
        return {};
      case 'take-signals':
        return { signals: target.takeSignals(slots.handle(action.signal, 'signal').handle, action.limit) };
      case 'sleep':
        target.sleep(action.duration);
        return {};
      case 'power':
        this.#present().setPower(action.state);
        this.#power = action.state;
        return {};
      case 'unplug':
        this.#present().unplug();
        this.#plugged = false;
        return {};
      case 'plug':
        if (this.#plugged) throw new Absent('the device is plugged in');
        target.plugAndPlay?.plug();
        this.#plugged = true;
        return {};
    }
  }

  #allocated(slot: Slot, region: Region): Answered {
    this.#slots.put(slot, { kind: 'region', region, held: true, handles: new Map(), users: 0 });
    this.#memory?.add(slot, region);
    return {};
  }

  #opened(slot: Slot, { status, handle }: Opened): Answered {
    const opened = isSuccess(status) && handle !== 0;
    if (opened) this.#slots.put(slot, { kind: 'handle', handle, open: true });
    return { status, opened };
  }

  #close(held: HeldHandle): Answered {
    held.open = false;
    try {
      return { status: this.#target.close(held.handle) };
    } catch (error) {
      // Nothing has happened where a close must wait.
      if (error instanceof MustWait) held.open = true;
      throw error;
    }
  }

  #completed({ status, information, timedOut }: Answer, buffers: Buffers): Answered {
    return { status, information, ...(timedOut && { timedOut }), ...this.#slots.outputOf(buffers) };
  }

  /** What changes the device, while it is there. */
  #present(): NonNullable<Target['plugAndPlay']> {
    const { plugAndPlay } = this.#target;
    if (!plugAndPlay) throw new Absent('the target has no plug and play');
    if (!this.#plugged) throw new Absent('the device is unplugged');
    return plugAndPlay;
  }
}
