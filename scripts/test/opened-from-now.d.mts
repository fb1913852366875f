export function openDescriptors(): string[];
export function openedFromNow(pattern?: RegExp): () => string[];
export const SOCKETS_AND_PIPES: RegExp;
