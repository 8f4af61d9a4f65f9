/** PROPSETID_VIDCAP_SELECTOR: which input of a selector unit is in use, for the filter and for the node. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter, KsPin } from '../avstream/descriptors.ts';
import type { KsPropertySet, KsRequest } from '../ks/automation.ts';
import { ksGuid } from '../ks/guids.ts';
import { steppedLong } from '../ks/values.ts';
import type { SelectorUnit } from '../../usb/descriptors.ts';
import { propertyId, type ControlPlace } from '../avstream/video/control-items.ts';
import { stateOf } from '../avstream/video/state.ts';

type Target = KsFilter | KsPin;

/** KSPROPERTY_SELECTOR_S and _NODE_S: value, flags and capabilities behind the head. */
const HEAD = { filter: 24, node: 32 } as const;
const BODY = 16;

/** The set of one selector unit. Its inputs are counted from 1, as UVC does. */
export function selectorSets(
  { sources }: SelectorUnit,
  { functionIndex, entity, form }: Omit<ControlPlace, 'changed'>,
): KsPropertySet<Target>[] {
  const head = HEAD[form];
  const size = head + BODY;
  const answer = (request: KsRequest<Target>, value: number): number => {
    request.value.write(0, request.input.slice(0, head));
    request.value.zero(head);
    request.value.setU32(head, value);
    request.information = size;
    return STATUS.STATUS_SUCCESS;
  };
  return [
    {
      set: ksGuid('PROPSETID_VIDCAP_SELECTOR'),
      items: [
        {
          id: propertyId('KSPROPERTY_SELECTOR_SOURCE_NODE_ID'),
          minProperty: size,
          minData: size,
          values: steppedLong({ min: 1, max: Math.max(1, sources.length), step: 1 }, 1),
          get: (request) => answer(request, stateOf(request.target, functionIndex).selectors.get(entity) ?? 1),
          set: (request) => {
            const value = request.value.i32(head);
            if (value < 1 || value > sources.length) return STATUS.STATUS_INVALID_PARAMETER;
            stateOf(request.target, functionIndex).selectors.set(entity, value);
            return STATUS.STATUS_SUCCESS;
          },
        },
        {
          id: propertyId('KSPROPERTY_SELECTOR_NUM_SOURCES'),
          minProperty: size,
          minData: size,
          get: (request) => answer(request, sources.length),
        },
      ],
    },
  ];
}
