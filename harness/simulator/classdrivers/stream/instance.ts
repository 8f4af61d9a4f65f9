import { EventList } from '../ks/event-list.ts';
import type { HwStreamObject } from './descriptors.ts';
import type { StreamAdapter } from './adapter.ts';
import { StreamPinFactory } from './pin-factory.ts';
import type { Srb, SrbCommand, SrbInit } from './srb.ts';

/** An open filter. Its minidriver knows of it only if it has instance extensions. */
export class FilterInstance {
  readonly adapter: StreamAdapter;
  readonly extension: unknown;
  readonly pinFactories: readonly StreamPinFactory[];
  /** The enables of device events that were made on it. */
  readonly events = new EventList();

  constructor(adapter: StreamAdapter) {
    this.adapter = adapter;
    this.extension = adapter.data.filterInstanceExtension?.() ?? null;
    this.pinFactories = adapter.descriptor.streamInfo.map(
      (info, id) => new StreamPinFactory(this, id, info, adapter.openStreams(id)),
    );
  }

  /** What every request block made for this instance has. */
  context(streamObject: HwStreamObject | null): Pick<SrbInit, 'streamObject' | 'hwDeviceExtension' | 'hwInstanceExtension'> {
    return { streamObject, hwDeviceExtension: this.adapter.extension, hwInstanceExtension: this.extension };
  }

  /** Sends a device request and waits for it. */
  device(command: SrbCommand, streamObject: HwStreamObject | null = null): Srb {
    return this.adapter.streamClass.requests.perform(this.adapter.channel, { command, ...this.context(streamObject) });
  }
}
