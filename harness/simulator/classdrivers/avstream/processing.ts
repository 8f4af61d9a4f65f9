/**
 * When minidrivers are asked to process: pin by pin, or the filter as a whole (AVS-005, AVS-016…021). A pin's gate is open
 * while its state allows processing and it has frames; a filter's while all of its pins that take part have what they need.
 */
import { STATUS } from '../../../abi/ntstatus.ts';
import { KSPIN_FLAG, KSSTATE, type KsPin } from './descriptors.ts';
import type { AvFilter } from './filter.ts';
import { GateInput, KsGate } from './gate.ts';
import type { AvPin } from './pin.ts';
import type { AvPinFactory } from './pin-factory.ts';

/** Calls a process dispatch as long as its gate lets it, never within itself. */
class ProcessLoop {
  #running = false;
  #again = false;

  /** `step` says whether it got on: a dispatch that leaves everything as it is waits for the next occasion. */
  attempt(gate: KsGate, step: () => boolean): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      do {
        this.#again = false;
        while (gate.captureThreshold()) {
          let goesOn = false;
          try {
            goesOn = step();
          } finally {
            gate.turnInputOn();
          }
          if (!goesOn) break;
        }
      } while (this.#again);
    } finally {
      this.#running = false;
    }
  }
}

/** The processing of a filter that has a process dispatch of its own. */
export class FilterProcessing {
  readonly gate = new KsGate('and');
  readonly #filter: AvFilter;
  readonly #loop = new ProcessLoop();
  /** Whether as many pins as necessary have left STOP. */
  readonly #necessary: GateInput;
  /** Gates of pin factories of which one instance with frames is enough, while an instance has left STOP. */
  readonly #anyOf = new Map<AvPinFactory, { readonly gate: KsGate; pins: number }>();

  constructor(filter: AvFilter) {
    this.#filter = filter;
    this.#necessary = new GateInput(this.gate, true);
  }

  /** Whether its pins leave processing to the filter. */
  get centric(): boolean {
    return this.#filter.descriptor.dispatch?.process !== undefined;
  }

  /** A pin came, went, or changed its state. */
  update(): void {
    const active = this.#filter.pins.filter(({ deviceState }) => deviceState > KSSTATE.STOP);
    const enough = this.#filter.pinFactories.every(
      (factory) => active.filter((pin) => pin.factory === factory).length >= (factory?.descriptor.instancesNecessary ?? 0),
    );
    this.#necessary.set(enough);
  }

  /** The gate that an active pin is an input of, unless its minidriver attached it to another (AVS-019). */
  join(pin: AvPin): KsGate {
    if (!pin.hasFlag(KSPIN_FLAG.SOME_FRAMES_REQUIRED_FOR_PROCESSING)) return this.gate;
    const group = this.#anyOf.get(pin.factory) ?? { gate: new KsGate('or', this.gate), pins: 0 };
    group.pins++;
    this.#anyOf.set(pin.factory, group);
    return group.gate;
  }

  /** The pin is active no more. */
  leave(pin: AvPin): void {
    const group = this.#anyOf.get(pin.factory);
    if (group === undefined || !pin.hasFlag(KSPIN_FLAG.SOME_FRAMES_REQUIRED_FOR_PROCESSING)) return;
    group.pins--;
    if (group.pins > 0) return;
    this.#anyOf.delete(pin.factory);
    group.gate.terminate();
  }

  /** KsFilterAttemptProcessing. */
  attempt(): void {
    const filter = this.#filter;
    const process = filter.descriptor.dispatch?.process;
    if (process === undefined) return;
    this.#loop.attempt(this.gate, () => {
      const pins = filter.pins.filter((pin) => pin.processing.joinsFilter);
      const edges = pins.map((pin) => pin.leadingEdge());
      // Formats in band may have been all that there was.
      if (!this.gate.ready) return false;
      const index: KsPin[][] = filter.pinFactories.map((factory) => pins.filter((pin) => pin.factory === factory));
      if (process(filter, index) === STATUS.STATUS_PENDING) return false;
      return pins.some((pin, i) => pin.leadingEdge() !== edges[i]);
    });
  }
}

