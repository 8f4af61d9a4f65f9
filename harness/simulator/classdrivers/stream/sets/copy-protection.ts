/** KSPROPSETID_CopyProt, which every input stream has (DVD-001). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { answerBytes, answerU32 } from '../../ks/answers.ts';
import { ksGuid } from '../../ks/guids.ts';
import type { MiniPropertySet } from '../minidriver.ts';
import { fixed, setting, streamOf } from '../parts/items.ts';

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

/** KS_DVDCOPYSTATE of a set: what a client announces. */
const KS_DVDCOPYSTATE = { INITIALIZE: 0, INITIALIZE_TITLE: 1, DONE: 4 } as const;
const challengeSize = 10;

/** The decrypter behind the input streams. */
export interface StreamDecrypter {
  challenge(): Uint8Array;
  takeChallenge(bytes: Uint8Array): void;
  busKey(): Uint8Array;
  takeTitleKey(): void;
  /** KS_DVDCOPYSTATE_AUTHENTICATION_*, for the stream that asks. */
  authentication(stream: object): number;
}

/** The set of an input stream. `busy`: whether the start of a negotiation must wait, which then is pending (DVD-004). */
export const copyProtection = (decrypter: StreamDecrypter, busy: () => boolean): MiniPropertySet => ({
  set: ksGuid('KSPROPSETID_CopyProt'),
  items: [
    {
      id: 1,
      minData: challengeStruct,
      get: (request) =>
        answerBytes(request, padded(decrypter.challenge(), challengeStruct)),
      set: (request) => {
        decrypter.takeChallenge(request.value.slice(0, challengeSize));
        return STATUS.STATUS_SUCCESS;
      },
    },
    // The drive's bus key and the keys of the disc are the decrypter's to use; nobody reads them back.
    setting(2, busKeyStruct),
    {
      id: 3,
      minData: busKeyStruct,
      get: (request) => answerBytes(request, padded(decrypter.busKey(), busKeyStruct)),
    },
    {
      id: 4,
      minData: titleKeyStruct,
      set: () => {
        decrypter.takeTitleKey();
        return STATUS.STATUS_SUCCESS;
      },
    },
    setting(5, 4, (value) => value.u32(0) <= strongestMacrovision),
    fixed(6, region),
    {
      id: 7,
      minData: 4,
      get: (request) => {
        return answerU32(request, decrypter.authentication(streamOf(request)));
      },
      set: (request) => {
        const state = request.value.u32(0);
        if (state > KS_DVDCOPYSTATE.DONE) return STATUS.STATUS_INVALID_PARAMETER;
        const begins = state === KS_DVDCOPYSTATE.INITIALIZE || state === KS_DVDCOPYSTATE.INITIALIZE_TITLE;
        return begins && busy() ? STATUS.STATUS_PENDING : STATUS.STATUS_SUCCESS;
      },
    },
    setting(0x80, discKeyStruct),
  ],
});
