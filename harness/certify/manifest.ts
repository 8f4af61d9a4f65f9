/**
 * What a certificate says and what is signed: the text of `manifest.json`, with the digest of every other file of the
 * bundle but the signature over it, `manifest.sig` (64 bytes).
 */
import * as v from 'valibot';
import { jsonText } from '../base/json-text.ts';
import { waiver } from '../run/waivers/format.ts';

export const manifestName = 'manifest.json';
export const signatureName = 'manifest.sig';
export const manifestFormat = 'kscts-certificate/1';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

export const manifest = v.strictObject({
  format: v.literal(manifestFormat),
  /** A certificate of anything else is not written. */
  verdict: v.literal('certified'),
  /** ISO 8601, UTC. */
  certifiedAt: v.string(),
  /** SHA-256 over the public key that belongs to the signature. */
  key: sha256,
  kscts: v.string(),
  target: v.string(),
  arch: v.string(),
  driver: v.strictObject({
    driver: v.string(),
    version: v.string(),
    provider: v.string(),
    hardwareId: v.string(),
    os: v.string(),
    inf: v.exactOptional(v.string()),
    verifier: v.exactOptional(v.picklist(['on', 'off'])),
  }),
  /** SHA-256 over what the device showed of itself. */
  device: sha256,
  /** SHA-256 over what the spec files say, as the journals have it. */
  specs: sha256,
  /** SHA-256 over the planned cases. */
  plan: sha256,
  profiles: v.array(v.string()),
  /** A run for each. */
  seeds: v.array(count),
  /** Verdicts of all runs, counted. */
  counts: v.record(v.string(), count),
  /** Why cases were not judged, counted. */
  skips: v.record(v.string(), count),
  /** Those that made a case waived. */
  waivers: v.array(v.strictObject({ ...waiver.entries, at: v.string(), cases: v.array(v.string()), waived: v.array(v.string()) })),
  /** By path with `/`, from the folder of the manifest. */
  files: v.record(v.string(), v.strictObject({ sha256, bytes: count })),
});
export type Manifest = v.InferOutput<typeof manifest>;

export function manifestText(of: Manifest): string {
  return jsonText(of);
}

/** Where the run with a seed is, from the folder of the manifest. */
export function runFolder(seed: number): string {
  return `runs/seed-${seed}`;
}
