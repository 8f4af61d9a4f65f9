// Generated from harness/abi/facts by `npm run generate`. Do not edit.
import type { StringRow } from '../table-types.ts';

/** Names of KS objects in create strings. */
export const stringsTable = JSON.parse(`[
["KSSTRING_Allocator","{642F5D00-4791-11D0-A5D6-28DB04C10000}"],
["KSSTRING_AllocatorEx","{091BB63B-603F-11D1-B067-00A0C9062802}"],
["KSSTRING_Clock","{53172480-4791-11D0-A5D6-28DB04C10000}"],
["KSSTRING_Filter","{9B365890-165F-11D0-A195-0020AFD156E4}"],
["KSSTRING_Pin","{146F1A80-4791-11D0-A5D6-28DB04C10000}"],
["KSSTRING_TopologyNode","{0621061A-EE75-11D0-B915-00A0C9223196}"]
]`) as readonly StringRow[];
