/** Printed in the tests' names; the same histories at every run. */
export const seed = Number(process.env.MODEL_SEED ?? 20261125);
export const numRuns = Number(process.env.MODEL_RUNS ?? 100);
export const parameters = { seed, numRuns, endOnFailure: process.env.MODEL_SHRINK === undefined };
