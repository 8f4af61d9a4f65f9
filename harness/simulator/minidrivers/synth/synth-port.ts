/** What is set for one stream to or from the synthesizer: a port, as DirectMusic calls it. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { KSSTATE } from '../../classdrivers/portcls/descriptors.ts';
import type { AllocatorMxf, DmusKernelEvent, Mxf } from '../../classdrivers/portcls/music-miniports.ts';
import type { PortParameters } from '../../classdrivers/portcls/synth-properties.ts';
import { channelsPerGroup, type SynthStream } from '../../classdrivers/portcls/sets/synth.ts';
import { limits, type Engine } from '../../hardware/synth/engine.ts';
import { defaults } from './port-parameters.ts';

/** DAUD_STANDARD_VOICE_PRIORITY. */
export const standardPriority = 0x8000_0000;
/** Index of the percussion channel. */
const percussion = 9;
/** Level of silence, in 1/100 dB. */
const silence = -9600;

/** Percussion first, then the channels in their order (MUS-026). */
function defaultPriority(channel: number): number {
  const index = channel % channelsPerGroup;
  const rank = index === percussion ? 15 : channelsPerGroup - 2 - (index < percussion ? index : index - 1);
  return standardPriority + rank;
}

export abstract class SynthPort implements Mxf, SynthStream {
  parameters: PortParameters = { ...defaults };
  /** By group and channel. */
  readonly priorities = Array.from({ length: limits.channelGroups * channelsPerGroup }, (_, i) => defaultPriority(i));
  /** Cumulative since RUN; they stand still outside of it. */
  lostNotes = 0;
  peak = silence;
  /** Handles of the samples that were loaded into its wave table, the newest last. */
  readonly samples: number[] = [];
  protected readonly engine: Engine;
  protected output: Mxf;
  readonly #allocator: AllocatorMxf;

  constructor(engine: Engine, allocator: AllocatorMxf) {
    this.engine = engine;
    this.#allocator = this.output = allocator;
  }

  /** Voices that sound for it. */
  get voices(): number {
    return this.engine.voicesOf(this).length;
  }

  setState(state: number): number {
    if (state === KSSTATE.RUN) {
      this.lostNotes = 0;
      this.peak = silence;
    }
    return STATUS.STATUS_SUCCESS;
  }

  close(): void {
    this.engine.memory.release(this);
  }

  connectOutput(sink: Mxf): number {
    this.output = sink;
    return STATUS.STATUS_SUCCESS;
  }

  disconnectOutput(): number {
    this.output = this.#allocator;
    return STATUS.STATUS_SUCCESS;
  }

  abstract putMessage(event: DmusKernelEvent): number;
}
