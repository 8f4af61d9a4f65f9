/** Lengths around every boundary, of the request and of its output buffer. */
import { STATUS } from '../../abi/ntstatus.ts';
import { headerSize } from '../../plan/request-layout.ts';
import type { Known } from './draft.ts';
import type { Mutation, Shape } from './mutation.ts';

const pageSize = 4096;
/** KSPROPERTY_DESCRIPTION. */
const descriptionSize = 40;

export function* lengthMutations(shape: Shape): Generator<Mutation> {
  for (const length of around([0, headerSize, shape.structSize, shape.inputLength, pageSize])) {
    if (length === shape.inputLength) continue;
    yield {
      name: `input length ${length}`,
      apply: (draft) => { draft.inputLength = length; },
      known: length < shape.inputLength ? tooShort(shape, length) : undefined,
    };
  }
  for (const length of around([0, 4, descriptionSize, shape.outputLength, 2 * shape.outputLength, pageSize])) {
    if (length === shape.outputLength) continue;
    yield {
      name: `output length ${length}`,
      apply: (draft) => {
        draft.outputLength = length;
        // A value that is sent is as long as its buffer: the rest is zero.
        if (draft.valueLength > 0) draft.valueLength = length;
      },
    };
  }
}

function around(places: readonly number[]): Set<number> {
  return new Set(places.flatMap((n) => [n - 1, n, n + 1, n + 8]).filter((n) => n >= 0));
}

/** What a request that is cut short must be answered (PROP-001, PROP-020, METH-003, METH-006, EVT-012). */
function tooShort({ kind, verb, structSize, able }: Shape, length: number): Known | undefined {
  if (kind === 'none') return undefined;
  if (length < headerSize) return length === 0 && kind === 'event' ? undefined : shortHeader[kind];
  if (kind === 'event' || length >= structSize || !able || (verb !== 'get' && verb !== 'call')) return undefined;
  return shortInstance[kind];
}

const shortHeader = {
  property: known(['STATUS_INVALID_BUFFER_SIZE', 'STATUS_INVALID_PARAMETER'], 'PROP-001'),
  method: known(['STATUS_INVALID_BUFFER_SIZE', 'STATUS_INVALID_PARAMETER', 'STATUS_PROPSET_NOT_FOUND'], 'METH-003'),
  event: known(['STATUS_INVALID_BUFFER_SIZE', 'STATUS_NOT_SUPPORTED', 'STATUS_INVALID_PARAMETER'], 'EVT-012'),
} as const;
const instanceStatuses = ['STATUS_INVALID_BUFFER_SIZE', 'STATUS_INVALID_PARAMETER', 'STATUS_BUFFER_TOO_SMALL'] as const;
const shortInstance = { property: known(instanceStatuses, 'PROP-020'), method: known(instanceStatuses, 'METH-006') } as const;

/** What is known, from the names of statuses. */
export function known(names: readonly (keyof typeof STATUS)[], rule: string): Known {
  return { statuses: names.map((name) => STATUS[name]), text: names.join(' or '), rule };
}
