/**
 * Who may call what (CONTROLS, roles): the one table. Every procedure is here or does not exist; the test walks
 * every role against every procedure, and the documentation is generated from it.
 */
import { type Actor, ROLES, type Role } from '@fairlead/domain';
import type { Visibility } from './services.ts';

const DESK: readonly Role[] = ['trader', 'supervisor'];
const READERS: readonly Role[] = ['trader', 'supervisor', 'compliance'];
const EVERYONE: readonly Role[] = ['trader', 'supervisor', 'compliance', 'administrator'];

export const PERMISSIONS = {
  'session.me': EVERYONE,
  'system.clock': EVERYONE,
  'system.health': EVERYONE,
  'simulation.state': EVERYONE,
  'simulation.watch': EVERYONE,
  'simulation.setSpeed': ['supervisor', 'administrator'],
  'simulation.pause': ['supervisor', 'administrator'],
  'simulation.resume': ['supervisor', 'administrator'],
  'simulation.step': ['supervisor', 'administrator'],
  // It ends the desk's open orders.
  'simulation.switchScenario': ['supervisor'],
  'realism.state': EVERYONE,
  'realism.report': EVERYONE,
  // They take a core of the market's machine.
  'realism.measure': ['supervisor', 'administrator'],
  'realism.cancel': ['supervisor', 'administrator'],
  'market.reference': READERS,
  'market.board': READERS,
  'market.watch': READERS,
  'market.bars': READERS,
  'news.latest': READERS,
  'news.watch': READERS,
  'orders.submit': DESK,
  'orders.cancel': DESK,
  'orders.pause': DESK,
  'orders.resume': DESK,
  'orders.cancelAll': DESK,
  'orders.list': READERS,
  'orders.get': READERS,
  'orders.stream': READERS,
  'decisions.get': READERS,
  'decisions.redecide': READERS,
  'risk.state': READERS,
  'risk.history': READERS,
  'risk.changeLimit': ['supervisor'],
  'risk.kill': ['supervisor', 'compliance'],
  'risk.rearm': ['supervisor'],
  'tca.scorecard': READERS,
  'tca.scorecards': READERS,
  'audit.search': READERS,
  'audit.chain': ['compliance'],
  'models.list': READERS,
  'models.promote': ['supervisor'],
} as const satisfies Record<string, readonly Role[]>;

export type Procedure = keyof typeof PERMISSIONS;

export const mayCall = (role: Role, procedure: Procedure): boolean =>
  (PERMISSIONS[procedure] as readonly Role[]).includes(role);

/** Traders and supervisors see their desk, compliance everything (CONTROLS: see orders). */
export const visibilityOf = (actor: Actor): Visibility =>
  actor.role === 'compliance' ? {} : { desk: actor.desk };

/** The audit trail and decisions: a trader's own orders, a supervisor's desk, compliance all. */
export const auditVisibilityOf = (actor: Actor): Visibility =>
  actor.role === 'trader' ? { trader: actor.userId } : visibilityOf(actor);

/** The table as Markdown, for PERMISSIONS.md: a test keeps the page equal to it. */
export function permissionTable(): string {
  const rows = Object.entries(PERMISSIONS).map(([procedure, roles]) => {
    const marks = ROLES.map((role) => ((roles as readonly Role[]).includes(role) ? 'yes' : ''));
    return `| \`${procedure}\` | ${marks.join(' | ')} |`;
  });
  return [
    '# Who may call what',
    '',
    'Generated from `src/permissions.ts`; `vitest run packages/api -u` writes it anew.',
    '',
    `| procedure | ${ROLES.join(' | ')} |`,
    `|---|${ROLES.map(() => '---|').join('')}`,
    ...rows,
    '',
  ].join('\n');
}
