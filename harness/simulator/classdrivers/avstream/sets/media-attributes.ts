/** KSPROPSETID_Bibliographic and KSPROPSETID_MPEG4_MediaType_Attributes: what a medium says of itself. */
import { answerBytes, wideString } from '../../ks/answers.ts';
import type { KsPropertySet } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { ksItem } from '../../ks/identifiers.ts';
import type { KsFilter, KsPin } from '../descriptors.ts';

/** The entry of a library catalogue: texts by the names of its fields. */
export const bibliographicSet = (entry: Readonly<Record<string, string>>): KsPropertySet<KsFilter> => ({
  set: ksGuid('KSPROPSETID_Bibliographic'),
  items: Object.entries(entry).map(([name, text]) => ({
    id: ksItem(`KSPROPERTY_BIBLIOGRAPHIC_${name}`).id,
    minData: 0,
    get: (request) => answerBytes(request, wideString(text)),
  })),
});

/** The sample description box of a pin's frames. */
export const sampleDescriptionSet = (box: Uint8Array): KsPropertySet<KsPin> => ({
  set: ksGuid('KSPROPSETID_MPEG4_MediaType_Attributes'),
  items: [
    { id: ksItem('KSPROPERTY_MPEG4_MEDIATYPE_SD_BOX').id, minData: 0, get: (request) => answerBytes(request, box) },
  ],
});
