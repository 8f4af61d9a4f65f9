/** dmusprop.h: the structures of KSPROPSETID_Synth, and how a driver settles the parameters of a port (PCLS-121). */
import { codecOf } from '../../../abi/codec.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import { pcAnswer, verbs } from './answers.ts';
import type { PcPropertyItem, PcPropertyRequest } from './descriptors.ts';
import { ksItem } from './identifiers.ts';

/** SYNTH_PC_*: SYNTHCAPS.Flags. */
export const SYNTH_PC = { DLS: 0x1, EXTERNAL: 0x2, SOFTWARESYNTH: 0x4, MEMORYSIZEFIXED: 0x8, DLS2: 0x200 } as const;
/** SYNTH_EFFECT_*. */
export const SYNTH_EFFECT = { REVERB: 0x1, CHORUS: 0x2, DELAY: 0x4 } as const;
/** What a driver says where it does not know a limit: (ULONG)−1. */
export const unknownLimit = 0xffff_ffff;

const caps = codecOf('SYNTHCAPS', 'x64');
/** Size of SYNTH_PORTPARAMS. */
const portParamsSize = 28;

/** SYNTHCAPS. */
export interface SynthCaps {
  readonly Guid: string;
  readonly Flags: number;
  readonly MemorySize: number;
  readonly MaxChannelGroups: number;
  readonly MaxVoices: number;
  readonly MaxAudioChannels: number;
  readonly EffectFlags: number;
  readonly Description: string;
}

/** CAPS, of a synthesizer that `capsOf` finds for a request. */
export function capsItem(capsOf: (request: PcPropertyRequest) => SynthCaps | undefined): PcPropertyItem {
  return {
    ...ksItem('KSPROPERTY_SYNTH_CAPS'),
    ...verbs({
      get: (request) => {
        const found = capsOf(request);
        return found === undefined ? STATUS.STATUS_INVALID_DEVICE_REQUEST : pcAnswer(request, caps.encode({ ...found }));
      },
    }),
  };
}

/** Members of SYNTH_PORTPARAMS behind ValidParams, each with the flag that says that a caller gave it. */
const members = [
  ['voices', 0x1],
  ['channelGroups', 0x2],
  ['audioChannels', 0x4],
  ['sampleRate', 0x8],
  ['effects', 0x20],
  ['share', 0x40],
] as const;

/** SYNTH_PORTPARAMS without ValidParams. */
export type PortParameters = Record<(typeof members)[number][0], number>;

/**
 * PORTPARAMETERS: a get that configures. `accept` makes of each value that was asked for the one that the port can have.
 * What was not asked for is as `defaults` say; `configure` is told the outcome.
 */
export function portParametersItem<Port>(port: {
  readonly find: (request: PcPropertyRequest) => Port | undefined;
  readonly defaults: PortParameters;
  readonly accept: (wanted: PortParameters) => PortParameters;
  readonly configure: (port: Port, parameters: PortParameters) => void;
}): PcPropertyItem {
  return {
    ...ksItem('KSPROPERTY_SYNTH_PORTPARAMETERS'),
    ...verbs({
      instance: portParamsSize,
      get: (request) => {
        const found = port.find(request);
        if (found === undefined) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
        const { instance } = request;
        const valid = instance.u32(0);
        const wanted = { ...port.defaults };
        members.forEach(([name, flag], i) => {
          if ((valid & flag) !== 0) wanted[name] = instance.u32(4 + i * 4);
        });
        const accepted = port.accept(wanted);
        const bytes = new Uint8Array(portParamsSize);
        const view = new DataView(bytes.buffer);
        view.setUint32(0, valid, true);
        members.forEach(([name], i) => {
          view.setUint32(4 + i * 4, accepted[name], true);
        });
        const status = pcAnswer(request, bytes);
        if (status !== STATUS.STATUS_SUCCESS) return status;
        port.configure(found, accepted);
        const changed = members.some(([name, flag]) => (valid & flag) !== 0 && accepted[name] !== wanted[name]);
        return changed ? STATUS.STATUS_NOT_ALL_ASSIGNED : STATUS.STATUS_SUCCESS;
      },
    }),
  };
}
