import { parseCreateName } from '../../../abi/create-strings.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { CreateRequest, FileObject } from '../../kernel/file-object.ts';
import { StatusException } from '../../kernel/status-exception.ts';

/** KSOBJECT_CREATE_ITEM: a class of objects that can be opened relative to another. */
export interface CreateItem {
  /** Class string, one of KSSTRING_*. */
  readonly className: string;
  /** Bytes of the parameters that must be there (OBJ-029). */
  readonly minParameters: number;
  /** Makes the object and sets `file.driver`. `parameters` is a private copy, with what follows the fixed part. */
  readonly create: (file: FileObject, parameters: Uint8Array) => number;
}

/** Finds the create item that a name asks for, and opens it (OBJ-021…031). */
export function dispatchCreate(items: readonly CreateItem[], request: CreateRequest): number {
  const name = parseCreateName(request.name);
  const item = items.find((candidate) => candidate.className === name?.classText);
  if (name === undefined || item === undefined) return STATUS.STATUS_OBJECT_NAME_NOT_FOUND;
  if ((name.parameters?.length ?? 0) < item.minParameters) return STATUS.STATUS_INVALID_PARAMETER;
  try {
    return item.create(request.file, name.parameters ?? new Uint8Array(0));
  } catch (error) {
    if (error instanceof StatusException) return error.status;
    throw error;
  }
}
