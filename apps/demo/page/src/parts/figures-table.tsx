// The table behind a plot: closed at first, and only then made when it is opened.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { texts } from '../texts/texts.js';

interface FiguresTableProps {
  /** Of which plot. */
  readonly of: string;
  readonly children: () => ComponentChildren;
}

export function FiguresTable({ of, children }: FiguresTableProps) {
  const isOpen = useSignal(false);
  return (
    <details
      class="figures-table"
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>
        {texts.value.table}
        <span class="hidden"> {texts.value.runs.of(of)}</span>
      </summary>
      {isOpen.value && (
        <div class="scroll" tabIndex={0} role="region" aria-label={of}>
          {children()}
        </div>
      )}
    </details>
  );
}
