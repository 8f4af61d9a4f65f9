/**
 * The resolved specs: what the planner and the judge work with. Every name is looked up, every expression compiled,
 * every statement knows its place in a file. Made by `loadSpecs`; nothing here is ever invalid.
 *
 * Long because it is one vocabulary: what refers to each other stands together.
 */
import type { TypeTable, Value } from '../abi/codec.ts';
import type { SourcePosition } from '../base/errors.ts';
import type { Arch, MemoryKind, PowerState } from '../target/target.ts';
import type { ObjectKind } from './language.ts';
import type { OracleId } from './oracle-ids.ts';

/** How the size of a value is told: by its type, by what it holds, by a count, by a terminator, or there is none. */
export type Sized = 'fixed' | 'variable' | 'list' | 'string' | 'none';

/**
 * How hard a rule may be asserted: a breach of `must` is a failure, of `should` a warning, of `may` a note.
 * Documented and header rules are `must`, observed ones (samples, other implementations, clients) `should`, inferred
 * ones `may`. Where sources disagree the tag's first letter counts: `[D≠R]` is `must`, on the Canon value.
 */
export type Strength = 'must' | 'should' | 'may';

/** A rule of `docs/ks-semantics.md`. */
export interface Rule {
  /** `PROP-021`. */
  readonly id: string;
  /** The tag without brackets: `D`, `R`, `D≠R`. */
  readonly tag: string;
  readonly text: string;
  /** Where it comes from, as the document abbreviates it; empty where it names none. */
  readonly sources: string;
  readonly strength: Strength;
  /** False for rules marked `(not observable)` or `(client obligation)`: no claim may cite them. */
  readonly observable: boolean;
}

// ---- expressions -------------------------------------------------------------------------------------------------

/**
 * The variables an expression sees. `arch` decides pointer-dependent sizes in `sizeof`, `encode` and `decode`.
 * Values are those of the codecs (integers as `number` or `bigint`, both the same to an expression).
 */
export interface Scope {
  readonly arch: Arch;
  readonly [variable: string]: unknown;
}

/** A compiled CEL expression, number or boolean of a spec file. */
export interface Expression {
  /** As written. */
  readonly source: string;
  readonly at: SourcePosition;
  /** Set if the value depends on no variable. */
  readonly constant?: Value;
  /** The variables it reads, sorted; names of the ABI are not among them. */
  readonly variables: readonly string[];
  /**
   * The value: integers as `number` where they are safe integers, else as `bigint`.
   * @throws ExpressionError if it cannot be evaluated on these variables (a missing field, a wrong type)
   */
  evaluate(scope: Scope): Value;
  /** As `evaluate`, for expressions that must give a number. @throws ExpressionError if it is none */
  evaluateNumber(scope: Scope): number;
  /** As `evaluate`, for conditions. @throws ExpressionError if it is not a boolean */
  test(scope: Scope): boolean;
}

/** Named expressions in the order written: each may use those before it. */
export type Bindings = ReadonlyMap<string, Expression>;

// ---- items -------------------------------------------------------------------------------------------------------

export type Presence = 'required' | 'optional' | 'forbidden';

/** What legal values are. Absent members constrain nothing. */
export interface Constraints {
  readonly range?: { readonly min: Expression; readonly max: Expression; readonly step?: Expression };
  /** The legal values are those that the device lists in its answer to BASICSUPPORT (PROP-052), if it lists any. */
  readonly deviceRange: boolean;
  readonly oneOf?: readonly Expression[];
  /** Bits that may be set. */
  readonly flags?: readonly Expression[];
  /** Conditions on `value`, `item` and `object`. */
  readonly where: readonly Expression[];
}

