/** KSPROPERTYSETID_NetworkCameraControl of a camera that is reached by Onvif. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter } from '../../classdrivers/avstream/descriptors.ts';
import { answerBytes, wideString } from '../../classdrivers/ks/answers.ts';
import type { KsPropertyItem, KsPropertySet, KsRequest } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { propertyId } from '../../classdrivers/avstream/video/control-items.ts';
import { u32At } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { member, structBytes, structSize } from '../../classdrivers/avstream/video/structs.ts';

const NTP = 'KSPROPERTY_NETWORKCAMERACONTROL_NTPINFO_HEADER';
const METADATA = 'KSPROPERTY_NETWORKCAMERACONTROL_METADATA_INFO';
/** KSPROPERTY_NETWORKCAMERACONTROL_NTPINFO_TYPE. */
const NTP_TYPE = { DISABLE: 0, HOST: 1, CUSTOM: 2 } as const;
const STREAM = 'rtsp://camera.example/stream1';
const TOPICS = '<topics><topic>tns1:VideoSource/MotionAlarm</topic></topics>';

/** A property whose bytes a SET replaces, if they are legal. */
function stored(name: string, first: Uint8Array, legal?: (sent: Uint8Array) => boolean): KsPropertyItem<KsFilter> {
  let current = first;
  return {
    id: propertyId(`KSPROPERTY_NETWORKCAMERACONTROL_${name}`),
    minData: 0,
    get: (request) => answerBytes(request, current),
    ...(legal !== undefined && {
      set: ({ value }: KsRequest<KsFilter>) => {
        const sent = value.slice();
        if (!legal(sent)) return STATUS.STATUS_INVALID_PARAMETER;
        current = sent;
        return STATUS.STATUS_SUCCESS;
      },
    }),
  };
}

/** A header that tells the size of all; a server's name goes with CUSTOM only. */
function isNtp(sent: Uint8Array): boolean {
  const header = structSize(NTP);
  if (sent.length < header || u32At(sent, member(NTP, 'Size').offset) !== sent.length) return false;
  const type = u32At(sent, member(NTP, 'Type').offset);
  return type === NTP_TYPE.CUSTOM ? isText(sent.subarray(header)) : type <= NTP_TYPE.HOST && sent.length === header;
}

/** WCHARs of which the last, and no other, is NUL. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.length < 2 || bytes.length % 2 !== 0) return false;
  const nul = Array.from({ length: bytes.length / 2 }, (_, i) => bytes[2 * i] === 0 && bytes[2 * i + 1] === 0).indexOf(true);
  return nul === bytes.length / 2 - 1;
}

const isMetadata = (sent: Uint8Array): boolean =>
  sent.length === structSize(METADATA) && u32At(sent, member(METADATA, 'Size').offset) === sent.length;

/** The set of one boot. */
export function networkSet(): KsPropertySet<KsFilter> {
  return {
    set: ksGuid('KSPROPERTYSETID_NetworkCameraControl'),
    items: [
      stored('NTP', structBytes(NTP, { Size: structSize(NTP), Type: NTP_TYPE.DISABLE }), isNtp),
      stored('URI', wideString(STREAM)),
      stored('METADATA', structBytes(METADATA, { Size: structSize(METADATA) }), isMetadata),
      stored('EVENTTOPICS_XML', wideString(TOPICS), isText),
    ],
  };
}
