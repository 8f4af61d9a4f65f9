/** DiSEqC: messages to the switch and the LNB over the antenna cable, and their replies. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { answerBytes, answerU32 } from '../../classdrivers/ks/answers.ts';
import type { KsEventSet, KsPropertyItem, KsPropertySet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { kspNode, type Target } from './items.ts';
import { filterOf } from './tuning.ts';

/** Size of BDA_DISEQC_SEND and BDA_DISEQC_RESPONSE, and the most bytes of a message. */
const messageSize = 16;
const mostBytes = 8;
/** How long the reply takes. */
const replyTime = 500_000;
/** A slave's framing byte for "command understood". */
const understood = 0xe4;
const DATA_RECEIVED = 0;

interface Line {
  enabled: number;
  source: number;
  toneBurst: number;
  repeats: number;
  response: Uint8Array;
}

const lines = new WeakMap<object, Line>();

function lineOf(target: Target): Line {
  const filter = filterOf(target);
  const known = lines.get(filter);
  if (known !== undefined) return known;
  const line: Line = { enabled: 0, source: 0xffff_ffff, toneBurst: 0, repeats: 0, response: new Uint8Array(messageSize) };
  lines.set(filter, line);
  return line;
}

const number = (
  id: number,
  member: 'enabled' | 'source' | 'toneBurst' | 'repeats',
  legal: (value: number) => boolean,
): KsPropertyItem<Target> => ({
  id,
  minProperty: kspNode,
  minData: 4,
  get: (request) => answerU32(request, lineOf(request.target)[member]),
  set: ({ target, value }) => {
    if (!legal(value.u32(0))) return STATUS.STATUS_INVALID_PARAMETER;
    lineOf(target)[member] = value.u32(0);
    return STATUS.STATUS_SUCCESS;
  },
});

const isBool = (value: number): boolean => value <= 1;
/** BDA_LNB_SOURCE_NOT_SET, or one of four inputs of the switch. */
const isSource = (value: number): boolean => value === 0xffff_ffff || value <= 4;

/** KSPROPSETID_BdaDiseqCommand. */
export const diseqcProperties: KsPropertySet<Target> = {
  set: ksGuid('KSPROPSETID_BdaDiseqCommand'),
  items: [
    number(0, 'enabled', isBool),
    number(1, 'source', isSource),
    number(2, 'toneBurst', isBool),
    number(3, 'repeats', () => true),
    {
      id: 4,
      minProperty: kspNode,
      minData: messageSize,
      set: ({ target, value }) => {
        const line = lineOf(target);
        if (value.u32(4) > mostBytes) return STATUS.STATUS_INVALID_PARAMETER;
        if (line.enabled === 0) return STATUS.STATUS_INVALID_DEVICE_STATE;
        const reply = new Uint8Array(messageSize);
        new DataView(reply.buffer).setUint32(0, value.u32(0), true);
        new DataView(reply.buffer).setUint32(4, 1, true);
        reply[8] = understood;
        const filter = filterOf(target);
        filter.device.setTimer(replyTime, () => {
          line.response = reply;
          const event = { set: diseqcEvents.set, id: DATA_RECEIVED };
          filter.generateEvents(event);
          for (const pin of filter.pins) pin.generateEvents(event);
        });
        return STATUS.STATUS_SUCCESS;
      },
    },
    {
      id: 5,
      minProperty: kspNode,
      minData: messageSize,
      get: (request) => answerBytes(request, lineOf(request.target).response),
    },
  ],
};

/** KSEVENTSETID_BdaDiseqCEvent. */
export const diseqcEvents: KsEventSet<Target> = {
  set: ksGuid('KSEVENTSETID_BdaDiseqCEvent'),
  items: [{ id: DATA_RECEIVED }],
};
