import type { Kernel } from '../../kernel/kernel.ts';
import type { KsLibrary } from '../ks/library.ts';
import { PinFormats } from './formats.ts';
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
}
