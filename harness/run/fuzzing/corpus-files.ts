/** The corpus between campaigns: a folder with a replay file for each request that was answered like no other of its item. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { statusName } from '../../abi/ntstatus.ts';
import type { Campaign } from '../../fuzz/campaign.ts';
import type { Kept, Seed } from '../../fuzz/corpus.ts';
import type { Template } from '../../fuzz/generate/template.ts';
import { headerSize } from '../../plan/request-layout.ts';
import { readReplayFile, writeReplayFile } from '../../traffic/file.ts';
import type { Origin } from './save.ts';

const none = new Uint8Array(0);
/** Set and id of a request. */
const namedBy = headerSize - 4;

/**
 * Gives the campaign what earlier ones left, for the items that this device has. Files are read in the order of their names.
 * @throws UserError for a file that is no replay file
 */
export function loadCorpus(folder: string, campaign: Campaign): void {
  mkdirSync(folder, { recursive: true });
  const byItem = new Map<string, Template[]>();
  for (const template of campaign.places.templates) {
    const key = keyOf(template.code, template.input);
    const known = byItem.get(key);
    if (known) known.push(template);
    else byItem.set(key, [template]);
  }
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json')).sort()) {
    const last = readReplayFile(join(folder, name)).story.at(-1)?.action;
    if (last?.do !== 'ioctl' || !last.input || !('bytes' in last.input)) continue;
    const input = last.input.bytes;
    const value = last.output && 'bytes' in last.output ? last.output.bytes : none;
    for (const template of byItem.get(keyOf(last.code, input)) ?? []) {
      const seed: Seed = { template, code: last.code, input, value: template.legal.length > 0 ? value : none, outputLength: value.length };
      campaign.corpus.load(seed);
    }
  }
}

const keyOf = (code: number, input: Uint8Array): string => `${code} ${Buffer.from(input.subarray(0, namedBy)).toString('hex')}`;

/** Writes what the campaign kept; a file of the same name says the same. */
export function saveCorpus(folder: string, kept: readonly Kept[], origin: Origin): void {
  mkdirSync(folder, { recursive: true });
  for (const { template, status, actions } of kept) {
    const name = [template.object.kind, template.verb, template.item?.name ?? `0x${template.code.toString(16)}`, statusName(status)].join('-');
    writeReplayFile(join(folder, `${name.replace(/[^\w.-]/g, '_')}.json`), { ...origin, story: actions.map((action) => ({ action, answered: {} })) });
  }
}
