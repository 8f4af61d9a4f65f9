/** PROPSETID_VIDCAP_VIDEOCOMPRESSION of the output pin; StreamIndex is its PinId. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter } from '../../classdrivers/avstream/descriptors.ts';
import type { KsPropertyItem, KsPropertySet, KsRequest } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { propertyId } from '../../classdrivers/avstream/video/control-items.ts';
import { member, structSize } from '../../classdrivers/avstream/video/structs.ts';

const NAME = 'KSPROPERTY_VIDEOCOMPRESSION_';
const INFO_S = `${NAME}GETINFO_S`;
const VALUE_S = `${NAME}S`;
const INDEX_AT = member(VALUE_S, 'StreamIndex').offset;
const VALUE_AT = member(VALUE_S, 'Value').offset;
const INFO_SIZE = structSize(INFO_S);
const VALUE_SIZE = structSize(VALUE_S);
/** KS_CompressionCaps_CanQuality, _CanKeyFrame, _CanBFrame and _CanWindow. */
const CAPABILITIES = 1 | 4 | 8 | 16;

interface Setting {
  readonly min: number;
  readonly max: number;
  readonly default: number;
  /** A negative value asks for the default. */
  readonly negative?: true;
}

const SETTINGS = {
  /** Frames from one key frame to the next. */
  KEYFRAME_RATE: { min: 1, max: 300, default: 30 },
  PFRAMES_PER_KEYFRAME: { min: 0, max: 299, default: 29, negative: true },
  QUALITY: { min: 0, max: 10_000, default: 7500 },
  /** Frames over which the rate is kept. */
  WINDOWSIZE: { min: 1, max: 300, default: 15 },
} as const satisfies Record<string, Setting>;

/** The set of one boot. @param stream PinId of the pin that is encoded for */
export function compressionSet(stream: number): KsPropertySet<KsFilter> {
  const of = (request: KsRequest<KsFilter>): boolean => request.input.u32(INDEX_AT) === stream;
  const settings = Object.entries(SETTINGS).map(([name, setting]: [string, Setting]): KsPropertyItem<KsFilter> => {
    let current = setting.default;
    return {
      id: propertyId(NAME + name),
      minProperty: VALUE_SIZE,
      minData: VALUE_SIZE,
      get: (request) => {
        if (!of(request)) return STATUS.STATUS_INVALID_PARAMETER;
        request.value.write(0, request.input.slice(0, VALUE_SIZE));
        request.value.setU32(VALUE_AT, current);
        request.information = VALUE_SIZE;
        return STATUS.STATUS_SUCCESS;
      },
      set: (request) => {
        if (!of(request)) return STATUS.STATUS_INVALID_PARAMETER;
        const wanted = request.value.i32(VALUE_AT);
        const value = wanted < 0 && setting.negative ? setting.default : wanted;
        if (value < setting.min || value > setting.max) return STATUS.STATUS_INVALID_PARAMETER;
        current = value;
        return STATUS.STATUS_SUCCESS;
      },
    };
  });
  return { set: ksGuid('PROPSETID_VIDCAP_VIDEOCOMPRESSION'), items: [info(of), ...settings] };
}

function info(of: (request: KsRequest<KsFilter>) => boolean): KsPropertyItem<KsFilter> {
  const members: readonly (readonly [string, number])[] = [
    ['DefaultKeyFrameRate', SETTINGS.KEYFRAME_RATE.default],
    ['DefaultPFrameRate', SETTINGS.PFRAMES_PER_KEYFRAME.default],
    ['DefaultQuality', SETTINGS.QUALITY.default],
    ['NumberOfQualitySettings', SETTINGS.QUALITY.max + 1],
    ['Capabilities', CAPABILITIES],
  ];
  return {
    id: propertyId(`${NAME}GETINFO`),
    minProperty: INFO_SIZE,
    minData: INFO_SIZE,
    get: (request) => {
      if (!of(request)) return STATUS.STATUS_INVALID_PARAMETER;
      request.value.write(0, request.input.slice(0, INFO_SIZE));
      for (const [name, value] of members) request.value.setU32(member(INFO_S, name).offset, value);
      request.information = INFO_SIZE;
      return STATUS.STATUS_SUCCESS;
    },
  };
}
