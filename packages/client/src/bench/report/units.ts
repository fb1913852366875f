// Numbers as people read them.

/** `742 ns`, `56.3 µs`, `1.24 ms`, `2.5 s`: three digits. */
export function time(ms: number): string {
  if (ms === 0) return '0';
  if (ms < 0.001) return `${digits(ms * 1e6)} ns`;
  if (ms < 1) return `${digits(ms * 1000)} µs`;
  return ms < 1000 ? `${digits(ms)} ms` : `${digits(ms / 1000)} s`;
}

/** A time of several, or `-` where there were none: 0 would be the best of all. */
export const timeIn =
  ({ count }: { readonly count: number }) =>
  (ms: number): string =>
    count === 0 ? '-' : time(ms);

/** `41,235`; below 100 with a digit behind the point, where there is one. */
export const number = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** `4.0 MiB`. */
export function bytes(count: number): string {
  const powers = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = count < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(count) / 10));
  return `${power === 0 ? count : (count / 1024 ** power).toFixed(1)} ${powers[power]}`;
}

const digits = (value: number): string =>
  value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
