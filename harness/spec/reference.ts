/** The parts of `docs/spec-language.md` that the code knows best: tables of keys, functions, variables and problems. */
import * as v from 'valibot';
import {
  behaviour,
  expectation,
  law,
  model,
  objectDeclaration,
  profile,
  quantifier,
  request,
  selector,
  specFile,
  stepSchemas,
} from './language.ts';
import { specFunctions } from './functions/index.ts';
import { problemCodes } from './problem-codes.ts';
import * as variables from './variables.ts';

type Entries = Readonly<Record<string, v.GenericSchema>>;

/** The tables by the names of their places in the document: `<!-- table: functions -->` … `<!-- end -->`. */
export function referenceTables(): ReadonlyMap<string, string> {
  const file = entriesOf(specFile);
  const member = (section: string, items: string): Entries => entriesOf(valueOf(entriesOf(valueOf(file[section]))[items]));
  return new Map([
    ['file', keyTable(file)],
    ['rule', keyTable(entriesOf(valueOf(file['rules'])))],
    ['set', keyTable(without(entriesOf(valueOf(file['propertySets'])), 'properties'))],
    ['property', keyTable(member('propertySets', 'properties'))],
    ['event', keyTable(member('eventSets', 'events'))],
    ['method', keyTable(member('methodSets', 'methods'))],
    ['law', keyTable(entriesOf(law))],
    ['selector', keyTable(entriesOf(selector))],
    ['request', keyTable(entriesOf(request))],
    ['expectation', keyTable(entriesOf(expectation))],
    ['quantifiers', table(['key', 'the variable is'], quantifierRows())],
    ['steps', stepTable()],
    ['behaviour', keyTable(entriesOf(behaviour))],
    ['model', keyTable(entriesOf(model))],
    ['profile', keyTable(entriesOf(profile))],
    ['requirement', keyTable(entriesOf(valueOf(entriesOf(profile)['requires'])))],
    ['object', keyTable(entriesOf(objectDeclaration))],
    ['functions', functionTable()],
    ['variables', nameTable({ ...variables.claimVariables, ...variables.itemVariables })],
    ['answer variables', nameTable(variables.answerVariables)],
    ['object members', nameTable(variables.objectMembers)],
    ['item members', nameTable(variables.itemMembers)],
    ['answer members', nameTable(variables.answerMembers)],
    ['opened members', nameTable(variables.openedMembers)],
    ['enabled members', nameTable(variables.enabledMembers)],
    ['buffer members', nameTable(variables.bufferMembers)],
    ['notification members', nameTable(variables.notificationMembers)],
    ['problems', table(['code', 'what is wrong'], Object.entries(problemCodes))],
  ]);
}

const place = /(<!-- table: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The document with every table as the code has it. @throws Error if it has a place for a table that there is not */
export function withTables(markdown: string): string {
  const tables = referenceTables();
  return markdown.replace(place, (_, start: string, name: string, end: string) => {
    const content = tables.get(name);
    if (content === undefined) throw new Error(`docs/spec-language.md wants a table "${name}"`);
    return `${start}\n${content}\n${end}`;
  });
}

function entriesOf(schema: v.GenericSchema | undefined): Entries {
  const { wrapped, entries } = (schema ?? {}) as { wrapped?: v.GenericSchema; entries?: Entries };
  return entries ?? (wrapped ? entriesOf(wrapped) : {});
}

/** The schema of the values of a record, or of the elements of a list. */
function valueOf(schema: v.GenericSchema | undefined): v.GenericSchema | undefined {
  const { wrapped, value, item } = (schema ?? {}) as Record<'wrapped' | 'value' | 'item', v.GenericSchema | undefined>;
  return value ?? item ?? (wrapped ? valueOf(wrapped) : undefined);
}

function without(entries: Entries, key: string): Entries {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => name !== key));
}

function about(schema: v.GenericSchema | undefined): string {
  if (!schema) return '';
  const own = v.getDescription(schema);
  return own ?? about((schema as { wrapped?: v.GenericSchema }).wrapped);
}

function keyTable(entries: Entries): string {
  return table(
    ['key', '', 'meaning'],
    Object.entries(entries).map(([key, schema]) => [`\`${key}\``, schema.type === 'optional' ? '' : 'needed', about(schema)]),
  );
}

function quantifierRows(): string[][] {
  return quantifier.options.map((option) => {
    const [[key, schema] = ['']] = Object.entries(option.entries as Entries);
    return [`\`${key}\``, about(schema)];
  });
}

function stepTable(): string {
  return table(
    ['step', 'its first key', 'further keys'],
    Object.entries(stepSchemas).map(([kind, schema]) => {
      const entries = schema.entries as Entries;
      const more = Object.entries(entries).filter(([key]) => key !== kind);
      return [`\`${kind}\``, about(entries[kind]), more.map(([key, each]) => (each.type === 'optional' ? key : `**${key}**`)).join(', ')];
    }),
  );
}

function functionTable(): string {
  return table(
    ['function', 'gives', 'meaning', 'example'],
    specFunctions.map(({ name, parameters, returns, about: meaning, example: [expression, value] }) => [
      `\`${name}(${parameters.join(', ')})\``,
      returns,
      meaning,
      expression.length > 60 ? '' : `\`${expression}\` = \`${value}\``,
    ]),
  );
}

function nameTable(names: Readonly<Record<string, string>>): string {
  return table(
    ['name', 'meaning'],
    Object.entries(names).map(([name, meaning]) => [`\`${name}\``, meaning]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line), ''].join('\n');
}