/** The processing of a pin: by itself, or with its filter. */
export class PinProcessing {
  readonly gate: KsGate;
  readonly #pin: AvPin;
  readonly #loop = new ProcessLoop();
  readonly #state: GateInput;
  readonly #frames: GateInput;
  /** The gate that the minidriver attached it to. */
  #attached: KsGate | null = null;
  /** Its place in the filter's processing, while it has left STOP. */
  #part: { readonly input: GateInput; readonly attached: boolean } | null = null;

  constructor(pin: AvPin) {
    this.#pin = pin;
    this.gate = new KsGate('and', null, (open) => {
      this.#part?.input.set(open);
    });
    this.#state = new GateInput(this.gate, false);
    this.#frames = new GateInput(this.gate, !this.#framesRequired);
  }

  /** It has no process dispatch of its own in a filter that has one. */
  get #filterCentric(): boolean {
    const { descriptor, filter } = this.#pin;
    return descriptor.dispatch?.process === undefined && filter.processing.centric;
  }

  /** It takes part in the processing of its filter now. */
  get joinsFilter(): boolean {
    return this.#part !== null;
  }

  get #framesRequired(): boolean {
    return !this.#pin.hasFlag(KSPIN_FLAG.FRAMES_NOT_REQUIRED_FOR_PROCESSING);
  }

  /** The least state in which frames are processed (AVS-005). */
  get #minimum(): number {
    return this.#pin.hasFlag(KSPIN_FLAG.PROCESS_IN_RUN_STATE_ONLY) ? KSSTATE.RUN : KSSTATE.PAUSE;
  }

  /** The queue, the state or the reset of the pin has changed. */
  update(): void {
    const { deviceState, inReset, queue } = this.#pin;
    this.#state.set(deviceState >= this.#minimum && !inReset);
    this.#frames.set(!this.#framesRequired || queue.length > 0);
    if (!this.#filterCentric) return;
    const active = deviceState > KSSTATE.STOP;
    if (active && this.#part === null) this.#join();
    else if (!active) this.leave();
    this.#pin.filter.processing.update();
  }

  /** A frame has come: whether the queue was empty before. */
  arrived(wasEmpty: boolean): void {
    this.update();
    if (wasEmpty || this.#pin.hasFlag(KSPIN_FLAG.INITIATE_PROCESSING_ON_EVERY_ARRIVAL)) this.attempt();
  }

  /** The state has changed. A pin processes when it reaches its minimum; a filter may have waited for any change. */
  entered(to: number, from: number): void {
    this.update();
    if (this.#filterCentric) this.#pin.filter.processing.attempt();
    else if (from < this.#minimum && to >= this.#minimum) this.attempt();
  }

  /** KsPinAttachAndGate, KsPinAttachOrGate; null attaches the pin to its filter again (AVS-020). */
  attach(gate: KsGate | null): void {
    const active = this.#part !== null;
    this.leave();
    this.#attached = gate;
    if (active) this.#join();
  }

  /** The pin takes no part in its filter's processing any more. */
  leave(): void {
    const part = this.#part;
    if (part === null) return;
    this.#part = null;
    part.input.remove();
    if (!part.attached) this.#pin.filter.processing.leave(this.#pin);
  }

  /** KsPinAttemptProcessing. */
  attempt(): void {
    const pin = this.#pin;
    if (pin.hasFlag(KSPIN_FLAG.DO_NOT_INITIATE_PROCESSING)) return;
    if (this.#filterCentric) {
      pin.filter.processing.attempt();
      return;
    }
    const process = pin.descriptor.dispatch?.process;
    if (process === undefined) return;
    this.#loop.attempt(this.gate, () => {
      const edge = pin.leadingEdge();
      // Formats in band may have been all that there was.
      if (!this.gate.ready) return false;
      if (process(pin) === STATUS.STATUS_PENDING) return false;
      return edge !== null && pin.leadingEdge() !== edge;
    });
  }

  #join(): void {
    const attached = this.#attached !== null;
    const gate = this.#attached ?? this.#pin.filter.processing.join(this.#pin);
    this.#part = { input: new GateInput(gate, this.gate.open), attached };
  }
}
