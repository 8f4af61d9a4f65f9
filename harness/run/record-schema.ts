/** The JSON Schema of a journal line, for tools that read records: derived from the schema that the reader checks with. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { journalLine } from './journal-schema.ts';

/** The text of the schema: draft-07, as editors read it. */
export function recordSchemaText(): string {
  const { $schema, ...rest } = toJsonSchema(journalLine, { target: 'draft-07', typeMode: 'input', ignoreActions: ['check'] });
  const named = { $schema, title: 'kscts journal line', description: 'One line of journal.jsonl: see docs/record.md', ...rest };
  return `${JSON.stringify(named, null, 2)}\n`;
}
