/** DiSEqC: messages to the switch and the LNB over the antenna cable, and their replies. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { answerBytes, answerU32 } from '../../ks/answers.ts';
import type { KsEventSet, KsPropertyItem, KsPropertySet } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { filterOf, kspNode, type Target } from './target.ts';
import { tunerOf } from './tuner.ts';

/** Size of BDA_DISEQC_SEND and BDA_DISEQC_RESPONSE, and the most bytes of a message. */
const messageSize = 16;
const mostBytes = 8;
const DATA_RECEIVED = 0;

const number = (
  id: number,
  member: 'enabled' | 'source' | 'toneBurst' | 'repeats',
  legal: (value: number) => boolean,
): KsPropertyItem<Target> => ({
  id,
  minProperty: kspNode,
  minData: 4,
  get: (request) => answerU32(request, tunerOf(request.target).line[member]),
  set: ({ target, value }) => {
    if (!legal(value.u32(0))) return STATUS.STATUS_INVALID_PARAMETER;
    tunerOf(target).line[member] = value.u32(0);
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
        const { line } = tunerOf(target);
        if (value.u32(4) > mostBytes) return STATUS.STATUS_INVALID_PARAMETER;
        if (line.enabled === 0) return STATUS.STATUS_INVALID_DEVICE_STATE;
        const filter = filterOf(target);
        line.send(value.u32(0), () => {
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
      get: (request) => answerBytes(request, tunerOf(request.target).line.response),
    },
  ],
};

/** KSEVENTSETID_BdaDiseqCEvent. */
export const diseqcEvents: KsEventSet<Target> = {
  set: ksGuid('KSEVENTSETID_BdaDiseqCEvent'),
  items: [{ id: DATA_RECEIVED }],
};
