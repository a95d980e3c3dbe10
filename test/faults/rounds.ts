/** How many times longer than in the tests a run is: OWNPOOL_FAULT_ROUNDS=20 gives 100 crashes and 200 rounds of every race. */
export const FACTOR = Number(process.env.OWNPOOL_FAULT_ROUNDS ?? 1);
