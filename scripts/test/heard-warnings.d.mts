export function heardWarnings(): string[];
export function someTurns(): Promise<void>;
