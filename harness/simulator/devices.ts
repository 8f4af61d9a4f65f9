import { UserError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import type { DeviceOptions } from './classdrivers/device-options.ts';
import { bundledDescription, bundledDescriptions, describedDevice } from './described/device.ts';
import { avcapture } from './minidrivers/avcapture/avcapture.ts';
import { bda } from './minidrivers/bdatuner/bdatuner.ts';
import { dvddecoder } from './minidrivers/dvddecoder/dvddecoder.ts';
import { encoder } from './minidrivers/encoder/encoder.ts';
import { audiodsp } from './minidrivers/audiodsp/audiodsp.ts';
import { camcorder } from './minidrivers/camcorder/camcorder.ts';
import { facecam } from './minidrivers/facecam/facecam.ts';
import { hdaudio } from './minidrivers/hdaudio/hdaudio.ts';
import { midiuart } from './minidrivers/midiuart/midiuart.ts';
import { netcam } from './minidrivers/netcam/netcam.ts';
import { pbda } from './minidrivers/pbdatuner/pbdatuner.ts';
import { phonecam } from './minidrivers/phonecam/phonecam.ts';
import { roomcam } from './minidrivers/roomcam/roomcam.ts';
import { soundcard } from './minidrivers/soundcard/soundcard.ts';
import { splitter } from './minidrivers/splitter/splitter.ts';
import { synth } from './minidrivers/synth/synth.ts';
import { systemaudio } from './minidrivers/systemaudio/systemaudio.ts';
import { tabletcam } from './minidrivers/tabletcam/tabletcam.ts';
import { testcap } from './minidrivers/testcap/testcap.ts';
import { tvcapture } from './minidrivers/tvcapture/tvcapture.ts';
import { usbvideoDevice } from './minidrivers/usbvideo/device.ts';
import type { DeviceDescriptor } from './simulation.ts';

/** A device that can be simulated. Made anew at every boot, so that nothing is left of the last one. */
export interface SimulatedDevice {
  /** As on the command line: `simulator:NAME`. */
  readonly name: string;
  /** One line for people. */
  readonly title: string;
  readonly make: (options: DeviceOptions) => DeviceDescriptor;
}

const devices: readonly SimulatedDevice[] = [
  {
    name: 'testcap',
    title: 'AVStream reference device: capture, render and bridge pins, nodes, events, methods, a clock',
    make: testcap,
  },
  {
    name: 'usbvideo',
    title: 'USB Video Class camera with the in-box driver, made from the text of lsusb -v (--descriptors)',
    make: usbvideoDevice,
  },
  {
    name: 'avcapture',
    title: 'Camera board: preview, capture and still pins, camera and picture controls, focus and exposure that take time',
    make: avcapture,
  },
  {
    name: 'phonecam',
    title: 'Rear camera of a phone: photo sequences with settings of each frame, flash, torch, regions of interest',
    make: phonecam,
  },
  {
    name: 'facecam',
    title: 'Camera of a notebook to sign in by face: colour and infra-red pins, infra-red torch, protected frames',
    make: facecam,
  },
  {
    name: 'roomcam',
    title: 'Conference camera: digital window, fields of view, faces, gaze and background',
    make: roomcam,
  },
  {
    name: 'netcam',
    title: 'Network camera that is reached by Onvif: its address, its time server and its events',
    make: netcam,
  },
  {
    name: 'tabletcam',
    title: 'Camera of a Windows 8 tablet: the early flash, stabilization and region controls, capture into video memory',
    make: tabletcam,
  },
  {
    name: 'encoder',
    title: 'Hardware video encoder: raw video in, H.264 or MPEG-2 out, bit rates and the settings of the codec API',
    make: encoder,
  },
  {
    name: 'hdaudio',
    title: 'HD Audio codec under the port class: WaveRT render and capture, topology with volume, mute, mux and jacks',
    make: hdaudio,
  },
  {
    name: 'soundcard',
    title: 'Sound card under the port class: WaveCyclic and WavePci streams with effects, and a mixer with tone and equaliser',
    make: soundcard,
  },
  {
    name: 'audiodsp',
    title: 'Audio DSP under the port class: offload engine, keyword spotter, echo cancellation, calls, FM radio, headset',
    make: audiodsp,
  },
  {
    name: 'systemaudio',
    title: 'Audio of the system itself: SysAudio with virtual devices, and a filter for global effects',
    make: systemaudio,
  },
  {
    name: 'splitter',
    title: 'Software splitter on KS itself: a sink with a clock, sources, allocators, no class driver between',
    make: splitter,
  },
  {
    name: 'tvcapture',
    title: 'Analog TV capture card under the stream class: tuner, TV audio, crossbar, decoder, capture and video-port pins',
    make: tvcapture,
  },
  {
    name: 'camcorder',
    title: 'DV camcorder under AVStream: device and transport controls, timecode, pictures while the tape plays',
    make: camcorder,
  },
  {
    name: 'midiuart',
    title: 'MPU-401 ports under the MIDI and DirectMusic ports, with cables from their outputs to their inputs',
    make: midiuart,
  },
  {
    name: 'dvddecoder',
    title: 'DVD decoder under the stream class: encrypted video, audio and subpictures in, video port and line 21 out',
    make: dvddecoder,
  },
  {
    name: 'bda',
    title: 'Broadcast receiver with the BDA support library: terrestrial, satellite and ATSC tuners, a capture filter',
    make: bda,
  },
  {
    name: 'pbda',
    title: 'Protected broadcast receiver with the services that only the headers tell of',
    make: pbda,
  },
  {
    name: 'synth',
    title: 'Software synthesizer under the DirectMusic port, with downloadable sounds, and a mixer with 3D nodes',
    make: synth,
  },
];

/** Names and titles of the devices. */
export function simulatedDevices(): readonly SimulatedDevice[] {
  return devices;
}

/** Names of the real devices whose descriptions come with kscts. */
export function describedDevices(): readonly string[] {
  return bundledDescriptions();
}

/** Whether a device is named by the file that describes it. */
export const isDescriptionFile = (name: string): boolean => /[\\/]|\.(json|ya?ml)$/i.test(name);

/**
 * Finds a device by name, or by the file that describes it.
 * @throws UserError for an unknown name, with the closest one.
 */
export function findDevice(name: string): SimulatedDevice {
  const device = devices.find((candidate) => candidate.name === name);
  if (device !== undefined) return device;
  if (isDescriptionFile(name)) return described(name, name);
  const known = [...devices.map((candidate) => candidate.name), ...bundledDescriptions()];
  if (known.includes(name)) return described(name, bundledDescription(name));
  const hint = didYouMean(name, known);
  throw new UserError({
    code: 'KS320',
    message: `there is no simulated device "${name}"; known are ${known.join(', ')}`,
    ...(hint !== undefined && { hint }),
  });
}

const described = (name: string, file: string): SimulatedDevice => ({
  name,
  title: `the device that ${file} describes`,
  make: ({ arch }) => describedDevice(file, arch),
});
