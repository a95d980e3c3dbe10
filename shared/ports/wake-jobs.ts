/**
 * Makes the runner look for due jobs now instead of at its next turn. It resolves when the runner is certain to look, not
 * when it has looked. An adapter may skip the call when the runner was woken a moment ago.
 */
export type WakeJobs = () => Promise<void>;
