/** What a port offers on every filter: Pin and Topology (PCLS-001). */
import { STATUS } from '../../../abi/ntstatus.ts';
import { answerBytes } from '../ks/answers.ts';
import type { KsAutomationTable } from '../ks/automation.ts';
import { ksGuid } from '../ks/guids.ts';
import type { KsLibrary } from '../ks/library.ts';
import { pinPropertySet } from '../ks/pin-set.ts';
import { topologyPropertySet } from '../ks/topology-set.ts';
import type { PcFilter } from './filter.ts';

/** KSPROPERTY_PIN_PROPOSEDATAFORMAT2. */
const proposeDataFormat2 = 15;

/** What filters of a kind of port have besides: a DirectMusic port tells its master clock (MUS-008). */
export function portTable(kind: string): KsAutomationTable<PcFilter> {
  if (kind !== 'DMus') return {};
  return {
    properties: [
      {
        set: ksGuid('KSPROPSETID_SynthClock'),
        items: [
          {
            id: 0,
            minData: 8,
            get: (request) => {
              request.value.setI64Number(0, request.target.kernel.clock.now);
              request.information = 8;
              return STATUS.STATUS_SUCCESS;
            },
          },
        ],
      },
    ],
  };
}

/** The table of a port's filters. */
export function filterTable(ks: KsLibrary): KsAutomationTable<PcFilter> {
  return {
    properties: [
      pinPropertySet(ks),
      topologyPropertySet(ks),
      {
        set: ksGuid('KSPROPSETID_Pin'),
        items: [
          {
            id: proposeDataFormat2,
            minProperty: 40,
            minData: 0,
            // PIN-094: the preferred format of a pin for the attributes that follow KSP_PIN.
            get: (request) => {
              const pin = request.input.u32(24);
              if (request.target.pinFactories[pin] === undefined) return STATUS.STATUS_INVALID_PARAMETER;
              const format = request.target.miniport.preferredFormat?.(pin);
              return format === undefined ? STATUS.STATUS_NOT_SUPPORTED : answerBytes(request, format);
            },
          },
        ],
      },
    ],
  };
}
