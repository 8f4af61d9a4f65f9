/** A simulated machine with a device that a test describes. */
import { ksGuid } from '../classdrivers/ks/guids.ts';
import { makeFormat } from '../classdrivers/ks/formats.ts';
import type { KsDeviceDescriptor, KsPinDescriptorEx } from '../classdrivers/avstream/descriptors.ts';
import { simulate, type SimulatorOptions } from '../simulator.ts';
import { Client } from './client.ts';

/** A pin that takes and gives streams of bytes without a format of their own. */
export function plainPin({ ranges = 1, ...change }: Partial<KsPinDescriptorEx> & { ranges?: number }): KsPinDescriptorEx {
  const bytes = makeFormat({
    majorFormat: ksGuid('KSDATAFORMAT_TYPE_STREAM'),
    subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_NONE'),
    specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
  });
  return {
    dataFlow: 2,
    communication: 1,
    instancesPossible: 0xffff_ffff,
    dataRanges: Array.from({ length: ranges }, () => ({ bytes })),
    ...change,
  };
}

/** A machine with one filter that has these pins. */
export class Machine {
  readonly client: Client;

  constructor(pins: readonly KsPinDescriptorEx[], change: Partial<KsDeviceDescriptor> = {}, options: SimulatorOptions = {}) {
    const descriptor: KsDeviceDescriptor = {
      identity: { driver: 'test', version: '1', provider: 'test', hardwareId: 'ROOT\\TEST' },
      filters: [{ name: 'test', friendlyName: 'Test', categories: [ksGuid('KSCATEGORY_CAPTURE')], pins }],
      ...change,
    };
    this.client = new Client(simulate({ name: 'test', title: 'Test', make: () => descriptor }, options));
  }
}
