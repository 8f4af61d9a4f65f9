/** The conditional access node: programs that a module may descramble (KSPROPSETID_BdaCA). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsFilter } from '../../avstream/descriptors.ts';
import { answerBytes, answerU32 } from '../../ks/answers.ts';
import type { KsAutomationTable, KsEventSet, KsPropertyItem } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { countedUlongs } from './pid-filter.ts';
import { demultiplexerOf } from './demultiplexer.ts';
import { filterOf, kspNode, type Target } from './target.ts';

const EVENT = { PROGRAM_FLOW: 0, MODULE: 1, SMART_CARD: 2, UI: 3 } as const;

/** A module and a card are there and ready. */
const ready = 1;
/** BDA_CA_MODULE_UI without anything to show. */
const noInterface = new Uint8Array(8);

const status = (id: number, value: (target: Target) => number): KsPropertyItem<Target> => ({
  id,
  minProperty: kspNode,
  minData: 4,
  get: (request) => answerU32(request, value(request.target)),
});

function programsChanged(target: Target): number {
  filterOf(target).generateEvents({ set: conditionalAccessEvents.set, id: EVENT.PROGRAM_FLOW });
  return STATUS.STATUS_SUCCESS;
}

export const conditionalAccess: KsAutomationTable<Target> = {
  properties: [
    {
      set: ksGuid('KSPROPSETID_BdaCA'),
      items: [
        status(0, (target) => demultiplexerOf(target).programs.size),
        status(1, () => ready),
        status(2, () => ready),
        { id: 3, minProperty: kspNode, minData: 0, get: (request) => answerBytes(request, noInterface) },
        {
          id: 4,
          minProperty: kspNode,
          minData: 8,
          set: (request) => {
            const pids = countedUlongs(request, 4);
            if (pids === undefined) return STATUS.STATUS_INVALID_PARAMETER;
            demultiplexerOf(request.target).programs.set(request.value.u32(0), pids);
            return programsChanged(request.target);
          },
        },
        {
          id: 5,
          minProperty: kspNode,
          minData: 4,
          set: ({ target, value }) =>
            demultiplexerOf(target).programs.delete(value.u32(0)) ? programsChanged(target) : STATUS.STATUS_NOT_FOUND,
        },
      ],
    },
  ],
};

/** KSEVENTSETID_BdaCAEvent, on the filter. */
export const conditionalAccessEvents: KsEventSet<KsFilter> = {
  set: ksGuid('KSEVENTSETID_BdaCAEvent'),
  items: Object.values(EVENT).map((id) => ({ id })),
};
