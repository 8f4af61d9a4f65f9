export { ksItem } from '../ks/identifiers.ts';
