export function expectSleeps(action: () => unknown): void;
