// Generated from harness/abi/facts by `npm run generate`. Do not edit.
import type { IoctlRow } from '../table-types.ts';

/** The IOCTL codes of ks.h. */
export const ioctlsTable = JSON.parse(`[
["IOCTL_KS_PROPERTY",3080195,0,"ANY"],
["IOCTL_KS_ENABLE_EVENT",3080199,1,"ANY"],
["IOCTL_KS_DISABLE_EVENT",3080203,2,"ANY"],
["IOCTL_KS_METHOD",3080207,3,"ANY"],
["IOCTL_KS_RESET_STATE",3080219,6,"ANY"],
["IOCTL_KS_HANDSHAKE",3080223,7,"ANY"],
["IOCTL_KS_READ_STREAM",3096599,5,"READ"],
["IOCTL_KS_WRITE_STREAM",3112979,4,"WRITE"]
]`) as readonly IoctlRow[];
