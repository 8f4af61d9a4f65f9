/** Ids of the kinds of oracles: ways to know that something is wrong. What each is stands in docs/oracles.md. */
export const oracleIds = [
  'O1', 'O2', 'O3', 'O4', 'O5', 'O6', 'O7', 'O8', 'O9', 'O10', 'O11', 'O12', 'O13', 'O14', 'O15', 'O16', 'O17', 'O18', 'O19', 'O20',
] as const;
export type OracleId = (typeof oracleIds)[number];
