/** Sound that does not come from clients: cellular calls, and the FM radio (PCLS-157…161). */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { longs } from '../../classdrivers/portcls/answers.ts';
import { KSPIN_DATAFLOW, PCEVENT_ITEM_FLAG, PCFILTER_NODE } from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import { pcmRange } from '../../classdrivers/portcls/wave-format.ts';
import { LEVEL } from '../../classdrivers/portcls/parts/channel-values.ts';
import { EndpointTopology } from '../../classdrivers/portcls/parts/endpoint-topology.ts';
import { bridgePin, link, streamPin } from '../../classdrivers/portcls/parts/filter-parts.ts';
import type { Jack } from '../../classdrivers/portcls/parts/jacks.ts';
import { cellItem, partItem, rangeItem, readItem, setItem, switchItem, type Cell } from '../../classdrivers/portcls/parts/state-items.ts';
import { CaptureStream, RenderStream } from '../../classdrivers/portcls/parts/wavert-streams.ts';
import { WaveFilter } from '../../classdrivers/portcls/parts/wave-filter.ts';
import { audioController } from '../../hardware/audio/controller.ts';

/** TELEPHONY_CALLSTATE_* and the operations that lead to them. */
const CALL = { DISABLED: 0, ENABLED: 1, HOLD: 2, TRANSITION: 3 } as const;
const CHANGE = { END: 0, BEGIN: 1, CANCEL: 2 } as const;
const callTypes = 3;
const endpointsChanged = ksItem('KSEVENT_TELEPHONY_ENDPOINTPAIRS_CHANGED');
const { STATUS_SUCCESS, STATUS_INVALID_PARAMETER, STATUS_INVALID_DEVICE_STATE } = STATUS;

