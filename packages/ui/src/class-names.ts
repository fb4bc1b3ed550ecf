/** Joins class names; the later of two that set the same thing wins. Knows the theme's own type sizes. */
import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

const merge = extendTailwindMerge({ extend: { theme: { text: ['2xs', 'xs', 's', 'm', 'l', 'xl'] } } });

export const cn = (...classes: ClassValue[]): string => merge(clsx(classes));
