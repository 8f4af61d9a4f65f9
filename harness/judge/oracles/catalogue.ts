/** All oracles there are, and which of them a target allows. */
import type { Capability } from '../../target/target.ts';
import type { Oracle, OracleId } from './oracle.ts';

const plain = { needs: [], less: {} } as const;

export const oracles: readonly Oracle[] = [
  {
    id: 'O1',
    name: 'no crash',
    sight: 'answer',
    checks: 'The machine, the process or the driver does not die, whatever is asked',
    files: ['no-crash.ts'],
    ...plain,
  },
  {
    id: 'O2',
    name: 'status contract',
    sight: 'answer',
    checks: 'A cause has its status, or one of a set; several causes at once have the status of one of them; no final status is STATUS_PENDING',
    files: ['status-contract.ts', 'stateless.ts'],
    ...plain,
  },
  {
    id: 'O3',
    name: 'size and Information',
    sight: 'pair',
    checks: 'Information lies within the buffer, a promised size is kept, lists can be walked in the size that they tell',
    files: ['size-contract.ts', 'stateless.ts'],
    ...plain,
  },
  {
    id: 'O4',
    name: 'disclosure',
    sight: 'pair',
    checks: 'Every byte within Information is defined: over two fill patterns, from one time to the next, and no word is a kernel address',
    files: ['disclosure.ts'],
    ...plain,
  },
  {
    id: 'O5',
    name: 'state machine',
    sight: 'sequence',
    checks: 'A declared model and the device agree after every command, and a state is the same whatever way led to it',
    files: ['state-machine.ts'],
    ...plain,
  },
  {
    id: 'O6',
    name: 'round trip and frame',
    sight: 'pair',
    checks: 'A get answers what was set; what fails changes nothing; what reads changes nothing; a set changes what it names and nothing else',
    files: ['round-trip.ts', 'snapshot.ts', 'stateless.ts'],
    ...plain,
  },
  {
    id: 'O7',
    name: 'metamorphic equivalence',
    sight: 'pair',
    checks: 'Two ways of asking the same end the same: direct and serialized, one header and several, with neutral flags, started anew',
    files: ['metamorphic.ts'],
    ...plain,
  },
  {
    id: 'O8',
    name: 'access mode',
    sight: 'answer',
    checks: 'Handlers see a request of a user as one of a user on whatever path it came, and no class of address gains by it',
    files: ['access-mode.ts'],
    needs: ['observations'],
    less: {},
  },
  {
    id: 'O9',
    name: 'concurrency',
    sight: 'sequence',
    checks: 'No field of caller memory is fetched twice, and what overlaps has the effect of some order of it',
    files: ['fetches.ts', 'linearizability.ts'],
    needs: [],
    less: { observations: 'fetches of caller memory are not counted', scheduling: 'requests overlap between steps only' },
  },
  {
    id: 'O10',
    name: 'census',
    sight: 'rest',
    checks: 'After everything is closed the driver holds what it held before: handles, requests, enables, pool, references',
    files: ['census.ts'],
    needs: ['census'],
    less: {},
  },
  {
    id: 'O11',
    name: 'liveness',
    sight: 'answer',
    checks: 'Requests, transitions, closing and power steps end within their time, and what is cancelled completes',
    files: ['liveness.ts'],
    ...plain,
  },
  {
    id: 'O12',
    name: 'temporal laws',
    sight: 'sequence',
    checks: 'Positions lie on the line of their rate, clocks do not run backwards, notifications keep their phase, packet numbers go up by one',
    files: ['temporal.ts'],
    ...plain,
  },
  {
    id: 'O13',
    name: 'topology graph',
    sight: 'rest',
    checks: 'Connections join what exists, in the right direction, once, without cycles; every pin is reached; physical connections are mutual',
    files: ['topology.ts'],
    ...plain,
  },
  {
    id: 'O14',
    name: 'format algebra',
    sight: 'pair',
    checks: 'Intersections lie in both ranges, what is advertised is accepted and what is not is refused, a proposal says what creation does',
    files: ['formats.ts'],
    ...plain,
  },
  {
    id: 'O15',
    name: 'event delivery',
    sight: 'sequence',
    checks: 'A cause signals every registration once, one-shots once at all, none after it was disabled, and nobody else',
    files: ['events.ts'],
    ...plain,
  },
  {
    id: 'O16',
    name: 'data integrity',
    sight: 'answer',
    checks: 'No byte outside of what was written changes; DataUsed fits its frame; frames and bytes come once and in order',
    files: ['data-integrity.ts', 'stateless.ts'],
    ...plain,
  },
  {
    id: 'O17',
    name: 'kind of object',
    sight: 'answer',
    checks: 'An object takes the requests of its own kind only, and handles of other kinds are refused where one is given',
    files: ['kind-matrix.ts'],
    ...plain,
  },
  {
    id: 'O18',
    name: 'power and plug and play',
    sight: 'pair',
    checks: 'After sleep, or after the device was away, it is what it was; while it sleeps nothing is delivered',
    files: ['power.ts'],
    needs: ['plug-and-play'],
    less: {},
  },
  {
    id: 'O19',
    name: 'verifier rules',
    sight: 'answer',
    checks: 'The driver breaks no rule that Driver Verifier checks, also where it goes well',
    files: ['verifier.ts'],
    needs: ['verifier'],
    less: {},
  },
  {
    id: 'O20',
    name: 'across processes',
    sight: 'pair',
    checks: 'A handle that was duplicated into another process does there what it does in its own, or is refused; a process that ends leaves nothing',
    files: ['processes.ts'],
    needs: ['processes'],
    less: {},
  },
];

/** `O16 data integrity` */
export function oracleTitle(id: OracleId): string {
  return `${id} ${oracles.find((oracle) => oracle.id === id)?.name ?? ''}`;
}

/** What it means that a target lacks what an oracle needs. */
const lacks: Readonly<Partial<Record<Capability, string>>> = {
  census: 'the target does not count what the driver holds',
  observations: 'the target does not tell what handlers see',
  'plug-and-play': 'the target cannot put the device to sleep or take it away',
  processes: 'the target has one process',
  verifier: 'the target does not tell which rules of Driver Verifier are broken',
};

/** Whether an oracle can be asked on a target. */
export interface Availability {
  readonly oracle: OracleId;
  readonly available: boolean;
  /** Why it is not available, or what it does not check there; empty if all is well. */
  readonly why: readonly string[];
}

/** What a target with these capabilities allows, in the order of the oracles. */
export function availability(capabilities: ReadonlySet<Capability>): readonly Availability[] {
  return oracles.map(({ id, needs, less }) => {
    const absent = needs.filter((need) => !capabilities.has(need));
    const lessened = (Object.keys(less) as Capability[]).filter((help) => !capabilities.has(help));
    return {
      oracle: id,
      available: absent.length === 0,
      why: absent.length > 0 ? absent.map((need) => lacks[need] ?? `the target has no ${need}`) : lessened.map((help) => less[help] ?? help),
    };
  });
}
