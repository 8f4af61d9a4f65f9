import type { ValidConnect } from '../../classdrivers/ks/connect.ts';
import type { KsCreateIrp } from '../../classdrivers/ksdispatch/descriptors.ts';
import { StreamPin } from '../../classdrivers/ksdispatch/parts/stream-pin.ts';
import type { Frame } from '../../classdrivers/ksdispatch/parts/transfers.ts';
import type { SplitterFilter } from './filter.ts';
import { pump } from './pump.ts';

/** How much of a frame a source has. */
interface Progress {
  readonly frame: Frame;
  offset: number;
  done: boolean;
}

/** Frames of 10 ms at the highest rate, as many as are kept in flight. */
const framing = { frames: 4, frameSize: 1920, alignment: 3 } as const;

/** An open pin of the splitter. */
export class SplitterPin extends StreamPin {
  readonly filter: SplitterFilter;
  progress: Progress | null = null;

  constructor(filter: SplitterFilter, create: KsCreateIrp, connect: ValidConnect, isSink: boolean) {
    super(filter.device, filter.mutex, create, connect, isSink, framing);
    this.filter = filter;
  }

  judgeFormat(format: Uint8Array): number {
    return this.filter.judgeFormat(format, this);
  }

  moved(): void {
    pump(this.filter);
  }

  override flush(): void {
    this.progress = null;
    super.flush();
  }

  protected removed(): void {
    this.filter.removePin(this);
  }
}
