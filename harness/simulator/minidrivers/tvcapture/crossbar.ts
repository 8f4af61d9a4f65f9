/** The crossbar of the card: three video and two audio inputs to one decoder of each kind. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Arch } from '../../../target/target.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { KSPIN_DATAFLOW } from '../../classdrivers/stream/descriptors.ts';
import { integer, structProperty } from '../../classdrivers/stream/struct-property.ts';
import { inputs, outputs, type Card } from '../../hardware/tvcapture/card.ts';
import { medium, MEDIUM, SET } from './sets.ts';
import type { Unit } from '../../classdrivers/stream/parts/unit.ts';

const CROSSBAR = { CAPS: 0, PININFO: 1, CAN_ROUTE: 2, ROUTE: 3, INPUT_ACTIVE: 4 } as const;
/** Wires of the pins by index; a connector on the bracket is none. */
const inputMedia = [MEDIUM.TUNER_VIDEO, null, null, MEDIUM.TV_AUDIO, null];
const outputMedia = [MEDIUM.DECODER_VIDEO, MEDIUM.DECODER_AUDIO];
const nowhere = '{00000000-0000-0000-0000-000000000000}';

/** Makes the crossbar. */
export function crossbar(arch: Arch, card: Card): Unit {
  return {
    name: 'crossbar',
    friendlyName: 'kscts Crossbar',
    categories: [ksGuid('KSCATEGORY_CROSSBAR')],
    properties: [
      {
        set: SET.CROSSBAR,
        items: [
          structProperty(arch, CROSSBAR.CAPS, 'KSPROPERTY_CROSSBAR_CAPS_S', {
            get: () => ({ NumberOfInputs: inputs.length, NumberOfOutputs: outputs.length }),
          }),
          structProperty(arch, CROSSBAR.PININFO, 'KSPROPERTY_CROSSBAR_PININFO_S', {
            get: (asked) => {
              const direction = integer(asked, 'Direction');
              const index = integer(asked, 'Index');
              const into = direction === KSPIN_DATAFLOW.IN;
              if (!into && direction !== KSPIN_DATAFLOW.OUT) return STATUS.STATUS_INVALID_PARAMETER;
              const pin = (into ? inputs : outputs)[index];
              if (pin === undefined) return STATUS.STATUS_INVALID_PARAMETER;
              const wire = (into ? inputMedia : outputMedia)[index];
              return { PinType: pin.type, RelatedPinIndex: pin.related, Medium: medium(wire ?? nowhere) };
            },
          }),
          structProperty(arch, CROSSBAR.CAN_ROUTE, 'KSPROPERTY_CROSSBAR_ROUTE_S', {
            get: (asked) => ({
              CanRoute: card.canRoute(integer(asked, 'IndexInputPin'), integer(asked, 'IndexOutputPin')) ? 1 : 0,
            }),
          }),
          structProperty(arch, CROSSBAR.ROUTE, 'KSPROPERTY_CROSSBAR_ROUTE_S', {
            get: (asked) => {
              const input = card.routes[integer(asked, 'IndexOutputPin')];
              return input === undefined ? STATUS.STATUS_INVALID_PARAMETER : { IndexInputPin: input, CanRoute: 1 };
            },
            set: (members) => card.route(integer(members, 'IndexInputPin'), integer(members, 'IndexOutputPin')),
          }),
          structProperty(arch, CROSSBAR.INPUT_ACTIVE, 'KSPROPERTY_CROSSBAR_ACTIVE_S', {
            get: (asked) => {
              const input = integer(asked, 'IndexInputPin');
              if (input >= inputs.length) return STATUS.STATUS_INVALID_PARAMETER;
              return { Active: card.routes.includes(input) ? 1 : 0 };
            },
          }),
        ],
      },
    ],
    events: [{ set: SET.CROSSBAR_EVENTS, items: [{ id: 0 }] }],
  };
}
