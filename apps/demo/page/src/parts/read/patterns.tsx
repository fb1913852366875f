// Hatching, so that a state is seen without its colour.
export function Patterns() {
  return (
    <defs>
      <pattern
        id="hatch"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect class="hatch-ground" width="6" height="6" />
        <line class="hatch-stroke" x1="0" y1="0" x2="0" y2="6" />
      </pattern>
    </defs>
  );
}
