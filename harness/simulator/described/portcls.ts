/** Filters of a description under the port class. */
import { STATUS } from '../../abi/ntstatus.ts';
import type { FilterDescription, Offers } from '../../description/format.ts';
import type { PcAdapter, PcNewPort, PcSubdevice } from '../classdrivers/portcls/adapter.ts';
import type {
  PcMiniportStream,
  PcMiniportWaveCyclic,
  PcMiniportWaveCyclicStream,
  PcMiniportWavePci,
  PcMiniportWavePciStream,
  PcMiniportWaveRT,
  PcMiniportWaveRTStream,
  PcPortWaveCyclicStream,
  PcPortWavePciStream,
  PcPortWaveRTStream,
} from '../classdrivers/portcls/miniports.ts';
import type {
  PcMiniportDMus,
  PcMiniportMidi,
  PcMiniportMidiStream,
  PcNewDMusStream,
  PcPortMusicStream,
} from '../classdrivers/portcls/music-miniports.ts';
import { parseWave, type WaveFormat } from '../classdrivers/portcls/wave-format.ts';
import { CaptureStream, RenderStream } from '../classdrivers/portcls/parts/wavert-streams.ts';
import { DMusMiniport } from '../minidrivers/midiuart/dmus.ts';
import { MidiMiniport } from '../minidrivers/midiuart/midi.ts';
import { Uart } from '../hardware/midi/uart.ts';
import { audioController } from '../hardware/audio/controller.ts';
import { BusMaster } from '../hardware/audio/bus-master.ts';
import { CyclicChannel } from '../hardware/audio/cyclic-channel.ts';
import { Engine } from '../hardware/synth/engine.ts';
import { SynthMiniport } from '../minidrivers/synth/synth-miniport.ts';
import { itemOf, type Making } from './avstream.ts';
import { portOf } from './class-driver.ts';
import { DescribedMiniport } from './miniport.ts';

/** Registers a filter of a description as a subdevice. */
export function registerFilter(adapter: PcAdapter, filter: FilterDescription, making: Making): PcSubdevice {
  const { name, friendlyName, referenceString } = filter;
  return adapter.registerSubdevice(name, friendlyName, newPort(adapter, filter, making), referenceString);
}

function newPort(adapter: PcAdapter, filter: FilterDescription, making: Making): PcNewPort {
  const kind = portOf(filter);
  switch (kind) {
    case 'Topology':
      return { kind, miniport: new DescribedMiniport(filter, making) };
    case 'WaveRT':
      return { kind, miniport: new WaveRtMiniport(adapter, filter, making) };
    case 'WaveCyclic':
      return { kind, miniport: new WaveCyclicMiniport(adapter, filter, making) };
    case 'WavePci':
      return { kind, miniport: new WavePciMiniport(adapter, filter, making) };
    case 'Midi':
      return { kind, miniport: new DescribedMidiMiniport(adapter, filter, making) };
    case 'DMus':
      return { kind, miniport: new DescribedDMusMiniport(adapter, filter, making) };
  }
}

/** Wires a filter to the other ends that its pins name. */
export function wire(adapter: PcAdapter, filter: FilterDescription, own: PcSubdevice, linkOf: Making['linkOf']): void {
  filter.pins.forEach(({ physicalConnection: wired }, pin) => {
    if (!wired) return;
    const link = wired.filter === undefined ? (wired.link ?? '') : linkOf(wired.filter);
    adapter.registerExternalConnection(own, pin, link, wired.pin);
  });
}

/** What the wave miniports share: streams are made by the engines of the other simulated sound hardware. */
class WaveMiniport extends DescribedMiniport {
  protected readonly adapter: PcAdapter;

  constructor(adapter: PcAdapter, filter: FilterDescription, making: Making) {
    super(filter, making);
    this.adapter = adapter;
  }

  protected open<S extends PcMiniportStream>(pin: number, format: Uint8Array, make: (wave: WaveFormat) => S): S | number {
    const wave = parseWave(format);
    return wave === undefined ? STATUS.STATUS_INVALID_PARAMETER : this.remember(pin, make(wave));
  }
}

class WaveRtMiniport extends WaveMiniport implements PcMiniportWaveRT {
  /** By pin: whether the hardware has registers that can be mapped. */
  readonly #registers: readonly boolean[];

  constructor(adapter: PcAdapter, filter: FilterDescription, making: Making) {
    super(adapter, filter, making);
    const register = (open: Offers = {}) => itemOf(open, 'KSPROPSETID_RtAudio', 'KSPROPERTY_RTAUDIO_POSITIONREGISTER');
    this.#registers = filter.pins.map(({ open }) => register(open)?.access?.includes('get') === true);
  }

  newStream(port: PcPortWaveRTStream, pin: number, capture: boolean, format: Uint8Array): PcMiniportWaveRTStream | number {
    const Stream = capture ? CaptureStream : RenderStream;
    return this.open(pin, format, (wave): PcMiniportWaveRTStream => new Stream(this.adapter, port, wave, audioController(this.adapter), { registers: this.#registers[pin] === true }));
  }
}

class WaveCyclicMiniport extends WaveMiniport implements PcMiniportWaveCyclic {
  newStream(port: PcPortWaveCyclicStream, pin: number, capture: boolean, format: Uint8Array): PcMiniportWaveCyclicStream | number {
    return this.open(pin, format, (wave) => new CyclicChannel(this.adapter, port, capture, wave, parseWave));
  }
}

class WavePciMiniport extends WaveMiniport implements PcMiniportWavePci {
  newStream(port: PcPortWavePciStream, pin: number, capture: boolean, format: Uint8Array): PcMiniportWavePciStream | number {
    return this.open(pin, format, (wave) => new BusMaster(this.adapter, port, capture, wave, parseWave));
  }
}

/** The music miniports: a UART with a cable from its output to its input, or a synthesizer where waves come out. */
class DescribedMidiMiniport extends DescribedMiniport implements PcMiniportMidi {
  readonly #uart: MidiMiniport;

  constructor(adapter: PcAdapter, filter: FilterDescription, making: Making) {
    super(filter, making);
    this.#uart = new MidiMiniport(new Uart(adapter));
  }

  newStream(port: PcPortMusicStream, pin: number, capture: boolean): PcMiniportMidiStream {
    return this.remember(pin, this.#uart.newStream(port, pin, capture));
  }
}

class DescribedDMusMiniport extends DescribedMiniport implements PcMiniportDMus {
  readonly #hardware: PcMiniportDMus;

  constructor(adapter: PcAdapter, filter: FilterDescription, making: Making) {
    super(filter, making);
    const waves = filter.pins.some(({ open, dataRanges }) => open && dataRanges.some((range) => 'MaximumChannels' in range));
    this.#hardware = waves ? new SynthMiniport(new Engine(), adapter) : new DMusMiniport(new Uart(adapter), adapter);
  }

  newStream(...request: Parameters<PcMiniportDMus['newStream']>): PcNewDMusStream | number {
    const made = this.#hardware.newStream(...request);
    if (typeof made !== 'number') this.remember(request[1], made.stream);
    return made;
  }
}
