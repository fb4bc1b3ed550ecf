/// <reference path="./vader-sentiment.d.ts" />
/**
 * Sentiment of a headline by a list of words: the compound score of VADER (Hutto and Gilbert, "VADER: A Parsimonious
 * Rule-based Model for Sentiment Analysis of Social Media Text", ICWSM 2014), -1 to 1.
 *
 * VADER's words were rated for social media. It knows few of the verbs that headlines of this trade are made of
 * ("downgraded", "plunges"), and reads some of its nouns as feelings: "Kestrel shares fall" scores +0.30, because
 * "shares" is kind and "fall" unknown. Loughran and McDonald ("When Is a Liability Not a Liability?", Journal of
 * Finance 66(1), 2011) showed the same of general word lists. So the words below are first put in VADER's own words:
 * good news as "improved" (+2.1 in its list), bad news as "worse" (-2.1), the trade's nouns as a word without a
 * score. Its rules for negation, emphasis and "but" then apply. The lists are ours; what they can't tell is in NEWS.md.
 */
import vader from 'vader-sentiment';

const GOOD = words(`
  beat beats bullish buyback buybacks climb climbed climbs exceed exceeded exceeds jump jumped jumps outperform
  outperforms rallied rallies rally rebound rebounded rebounds rise rises rose soar soared soars surge surged surges
  upgrade upgraded upgrades
`);
const BAD = words(`
  bankruptcy bearish breach breached decline declined declines defaulted defaults delisted delisting dilution
  downgrade downgraded downgrades dropped drops fall falls fell fined hacked halted impairment insolvency
  investigation layoffs plummet plummeted plummets plunge plunged plunges probe recall recalls restated restatement
  sank sinks slid slides slump slumped slumps subpoena sued sues tumble tumbled tumbles underperform underperforms
  writedown write-down
`);
const NEITHER = words(`
  crude debt demand energy gross interest liabilities liability securities security share shares trust united
`);
/** Two words that mean what neither does alone. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bprofit warnings?\b/giu, 'worse'],
  [
    /\b(?:raises?|raised|lifts?|lifted|hikes?|hiked) (?=(?:its )?(?:guidance|outlook|forecast|dividend|target))/giu,
    'improved ',
  ],
];
const UNRATED = 'it';

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** @param headline plain text of at most a few hundred characters @returns -1 to 1; 0 where no word of it is rated */
export function headlineSentiment(headline: string): number {
  const { compound } = vader.SentimentIntensityAnalyzer.polarity_scores(inRatedWords(headline));
  return Number.isFinite(compound) ? Math.max(-1, Math.min(1, compound)) : 0;
}

function inRatedWords(headline: string): string {
  let text = headline;
  for (const [phrase, put] of PHRASES) text = text.replace(phrase, put);
  return text.replace(/[a-z]+(?:-[a-z]+)?/giu, (word) => {
    const lower = word.toLowerCase();
    const put = GOOD.has(lower) ? 'improved' : BAD.has(lower) ? 'worse' : NEITHER.has(lower) ? UNRATED : word;
    // A word in capitals among others counts for more by VADER's rules.
    return put !== word && word === word.toUpperCase() ? put.toUpperCase() : put;
  });
}
