/** Faults of audio devices. Long because it is a table: one entry after the other. */
import { STATUS } from '../../abi/ntstatus.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { PcPropertyRequest } from '../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../classdrivers/portcls/identifiers.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault } from './fault.ts';
import { onEvent, onProperty } from './miniport-taps.ts';
import { wrap } from './wrap.ts';

const [GET, SET, BASICSUPPORT] = [0x1, 0x2, 0x200];
const success = STATUS.STATUS_SUCCESS;
const headerSize = 16;
const descriptionSize = 40;

const verbOf = ({ verb }: PcPropertyRequest, flag: number): boolean => (verb & flag) !== 0;

/** The request with another channel. */
function withChannel(request: PcPropertyRequest, channel: (asked: number) => number): PcPropertyRequest {
  const instance = Object.create(request.instance, {
    i32: { value: (offset: number) => (offset === 0 ? channel(request.instance.i32(0)) : request.instance.i32(offset)) },
    length: { value: request.instance.length },
  }) as PcPropertyRequest['instance'];
  // The answer goes into the request that was made.
  return new Proxy(request, { get: (target, name) => (name === 'instance' ? instance : Reflect.get(target, name, target)) });
}

/** Changes the value that a successful get answers. */
function answers(simulation: Simulation, name: string, change: (request: PcPropertyRequest) => void): void {
  onProperty(simulation, ksItem(name), (handler) => (request) => {
    const status = handler(request);
    if (status === success && verbOf(request, GET)) change(request);
    return status;
  });
}

/** Takes sets and does nothing with them. */
function ignores(simulation: Simulation, name: string): void {
  onProperty(simulation, ksItem(name), (handler) => (request) => (verbOf(request, SET) ? success : handler(request)));
}

/** Never tells of an event. */
function silences(simulation: Simulation, name: string): void {
  const { id, set } = ksItem(name);
  onEvent(simulation, (generate) => (event) => {
    if (event.id !== id || event.set !== set) generate(event);
  });
}

const effectsList = { set: ksGuid('KSPROPSETID_AudioEffectsDiscovery'), id: 1 };