/** What property, event and method have in common. */
export interface ItemBase {
  /** `KSPROPERTY_CLOCK_TIME`. */
  readonly name: string;
  readonly set: {
    readonly name: string;
    readonly guid: string;
    /** Ids that the spec file gives the set itself: a vendor's own. */
    readonly ids: readonly number[];
  };
  /** Whether an object of its kinds must offer the set at all. */
  readonly setPresence: Presence;
  readonly id: number;
  readonly on: readonly ObjectKind[];
  /**
   * Type of the input buffer by kind of object, for every kind in `on`: the one that the spec names, else KSPROPERTY,
   * KSP_PIN (pin factory) or KSP_NODE (node), and likewise KSEVENT, KSE_PIN, KSE_NODE, KSMETHOD, KSM_NODE.
   */
  readonly requestTypes: Readonly<Partial<Record<ObjectKind, string>>>;
  /** That of the first kind in `on`. */
  readonly requestType: string;
  /** Fields of the request struct beyond set, id, flags and those that name the object. */
  readonly with: Bindings;
  /**
   * Type of the value (property, method) or of the data passed when enabling (event), by kind of object, for every kind
   * in `on`.
   */
  readonly valueTypes: Readonly<Partial<Record<ObjectKind, string>>>;
  /** That of the first kind in `on`. */
  readonly valueType: string;
  readonly sized: Sized;
  readonly cites: readonly Rule[];
  /**
   * Handles that take requests about the node, the usual one first. Of no use to items that live on no node. With `pin`,
   * the item lives on pinNodes as well.
   */
  readonly via: readonly ('filter' | 'pin')[];
  /** KSNODETYPE_* GUIDs in canonical text; empty means any node. */
  readonly nodeTypes: readonly string[];
  readonly kernelOnly: boolean;
  /** Why the sources are silent or disagree: a breach is a warning at most. */
  readonly unsure?: string;
  readonly since?: string;
  readonly about?: string;
  readonly sources: readonly string[];
  /** Class drivers, and GUIDs of node types in canonical text, that must have it. */
  readonly requiredOn: readonly string[];
  readonly at: SourcePosition;
  /** Spec file without its folder of specs and extension: `core/clock`. First part of case ids. */
  readonly path: string;
}

export interface PropertyItem extends ItemBase, Constraints {
  readonly kind: 'property';
  readonly access: { readonly get: Presence; readonly set: Presence };
  /** Path of the field that range, oneOf and flags are about (`Value`); the whole value if absent. */
  readonly valueField?: string;
  readonly volatile: boolean;
  readonly clamps: boolean;
  readonly minData?: number;
  readonly sizeOf?: Expression;
  /** Names of the events raised when the value changes. */
  readonly raises: readonly string[];
  /** KSSTATE_* values in which get and set are allowed; empty means all. */
  readonly states: readonly number[];
  readonly destructive: boolean;
  /** Whether a run that changed it gives it back at its end. */
  readonly restore: boolean;
}

export interface EventItem extends ItemBase {
  readonly kind: 'event';
  readonly presence: Presence;
  /** Event-specific fields of an enable that a step leaves out. */
  readonly defaults: Bindings;
  readonly oneShot: boolean;
}

export interface MethodItem extends ItemBase {
  readonly kind: 'method';
  readonly presence: Presence;
  /** KSMETHOD_TYPE_*: the direction of the output buffer. */
  readonly flags: number;
  readonly flagsName: 'NONE' | 'READ' | 'WRITE' | 'MODIFY' | 'SOURCE';
}

export type Item = PropertyItem | EventItem | MethodItem;
export type ItemKind = Item['kind'];

/**
 * An item as a step names it. `own` is the word `item`: the item that the law is applied to. Otherwise `candidates`
 * are the items of that name (one name may stand in several sets): the first that the object offers is meant, or else
 * the first that lives on it.
 */
export interface ItemUse {
  readonly name: string;
  readonly own: boolean;
  readonly candidates: readonly Item[];
}

// ---- requests and expectations -----------------------------------------------------------------------------------

/** A set of statuses: single codes and classes of them. */
export interface StatusSet {
  /** As written, joined by ` or `: `STATUS_NOT_FOUND or failure`. */
  readonly text: string;
  matches(status: number): boolean;
}

export interface CompiledExpectation {
  /** `success` if an `expect` names none. */
  readonly status: StatusSet;
  /**
   * No `expect` was written: the step only has to succeed so that the claim can be judged. If it does not the claim is
   * inconclusive, not broken.
   */
  readonly implied: boolean;
  readonly information?: Expression;
  readonly value?: Expression;
  readonly valid?: boolean;
  readonly written?: Expression;
  readonly where: readonly Expression[];
  /** Its own rules, else those of the claim. The first governs `strength`. */
  readonly rules: readonly Rule[];
  readonly strength: Strength;
  readonly at: SourcePosition;
}

