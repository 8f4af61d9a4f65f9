/** PROPSETID_VIDCAP_VIDEOCOMPRESSION of the output pin; StreamIndex is its PinId. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsFilter } from '../descriptors.ts';
import type { KsPropertyItem, KsPropertySet, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { propertyId } from '../video/control-items.ts';
import { member, structSize } from '../video/structs.ts';

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

/** What a compressor lets clients set; qualities are 0 … 10000. */
export interface CompressionLimits {
  /** Frames from one key frame to the next. */
  readonly KEYFRAME_RATE: Setting;
  readonly PFRAMES_PER_KEYFRAME: Setting;
  readonly QUALITY: Setting;
  /** Frames over which the rate is kept. */
  readonly WINDOWSIZE: Setting;
}

/** The set of one boot. @param stream PinId of the pin that is encoded for */
export function compressionSet(stream: number, limits: CompressionLimits): KsPropertySet<KsFilter> {
  const of = (request: KsRequest<KsFilter>): boolean => request.input.u32(INDEX_AT) === stream;
  const settings = Object.entries(limits).map(([name, setting]: [string, Setting]): KsPropertyItem<KsFilter> => {
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
  return { set: ksGuid('PROPSETID_VIDCAP_VIDEOCOMPRESSION'), items: [info(of, limits), ...settings] };
}

function info(of: (request: KsRequest<KsFilter>) => boolean, limits: CompressionLimits): KsPropertyItem<KsFilter> {
  const members: readonly (readonly [string, number])[] = [
    ['DefaultKeyFrameRate', limits.KEYFRAME_RATE.default],
    ['DefaultPFrameRate', limits.PFRAMES_PER_KEYFRAME.default],
    ['DefaultQuality', limits.QUALITY.default],
    ['NumberOfQualitySettings', limits.QUALITY.max + 1],
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
