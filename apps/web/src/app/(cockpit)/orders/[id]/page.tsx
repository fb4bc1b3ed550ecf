import type { Metadata } from 'next';
import { OrderPage } from '../../../../order/order-page.tsx';

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Order ${(await params).id}` };
}

export default async function Page({ params }: Props) {
  return <OrderPage parentId={(await params).id} />;
}
