// What the page remembers of its reader. A browser may forbid storage: then nothing is remembered, and all else works.

export function remembered<T extends string>(key: string, values: readonly T[]): T | undefined {
  try {
    const text = localStorage.getItem(`fdset-lab-${key}`);
    return values.find((value) => value === text);
  } catch {
    return undefined;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`fdset-lab-${key}`, value);
  } catch {
    // See above.
  }
}
