/**
 * The sound of a phone or a slim notebook: a DSP with an audio engine that plays offloaded streams, microphones with echo
 * cancellation and a keyword spotter, cellular calls, an FM radio, and a Bluetooth headset.
 */
import type { PcDeviceDescriptor } from '../../classdrivers/portcls/adapter.ts';
import { headsetTopology, HEADSET_PIN } from './headset.ts';
import { MICROPHONE_PIN, microphoneTopology, microphoneWave } from './microphone.ts';
import { cellular, fmRadio } from './radio.ts';
import { SPEAKER_PIN, speakerTopology, speakerWave } from './speaker.ts';

/** Makes the device. */
export function audiodsp(): PcDeviceDescriptor {
  return {
    classDriver: 'portcls',
    identity: { driver: 'audiodsp', version: '1.0.0', provider: 'kscts', hardwareId: 'ACPI\\KSCT0003' },
    startDevice: (adapter) => {
      const wave = (name: string, title: string, miniport: ReturnType<typeof speakerWave>) =>
        adapter.registerSubdevice(name, title, { kind: 'WaveRT', miniport });
      const topology = (name: string, title: string, miniport: ReturnType<typeof speakerTopology>) =>
        adapter.registerSubdevice(name, title, { kind: 'Topology', miniport });
      const calls = cellular(adapter);
      const radio = fmRadio(adapter);

      const speaker = wave('speaker', 'DSP speaker', speakerWave(adapter));
      const speakers = topology('speakertopology', 'DSP speaker topology', speakerTopology());
      const microphone = wave('microphone', 'DSP microphone', microphoneWave(adapter));
      const microphones = topology('microphonetopology', 'DSP microphone topology', microphoneTopology());
      const cellularWave = wave('cellular', 'DSP cellular calls', calls.wave);
      const cellularEnd = topology('cellulartopology', 'DSP cellular topology', calls.topology);
      const fmWave = wave('fmradio', 'DSP FM radio', radio.wave);
      const fmEnd = topology('fmradiotopology', 'DSP FM radio topology', radio.topology);
      const headset = topology('headset', 'Bluetooth headset', headsetTopology());

      adapter.registerPhysicalConnection(speaker, SPEAKER_PIN.OUT, speakers, 0);
      adapter.registerPhysicalConnection(microphones, 1, microphone, MICROPHONE_PIN.IN);
      adapter.registerPhysicalConnection(microphone, MICROPHONE_PIN.REFERENCE_OUT, headset, HEADSET_PIN.IN);
      adapter.registerPhysicalConnection(headset, HEADSET_PIN.OUT, microphone, MICROPHONE_PIN.REFERENCE_IN);
      adapter.registerPhysicalConnection(cellularWave, 1, cellularEnd, 0);
      adapter.registerPhysicalConnection(fmEnd, 1, fmWave, 1);
    },
  };
}
