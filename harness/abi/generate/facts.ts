/** The shape of the files in `harness/abi/facts/`, as far as the generator reads them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FactSet {
  readonly name: string;
  readonly kind: string;
  readonly guid: string;
  readonly header: string | null;
  readonly ids: readonly { readonly name: string; readonly id: number }[];
}

export interface FactDocumentedSet {
  readonly name: string;
  readonly kind: string;
  readonly guid: string | null;
  readonly aliasOf: string | null;
}

export interface FactDocumentedItem {
  readonly name: string;
  readonly headerName?: string;
  readonly set: string;
  readonly id: number | null;
  readonly descriptorType: readonly string[];
  readonly valueType: string | null;
}

export interface FactItemMacro {
  readonly kind: 'property' | 'method';
  readonly item: string;
  readonly header: string;
  readonly set: string | null;
  readonly get?: boolean;
  readonly setHandler?: boolean;
  readonly methodFlags?: string;
  readonly minProperty_x64?: number | null;
  readonly minProperty_x86?: number | null;
  readonly minMethod_x64?: number | null;
  readonly minMethod_x86?: number | null;
  readonly minData_x64: number | null;
  readonly minData_x86: number | null;
}

export interface FactHeader {
  readonly ioctls: readonly {
    readonly name: string;
    readonly value: number;
    readonly function: number;
    readonly access: string;
  }[];
  readonly sets: readonly FactSet[];
  readonly itemMacros: readonly FactItemMacro[];
  readonly guids: Readonly<Record<string, readonly { readonly name: string; readonly guid: string; readonly header: string | null }[]>>;
  readonly enums: readonly {
    readonly name: string;
    readonly aliases: readonly string[];
    readonly header: string | null;
    readonly values: readonly { readonly name: string; readonly value: number }[];
  }[];
  readonly constants: readonly { readonly name: string; readonly group: string; readonly hex: string }[];
  readonly strings: readonly { readonly name: string; readonly value: string }[];
  readonly devPropertyKeys: readonly { readonly name: string; readonly fmtid: string; readonly pid: number }[];
}

export interface FactField {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly type: string;
  readonly bitOffset?: number;
  readonly bitSize?: number;
  readonly kernelOnly?: boolean;
  /** Where the field comes from, if not from where the struct does. */
  readonly source?: string;
}

export interface FactType {
  readonly name: string;
  readonly kind: 'struct' | 'union';
  readonly header: string | null;
  readonly view: 'user' | 'kernel';
  readonly aliases: readonly string[];
  readonly size: number;
  readonly align: number;
  readonly sources: readonly string[];
  /** What a source says that disagrees. */
  readonly conflict?: Readonly<Record<string, unknown>>;
  readonly fields: readonly FactField[];
}

export interface FactAbi {
  readonly pointerSize: number;
  readonly types: readonly FactType[];
  readonly scalarTypedefs: readonly { readonly name: string; readonly type: string; readonly size: number }[];
  readonly enumTypes: readonly string[];
}

export interface Facts {
  readonly header: FactHeader;
  readonly documentedSets: readonly FactDocumentedSet[];
  readonly documentedItems: readonly FactDocumentedItem[];
  readonly x64: FactAbi;
  readonly x86: FactAbi;
}

/** Reads all facts from the folder that holds them. */
export function readFacts(folder: string): Facts {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return {
    header: read('header-items.json') as FactHeader,
    documentedSets: read('documented-sets.json') as FactDocumentedSet[],
    documentedItems: read('documented-items.json') as FactDocumentedItem[],
    x64: read('abi-x64.json') as FactAbi,
    x86: read('abi-x86.json') as FactAbi,
  };
}