/** KSTOPOLOGY_ENDPOINTID: the reference string of a topology filter, and a pin of it. */
const endpointSize = 524;
function endpoint(name: string, pin: number): Uint8Array {
  const bytes = new Uint8Array(endpointSize);
  const view = new DataView(bytes.buffer);
  [...name].forEach((letter, i) => {
    view.setUint16(i * 2, letter.charCodeAt(0), true);
  });
  view.setUint32(endpointSize - 4, pin, true);
  return bytes;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
/** Where calls and the radio can be heard: the speaker, or the headset. */
const outputs = [endpoint('speakertopology', 1), endpoint('headset', 1)];
const inputs = [endpoint('microphonetopology', 0), endpoint('headset', 2)];
const pairs = outputs.map((output, i) => {
  const pair = new Uint8Array(endpointSize * 2);
  pair.set(output);
  pair.set(inputs[i] ?? output, endpointSize);
  return pair;
});

const voice = [pcmRange({ maxChannels: 1, minBits: 16, maxBits: 16, minRate: 8000, maxRate: 16_000 })];

/** The wave filter and the topology filter of a cellular provider. */
export function cellular(adapter: PcAdapter): { readonly wave: WaveFilter; readonly topology: EndpointTopology } {
  const jack: Jack = { connected: false };
  const call = { type: 0, state: CALL.DISABLED as number, before: CALL.DISABLED as number, beforeType: 0 };
  let pair = pairs[0] ?? new Uint8Array(endpointSize * 2);
  const pairItem = partItem('KSPROPERTY_TELEPHONY_ENDPOINTIDPAIR', () => pair, { offset: 0, size: endpointSize * 2 });
  const topology = new EndpointTopology({
    pins: [bridgePin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO'), bridgePin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_TELEPHONY_BIDI')],
    jacks: new Map([[1, { jack, channelMapping: 0x4, color: 0, geoLocation: 1, connectionType: 6 }]]),
    connections: [link(PCFILTER_NODE, 0, PCFILTER_NODE, 1)],
    properties: [
      {
        ...pairItem,
        handler: (request) => {
          if ((request.verb & 2) === 0 || request.value.length < endpointSize * 2) return pairItem.handler(request);
          const wanted = request.value.slice();
          const known = pairs.find((candidate) => sameBytes(candidate, wanted.subarray(0, candidate.length)));
          if (known === undefined) return STATUS_INVALID_PARAMETER;
          pair = known;
          return STATUS_SUCCESS;
        },
      },
      rangeItem('KSPROPERTY_TELEPHONY_VOLUME', { value: 0 }, LEVEL),
    ],
    events: [{ ...endpointsChanged, flags: PCEVENT_ITEM_FLAG.ENABLE | PCEVENT_ITEM_FLAG.BASICSUPPORT }],
  });
  const wave = new WaveFilter(
    {
      automationTable: {
        properties: [
          readItem('KSPROPERTY_TELEPHONY_PROVIDERID', () => longs(1)),
          readItem('KSPROPERTY_TELEPHONY_CALLINFO', () => longs(call.type, call.state)),
          setItem(ksItem('KSPROPERTY_TELEPHONY_CALLCONTROL'), 8, ({ value }) => {
            const [type, enable] = [value.u32(0), value.u32(4)];
            if (enable > 1 || (enable === 1 && type >= callTypes)) return STATUS_INVALID_PARAMETER;
            if (enable === 1) call.type = type;
            call.state = enable === 1 ? CALL.ENABLED : CALL.DISABLED;
            topology.plug(jack, enable === 1);
            return STATUS_SUCCESS;
          }),
          setItem(ksItem('KSPROPERTY_TELEPHONY_PROVIDERCHANGE'), 8, ({ value }) => {
            const [type, operation] = [value.u32(0), value.u32(4)];
            if (operation > CHANGE.CANCEL || (operation !== CHANGE.END && type >= callTypes)) return STATUS_INVALID_PARAMETER;
            const changing = call.state === CALL.TRANSITION;
            if (operation === CHANGE.BEGIN ? call.state === CALL.DISABLED || changing : !changing) return STATUS_INVALID_DEVICE_STATE;
            if (operation === CHANGE.BEGIN) Object.assign(call, { before: call.state, beforeType: call.type, type, state: CALL.TRANSITION });
            else if (operation === CHANGE.END) call.state = CALL.ENABLED;
            else Object.assign(call, { state: call.before, type: call.beforeType });
            return STATUS_SUCCESS;
          }),
          cellItem(
            'KSPROPERTY_TELEPHONY_CALLHOLD',
            // A call can be held while there is one.
            () => ({
              get value() {
                return call.state === CALL.HOLD ? 1 : 0;
              },
              set value(held: number) {
                if (call.state !== CALL.DISABLED) call.state = held === 1 ? CALL.HOLD : CALL.ENABLED;
              },
            }),
            { legal: (value) => value === 0 || (value === 1 && call.state !== CALL.DISABLED) },
          ),
          switchItem('KSPROPERTY_TELEPHONY_MUTE_TX', { value: 0 }),
        ],
      },
      pins: [streamPin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO', voice), bridgePin(KSPIN_DATAFLOW.OUT, 'KSCATEGORY_AUDIO')],
      nodes: [],
      connections: [link(PCFILTER_NODE, 0, PCFILTER_NODE, 1)],
      categories: ['KSCATEGORY_AUDIO', 'KSCATEGORY_RENDER', 'KSCATEGORY_REALTIME'].map(ksGuid),
    },
    (port, format) => new RenderStream(adapter, port, format, audioController(adapter)),
  );
  return { wave, topology };
}

/** The wave filter and the topology filter of the FM receiver. */
export function fmRadio(adapter: PcAdapter): { readonly wave: WaveFilter; readonly topology: EndpointTopology } {
  const jack: Jack = { connected: false };
  const state: Cell = { value: 0 };
  const topology = new EndpointTopology({
    pins: [bridgePin(KSPIN_DATAFLOW.IN, 'KSNODETYPE_FM_RX'), bridgePin(KSPIN_DATAFLOW.OUT, 'KSCATEGORY_AUDIO')],
    jacks: new Map([[0, { jack, channelMapping: 0x3, color: 0, geoLocation: 1, connectionType: 6 }]]),
    connections: [link(PCFILTER_NODE, 0, PCFILTER_NODE, 1)],
    properties: [
      partItem('KSPROPERTY_FMRX_ENDPOINTID', (outputs[0] ?? new Uint8Array(endpointSize)).slice(), {
        offset: 0,
        size: endpointSize,
        legal: (bytes) => outputs.some((known) => sameBytes(known, bytes)),
      }),
      rangeItem('KSPROPERTY_FMRX_VOLUME', { value: 0 }, LEVEL),
      // The cable of the headset is the antenna.
      readItem('KSPROPERTY_FMRX_ANTENNAENDPOINTID', () => outputs[1] ?? STATUS_INVALID_DEVICE_STATE),
    ],
  });
  const wave = new WaveFilter(
    {
      automationTable: {
        properties: [
          switchItem('KSPROPERTY_FMRX_STATE', state, {
            changed: () => {
              topology.plug(jack, state.value === 1);
            },
          }),
        ],
      },
      pins: [streamPin(KSPIN_DATAFLOW.OUT, 'PINNAME_CAPTURE', voice), bridgePin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO')],
      nodes: [],
      connections: [link(PCFILTER_NODE, 1, PCFILTER_NODE, 0)],
      categories: ['KSCATEGORY_AUDIO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_REALTIME'].map(ksGuid),
    },
    (port, format) => new CaptureStream(adapter, port, format, audioController(adapter)),
  );
  return { wave, topology };
}
