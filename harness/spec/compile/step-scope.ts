/** What is known at one step of a claim: names bound by the steps before it, and the rules it stands under. */
import type { ItemKind, Rule, Strength } from '../model.ts';
import {
  answerMembers,
  answerVariables,
  bufferMembers,
  enabledMembers,
  notificationMembers,
  openedMembers,
} from '../variables.ts';
import type { Variables } from './variables-in-scope.ts';

const answerNames = Object.keys(answerMembers);

/** A scope grows with each step; a nested list of steps starts from a copy. */
export class StepScope {
  variables: Variables;
  readonly rules: readonly Rule[];
  readonly strength: Strength;
  /** Kind of the law's item; undefined where there is none. */
  readonly itemKind: ItemKind | undefined;
  /** Names of handles, enables, event objects and submitted requests. */
  readonly handles: Set<string>;
  readonly enables: Set<string>;
  readonly notifications: Set<string>;
  readonly requests: Set<string>;
  readonly buffers: Set<string>;
  /** Whether lists of steps may run at the same time here. */
  readonly interleaves: boolean;

  constructor(from: {
    readonly variables: Variables;
    readonly rules: readonly Rule[];
    readonly strength: Strength;
    readonly itemKind: ItemKind | undefined;
    readonly handles: Iterable<string>;
    readonly enables?: Iterable<string>;
    readonly notifications?: Iterable<string>;
    readonly requests?: Iterable<string>;
    readonly buffers?: Iterable<string>;
    readonly interleaves: boolean;
  }) {
    this.variables = from.variables;
    this.rules = from.rules;
    this.strength = from.strength;
    this.itemKind = from.itemKind;
    this.handles = new Set(from.handles);
    this.enables = new Set(from.enables);
    this.notifications = new Set(from.notifications);
    this.requests = new Set(from.requests);
    this.buffers = new Set(from.buffers);
    this.interleaves = from.interleaves;
  }

  /** For steps whose bindings end with them: the body of a loop or a branch. */
  nested(): StepScope {
    return new StepScope(this);
  }

  /** For a list of steps that runs at the same time as others. */
  lane(): StepScope {
    return new StepScope({ ...this, interleaves: false });
  }

  /** Variables of a condition on an answer, which may also be called by the step's own name. */
  conditionVariables(as: string | undefined): Variables {
    const own = as === undefined ? this.variables : this.variables.plusMap(as, answerNames);
    return own.plus(...Object.keys(answerVariables));
  }

  bind(name: string | undefined): void {
    if (name !== undefined) this.variables = this.variables.plus(name);
  }

  bindAnswer(name: string | undefined): void {
    if (name !== undefined) this.variables = this.variables.plusMap(name, answerNames);
  }

  bindOpened(name: string | undefined): void {
    if (name === undefined) return;
    this.variables = this.variables.plusMap(name, Object.keys(openedMembers));
    this.handles.add(name);
  }

  bindEnabled(name: string | undefined): void {
    if (name === undefined) return;
    this.variables = this.variables.plusMap(name, Object.keys(enabledMembers));
    this.enables.add(name);
  }

  bindNotification(name: string): void {
    this.variables = this.variables.plusMap(name, Object.keys(notificationMembers));
    this.notifications.add(name);
  }

  bindBuffer(name: string): void {
    this.variables = this.variables.plusMap(name, Object.keys(bufferMembers));
    this.buffers.add(name);
  }

  /** A submitted request has no answer before it is waited for. */
  bindSubmitted(name: string): void {
    this.requests.add(name);
  }
}
