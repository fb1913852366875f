// The characters of the pictures, and what takes their place where the locale is not UTF-8.

/** How dense a part of a bar is; in colour or not, the parts differ. */
export type Fill = 'solid' | 'dark' | 'medium' | 'light';

export interface Glyphs {
  readonly rule: string;
  /** A bar's last column, from the thinnest part of it to nearly all. */
  readonly ends: readonly string[];
  readonly fills: Readonly<Record<Fill, string>>;
  /** The ticks of an axis. */
  readonly tick: string;
  readonly bullet: string;
}

export const unicode: Glyphs = {
  rule: '─',
  ends: ['▏', '▎', '▍', '▌', '▋', '▊', '▉'],
  fills: { solid: '█', dark: '▓', medium: '▒', light: '░' },
  tick: '┴',
  bullet: '•',
};

export const ascii: Glyphs = {
  rule: '-',
  ends: ['|'],
  fills: { solid: '#', dark: '=', medium: '-', light: '.' },
  tick: '+',
  bullet: '*',
};
