/** Automation tables of the topology's nodes: per-channel levels and switches, and the selector. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { answerLongs, verbs } from '../../classdrivers/portcls/answers.ts';
import { PCEVENT_ITEM_FLAG, type PcAutomationTable, type PcEventItem, type PcPropertyItem } from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import type { KsPropertyValues } from '../../classdrivers/ks/automation.ts';
import { KSPROPERTY_MEMBER_FLAG, steppedRanges, VT, type SteppingLong } from '../../classdrivers/ks/values.ts';
import { LEVEL, type Amplifier } from './codec.ts';

/** Size of Channel and Reserved in KSNODEPROPERTY_AUDIO_CHANNEL. */
const channelInstance = 8;
/** All channels at once (PCLS-040). */
const allChannels = -1;

/** Tells who enabled KSEVENT_CONTROL_CHANGE on a node. */
export type ControlChanged = (node: number) => void;

/** KSEVENT_CONTROL_CHANGE, on nodes that a hand or another client can change. */
export const controlChange = ksItem('KSEVENT_CONTROL_CHANGE');
const events: readonly PcEventItem[] = [
  { ...controlChange, flags: PCEVENT_ITEM_FLAG.ENABLE | PCEVENT_ITEM_FLAG.BASICSUPPORT },
];

/** Stepped ranges, one for every channel (PROP-067, PROP-068). */
function perChannel(channels: number, type: number, range: SteppingLong): KsPropertyValues {
  const ranges = Array.from({ length: channels }, () => range);
  return { type, members: [steppedRanges(ranges, KSPROPERTY_MEMBER_FLAG.BASICSUPPORT_MULTICHANNEL)] };
}

/** A property of every channel of an amplifier. */
function channelItem(
  name: string,
  values: KsPropertyValues,
  amplifier: Amplifier,
  get: (channel: number) => number,
  set: (channel: number, value: number) => void,
  changed: ControlChanged,
): PcPropertyItem {
  const chosen = (channel: number): number[] => {
    const all = Array.from({ length: amplifier.channels }, (_, i) => i);
    return channel === allChannels ? all : all.filter((i) => i === channel);
  };
  return {
    ...ksItem(name),
    ...verbs({
      instance: channelInstance,
      size: 4,
      values,
      get: (request) => {
        const [first] = chosen(request.instance.i32(0));
        return first === undefined ? STATUS.STATUS_INVALID_PARAMETER : answerLongs(request, get(first));
      },
      set: ({ instance, value, node }) => {
        const targets = chosen(instance.i32(0));
        if (targets.length === 0) return STATUS.STATUS_INVALID_PARAMETER;
        const before = targets.map(get);
        for (const channel of targets) set(channel, value.i32(0));
        if (targets.some((channel, i) => get(channel) !== before[i])) changed(node);
        return STATUS.STATUS_SUCCESS;
      },
    }),
  };
}

/** KSNODETYPE_VOLUME. */
export function volumeTable(amplifier: Amplifier, changed: ControlChanged): PcAutomationTable {
  return {
    properties: [
      channelItem(
        'KSPROPERTY_AUDIO_VOLUMELEVEL',
        perChannel(amplifier.channels, VT.I4, LEVEL),
        amplifier,
        (channel) => amplifier.levels[channel] ?? 0,
        (channel, level) => {
          amplifier.setLevel(channel, level);
        },
        changed,
      ),
    ],
    events,
  };
}

/** KSNODETYPE_MUTE. */
export function muteTable(amplifier: Amplifier, changed: ControlChanged): PcAutomationTable {
  return {
    properties: [
      channelItem(
        'KSPROPERTY_AUDIO_MUTE',
        perChannel(amplifier.channels, VT.BOOL, { min: 0, max: 1, step: 1 }),
        amplifier,
        (channel) => (amplifier.mutes[channel] === true ? 1 : 0),
        (channel, mute) => {
          amplifier.mutes[channel] = mute !== 0;
        },
        changed,
      ),
    ],
    events,
  };
}

/** KSNODETYPE_MUX: the number of the input pin that is let through. */
export function muxTable(
  inputs: number,
  selector: { selected: number },
  changed: ControlChanged,
): PcAutomationTable {
  return {
    properties: [
      {
        ...ksItem('KSPROPERTY_AUDIO_MUX_SOURCE'),
        ...verbs({
          size: 4,
          values: { type: VT.UI4, members: [] },
          get: (request) => answerLongs(request, selector.selected),
          set: ({ value, node }) => {
            const source = value.u32(0);
            if (source < 1 || source > inputs) return STATUS.STATUS_INVALID_PARAMETER;
            if (source !== selector.selected) {
              selector.selected = source;
              changed(node);
            }
            return STATUS.STATUS_SUCCESS;
          },
        }),
      },
    ],
    events,
  };
}
