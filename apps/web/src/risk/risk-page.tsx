'use client';
/** The risk gate as a supervisor sees it: what is allowed, how much of it is used, what was stopped, what is off. */
import { Panel, PanelContent } from '@fairlead/ui';
import { panelState } from '../data/panel-state.ts';
import { useRiskState } from '../data/risk.ts';
import { useActor } from '../data/session.ts';
import { may } from '../state/access.ts';
import { HistoryPanel } from './history-panel.tsx';
import { KillsPanel } from './kills-panel.tsx';
import { LimitsPanel } from './limits-panel.tsx';
import { TriggersPanel } from './triggers-panel.tsx';
import { UtilisationPanel } from './utilisation-panel.tsx';

export function RiskPage() {
  const { role } = useActor();
  const query = useRiskState();
  const state = panelState(query);
  if (state.type !== 'Ready') {
    return (
      <div className="flex min-h-0 flex-1 flex-col p-1.5">
        <h1 className="sr-only">Risk</h1>
        <Panel title="Risk" className="flex-1">
          <PanelContent state={state} rows={10}>
            {() => null}
          </PanelContent>
        </Panel>
      </div>
    );
  }
  const risk = state.data;
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(0,440px)] grid-rows-[minmax(0,1fr)] gap-1.5 p-1.5 max-desk:grid-cols-1 max-desk:grid-rows-none">
      <h1 className="sr-only">Risk</h1>
      <div className="flex min-h-0 flex-col gap-1.5">
        <LimitsPanel risk={risk} className="min-h-64 flex-[3]" editable={may(role, 'risk.changeLimit')} />
        <HistoryPanel className="min-h-40 flex-1" />
      </div>
      <div className="flex min-h-0 flex-col gap-1.5">
        <KillsPanel risk={risk} className="max-h-[34%] shrink-0" />
        <UtilisationPanel risk={risk} className="min-h-32 flex-[2]" />
        <TriggersPanel risk={risk} className="min-h-32 flex-[2]" />
      </div>
    </div>
  );
}
