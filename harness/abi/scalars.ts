/** The scalar types of C on Windows, by size and signedness. */

export type ScalarKind = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64' | 'f32' | 'f64' | 'pointer' | 'ipointer';

const kinds: Readonly<Record<ScalarKind, string>> = {
  u8: 'UCHAR BYTE BOOLEAN UINT8',
  i8: 'CHAR INT8',
  u16: 'USHORT WORD WCHAR LANGID UINT16',
  i16: 'SHORT INT16',
  u32: 'ULONG DWORD UINT ULONG32 UINT32 COLORREF DEVPROPID NTSTATUS',
  i32: 'LONG INT BOOL WINBOOL LONG32 INT32 KPRIORITY HRESULT',
  u64: 'ULONGLONG DWORDLONG ULONG64 UINT64 DWORD64',
  i64: 'LONGLONG LONG64 INT64',
  f32: 'FLOAT',
  f64: 'DOUBLE',
  pointer: 'PVOID HANDLE LPVOID LPWSTR PWSTR PUCHAR SIZE_T ULONG_PTR UINT_PTR DWORD_PTR KSPIN_LOCK',
  ipointer: 'LONG_PTR INT_PTR SSIZE_T',
};

/** Kind of every built-in scalar, by name. Pointers and pointer-sized integers are 8 bytes on x64 and 4 on x86. */
export const builtinScalars: ReadonlyMap<string, ScalarKind> = new Map(
  (Object.keys(kinds) as ScalarKind[]).flatMap((kind) => kinds[kind].split(' ').map((name) => [name, kind] as const)),
);

/** Size in bytes. */
export function scalarSize(kind: ScalarKind, pointerSize: 4 | 8): 1 | 2 | 4 | 8 {
  switch (kind) {
    case 'u8':
    case 'i8':
      return 1;
    case 'u16':
    case 'i16':
      return 2;
    case 'u32':
    case 'i32':
    case 'f32':
      return 4;
    case 'u64':
    case 'i64':
    case 'f64':
      return 8;
    case 'pointer':
    case 'ipointer':
      return pointerSize;
  }
}
