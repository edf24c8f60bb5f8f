/** One row of a table: something that an attacker or an honest device does, and what must come of it. */
export interface Case {
  name: string;
  expected: unknown;
  run(): Promise<unknown>;
}
