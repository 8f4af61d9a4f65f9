import type { Kernel } from '../../kernel/kernel.ts';
import { callerLayout, type CallerLayout } from './caller-layout.ts';
import { EventDispatcher } from './event.ts';
import { MediaCategories } from './media-categories.ts';
import { MethodDispatcher } from './method.ts';
import { PropertyDispatcher } from './property.ts';

/** ks.sys of one boot: the dispatchers that every KS object uses. Faults wrap their methods. */
export class KsLibrary {
  readonly kernel: Kernel;
  readonly layout: CallerLayout;
  readonly properties: PropertyDispatcher;
  readonly methods: MethodDispatcher;
  readonly events: EventDispatcher;
  readonly mediaCategories = new MediaCategories();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.layout = callerLayout(kernel.arch);
    this.properties = new PropertyDispatcher(kernel);
    this.methods = new MethodDispatcher(kernel);
    this.events = new EventDispatcher(kernel, this.layout);
  }
}
