/** What may be done to orders. Never optimistic: a row changes when the engine has said so. */
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from './client.ts';

export const useSubmitOrder = () => useMutation(useTRPC().orders.submit.mutationOptions({ retry: false }));
export const useCancelOrder = () => useMutation(useTRPC().orders.cancel.mutationOptions());
export const usePauseOrder = () => useMutation(useTRPC().orders.pause.mutationOptions());
export const useResumeOrder = () => useMutation(useTRPC().orders.resume.mutationOptions());
export const useCancelAll = () => useMutation(useTRPC().orders.cancelAll.mutationOptions());
