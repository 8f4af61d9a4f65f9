/**
 * KSGATE: the logic gates that control processing (AVS-016). An AND gate is open while none of its inputs is off, an OR gate
 * while one of them is on. A gate can be an input of another: it passes its changes on.
 */
export class KsGate {
  readonly kind: 'and' | 'or';
  /** For an AND gate one minus the number of inputs that are off, for an OR gate the number of those that are on. */
  #count: number;
  readonly #next: KsGate | null;
  readonly #changed: (open: boolean) => void;

  /**
   * KsGateInitializeAnd or KsGateInitializeOr. A new AND gate is open, a new OR gate closed.
   * @param next the gate of the other kind that this one is an input of
   * @param changed called when it has opened or closed
   */
  constructor(kind: 'and' | 'or', next: KsGate | null = null, changed: (open: boolean) => void = () => {}) {
    this.kind = kind;
    this.#count = kind === 'and' ? 1 : 0;
    this.#next = next;
    this.#changed = changed;
    if (this.open) next?.addOnInput();
    else next?.addOffInput();
  }

  /** KsGateGetStateUnsafe. */
  get open(): boolean {
    return this.#count > 0;
  }

  /** Whether nothing but the input that was captured keeps an AND gate closed. */
  get ready(): boolean {
    return this.#count >= 0;
  }

  /** KsGateTurnInputOn: an input that was off is on. */
  turnInputOn(): void {
    this.#count++;
    if (this.#count === 1) this.#passOn(true);
  }

  /** KsGateTurnInputOff: an input that was on is off. */
  turnInputOff(): void {
    this.#count--;
    if (this.#count === 0) this.#passOn(false);
  }

  /** KsGateAddOnInputToAnd, KsGateAddOnInputToOr. */
  addOnInput(): void {
    if (this.kind === 'or') this.turnInputOn();
  }

  /** KsGateAddOffInputToAnd, KsGateAddOffInputToOr. */
  addOffInput(): void {
    if (this.kind === 'and') this.turnInputOff();
  }

  /** KsGateRemoveOnInputFromAnd, KsGateRemoveOnInputFromOr. */
  removeOnInput(): void {
    if (this.kind === 'or') this.turnInputOff();
  }

  /** KsGateRemoveOffInputFromAnd, KsGateRemoveOffInputFromOr. */
  removeOffInput(): void {
    if (this.kind === 'and') this.turnInputOn();
  }

  /** KsGateCaptureThreshold: closes an AND gate that is open, and says whether it was. `turnInputOn` lets it go. */
  captureThreshold(): boolean {
    if (!this.open) return false;
    this.turnInputOff();
    return true;
  }

  /** KsGateTerminateAnd or KsGateTerminateOr: the next gate has this input no more. Not while it has inputs itself. */
  terminate(): void {
    if (this.open) this.#next?.removeOnInput();
    else this.#next?.removeOffInput();
  }

  #passOn(open: boolean): void {
    if (open) this.#next?.turnInputOn();
    else this.#next?.turnInputOff();
    this.#changed(open);
  }
}

/** An input of a gate that its owner switches. */
export class GateInput {
  readonly #gate: KsGate;
  #on: boolean;

  constructor(gate: KsGate, on: boolean) {
    this.#gate = gate;
    this.#on = on;
    if (on) gate.addOnInput();
    else gate.addOffInput();
  }

  set(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    if (on) this.#gate.turnInputOn();
    else this.#gate.turnInputOff();
  }

  remove(): void {
    if (this.#on) this.#gate.removeOnInput();
    else this.#gate.removeOffInput();
  }
}
