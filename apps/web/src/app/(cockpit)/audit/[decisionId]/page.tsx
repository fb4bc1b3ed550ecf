import type { Metadata } from 'next';
import { DecisionPage } from '../../../../audit/decision-page.tsx';

interface Props {
  readonly params: Promise<{ readonly decisionId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Decision ${(await params).decisionId}` };
}

export default async function Page({ params }: Props) {
  return <DecisionPage decisionId={(await params).decisionId} />;
}
