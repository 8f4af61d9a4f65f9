/** An HD Audio function: a wave filter and a topology filter over one codec, wired to each other. */
import type { PcDeviceDescriptor } from '../../classdrivers/portcls/adapter.ts';
import { Codec } from './codec.ts';
import { TOPOLOGY_PIN, TopologyMiniport } from './topology.ts';
import { WAVE_PIN, WaveMiniport } from './wave.ts';

/** Makes the device; a test may bring the codec, to plug and pull. */
export function hdaudioDevice(codec: Codec): PcDeviceDescriptor {
  return {
    classDriver: 'portcls',
    identity: {
      driver: 'hdaudio',
      version: '1.0.0',
      provider: 'kscts',
      hardwareId: 'HDAUDIO\\FUNC_01&VEN_0000&DEV_0001',
    },
    startDevice: (adapter) => {
      const topology = adapter.registerSubdevice('topology', 'HD Audio topology', {
        kind: 'Topology',
        miniport: new TopologyMiniport(adapter, codec),
      });
      const wave = adapter.registerSubdevice('wave', 'HD Audio wave', {
        kind: 'WaveRT',
        miniport: new WaveMiniport(adapter, codec),
      });
      adapter.registerPhysicalConnection(wave, WAVE_PIN.RENDER_BRIDGE, topology, TOPOLOGY_PIN.WAVE_IN);
      adapter.registerPhysicalConnection(topology, TOPOLOGY_PIN.WAVE_OUT, wave, WAVE_PIN.CAPTURE_BRIDGE);
    },
  };
}

/** The device as it leaves the factory: nothing in the line jack. */
export const hdaudio = (): PcDeviceDescriptor => hdaudioDevice(new Codec());
