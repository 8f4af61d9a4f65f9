import type { Kernel } from '../../kernel/kernel.ts';
import type { KsLibrary } from '../ks/library.ts';
import { DefaultClock, type ClockOptions } from '../ks/default-clock.ts';
import { PinFormats } from './formats.ts';
import type { AvPinFactory } from './pin-factory.ts';
import { Assignments } from './pin-tables.ts';
import { PinStates } from './states.ts';
import { PinStreams } from './streams.ts';

/** AVStream of one boot: what its pins share. Faults wrap the methods of its parts. */
export class AvStream {
  readonly kernel: Kernel;
  readonly ks: KsLibrary;
  readonly states = new PinStates();
  readonly streams = new PinStreams();
  readonly formats = new PinFormats();
  readonly assignments = new Assignments();

  constructor(ks: KsLibrary) {
    this.ks = ks;
    this.kernel = ks.kernel;
  }

  /** The clock of a new pin. */
  makeClock(options: ClockOptions): DefaultClock {
    return new DefaultClock(this.kernel, this.ks.events, options);
  }

  /** A pin was opened (+1) or closed (−1) (OBJ-065, OBJ-137). */
  countInstance(factory: AvPinFactory, change: 1 | -1): void {
    factory.count(change);
  }
}
