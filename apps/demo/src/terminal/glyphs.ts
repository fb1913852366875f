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
  /** Spells a text in the characters of the locale, but for the document's own words. */
  readonly spell: (text: string) => string;
}

export const unicode: Glyphs = {
  rule: '─',
  ends: ['▏', '▎', '▍', '▌', '▋', '▊', '▉'],
  fills: { solid: '█', dark: '▓', medium: '▒', light: '░' },
  tick: '┴',
  bullet: '•',
  spell: (text) => text,
};

const SPELLED: Readonly<Record<string, string>> = {
  '≥': '>=',
  '≤': '<=',
  µ: 'u',
  '×': 'x',
  '“': '"',
  '”': '"',
};

export const ascii: Glyphs = {
  rule: '-',
  ends: ['|'],
  fills: { solid: '#', dark: '=', medium: '-', light: '.' },
  tick: '+',
  bullet: '*',
  spell: (text) => text.replace(/[≥≤µ×“”]/g, (sign) => SPELLED[sign]!),
};
