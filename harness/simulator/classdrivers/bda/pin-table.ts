import type { KsPin } from '../avstream/descriptors.ts';
import { answerU32 } from '../ks/answers.ts';
import type { KsAutomationTable } from '../ks/automation.ts';
import { ksGuid } from '../ks/guids.ts';
import type { BdaFilterContext } from './filter-context.ts';
import type { BdaTopology } from './topology.ts';

/** What the library adds to the pins of a BDA filter that do not have it themselves (BDA-009). */
export function pinTable(topology: BdaTopology, contextOf: (filter: object) => BdaFilterContext): KsAutomationTable<KsPin> {
  return {
    properties: [
      {
        set: ksGuid('KSPROPSETID_BdaPinControl'),
        items: [
          { id: 0, minData: 4, get: (request) => answerU32(request, request.target.id) },
          {
            id: 1,
            minData: 4,
            get: (request) => {
              const { filter, id } = request.target;
              return answerU32(request, topology.pinType(contextOf(filter), id));
            },
          },
        ],
      },
    ],
    events: [{ set: ksGuid('KSEVENTSETID_BdaPinEvent'), items: [{ id: 0 }, { id: 1 }] }],
  };
}
