import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/**
 * What the handle in a SET of MASTERCLOCK or ALLOCATOR leads to (CLK-061…064, ALLOC-051): null for no handle, or the
 * status that refuses it.
 */
export function resolveAssigned(
  kernel: Kernel,
  handle: number,
  fits: (object: FileObject) => boolean,
): FileObject | null | number {
  if (handle === 0) return null;
  const object = kernel.handles.get(handle);
  if (object === undefined) return STATUS.STATUS_INVALID_HANDLE;
  if (object.type !== 'file') return STATUS.STATUS_OBJECT_TYPE_MISMATCH;
  // What the probe of the object for its function table ends in, if it is of another kind.
  return fits(object) ? object : STATUS.STATUS_PROPSET_NOT_FOUND;
}
