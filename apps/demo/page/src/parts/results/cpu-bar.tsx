// Processor time as a part of one core, or of as many as are used: user time filled, system time hatched.
import { formatted } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';

interface CpuBarProps {
  readonly user: number | null;
  readonly system: number | null;
}

export function CpuBar({ user, system }: CpuBarProps) {
  if (user === null || system === null) return null;
  const whole = Math.max(100, Math.ceil((user + system) / 100) * 100);
  const { cpuUser, cpuSystem } = texts.value.figures;
  const title = `${cpuUser} ${formatted(user, 'percent')}, ${cpuSystem} ${formatted(system, 'percent')}`;
  return (
    <dd class="cpu-bar">
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label={title}>
        <rect class="cpu-room" width="100" height="4" />
        <rect class="cpu-user" width={(100 * user) / whole} height="4" />
        <rect
          class="cpu-system"
          x={(100 * user) / whole}
          width={(100 * system) / whole}
          height="4"
        />
      </svg>
      <small>{title}</small>
    </dd>
  );
}
