/** Items that tuner nodes have in common: settings that are recorded, and statistics of the signal. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { answerU32 } from '../../ks/answers.ts';
import type { KsPropertyItem, KsPropertySet, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { kspNode, type Target } from './target.ts';
import { NOT_SET, record, tunerOf, type Setting } from './tuner.ts';

/** A ULONG that is recorded until the next commit. A get answers what was set last. */
export const recorded = (id: number, setting: Setting): KsPropertyItem<Target> => ({
  id,
  minProperty: kspNode,
  minData: 4,
  get: (request) => answerU32(request, tunerOf(request.target).recorded(setting) ?? NOT_SET),
  set: ({ target, value }) => record(target, setting, value.u32(0)),
});

/** BDA_LockType. */
const LOCK = { NONE: 0, PLL: 1, DECODER_DEMOD: 2 } as const;

/** What a node can say of the signal. */
export interface Statistics {
  /** Lock types that the node supports. */
  readonly lock: typeof LOCK.PLL | typeof LOCK.DECODER_DEMOD;
  /** Least quality, in per cent, at which it is locked. */
  readonly lockQuality: number;
}

/** A tuner locks on any carrier, a demodulator on one that carries data (BDA-018). */
export const tunerStatistics: Statistics = { lock: LOCK.PLL, lockQuality: 0 };
export const demodulatorStatistics: Statistics = { lock: LOCK.DECODER_DEMOD, lockQuality: 20 };

/** KSPROPSETID_BdaSignalStats. */
export function signalStatistics({ lock, lockQuality }: Statistics): KsPropertySet<Target> {
  const statistic = (id: number, value: (request: KsRequest<Target>) => number): KsPropertyItem<Target> => ({
    id,
    minProperty: kspNode,
    minData: 4,
    get: (request) => answerU32(request, value(request)),
  });
  const channelOf = ({ target }: KsRequest<Target>) => tunerOf(target).received;
  const locked = (request: KsRequest<Target>): boolean => (channelOf(request)?.quality ?? -1) >= lockQuality;
  return {
    set: ksGuid('KSPROPSETID_BdaSignalStats'),
    items: [
      // Without a carrier the strength is that of noise, 60 dB below nominal.
      statistic(0, (request) => channelOf(request)?.strength ?? 60_000),
      statistic(1, (request) => channelOf(request)?.quality ?? 0),
      statistic(2, (request) => (channelOf(request) === undefined ? 0 : 1)),
      statistic(3, (request) => (locked(request) ? 1 : 0)),
      {
        ...statistic(4, ({ target }) => tunerOf(target).sampleTime),
        set: ({ target, value }) => {
          const time = value.i32(0);
          if (time <= 0) return STATUS.STATUS_INVALID_PARAMETER;
          tunerOf(target).sampleTime = time;
          return STATUS.STATUS_SUCCESS;
        },
      },
      statistic(5, () => lock),
      statistic(6, (request) => (locked(request) ? lock : LOCK.NONE)),
    ],
  };
}
