// The table behind a plot: closed at first, and only then made when it is opened.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { texts } from '../texts/texts.js';

interface FiguresTableProps {
  /** Of which plot. */
  readonly of: string;
  readonly children: () => ComponentChildren;
}

export function FiguresTable({ of, children }: FiguresTableProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details class="figures-table" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>
        {texts.value.table}
        <span class="hidden"> {texts.value.runs.of(of)}</span>
      </summary>
      {isOpen && (
        <div class="scroll" tabIndex={0} role="region" aria-label={of}>
          {children()}
        </div>
      )}
    </details>
  );
}
