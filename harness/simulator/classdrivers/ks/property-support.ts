/** Answers to BASICSUPPORT, DEFAULTVALUES and RELATIONS, made from the item alone (AVS-003). */
import { writeGuid } from '../../../abi/guid.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import { answerBytes, answerList, multipleItem, shortValue } from './answers.ts';
import { KSPROPERTY_TYPE as TYPE, type KsPropertyValues } from './automation.ts';
import type { PropertyItem } from './compiled.ts';
import { ksGuid } from './guids.ts';
import type { KsCall } from './ks-call.ts';
import { KSPROPERTY_MEMBER_FLAG } from './values.ts';

/** Size of KSPROPERTY_DESCRIPTION. */
export const descriptionSize = 40;
const generalTypes = ksGuid('KSPROPTYPESETID_General');

/** The verbs that BASICSUPPORT reports for an item (PROP-057). */
export function accessFlags(item: PropertyItem, target: unknown): number {
  let flags: number = TYPE.BASICSUPPORT;
  if (item.kernelOnly === true) return flags;
  if (item.get !== undefined) flags |= TYPE.GET;
  if (item.set !== undefined) flags |= TYPE.SET;
  const allowed = item.access?.(target as never) ?? TYPE.GET | TYPE.SET;
  return flags & (TYPE.BASICSUPPORT | allowed);
}

/** KSPROPERTY_DESCRIPTION with its member lists: all of them, or those that are defaults (PROP-100). */
export function description(access: number, values: KsPropertyValues | undefined, defaultsOnly: boolean): Uint8Array {
  const lists = (values?.members ?? []).filter(
    (list) => !defaultsOnly || (list.flags & KSPROPERTY_MEMBER_FLAG.DEFAULT) !== 0,
  );
  const size = lists.reduce((sum, list) => sum + 16 + list.members.length, descriptionSize);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, access, true);
  view.setUint32(4, size, true);
  if (values !== undefined) {
    writeGuid(bytes, 8, values.typeSet ?? generalTypes);
    view.setUint32(24, values.type, true);
  }
  view.setUint32(32, lists.length, true);
  let at = descriptionSize;
  for (const list of lists) {
    view.setUint32(at, list.membersFlags, true);
    view.setUint32(at + 4, list.membersSize, true);
    view.setUint32(at + 8, list.membersCount, true);
    view.setUint32(at + 12, list.flags, true);
    bytes.set(list.members, at + 16);
    at += 16 + list.members.length;
  }
  return bytes;
}

/**
 * The size protocol of a description (PROP-050…055): 4 bytes get the access flags, 40 the description without its
 * lists, enough gets all, nothing asks for the size; everything else is too small.
 */
export function answerDescription(call: KsCall, bytes: Uint8Array): number {
  const { length } = call.value;
  if (length >= bytes.length) return answerBytes(call, bytes);
  if (length !== 4 && length !== descriptionSize) return shortValue(call, bytes.length);
  call.value.write(0, bytes.subarray(0, length));
  call.information = length;
  return STATUS.STATUS_SUCCESS;
}

/** PROP-090…095. */
export function answerRelations(call: KsCall, item: PropertyItem): number {
  const identifiers = (item.relations ?? []).map(({ set, id }) => {
    const bytes = new Uint8Array(24);
    writeGuid(bytes, 0, set);
    new DataView(bytes.buffer).setUint32(16, id, true);
    return bytes;
  });
  return answerList(call, multipleItem(identifiers, 8));
}
