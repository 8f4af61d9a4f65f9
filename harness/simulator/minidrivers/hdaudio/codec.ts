/** What the codec remembers, and who wants to know when it changes: the amplifiers, the selector and the jacks. */
import { amplifier } from '../../classdrivers/portcls/parts/channel-values.ts';
import type { Jack } from '../../classdrivers/portcls/parts/jacks.ts';

export class Codec {
  readonly speaker = amplifier();
  readonly microphone = amplifier();
  readonly line = amplifier();
  readonly capture = amplifier();
  /** Input pin of the selector: 1 microphone, 2 line. */
  selected = 1;
  readonly jacks = {
    speaker: { connected: true } as Jack,
    microphone: { connected: true } as Jack,
    line: { connected: false } as Jack,
    display: { connected: true } as Jack,
  };
  /** Speaker positions that the DACs feed (KSAUDIO_SPEAKER_STEREO). */
  readonly speakers = { value: 0x3 };
  /** Called after a jack was plugged or unplugged. */
  jackChanged: (jack: Jack) => void = () => {};

  /** Somebody plugs in or pulls out. */
  plug(jack: keyof Codec['jacks'], connected: boolean): void {
    const state = this.jacks[jack];
    if (state.connected === connected) return;
    state.connected = connected;
    this.jackChanged(state);
  }
}
