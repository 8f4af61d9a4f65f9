/** Claims that a test writes itself, about the reference device, whose own sets are declared here. */
import type { Problem } from '../../base/errors.ts';
import { compileBook } from '../../spec/loader.ts';
import type { SpecBook } from '../../spec/model.ts';
import { shippedRules } from '../../spec/rules.ts';
import { findSpecFiles, parseSpec, readSpecFile, shippedSpecs } from '../../spec/spec-files.ts';

const declared = (more: string): string => `title: Claims of a test
rules:
  TEST-001: { says: Documented, sources: "docs:must" }
  TEST-002: { says: Observed, strength: should }
  TEST-003: { says: Inferred, strength: may }
propertySets:
  PROPSETID_TESTCAP:
    on: [filter]
    guid: "{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}"
    ids: { LEVEL: 0, ENABLE: 1, MODE: 2, CHANGES: 3, RESET: 4, TABLE: 5, SLOW: 6, WIDE: 7, ABSENT: 99 }
    properties:
      LEVEL: { get: required, set: required, value: LONG, range: device, cites: [TEST-001] }
      ENABLE: { get: required, set: required, value: BOOL }
      MODE: { get: required, set: required, value: LONG, oneOf: [1, 2, 4] }
      CHANGES: { get: required, set: forbidden, value: ULONG, volatile: true }
      RESET: { get: forbidden, set: required, value: ULONG }
      TABLE: { get: required, set: required, value: "KSMULTIPLE_ITEM + ULONG[]" }
      SLOW: { get: required, set: forbidden, value: ULONG }
      WIDE: { get: required, set: required, value: LONGLONG, range: { min: -10, max: 10 } }
      ABSENT: { get: optional, set: optional, value: ULONG }
${more}methodSets:
  METHODSETID_TESTCAP:
    on: [filter]
    guid: "{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900002}"
    ids: { NONE: 0, READ: 1, WRITE: 2, MODIFY: 3, WAIT: 4 }
    methods:
      NONE: { presence: required, flags: NONE, value: none }
      READ: { presence: required, flags: READ, value: LONG }
      WRITE: { presence: required, flags: WRITE, value: "ULONG[2]" }
      MODIFY: { presence: required, flags: MODIFY, value: LONG }
      WAIT: { presence: required, flags: NONE, value: none }
eventSets:
  EVENTSETID_TESTCAP:
    on: [filter]
    guid: "{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900003}"
    ids: { CHANGED: 0, REACHED: 1 }
    events:
      CHANGED: { presence: required }
`;

/**
 * Compiles claims, YAML that follows the declarations, with the shipped specs for what objects there are.
 * @param sets further sets of properties
 */
export function claimsOf(claims: string, sets = ''): SpecBook {
  const problems: string[] = [];
  const report = ({ message, position }: Problem): void => void problems.push(`line ${position?.line ?? 0}: ${message}`);
  const shipped = findSpecFiles([shippedSpecs], report).flatMap((file) => readSpecFile(file, report) ?? []);
  const own = parseSpec({ file: 'own.yaml', path: 'own' }, declared(sets) + claims, report);
  // What is shipped was found right when it was built: of it only what is needed is compiled.
  const book = compileBook(own ? [...shipped, own] : shipped, report, shippedRules(), true);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const ofOwn = <C extends { readonly path: string }>(all: readonly C[]) => all.filter(({ path }) => path === 'own');
  return { ...book, laws: ofOwn(book.laws), behaviours: ofOwn(book.behaviours), models: ofOwn(book.models), profiles: [] };
}

/** Behaviours by their ids: their steps, YAML with commas between them; before `|` what else is said, if it is not a filter's. */
export function behaviours(all: Readonly<Record<string, string>>): string {
  const lines = Object.entries(all).map(([id, text]) => {
    const [, more = '', steps = ''] = /^(?:(\w[^|]*)\|)?([^]*)$/.exec(text) ?? [];
    const on = more.includes('on:') ? '' : 'on: filter, ';
    const cites = more.includes('cites:') ? '' : 'cites: [TEST-001], ';
    return `  - { behaviour: test.${id}, title: ${id}, ${on}${cites}${more}steps: [${steps}] }\n`;
  });
  return `behaviours:\n${lines.join('')}`;
}
