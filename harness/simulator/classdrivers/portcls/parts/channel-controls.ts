/** Automation tables of nodes whose controls have a value for each channel, and of selectors. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { VT } from '../../ks/values.ts';
import { answerLongs, verbs } from '../answers.ts';
import {
  PCEVENT_ITEM_FLAG,
  type PcAutomationTable,
  type PcEventItem,
  type PcPropertyItem,
  type PcPropertyRequest,
} from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';
import { describeChannels, type Amplifier, type ChannelValues } from './channel-values.ts';

/** Size of Channel and Reserved in KSNODEPROPERTY_AUDIO_CHANNEL. */
export const channelInstance = 8;
/** All channels at once (PCLS-040). */
const allChannels = -1;

/** Tells who enabled KSEVENT_CONTROL_CHANGE on a node. */
export type ControlChanged = (node: number) => void;

/** KSEVENT_CONTROL_CHANGE, on nodes that a hand or another client can change. */
export const controlChange = ksItem('KSEVENT_CONTROL_CHANGE');
const events: readonly PcEventItem[] = [
  { ...controlChange, flags: PCEVENT_ITEM_FLAG.ENABLE | PCEVENT_ITEM_FLAG.BASICSUPPORT },
];

/** The channels that a request is about: one, all, or none if there is no such channel. */
export function channelsOf({ instance }: Pick<PcPropertyRequest, 'instance'>, count: number): readonly number[] {
  const channel = instance.i32(0);
  const all = Array.from({ length: count }, (_, i) => i);
  return channel === allChannels ? all : all.filter((i) => i === channel);
}

/** A property of every channel. `changed` is told of sets that change something (EVT-094). */
export function channelItem(name: string, channels: ChannelValues, changed: ControlChanged = () => {}): PcPropertyItem {
  const { values } = channels;
  return {
    ...ksItem(name),
    ...verbs({
      instance: channelInstance,
      size: 4,
      values: describeChannels(channels),
      get: (request) => {
        const [first] = channelsOf(request, values.length);
        return first === undefined ? STATUS.STATUS_INVALID_PARAMETER : answerLongs(request, values[first] ?? 0);
      },
      set: (request) => {
        const targets = channelsOf(request, values.length);
        if (targets.length === 0) return STATUS.STATUS_INVALID_PARAMETER;
        const taken = channels.taken(request.value.i32(0));
        const changes = targets.some((channel) => values[channel] !== taken);
        for (const channel of targets) values[channel] = taken;
        if (changes) changed(request.node);
        return STATUS.STATUS_SUCCESS;
      },
    }),
  };
}

/** A node of channel properties that tells of changes. */
export function channelTable(
  changed: ControlChanged,
  properties: Readonly<Record<string, ChannelValues>>,
): PcAutomationTable {
  return {
    properties: Object.entries(properties).map(([name, channels]) => channelItem(name, channels, changed)),
    events,
  };
}

/** KSNODETYPE_VOLUME. */
export const volumeTable = (amplifier: Amplifier, changed: ControlChanged): PcAutomationTable =>
  channelTable(changed, { KSPROPERTY_AUDIO_VOLUMELEVEL: amplifier.levels });

/** KSNODETYPE_MUTE. */
export const muteTable = (amplifier: Amplifier, changed: ControlChanged): PcAutomationTable =>
  channelTable(changed, { KSPROPERTY_AUDIO_MUTE: amplifier.mutes });

/** A node that lets one of its logical pins through, by its number from `first` on (PCLS-143). */
export function selectorTable(
  name: 'KSPROPERTY_AUDIO_MUX_SOURCE' | 'KSPROPERTY_AUDIO_DEMUX_DEST',
  { first, count }: { readonly first: number; readonly count: number },
  selector: { selected: number },
  changed: ControlChanged,
): PcAutomationTable {
  return {
    properties: [
      {
        ...ksItem(name),
        ...verbs({
          size: 4,
          values: { type: VT.UI4, members: [] },
          get: (request) => answerLongs(request, selector.selected),
          set: ({ value, node }) => {
            const wanted = value.u32(0);
            if (wanted < first || wanted >= first + count) return STATUS.STATUS_INVALID_PARAMETER;
            if (wanted !== selector.selected) {
              selector.selected = wanted;
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
