import { STATUS } from '../../abi/ntstatus.ts';
import { ksItem } from '../classdrivers/ks/identifiers.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import { defaultLong, KSPROPERTY_MEMBER } from '../classdrivers/ks/values.ts';
import type { Fault } from './fault.ts';
import { getting, setting } from './on-property.ts';
import { wrap } from './wrap.ts';

const device = 'encoder';
const success = STATUS.STATUS_SUCCESS;
/** Size of a block of settings. */
const BLOCK = 32;

/** Faults of encoders. */
export const encoderFaults: readonly Fault[] = [
  {
    id: 'encoder.default-outside-range',
    bugClass: 'BUG-017',
    title: 'The default of the bit rate is less than the least',
    device,
    apply: ({ ks: { properties } }) => {
      const { set, id } = ksItem('ENCAPIPARAM_BITRATE');
      wrap(properties, 'basicSupport', (basicSupport) => (call, item) => {
        if (call.id !== id || call.input.guid(0) !== set || item.values === undefined) return basicSupport(call, item);
        const ranges = item.values.members.filter(({ membersFlags }) => membersFlags === KSPROPERTY_MEMBER.STEPPEDRANGES);
        return basicSupport(call, { ...item, values: { ...item.values, members: [...ranges, defaultLong(1)] } });
      });
    },
  },
  {
    id: 'encoder.damaged-settings-taken',
    bugClass: 'BUG-022',
    title: 'A block of settings is taken whatever it holds',
    device,
    apply: setting('CODECAPI_ALLSETTINGS', (_call, handler) => {
      handler();
      return success;
    }),
  },
  {
    id: 'encoder.settings-not-restored',
    bugClass: 'BUG-018',
    title: 'A whole block of settings is taken and changes nothing',
    device,
    apply: setting('CODECAPI_ALLSETTINGS', ({ value }, handler) => (value.length === BLOCK ? success : handler())),
  },
  {
    id: 'encoder.changes-not-listed',
    bugClass: 'BUG-018',
    title: 'The list of changes is always empty',
    device,
    apply: getting('CODECAPI_CURRENTCHANGELIST', () => success),
  },
  {
    id: 'encoder.changes-not-told',
    bugClass: 'BUG-033',
    title: 'A change of a parameter raises no event',
    device,
    apply: ({ ks: { events } }) => {
      const set = ksGuid('CODECAPI_CHANGELISTS');
      wrap(events, 'generate', (generate) => (list, event) => {
        if (event.set !== set) generate(list, event);
      });
    },
  },
  {
    id: 'encoder.unlisted-mode-taken',
    bugClass: 'BUG-017',
    title: 'The list of ways to spend bits leaves one out that is taken',
    device,
    apply: ({ ks: { properties } }) => {
      const { set, id } = ksItem('ENCAPIPARAM_BITRATE_MODE');
      wrap(properties, 'basicSupport', (basicSupport) => (call, item) => {
        if (call.id !== id || call.input.guid(0) !== set || item.values === undefined) return basicSupport(call, item);
        const [list, ...rest] = item.values.members;
        if (list === undefined) return basicSupport(call, item);
        const shorter = { ...list, membersCount: 2, members: list.members.subarray(0, 8) };
        return basicSupport(call, { ...item, values: { ...item.values, members: [shorter, ...rest] } });
      });
    },
  },
];
