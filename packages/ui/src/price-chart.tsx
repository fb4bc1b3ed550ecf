'use client';
/**
 * Candles of one second with volume, our fills as markers and named price lines, over lightweight-charts 5.
 * `t` is in whole seconds since the session's midnight; the axis shows it as the exchange's clock. Bars are given
 * whole and in order; where only the end has changed, only the end is drawn again.
 */
import { PX_SCALE } from '@fairlead/domain';
import {
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineStyle,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import { useEffect, useRef } from 'react';

export interface ChartBar {
  readonly t: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}
export interface ChartMarker {
  readonly t: number;
  readonly side: 'Buy' | 'Sell';
  readonly text?: string;
}
export interface ChartLine {
  readonly label: string;
  /** Px units; may be a fraction. */
  readonly px: number;
  readonly role: 'arrival' | 'average' | 'limit';
}

interface Drawn {
  readonly chart: IChartApi;
  readonly candles: ISeriesApi<'Candlestick'>;
  readonly volume: ISeriesApi<'Histogram'>;
  readonly markers: ISeriesMarkersPluginApi<Time>;
  lines: IPriceLine[];
  bars: readonly ChartBar[];
}

const DAY_SECONDS = 86_400;

/** The charts library draws on a canvas, which knows no CSS variables: the theme's colours are read once. */
const colourOf = (element: Element, name: string): string =>
  getComputedStyle(element).getPropertyValue(`--${name}`).trim();

export function PriceChart(props: {
  label: string;
  bars: readonly ChartBar[];
  markers: readonly ChartMarker[];
  lines: readonly ChartLine[];
  places: number;
}) {
  const { bars, markers, lines, places, label } = props;
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    drawn.current = draw(element, places);
    return () => {
      drawn.current?.chart.remove();
      drawn.current = null;
    };
  }, [places]);

  useEffect(() => {
    const element = host.current;
    if (drawn.current && element) updateBars(drawn.current, bars, element);
  }, [bars]);

  useEffect(() => {
    const element = host.current;
    if (!drawn.current || !element) return;
    const accent = colourOf(element, 'accent');
    drawn.current.markers.setMarkers(
      markers.map((marker) => ({
        time: marker.t as UTCTimestamp,
        position: marker.side === 'Buy' ? ('belowBar' as const) : ('aboveBar' as const),
        shape: marker.side === 'Buy' ? ('arrowUp' as const) : ('arrowDown' as const),
        color: accent,
        size: 0.8,
        ...(marker.text === undefined ? {} : { text: marker.text }),
      })),
    );
  }, [markers]);

  useEffect(() => {
    const element = host.current;
    const current = drawn.current;
    if (!current || !element) return;
    for (const line of current.lines) current.candles.removePriceLine(line);
    current.lines = lines.map((line) =>
      current.candles.createPriceLine({
        price: line.px / PX_SCALE,
        title: line.label,
        color: colourOf(element, LINE_ROLE[line.role]),
        lineWidth: 1,
        lineStyle: line.role === 'average' ? LineStyle.Solid : LineStyle.Dashed,
        axisLabelVisible: true,
      }),
    );
  }, [lines]);

  return <div ref={host} role="img" aria-label={label} className="min-h-0 flex-1" />;
}

const LINE_ROLE = { arrival: 'ink-2', average: 'accent', limit: 'warn' } as const;

function draw(element: HTMLElement, places: number): Drawn {
  const colour = (name: string): string => colourOf(element, name);
  const chart = createChart(element, {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: colour('ink-3'),
      fontFamily: colour('mono'),
      fontSize: 10,
      attributionLogo: false,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: colour('row-line') } },
    rightPriceScale: { borderColor: colour('line'), scaleMargins: { top: 0.08, bottom: 0.24 } },
    timeScale: {
      borderColor: colour('line'),
      timeVisible: true,
      secondsVisible: true,
      rightOffset: 4,
      barSpacing: 6,
      tickMarkFormatter: (time: Time) => clock(Number(time)),
    },
    localization: { timeFormatter: (time: Time) => clock(Number(time)) },
    crosshair: { vertLine: { color: colour('line-strong') }, horzLine: { color: colour('line-strong') } },
  });
  const candles = chart.addSeries(CandlestickSeries, {
    upColor: colour('buy'),
    downColor: colour('sell'),
    wickUpColor: colour('buy'),
    wickDownColor: colour('sell'),
    borderVisible: false,
    priceLineVisible: false,
    priceFormat: { type: 'price', precision: places, minMove: 10 ** -places },
  });
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    priceFormat: { type: 'volume' },
    lastValueVisible: false,
    priceLineVisible: false,
  });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
  return { chart, candles, volume, markers: createSeriesMarkers(candles, []), lines: [], bars: [] };
}

/** Redraws everything only where the series does not continue what is drawn. */
function updateBars(drawn: Drawn, bars: readonly ChartBar[], element: Element): void {
  const up = `${colourOf(element, 'buy')}47`;
  const down = `${colourOf(element, 'sell')}47`;
  const candle = (bar: ChartBar) => ({
    time: bar.t as UTCTimestamp,
    open: bar.open / PX_SCALE,
    high: bar.high / PX_SCALE,
    low: bar.low / PX_SCALE,
    close: bar.close / PX_SCALE,
  });
  const column = (bar: ChartBar) => ({
    time: bar.t as UTCTimestamp,
    value: bar.volume,
    color: bar.close >= bar.open ? up : down,
  });
  const last = drawn.bars.at(-1);
  const continues = last !== undefined && bars[0]?.t === drawn.bars[0]?.t && bars.length >= drawn.bars.length;
  if (continues) {
    for (const bar of bars.slice(drawn.bars.length - 1)) {
      drawn.candles.update(candle(bar));
      drawn.volume.update(column(bar));
    }
  } else {
    drawn.candles.setData(bars.map(candle));
    drawn.volume.setData(bars.map(column));
    if (bars.length > 0) drawn.chart.timeScale().scrollToRealTime();
  }
  drawn.bars = bars;
}

const clock = (t: number): string => {
  const s = t % DAY_SECONDS;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
};
