/** Loads a bundled device without the others: a run simulates one, and loading all takes longer than planning it. */
import type { Simulated } from './simulated-target.ts';

/** By name: what `devices.ts` has at once. */
const loaders: Readonly<Record<string, () => Promise<Simulated['make']>>> = {
  testcap: async () => (await import('./minidrivers/testcap/testcap.ts')).testcap,
  usbvideo: async () => (await import('./minidrivers/usbvideo/device.ts')).usbvideoDevice,
  avcapture: async () => (await import('./minidrivers/avcapture/avcapture.ts')).avcapture,
  phonecam: async () => (await import('./minidrivers/phonecam/phonecam.ts')).phonecam,
  facecam: async () => (await import('./minidrivers/facecam/facecam.ts')).facecam,
  roomcam: async () => (await import('./minidrivers/roomcam/roomcam.ts')).roomcam,
  netcam: async () => (await import('./minidrivers/netcam/netcam.ts')).netcam,
  tabletcam: async () => (await import('./minidrivers/tabletcam/tabletcam.ts')).tabletcam,
  encoder: async () => (await import('./minidrivers/encoder/encoder.ts')).encoder,
  hdaudio: async () => (await import('./minidrivers/hdaudio/hdaudio.ts')).hdaudio,
  soundcard: async () => (await import('./minidrivers/soundcard/soundcard.ts')).soundcard,
  audiodsp: async () => (await import('./minidrivers/audiodsp/audiodsp.ts')).audiodsp,
  systemaudio: async () => (await import('./minidrivers/systemaudio/systemaudio.ts')).systemaudio,
  splitter: async () => (await import('./minidrivers/splitter/splitter.ts')).splitter,
  tvcapture: async () => (await import('./minidrivers/tvcapture/tvcapture.ts')).tvcapture,
  camcorder: async () => (await import('./minidrivers/camcorder/camcorder.ts')).camcorder,
  midiuart: async () => (await import('./minidrivers/midiuart/midiuart.ts')).midiuart,
  dvddecoder: async () => (await import('./minidrivers/dvddecoder/dvddecoder.ts')).dvddecoder,
  bda: async () => (await import('./minidrivers/bdatuner/bdatuner.ts')).bda,
  pbda: async () => (await import('./minidrivers/pbdatuner/pbdatuner.ts')).pbda,
  synth: async () => (await import('./minidrivers/synth/synth.ts')).synth,
};

/** Names of the devices that can be loaded alone. */
export const loadableDevices: readonly string[] = Object.keys(loaders);

/** @returns undefined where no bundled device has that name; it may be one that is made from a description */
export async function loadDevice(name: string): Promise<Simulated | undefined> {
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  return load && { name, make: await load() };
}
