/** KSPROPSETID_CopyProt, which every input stream has (DVD-001). */
import { STATUS } from '../../../abi/ntstatus.ts';
import { answerBytes, answerU32 } from '../../classdrivers/ks/answers.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { MiniPropertySet } from '../../classdrivers/stream/minidriver.ts';
import { challengeSize, KS_DVDCOPYSTATE } from './decrypter.ts';
import { deviceOf, fixed, setting, streamOf } from './state.ts';

/** Sizes of the structures; the last bytes of the keys are reserved. */
const [challengeStruct, busKeyStruct, titleKeyStruct, discKeyStruct] = [12, 6, 20, 2048];
/** KS_DVDCOPY_REGION of a decoder that hardware limits to region 1: its bit is set. */
const region = Uint8Array.of(0, 0x01, 0, 0);
/** KS_COPY_MACROVISION_LEVEL. */
const strongestMacrovision = 3;

const padded = (bytes: Uint8Array, size: number): Uint8Array => {
  const struct = new Uint8Array(size);
  struct.set(bytes);
  return struct;
};

export const copyProtection: MiniPropertySet = {
  set: ksGuid('KSPROPSETID_CopyProt'),
  items: [
    {
      id: 1,
      minData: challengeStruct,
      get: (request) =>
        answerBytes(request, padded(deviceOf(streamOf(request)).decrypter.challenge(), challengeStruct)),
      set: (request) => {
        deviceOf(streamOf(request)).decrypter.takeChallenge(request.value.slice(0, challengeSize));
        return STATUS.STATUS_SUCCESS;
      },
    },
    // The drive's bus key and the keys of the disc are the decrypter's to use; nobody reads them back.
    setting(2, busKeyStruct),
    {
      id: 3,
      minData: busKeyStruct,
      get: (request) => answerBytes(request, padded(deviceOf(streamOf(request)).decrypter.busKey(), busKeyStruct)),
    },
    {
      id: 4,
      minData: titleKeyStruct,
      set: (request) => {
        deviceOf(streamOf(request)).decrypter.takeTitleKey();
        return STATUS.STATUS_SUCCESS;
      },
    },
    setting(5, 4, (value) => value.u32(0) <= strongestMacrovision),
    fixed(6, region),
    {
      id: 7,
      minData: 4,
      get: (request) => {
        const stream = streamOf(request);
        return answerU32(request, deviceOf(stream).decrypter.authentication(stream));
      },
      set: (request) => {
        const state = request.value.u32(0);
        if (state > KS_DVDCOPYSTATE.DONE) return STATUS.STATUS_INVALID_PARAMETER;
        const device = deviceOf(streamOf(request));
        const begins = state === KS_DVDCOPYSTATE.INITIALIZE || state === KS_DVDCOPYSTATE.INITIALIZE_TITLE;
        return begins && device.decrypter.busy(device.streams) ? STATUS.STATUS_PENDING : STATUS.STATUS_SUCCESS;
      },
    },
    setting(0x80, discKeyStruct),
  ],
};