export type RequestMemory = 'normal' | 'read-only' | 'no-access' | 'freed' | 'kernel' | 'null' | 'misaligned' | 'cut-off';

/** A request in full. */
export interface CompiledRequest {
  /** IOCTL code if given; else that of the item's kind (enable or method/property; events: ENABLE_EVENT). */
  readonly ioctl?: Expression;
  /** Handle it is sent to; the subject's unless given. */
  readonly to?: string;
  /** The item asked for; absent in a request that names none and has no item of a law to fall back on. */
  readonly item?: ItemUse;
  readonly set?: Expression;
  readonly id?: Expression;
  /**
   * The Flags field. Where no verb is written: GET, or SET if a value is given (property), ENABLE (event), SEND
   * (method). Absent if the request has no item and names no verb.
   */
  readonly flags?: Expression;
  readonly with: Bindings;
  readonly input?: Expression;
  readonly inputBytes?: Expression;
  readonly inputAt?: string;
  readonly outputAt?: string;
  readonly output?: Expression;
  readonly value?: Expression;
  readonly valueBytes?: Expression;
  readonly memory?: { readonly input?: RequestMemory; readonly output?: RequestMemory };
  readonly headers?: readonly Bindings[];
  readonly at: SourcePosition;
}

// ---- quantified variables ----------------------------------------------------------------------------------------

export interface CompiledBounds {
  readonly from?: Expression;
  readonly to?: Expression;
  readonly below?: Expression;
}

export type CompiledQuantifier =
  | ({ readonly kind: 'length' } & CompiledBounds)
  | ({ readonly kind: 'integer' } & CompiledBounds)
  | { readonly kind: 'oneOf'; readonly options: readonly Expression[] }
  | { readonly kind: 'in'; readonly list: Expression }
  | { readonly kind: 'value'; readonly valid: boolean }
  | { readonly kind: 'id' }
  | { readonly kind: 'guid'; readonly near: boolean }
  | { readonly kind: 'bytes'; readonly length: Expression }
  | { readonly kind: 'bits'; readonly mask: Expression };

/** In the order written: each may use those before it. */
export type Quantifiers = ReadonlyMap<string, CompiledQuantifier>;

// ---- steps -------------------------------------------------------------------------------------------------------

interface Placed {
  readonly at: SourcePosition;
}
interface Answered {
  readonly as?: string;
  readonly expect: CompiledExpectation;
}
interface Asked extends Answered {
  readonly to?: string;
  readonly with: Bindings;
  readonly output?: Expression;
}

