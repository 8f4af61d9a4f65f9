import type { Kernel } from '../../kernel/kernel.ts';
import type { KsGenerate } from '../ks/automation.ts';
import type { KsDevice, KsDeviceDescriptor, KsTimer } from './descriptors.ts';
import type { AvFilter } from './filter.ts';

/** An AVStream device that was started. */
export class AvDevice implements KsDevice {
  readonly descriptor: KsDeviceDescriptor;
  context: unknown = null;
  readonly filters: AvFilter[] = [];
  readonly #kernel: Kernel;

  constructor(kernel: Kernel, descriptor: KsDeviceDescriptor) {
    this.#kernel = kernel;
    this.descriptor = descriptor;
  }

  now(): number {
    return this.#kernel.clock.now;
  }

  setTimer(delay: number, callback: () => void): KsTimer {
    return this.#kernel.clock.setTimer(this.#kernel.clock.now + delay, callback);
  }

  setPeriodicTimer(period: number, callback: () => void): KsTimer {
    return this.#kernel.clock.setPeriodic(period, callback);
  }

  generateEvents(event: KsGenerate): void {
    for (const filter of this.filters) filter.generateEvents(event);
  }
}
