import { describe, expect, test } from 'vitest';
import { parseSimulateFlags } from './options.ts';

describe('fairlead simulate', () => {
  test('runs the day with seed 1 to its close where nothing else is said', () => {
    expect(parseSimulateFlags({})).toEqual({
      type: 'Run',
      scenario: 'day',
      seed: 1,
      forNs: undefined,
      untilEvent: undefined,
    });
  });

  test('takes part of a minute', () => {
    expect(parseSimulateFlags({ minutes: '0.5', seed: '899999', untilEvent: '12' })).toMatchObject({
      seed: 899_999,
      forNs: 30e9,
      untilEvent: 12,
    });
  });

  test('records ten episodes of ten minutes where nothing else is said', () => {
    expect(parseSimulateFlags({ record: '/tmp/history' })).toEqual({
      type: 'Record',
      scenario: 'day',
      dir: '/tmp/history',
      firstSeed: 1,
      episodes: 10,
      seconds: 600,
      workers: undefined,
      rules: false,
    });
  });

  test('studies predators on 200 pairs of validation seeds where nothing else is said', () => {
    expect(parseSimulateFlags({ study: 'predator' })).toEqual({
      type: 'Predator',
      scenario: 'predatory',
      seed: 100_001,
      pairs: 200,
    });
  });

  test('fits a day into a file beside where it was called', () => {
    expect(parseSimulateFlags({ fit: '/data/day.zip', seed: '899997' })).toMatchObject({
      type: 'Fit',
      recording: '/data/day.zip',
      out: expect.stringMatching(/\/fitted\.yaml$/),
      seed: 899_997,
    });
  });

  test.each([
    [{ study: 'prey' }, '--study knows predator, got "prey"'],
    [{ study: 'predator', pairs: '1' }, '--pairs must be 2 or more: one pair has no interval'],
    [{ pairs: '10' }, '--pairs goes with --study'],
    [{ study: 'predator', minutes: '5' }, '--study goes with --scenario, --seed and --pairs alone'],
    [{ study: 'predator', fit: 'day.zip' }, '--study goes with --scenario, --seed and --pairs alone'],
    [{ record: 'x', episodes: '0' }, '--episodes must be a whole number, 1 or more, got "0"'],
    [{ record: 'x', workers: '1.5' }, '--workers must be a whole number, 1 or more, got "1.5"'],
    [
      { record: 'x', seed: '900000' },
      '--seed must be below 900000: those above are kept for judging, got "900000"',
    ],
    [{ episodes: '3' }, '--episodes, --workers and --rules go with --record'],
    [
      { record: 'x', report: true },
      '--record goes with --scenario, --seed, --episodes, --minutes, --workers and --rules',
    ],
    [{ seed: '900000' }, '--seed must be below 900000: those above are kept for judging, got "900000"'],
    [{ seed: '-1' }, '--seed must be a whole number, got "-1"'],
    [{ seed: '1e3' }, '--seed must be a whole number, got "1e3"'],
    [{ minutes: '0' }, '--minutes must be a number above 0, up to 1440, got "0"'],
    [{ minutes: 'NaN' }, '--minutes must be a number above 0, up to 1440, got "NaN"'],
    [{ minutes: ' 5' }, '--minutes must be a number above 0, up to 1440, got " 5"'],
    [{ minutes: '1e9' }, '--minutes must be a number above 0, up to 1440, got "1e9"'],
    [{ untilEvent: '0' }, '--until-event must be the number of an event, 1 or more, got "0"'],
    [{ check: true, report: true }, '--check runs nothing: it goes with --scenario alone'],
    [{ report: true, minutes: '5' }, '--report judges a whole day: it takes no end'],
    [{ against: 'day.zip' }, '--instrument, --days, --against and --html go with --report'],
    [{ fit: 'day.zip', scenario: 'calm' }, '--fit makes a scenario: it goes with --out and --seed alone'],
    [{ fit: 'day.zip', report: true }, '--fit makes a scenario: it goes with --out and --seed alone'],
    [{ fit: 'day.zip', seed: '899998' }, '--fit takes --seed and 2 after it, all below 900000'],
    [{ report: true, days: '0' }, '--days must be a whole number, 1 or more, got "0"'],
    [{ report: true, seed: '899998', days: '3' }, '--days takes seeds from --seed on, all below 900000'],
    [{ out: 'day.yaml' }, '--out goes with --fit'],
    [{ check: true, fit: 'day.zip' }, '--check runs nothing: it goes with --scenario alone'],
    [{ check: true, seed: '2' }, '--check runs nothing: it goes with --scenario alone'],
  ])('refuses %j in words', (flags, words) => {
    expect(() => parseSimulateFlags(flags)).toThrow(expect.objectContaining({ message: words, exitCode: 2 }));
  });
});
