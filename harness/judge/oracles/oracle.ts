/**
 * What the oracles have in common. An oracle is a way to know that something is wrong, whoever asked for it: a law of the
 * specs, a model, a campaign. It takes what was seen, and declarations of what should have been, never the name of an
 * item. It gives `null` where nothing is wrong, and allocates nothing then: some are asked after every request.
 */
import { oracleIds, type OracleId } from '../../spec/oracle-ids.ts';
import type { Capability } from '../../target/target.ts';

/** What an oracle looks at: one answer, two exchanges held against each other, several in order, or what is at rest. */
export type Sight = 'answer' | 'pair' | 'sequence' | 'rest';

export interface Oracle {
  readonly id: OracleId;
  /** As reports show it behind the id: `data integrity`. */
  readonly name: string;
  readonly sight: Sight;
  /** What it checks, in a sentence. */
  readonly checks: string;
  /** Where it is, beside this file. */
  readonly files: readonly string[];
  /** Without one of these it can say nothing on a target. */
  readonly needs: readonly Capability[];
  /** Without one of these it checks less, and what. */
  readonly less: Readonly<Partial<Record<Capability, string>>>;
}

/** Something that an oracle found wrong. */
export interface Breach {
  readonly oracle: OracleId;
  /** One line: `byte 0 behind the output buffer was overwritten`. */
  readonly message: string;
  /** One line: `no byte outside the output buffer changes`. */
  readonly expected: string;
  /** Id of the rule of docs/ks-semantics.md that says so, where there is one. */
  readonly rule?: string;
}

export { oracleIds, type OracleId };

/** Makes a breach. */
export function breach(oracle: OracleId, message: string, expected: string, rule?: string): Breach {
  return { oracle, message, expected, ...(rule !== undefined && { rule }) };
}
