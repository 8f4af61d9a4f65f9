/** Texts that are numbered as they come up, so that data can name them briefly. */
export class Numbered {
  readonly #numbers = new Map<string, number>();

  number(text: string): number {
    const known = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, known);
    return known;
  }

  texts(): string[] {
    return [...this.#numbers.keys()];
  }
}

/** JSON that may stand in a script element. */
export function jsonForScript(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
