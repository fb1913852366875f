// What the page remembers of its reader. A browser may forbid storage: then nothing is remembered, and all else works.

export function storage(kind: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

const keyOf = (name: string): string => `fdset-lab-${name}`;

export function remembered<T extends string>(name: string, values: readonly T[]): T | undefined {
  const text = storage('localStorage')?.getItem(keyOf(name));
  return values.find((value) => value === text);
}

export function remember(name: string, value: string): void {
  try {
    storage('localStorage')?.setItem(keyOf(name), value);
  } catch {
    // It is full of runs: the choice holds until the page is left.
  }
}