/** Steps by the key that names each; the key is also there as `kind`. */
export interface CompiledSteps {
  send: { readonly send: CompiledRequest } & Answered;
  get: { readonly get: ItemUse } & Asked;
  set: { readonly set: ItemUse; readonly value: Expression } & Asked;
  support: { readonly support: ItemUse } & Asked;
  call: { readonly call: ItemUse; readonly value?: Expression } & Asked;
  enable: {
    readonly enable: ItemUse;
    readonly to?: string;
    readonly with: Bindings;
    readonly data: Bindings;
    readonly signal: 'auto-reset' | 'manual-reset' | 'semaphore';
    /** The Flags field; ENABLE unless told. */
    readonly flags: Expression;
  } & Answered;
  /** `disable` names an enable, or is `all`. */
  disable: { readonly disable: string; readonly to?: string } & Answered;
  notification: { readonly notification: string; readonly signal: 'auto-reset' | 'manual-reset' | 'semaphore' };
  /** Exactly one of `holds`, `input`, `output` and `copyOf` is there. */
  buffer: {
    readonly buffer: string;
    readonly holds?: Expression;
    readonly input?: CompiledRequest;
    readonly output?: CompiledRequest;
    readonly copyOf?: string;
    readonly address?: Expression;
    readonly memory: MemoryKind;
  };
  signals: {
    readonly signals: string;
    readonly count?: Expression;
    readonly as?: string;
    readonly within?: Expression;
    readonly rules: readonly Rule[];
    readonly strength: Strength;
  };
  open: {
    readonly open: 'filter' | 'pin' | 'clock' | 'allocator' | 'node' | 'child';
    readonly from?: string;
    readonly with: Bindings;
    readonly class?: Expression;
    readonly parameters?: Expression;
    readonly format?: Expression;
    readonly link?: Expression;
    readonly access?: 'none' | 'read' | 'write' | 'readWrite';
  } & Answered;
  close: { readonly close: string; readonly expect: CompiledExpectation };
  submit: { readonly submit: CompiledRequest; readonly as: string };
  wait: {
    readonly wait: string;
    readonly within?: Expression;
    /** True: it must still be pending. */
    readonly pending: boolean;
    /** Why it may not complete in time: the case is then skipped, not hung. */
    readonly orSkip?: string;
    readonly expect: CompiledExpectation;
  };
  cancel: { readonly cancel: string };
  sleep: { readonly sleep: Expression };
  let: { readonly let: Bindings };
  check: {
    readonly check: Expression;
    readonly message?: string;
    readonly rules: readonly Rule[];
    readonly strength: Strength;
  };
  /** Exactly one of `line` and `values` is there. */
  measure: {
    readonly measure: Expression;
    readonly title: string;
    readonly line?: { readonly rate?: Expression; readonly sigma?: Expression; readonly residual?: Expression };
    readonly values?: { readonly least?: Expression; readonly most?: Expression };
    readonly rules: readonly Rule[];
    readonly strength: Strength;
  };
  require: { readonly require: Expression; readonly reason: string };
  power: { readonly power: PowerState };
  unplug: { readonly unplug: 'surprise' };
  plug: { readonly plug: 'again' };
  /** Handle that another process is given, and its name there. */
  duplicate: { readonly duplicate: string; readonly as: string };
  exit: { readonly exit: 'other' };
  poke: { readonly poke: string; readonly offset?: Expression; readonly bytes: Expression };
  repeat: { readonly repeat: Expression; readonly as?: string; readonly steps: readonly CompiledStep[] };
  each: { readonly each: Expression; readonly as: string; readonly steps: readonly CompiledStep[] };
  if: { readonly if: Expression; readonly steps: readonly CompiledStep[]; readonly else: readonly CompiledStep[] };
  /** Lists that run at the same time. */
  interleave: { readonly interleave: readonly (readonly CompiledStep[])[] };
}

/** One thing to do and what it must show. */
export type CompiledStep = { [K in keyof CompiledSteps]: { readonly kind: K } & CompiledSteps[K] & Placed }[keyof CompiledSteps];

// ---- claims ------------------------------------------------------------------------------------------------------

/** What laws, behaviours and models have in common. */
export interface ClaimBase {
  /** `property.get.size-query`; unique over all files. */
  readonly id: string;
  readonly path: string;
  readonly title: string;
  readonly about?: string;
  /** At least one. The first governs `strength`. */
  readonly rules: readonly Rule[];
  readonly strength: Strength;
  /** How a breach of it is known, where it is declared. */
  readonly oracle?: OracleId;
  readonly at: SourcePosition;
}

export interface CompiledSelector {
  readonly kind: ItemKind | 'object';
  readonly access: 'get' | 'set' | 'both' | 'none' | 'any';
  /** Absent: any. */
  readonly size?: Sized;
  readonly on?: readonly ObjectKind[];
  readonly items?: ReadonlySet<string>;
  readonly sets?: ReadonlySet<string>;
  readonly offered: boolean | 'either';
  /** Condition on `item` and `object`. */
  readonly where?: Expression;
}

export interface CompiledLaw extends ClaimBase {
  readonly kind: 'law';
  readonly selector: CompiledSelector;
  readonly any: Quantifiers;
  readonly let: Bindings;
  readonly runs: number;
  readonly destructive: boolean;
  readonly tags: readonly string[];
  /** `send` and `expect` at the top of a law are here a first step. Never empty. */
  readonly steps: readonly CompiledStep[];
}

export interface CompiledBehaviour extends ClaimBase {
  readonly kind: 'behaviour';
  readonly on: ObjectKind;
  readonly needs: readonly ItemUse[];
  readonly where?: Expression;
  readonly any: Quantifiers;
  readonly let: Bindings;
  readonly runs: number;
  readonly destructive: boolean;
  readonly tags: readonly string[];
  readonly steps: readonly CompiledStep[];
}

