/** The PID filter node: which packets pass, and as what (KSPROPSETID_BdaPIDFilter, KSPROPSETID_BdaTableSection). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { answerBytes } from '../../ks/answers.ts';
import type { KsAutomationTable, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { demultiplexerOf } from './demultiplexer.ts';
import { kspNode, type Target } from './target.ts';

const largestPid = 0x1fff;
/** MEDIA_TRANSPORT_PACKET to MEDIA_TRANSPORT_PAYLOAD. */
const largestContent = 3;

/** A count and as many ULONGs, from `offset` of Out; `undefined` if they are not there. */
export function countedUlongs({ value }: KsRequest<Target>, offset: number): readonly number[] | undefined {
  if (value.length < offset + 4) return undefined;
  const count = value.u32(offset);
  if (count > (value.length - offset - 4) / 4) return undefined;
  return Array.from({ length: count }, (_, i) => value.u32(offset + 4 + 4 * i));
}

const ulongs = (values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

/** BDA_PID_MAP: the PIDs are added; those that pass already take the new content (BDA-020). */
function map(request: KsRequest<Target>): number {
  const pids = countedUlongs(request, 4);
  if (pids === undefined || pids.some((pid) => pid > largestPid)) return STATUS.STATUS_INVALID_PARAMETER;
  const content = request.value.u32(0);
  if (content > largestContent) return STATUS.STATUS_INVALID_PARAMETER;
  const state = demultiplexerOf(request.target);
  state.content = content;
  for (const pid of pids) state.pids.set(pid, content);
  return STATUS.STATUS_SUCCESS;
}

/** BDA_PID_UNMAP: PIDs that do not pass are ignored (BDA-020). */
function unmap(request: KsRequest<Target>): number {
  const pids = countedUlongs(request, 0);
  if (pids === undefined) return STATUS.STATUS_INVALID_PARAMETER;
  for (const pid of pids) demultiplexerOf(request.target).pids.delete(pid);
  return STATUS.STATUS_SUCCESS;
}

/** The map of the content that was mapped last. */
function currentMap({ pids, content }: ReturnType<typeof demultiplexerOf>): Uint8Array {
  const mapped = [...pids].filter(([, has]) => has === content).map(([pid]) => pid);
  return ulongs([content, mapped.length, ...mapped]);
}

/** BDA_TABLE_SECTION: two ids, a length, and as many bytes. */
function setSection({ target, value }: KsRequest<Target>): number {
  if (value.length < 12 || value.u32(8) > value.length - 12) return STATUS.STATUS_INVALID_PARAMETER;
  demultiplexerOf(target).section = value.slice(0, 12 + value.u32(8));
  return STATUS.STATUS_SUCCESS;
}

export const pidFilter: KsAutomationTable<Target> = {
  properties: [
    {
      set: ksGuid('KSPROPSETID_BdaPIDFilter'),
      items: [
        {
          id: 0,
          minProperty: kspNode,
          minData: 0,
          get: (request) => answerBytes(request, currentMap(demultiplexerOf(request.target))),
          set: map,
        },
        { id: 1, minProperty: kspNode, minData: 0, set: unmap },
        {
          id: 2,
          minProperty: kspNode,
          minData: 0,
          get: (request) => answerBytes(request, ulongs([...demultiplexerOf(request.target).pids.keys()])),
        },
      ],
    },
    {
      set: ksGuid('KSPROPSETID_BdaTableSection'),
      items: [
        {
          id: 0,
          minProperty: kspNode,
          minData: 0,
          get: (request) => answerBytes(request, demultiplexerOf(request.target).section),
          set: setSection,
        },
      ],
    },
  ],
};
