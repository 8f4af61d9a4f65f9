/** The camera controls of Windows 8, each a set of its own with the id 0: flash, stabilization, region of interest, image pin. */
import { constantByName } from '../../../abi/names.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter } from '../../classdrivers/avstream/descriptors.ts';
import type { KsPropertyItem, KsPropertySet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { i32At, u32At } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { member, structBytes, type Members } from '../../classdrivers/avstream/video/structs.ts';

const number = (name: string): number => {
  const value = constantByName(name);
  if (value === undefined) throw new RangeError(`no constant is named ${name}`);
  return Number(value);
};

interface EarlyControl {
  readonly set: string;
  readonly struct: string;
  readonly first: Members;
  /** What a SET leaves behind; `undefined` refuses it. Absent: the control cannot be set. */
  readonly store?: (sent: Uint8Array) => Members | undefined;
  /** Called after a SET. */
  readonly changed?: (filter: KsFilter) => void;
}

function earlySet({ set, struct, first, store, changed }: EarlyControl): KsPropertySet<KsFilter> {
  let current = structBytes(struct, first);
  const item: KsPropertyItem<KsFilter> = {
    id: 0,
    minData: current.length,
    get: (request) => {
      request.value.write(0, current);
      request.information = current.length;
      return STATUS.STATUS_SUCCESS;
    },
    ...(store !== undefined && {
      set: ({ target, value }) => {
        const members = store(value.slice(0, current.length));
        if (members === undefined) return STATUS.STATUS_INVALID_PARAMETER;
        current = structBytes(struct, { ...first, ...members });
        changed?.(target);
        return STATUS.STATUS_SUCCESS;
      },
    }),
  };
  return { set: ksGuid(set), items: [item] };
}

const FLASH = 'KSPROPERTY_CAMERACONTROL_FLASH_';
const STABILIZATION = 'KSPROPERTY_CAMERACONTROL_VIDEOSTABILIZATION_MODE_';
const REGION = 'KSPROPERTY_CAMERACONTROL_REGION_OF_INTEREST_';
const REGION_S = `${REGION}S`;
const modes = ['OFF', 'HIGH', 'MEDIUM', 'LOW', 'AUTO'].map((name) => number(STABILIZATION + name));
const flashes = ['OFF', 'ON', 'AUTO'].map((name) => number(FLASH + name));
const LOCKS = ['AutoFocusLock', 'AutoExposureLock', 'AutoWhitebalanceLock'] as const;

/** A rectangle that is one, and locks that are on or off. */
function region(sent: Uint8Array): Members | undefined {
  const [left, top, right, bottom] = [0, 4, 8, 12].map((at) => i32At(sent, at)) as [number, number, number, number];
  if (left < 0 || top < 0 || right < left || bottom < top) return undefined;
  const locks = LOCKS.map((name) => [name, Number(u32At(sent, member(REGION_S, name).offset) !== 0)] as const);
  return { FocusRect: { left, top, right, bottom }, ...Object.fromEntries(locks) };
}

/** The sets of one boot. */
export function earlySets(): KsPropertySet<KsFilter>[] {
  return [
    earlySet({
      set: 'PROPSETID_VIDCAP_CAMERACONTROL_FLASH',
      struct: `${FLASH}S`,
      first: { Capabilities: number(`${FLASH}FLAGS_AUTO`) | number(`${FLASH}FLAGS_MANUAL`) },
      store: (sent) => (flashes.includes(u32At(sent, 0)) ? { Flash: u32At(sent, 0) } : undefined),
    }),
    earlySet({
      set: 'PROPSETID_VIDCAP_CAMERACONTROL_VIDEO_STABILIZATION',
      struct: `${STABILIZATION}S`,
      first: { Capabilities: number(`${STABILIZATION}FLAGS_AUTO`) | number(`${STABILIZATION}FLAGS_MANUAL`) },
      store: (sent) => (modes.includes(u32At(sent, 0)) ? { VideoStabilizationMode: u32At(sent, 0) } : undefined),
    }),
    earlySet({
      set: 'PROPSETID_VIDCAP_CAMERACONTROL_REGION_OF_INTEREST',
      struct: REGION_S,
      first: { Capabilities: number(`${REGION}CONFIG_FOCUS`) | number(`${REGION}CONFIG_EXPOSURE`) | number(`${REGION}CONFIG_WB`) },
      store: region,
      changed: ({ device }) => {
        device.generateEvents({ set: ksGuid('EVENTSETID_VIDCAP_CAMERACONTROL_REGION_OF_INTEREST'), id: 0 });
      },
    }),
    earlySet({
      set: 'PROPSETID_VIDCAP_CAMERACONTROL_IMAGE_PIN_CAPABILITY',
      struct: 'KSPROPERTY_CAMERACONTROL_IMAGE_PIN_CAPABILITY_S',
      first: {},
    }),
  ];
}
