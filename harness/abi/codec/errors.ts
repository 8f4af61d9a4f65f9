/** Bytes that do not hold a value of the type, or a value that the type cannot hold. */
export class CodecError extends Error {
  /** The type being decoded or encoded. */
  readonly type: string;
  /** Dotted path of the field, empty at the top. */
  readonly path: string;
  readonly detail: string;

  constructor(type: string, detail: string, path = '') {
    super(`${path === '' ? type : `${path} (${type})`}: ${detail}`);
    this.name = 'CodecError';
    this.type = type;
    this.path = path;
    this.detail = detail;
  }
}

/** The same error, seen from one level further out. */
export function atField(error: unknown, field: string): unknown {
  if (!(error instanceof CodecError)) return error;
  const dot = error.path === '' || error.path.startsWith('[') ? '' : '.';
  return new CodecError(error.type, error.detail, `${field}${dot}${error.path}`);
}

/** A type expression that names no type or has no sensible layout. */
export class TypeExpressionError extends Error {
  /** The whole expression. */
  readonly expression: string;
  /** `did you mean …?`, if a known name is close. */
  readonly hint: string | undefined;

  constructor(expression: string, detail: string, hint?: string) {
    super(`type "${expression}": ${detail}${hint === undefined ? '' : `; ${hint}`}`);
    this.name = 'TypeExpressionError';
    this.expression = expression;
    this.hint = hint;
  }
}
