/** The dispatch table of a filter that has what every filter should: the Pin, Topology and General sets. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { answerBytes, ulongs } from '../../ks/answers.ts';
import { ksGuid } from '../../ks/guids.ts';
import type { KsLibrary } from '../../ks/library.ts';
import type { PinFactoryHost } from '../../ks/pin-factory.ts';
import { topologyPropertySet, type TopologyHost } from '../../ks/topology-set.ts';
import { IOCTL, type Irp, type KsDevice, type KsDispatchTable } from '../descriptors.ts';
import type { KsObjectHeader } from '../object-header.ts';
import { definePinSet } from '../pin-descriptors.ts';

/** A filter as these sets see it. */
export interface DispatchedFilter extends PinFactoryHost, TopologyHost {
  readonly device: KsDevice;
  /** How many pins of a factory there can be and are; `undefined` without such a factory. */
  instances(id: number): readonly [possible: number, current: number] | undefined;
}

/** The identity of the component (GEN-001). */
const componentId = new Uint8Array(72);
new DataView(componentId.buffer).setUint32(64, 1, true);

function deviceIoControl<F extends DispatchedFilter>(object: KsObjectHeader<F>, irp: Irp): number {
  const { ks } = object.context.device;
  return irp.code === IOCTL.IOCTL_KS_PROPERTY ? ks.propertyHandler(object, irp) : ks.defaultDeviceIoCompletion(irp);
}

/** The dispatch table of filters: the Pin, Topology and General sets, no events and no methods. */
export function filterTable<F extends DispatchedFilter>(ks: KsLibrary): KsDispatchTable<F> {
  return {
    sets: {
      properties: [
        definePinSet<F>(ks, (request) => {
          const counts = request.target.instances(request.input.u32(24));
          return counts === undefined ? STATUS.STATUS_INVALID_PARAMETER : answerBytes(request, ulongs(...counts));
        }),
        topologyPropertySet(ks),
        {
          set: ksGuid('KSPROPSETID_General'),
          items: [
            {
              id: 0,
              minData: 72,
              get: (request) => {
                request.value.write(0, componentId);
                request.information = componentId.length;
                return STATUS.STATUS_SUCCESS;
              },
            },
          ],
        },
      ],
    },
    deviceIoControl,
  };
}
