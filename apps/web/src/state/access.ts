/**
 * Who is shown what. The API refuses what is not allowed; this table only spares people the asking. Each entry
 * names procedures of the API, so that a renamed one fails the build.
 */
import type { Procedure } from '@fairlead/api';
import type { Role } from '@fairlead/domain';

const READERS: readonly Role[] = ['trader', 'supervisor', 'compliance'];
const EVERYONE: readonly Role[] = [...READERS, 'administrator'];

const MAY = {
  'orders.submit': ['trader', 'supervisor'],
  'orders.cancelAll': ['trader', 'supervisor'],
  'orders.list': READERS,
  'risk.changeLimit': ['supervisor'],
  'risk.kill': ['supervisor', 'compliance'],
  'risk.rearm': ['supervisor'],
  'simulation.pause': ['supervisor', 'administrator'],
  'simulation.switchScenario': ['supervisor'],
  'realism.measure': ['supervisor', 'administrator'],
  'audit.chain': ['compliance'],
  'models.promote': ['supervisor'],
} as const satisfies Partial<Record<Procedure, readonly Role[]>>;

export const may = (role: Role, procedure: keyof typeof MAY): boolean =>
  (MAY[procedure] as readonly Role[]).includes(role);

export interface PageEntry {
  readonly href: string;
  readonly label: string;
  readonly roles: readonly Role[];
}

export const PAGES: readonly PageEntry[] = [
  { href: '/trade', label: 'Trade', roles: READERS },
  { href: '/orders', label: 'Orders', roles: READERS },
  { href: '/risk', label: 'Risk', roles: READERS },
  { href: '/models', label: 'Models', roles: READERS },
  { href: '/tca', label: 'TCA', roles: READERS },
  { href: '/audit', label: 'Audit', roles: READERS },
  { href: '/system', label: 'System', roles: EVERYONE },
];

export const pageOf = (path: string): PageEntry | undefined =>
  PAGES.find(({ href }) => path === href || path.startsWith(`${href}/`));

/** Where a role starts: its first page. */
export const homeOf = (role: Role): string =>
  PAGES.find((page) => page.roles.includes(role))?.href ?? '/system';

/** A page to come back to, if it is one of this site and this role's; else where the role starts. */
export function landingOf(role: Role, next: string | null): string {
  if (next === null || !next.startsWith('/') || next.startsWith('//') || next.includes('\\'))
    return homeOf(role);
  const page = pageOf(next.split(/[?#]/, 1)[0] ?? '');
  return page?.roles.includes(role) ? next : homeOf(role);
}
