/** KSPROPERTY_SETs of a minidriver in terms of the KS library: supported verbs become stream request blocks. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsHandler, KsPropertySet, KsRequest } from '../ks/automation.ts';
import type { StreamPropertyItem, StreamPropertySet } from './descriptors.ts';
import type { RequestChannel, SrbRequests } from './requests.ts';
import type { Srb, SrbCommand, SrbInit } from './srb.ts';

/** A filter or pin that properties are asked of. */
export interface PropertyTarget {
  readonly requests: SrbRequests;
  /** Where requests about its properties go. */
  readonly controlChannel: RequestChannel;
  /** `SRB_GET_DEVICE_PROPERTY` … of the target's kind. */
  readonly propertyCodes: { readonly get: PropertyCode; readonly set: PropertyCode };
  readonly srbContext: Pick<SrbInit, 'streamObject' | 'hwDeviceExtension' | 'hwInstanceExtension'>;
}

type PropertyCode = Extract<SrbCommand, { readonly propertyInfo: unknown }>['code'];

/** Makes the table of a filter or pin. */
export function propertySets(sets: readonly StreamPropertySet[]): KsPropertySet<PropertyTarget>[] {
  return sets.map(({ set, items }, index) => ({
    set,
    items: items.map((item) => ({
      ...tableEntry(item),
      ...(item.getSupported && { get: forward(index, 'get') }),
      ...(item.setSupported && { set: forward(index, 'set') }),
    })),
  }));
}

/** What the KS library judges and answers itself (SCLS-003). */
function tableEntry(item: StreamPropertyItem) {
  const { id, minProperty, minData, values, relations, serializedSize } = item;
  return {
    id,
    minData,
    ...(minProperty !== undefined && { minProperty }),
    ...(values !== undefined && { values }),
    ...(relations !== undefined && { relations }),
    ...(serializedSize !== undefined && { serializedSize }),
  };
}

/** Asks the minidriver (SCLS-002), now or when it is ready. */
const forward =
  (propertySetId: number, verb: 'get' | 'set'): KsHandler<PropertyTarget> =>
  (request) => {
    const { requests, controlChannel, propertyCodes, srbContext } = request.target;
    const command: SrbCommand = {
      code: propertyCodes[verb],
      propertyInfo: { property: request.input, propertySetId, propertyInfo: request.value },
    };
    let pended = false;
    const srb = requests.send(controlChannel, {
      command,
      ...srbContext,
      done: (completed) => {
        if (pended) request.complete(completed.status, information(completed, verb));
      },
    });
    if (!srb.completed) {
      pended = true;
      pend(request, requests, srb);
      return STATUS.STATUS_PENDING;
    }
    request.information = information(srb, verb);
    return srb.status;
  };

function pend(request: KsRequest<PropertyTarget>, requests: SrbRequests, srb: Srb): void {
  request.pend(() => {
    requests.cancel(srb);
  });
}

/** A set returns nothing, however many bytes the minidriver took (PROP-041). */
const information = (srb: Srb, verb: 'get' | 'set'): number => (verb === 'get' ? srb.actualBytesTransferred : 0);
