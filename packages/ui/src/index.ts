export { ProgressBar, ScoreBar, UsageBar } from './bars.tsx';
export { Button, Kbd } from './button.tsx';
export { Chip, HealthMark, SideWord } from './chip.tsx';
export { cn } from './class-names.ts';
export { Dialog } from './dialog.tsx';
export { Field, Segmented, Select, TextInput } from './field.tsx';
export { Menu, MenuCheck, MenuItem, MenuLabel, MenuSeparator } from './menu.tsx';
export * from './numbers.ts';
export { Empty, Failed, Forbidden, Loading, Panel, PanelContent, type PanelState } from './panel.tsx';
export { PlotFigure } from './plot.tsx';
export { Popover } from './popover.tsx';
export { type ChartBar, type ChartLine, type ChartMarker, PriceChart } from './price-chart.tsx';
export { Fact, Facts, SCROLLS_BY_KEYBOARD, Table, Td, Th, Tr } from './table.tsx';
export {
  EXCHANGE_ZONE,
  formatAge,
  formatDuration,
  formatTime,
  formatWallTime,
  localOffsetNs,
  type TimeUnit,
  type TimeZone,
} from './time.ts';
export { costTone, sideTone, statusTone, statusWord, type Tone, toneText } from './tone.ts';
export { Waterfall } from './waterfall.tsx';
