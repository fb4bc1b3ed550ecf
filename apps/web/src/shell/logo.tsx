export function Logo({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden="true">
      <path d="M2 14 9 3l7 11" className="fill-none stroke-accent" strokeWidth="2" />
      <circle cx="9" cy="10.5" r="2" className="fill-accent" />
    </svg>
  );
}