export interface CompiledCommand {
  readonly name: string;
  readonly any: Quantifiers;
  readonly when?: Expression;
  readonly steps: readonly CompiledStep[];
  /** New values of variables of the model; all are computed from the old ones. */
  readonly next: Bindings;
  readonly at: SourcePosition;
}

export interface CompiledModel extends ClaimBase {
  readonly kind: 'model';
  readonly on: ObjectKind;
  readonly needs: readonly ItemUse[];
  readonly where?: Expression;
  readonly state: Bindings;
  readonly setup: readonly CompiledStep[];
  readonly commands: readonly CompiledCommand[];
}

/** What some objects of a filter must be and offer. */
export interface CompiledRequirement extends ClaimBase {
  readonly kind: 'requirement';
  readonly on: ObjectKind;
  /** Condition on `object`: which it is about. */
  readonly where?: Expression;
  readonly least: number;
  readonly most?: number;
  /** Each of the objects offers all of these … */
  readonly items: readonly ItemUse[];
  /** … and one of these, if there are any … */
  readonly oneOf: readonly ItemUse[];
  /** … and meets this condition on `object`. */
  readonly holds?: Expression;
}

/** A kind of device: what a filter of that kind must offer. */
export interface CompiledProfile {
  /** As `--profile` takes it. */
  readonly name: string;
  readonly path: string;
  readonly title: string;
  readonly about?: string;
  readonly sources: readonly string[];
  /** A filter is of this kind if it is, or has, an object of kind `on` of which all the rest is true. */
  readonly applies: {
    readonly on: ObjectKind;
    readonly where?: Expression;
    /** One of these is offered, if there are any. */
    readonly offers: readonly ItemUse[];
    /** None of these is offered. */
    readonly lacks: readonly ItemUse[];
  };
  /** Its own requirements after those of the profiles that it includes, each once. */
  readonly requires: readonly CompiledRequirement[];
  readonly at: SourcePosition;
}

export type Claim = CompiledLaw | CompiledBehaviour | CompiledModel | CompiledRequirement;

// ---- kinds of object ---------------------------------------------------------------------------------------------

export type CompiledAttribute =
  | {
      readonly kind: 'get';
      readonly get: ItemUse;
      readonly with: Bindings;
      /** What of `value` is kept; all of it if absent. */
      readonly value?: Expression;
      readonly default: Expression;
    }
  | { readonly kind: 'let'; readonly let: Expression };

/** A kind of object: where it hangs, how it is addressed and opened. */
export interface CompiledObject {
  readonly kind: ObjectKind;
  readonly parent?: ObjectKind;
  readonly count: Expression;
  readonly index?: string;
  readonly via?: ObjectKind;
  readonly fields: Bindings;
  /** Modifier flags added to every request; 0 if none. */
  readonly flags: Expression;
  readonly open?: {
    /** Class string, `KSSTRING_*`. */
    readonly class: Expression;
    /** Type of the create blob, and its fields; a step overrides them one by one. */
    readonly struct: string;
    readonly fields: Bindings;
    /** Bytes after the struct: a pin's KSDATAFORMAT. */
    readonly append?: Expression;
    /** Text: `none`, `read`, `write`, `readWrite`. */
    readonly access?: Expression;
  };
  /** The property that holds its state; 0 in a new instance. */
  readonly state?: ItemUse;
  readonly when?: Expression;
  readonly attributes: ReadonlyMap<string, CompiledAttribute>;
  readonly at: SourcePosition;
}

// ---- the book ----------------------------------------------------------------------------------------------------

/** All specs of a run. Lists are in the order of files (sorted by path), then of declaration. */
export interface SpecBook {
  readonly items: readonly Item[];
  readonly itemsByName: ReadonlyMap<string, readonly Item[]>;
  readonly laws: readonly CompiledLaw[];
  readonly behaviours: readonly CompiledBehaviour[];
  readonly models: readonly CompiledModel[];
  readonly profiles: readonly CompiledProfile[];
  readonly objects: ReadonlyMap<ObjectKind, CompiledObject>;
  readonly rules: ReadonlyMap<string, Rule>;
  /** Structs that the files declare, for `codecOf(type, arch, types)`. */
  readonly types: TypeTable;
  /** SHA-256 over the normalised content (comments and layout do not count), hex. */
  readonly digest: string;
  /** The files read, sorted. */
  readonly files: readonly string[];
}