/** Faults of audio drivers in what they keep: controls, jacks, modes, engines, calls. */
export const audioFaults: readonly Fault[] = [
  {
    id: 'audio.channels-coupled',
    bugClass: 'BUG-006',
    title: 'The level of one channel is set on all, and the description does not say so',
    device: 'hdaudio',
    apply: (simulation) => {
      onProperty(simulation, ksItem('KSPROPERTY_AUDIO_VOLUMELEVEL'), (handler) => (request) =>
        handler(verbOf(request, SET) ? withChannel(request, () => -1) : request),
      );
    },
  },
  {
    id: 'audio.channel-wraps',
    bugClass: 'BUG-006',
    title: 'A channel behind the last is taken for one of those that there are',
    device: 'hdaudio',
    apply: (simulation) => {
      onProperty(simulation, ksItem('KSPROPERTY_AUDIO_MUTE'), (handler) => (request) =>
        handler(verbOf(request, BASICSUPPORT) ? request : withChannel(request, (channel) => (channel < 0 ? channel : channel % 2))),
      );
    },
  },
  {
    id: 'audio.channels-not-flagged',
    bugClass: 'BUG-013',
    title: 'The description of a level does not say that its ranges are those of channels',
    device: 'hdaudio',
    apply: (simulation) => {
      onProperty(simulation, ksItem('KSPROPERTY_AUDIO_VOLUMELEVEL'), (handler) => (request) => {
        const status = handler(request);
        const whole = request.valueSize >= descriptionSize + headerSize;
        if (verbOf(request, BASICSUPPORT) && status === success && whole) request.value.setU32(descriptionSize + 12, 0);
        return status;
      });
    },
  },
  {
    id: 'audio.level-out-of-range',
    bugClass: 'BUG-017',
    title: 'A level above the greatest is refused instead of clamped',
    device: 'soundcard',
    apply: (simulation) => {
      onProperty(simulation, ksItem('KSPROPERTY_AUDIO_BASS'), (handler) => (request) =>
        verbOf(request, SET) && request.value.length >= 4 && request.value.i32(0) > 12 * 65_536
          ? STATUS.STATUS_INVALID_PARAMETER
          : handler(request),
      );
    },
  },
  {
    id: 'audio.change-not-told',
    bugClass: 'BUG-033',
    title: 'Who asked for changes of a control is never told of one',
    device: 'hdaudio',
    apply: (simulation) => {
      silences(simulation, 'KSEVENT_CONTROL_CHANGE');
    },
  },
  {
    id: 'audio.change-told-twice',
    bugClass: 'BUG-034',
    title: 'A change of a control is told twice',
    device: 'hdaudio',
    apply: (simulation) => {
      onEvent(simulation, (generate) => (event) => {
        generate(event);
        generate(event);
      });
    },
  },
  {
    id: 'audio.mux-source-unchecked',
    bugClass: 'BUG-006',
    title: 'A selector shows a source that is none of its inputs',
    device: 'hdaudio',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_AUDIO_MUX_SOURCE', ({ value }) => {
        value.setU32(0, value.u32(0) - 1);
      });
    },
  },
  {
    id: 'audio.equalizer-miscounts',
    bugClass: 'BUG-009',
    title: 'An equaliser says that it has one band more than it has',
    device: 'soundcard',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_AUDIO_NUM_EQ_BANDS', ({ value }) => {
        value.setU32(0, value.u32(0) + 1);
      });
    },
  },
  {
    id: 'audio.peak-not-reset',
    bugClass: 'BUG-018',
    title: 'The peak meter keeps its highest value when it is read',
    device: 'hdaudio',
    apply: (simulation) => {
      let highest = 0;
      answers(simulation, 'KSPROPERTY_AUDIO_PEAKMETER2', ({ value }) => {
        highest = Math.max(highest, value.u32(0));
        value.setU32(0, highest);
      });
    },
  },
  {
    id: 'audio.mix-level-not-clamped',
    bugClass: 'BUG-017',
    title: 'A mixer shows levels that it cannot have',
    device: 'soundcard',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_AUDIO_MIX_LEVEL_TABLE', ({ value }) => {
        value.setU32(4, 0x7fff_ffff);
      });
    },
  },
  {
    id: 'audio.listener-in-two-places',
    bugClass: 'BUG-018',
    title: 'The listener as a whole is not where its position says',
    device: 'soundcard',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_DIRECTSOUND3DLISTENER_ALL', ({ value }) => {
        value.zero(0, 12);
      });
    },
  },
  {
    id: 'audio.volume-limit-silent',
    bugClass: 'BUG-033',
    title: 'A change of the volume limit is not told',
    device: 'hdaudio',
    apply: (simulation) => {
      silences(simulation, 'KSEVENT_VOLUMELIMIT_CHANGED');
    },
  },
  {
    id: 'audio.jack-change-not-told',
    bugClass: 'BUG-033',
    title: 'A headset that goes is not told',
    device: 'audiodsp',
    apply: (simulation) => {
      silences(simulation, 'KSEVENT_PINCAPS_JACKINFOCHANGE');
    },
  },
  {
    id: 'audio.jack-absent-undetected',
    bugClass: 'BUG-018',
    title: 'A jack without presence detection is said to be empty',
    device: 'audiodsp',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_JACK_DESCRIPTION', ({ value, valueSize }) => {
        if (valueSize > 8) value.setU32(8 + 24, 0);
      });
    },
  },
  {
    id: 'audio.modes-on-bridge',
    bugClass: 'BUG-093',
    title: 'A bridge pin has no list of processing modes, instead of an empty one',
    device: 'hdaudio',
    apply: (simulation) => {
      onProperty(simulation, ksItem('KSPROPERTY_AUDIOSIGNALPROCESSING_MODES'), (handler) => (request) => {
        const status = handler(request);
        return status === success && request.valueSize === 8 && verbOf(request, GET) ? STATUS.STATUS_NOT_SUPPORTED : status;
      });
    },
  },
  {
    id: 'audio.effects-of-any-mode',
    bugClass: 'BUG-093',
    title: 'Effects are told for processing modes that the pin does not have',
    device: 'hdaudio',
    apply: (simulation) => {
      onProperty(simulation, effectsList, (handler) => (request) => {
        const status = handler(request);
        if (status !== STATUS.STATUS_INVALID_PARAMETER || request.instance.length < 24) return status;
        request.valueSize = 0;
        return success;
      });
    },
  },
  {
    id: 'audio.mix-format-foreign',
    bugClass: 'BUG-080',
    title: 'The audio engine mixes in a format that offloaded streams cannot have',
    device: 'audiodsp',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_AUDIOENGINE_MIXFORMAT', ({ value }) => {
        value.setU32(64 + 4, 384_000);
      });
    },
  },
  {
    id: 'audio.engine-pins-swapped',
    bugClass: 'BUG-090',
    title: 'The audio engine names its loopback pin as the one for offloaded streams',
    device: 'audiodsp',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_AUDIOENGINE_DESCRIPTOR', ({ value }) => {
        const [offload, loopback] = [value.u32(4), value.u32(8)];
        value.setU32(4, loopback);
        value.setU32(8, offload);
      });
    },
  },
  {
    id: 'audio.hold-ignored',
    bugClass: 'BUG-018',
    title: 'A call goes on when it is put on hold',
    device: 'audiodsp',
    apply: (simulation) => {
      ignores(simulation, 'KSPROPERTY_TELEPHONY_CALLHOLD');
    },
  },
  {
    id: 'audio.modules-of-two-devices',
    bugClass: 'BUG-018',
    title: 'A pin names another device for the notifications of modules than its filter',
    device: 'audiodsp',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_AUDIOMODULE_NOTIFICATION_DEVICE_ID', ({ value, minorTarget }) => {
        if (minorTarget !== null) value.setU32(0, 1);
      });
    },
  },
  {
    id: 'audio.detector-armed-for-nothing',
    bugClass: 'BUG-018',
    title: 'A keyword spotter says that it is armed although it has no patterns',
    device: 'audiodsp',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_SOUNDDETECTOR_ARMED', ({ value }) => {
        value.setU32(0, 1);
      });
    },
  },
  {
    id: 'audio.echo-cancelled-at-once',
    bugClass: 'BUG-018',
    title: 'A new stream has its echo cancelled before anybody asked for it',
    device: 'audiodsp',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_AEC_MODE', ({ value }) => {
        if (value.u32(0) === 0) value.setU32(0, 2);
      });
    },
  },
  {
    id: 'audio.radio-stays-off',
    bugClass: 'BUG-018',
    title: 'The radio is turned on and stays off',
    device: 'audiodsp',
    apply: (simulation) => {
      ignores(simulation, 'KSPROPERTY_FMRX_STATE');
    },
  },
  {
    id: 'audio.loopback-taps-nowhere',
    bugClass: 'BUG-076',
    title: 'A loopback pin has no point at which it taps',
    device: 'audiodsp',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_AUDIOLOOPBACK_TAPPOINT_CAPS', ({ value }) => {
        value.setU32(0, 0);
      });
    },
  },
  {
    id: 'audio.capabilities-reversed',
    bugClass: 'BUG-090',
    title: 'A pin that plays says that it records',
    device: 'soundcard',
    apply: (simulation) => {
      answers(simulation, 'KSPROPERTY_WAVE_COMPATIBLE_CAPABILITIES', ({ value }) => {
        value.setU32(0, 1 - value.u32(0));
      });
    },
  },
  {
    id: 'audio.current-device-first',
    bugClass: 'BUG-018',
    title: 'The first virtual device stays the current one, whichever is opened',
    device: 'systemaudio',
    apply: ({ ks: { properties } }) => {
      const { set, id } = ksItem('KSPROPERTY_SYSAUDIO_DEVICE_INSTANCE');
      wrap(properties, 'callHandler', (callHandler) => (handler, call) =>
        call.id === id && call.input.guid(0) === set && (call.flags & SET) !== 0 ? success : callHandler(handler, call),
      );
    },
  },
  {
    id: 'audio.state-of-nothing',
    bugClass: 'BUG-018',
    title: 'A filter names sets as its state that it does not have',
    device: 'systemaudio',
    apply: ({ ks: { properties } }) => {
      const { set, id } = ksItem('KSPROPERTY_AUDIO_FILTER_STATE');
      wrap(properties, 'callHandler', (callHandler) => (handler, call) => {
        const status = callHandler(handler, call);
        const state = call.id === id && call.input.guid(0) === set && status === success;
        if (state && call.value.length >= 16) call.value.setU32(0, 1);
        return status;
      });
    },
  },
];
