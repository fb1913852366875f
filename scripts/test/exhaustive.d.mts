export const isExhaustive: boolean;
export function someOf<Case>(all: readonly Case[], some: readonly Case[]): readonly Case[];
