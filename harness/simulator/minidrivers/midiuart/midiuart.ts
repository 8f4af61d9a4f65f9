/**
 * Two MPU-401 ports, each with a cable from its output to its input: one under the MIDI port, the other under the
 * DirectMusic port.
 */
import type { PcDeviceDescriptor } from '../../classdrivers/portcls/adapter.ts';
import { DMusMiniport } from './dmus.ts';
import { MidiMiniport } from './midi.ts';
import { Uart } from '../../hardware/midi/uart.ts';

/** Makes the device. */
export function midiuart(): PcDeviceDescriptor {
  return {
    classDriver: 'portcls',
    identity: { driver: 'midiuart', version: '1.0.0', provider: 'kscts', hardwareId: 'ACPI\\PNPB006' },
    startDevice: (adapter) => {
      const midi = new MidiMiniport(new Uart(adapter));
      const dmus = new DMusMiniport(new Uart(adapter), adapter);
      adapter.registerSubdevice('midi', 'MPU-401', { kind: 'Midi', miniport: midi });
      adapter.registerSubdevice('dmus', 'MPU-401 (DirectMusic)', { kind: 'DMus', miniport: dmus });
    },
  };
}
