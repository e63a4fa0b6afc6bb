import { catalogueNames, catalogueOf, catalogueOfPartner } from '../catalogue/catalogue.ts';
import { type Html, html } from '../shared/html.ts';
import type { TrendKind } from '../trends/finding.ts';
import type { KeptFinding } from '../trends/kept-finding.ts';
import { figuresOf, nameOf } from '../trends/trends-notice.ts';
import { openButton } from './buttons.ts';
import { type View, moreThan } from './frame.ts';

/** Findings that are listed: what is least likely by chance first. */
export const MOST_FINDINGS = 10;

const WHAT: Record<TrendKind, (direction: KeptFinding['direction']) => string> = {
  volume: (direction) => (direction === 'less' ? 'fewer requests than usual' : 'more requests than usual'),
  late: (direction) => (direction === 'less' ? 'late less often than before' : 'late more often than before'),
  reopened: (direction) => (direction === 'less' ? 'opened again less often' : 'opened again more often'),
  transferred: (direction) =>
    direction === 'less' ? 'sent to the wrong partner less often' : 'sent to the wrong partner more often',
  recurring: (direction) =>
    direction === 'less' ? 'at the same place again less often' : 'at the same place again more often',
  rating: (direction) => (direction === 'less' ? 'rated worse than before' : 'rated better than before'),
  'comes-again': () => 'comes again at one place, in so many weeks of half a year',
  'target-not-met': () => 'a target that nobody meets',
  'target-padded': () => 'a target that everybody meets in half of its time',
  'accept-hides-delay': () => 'accepts in time what is done late',
};

/** Findings that still hold: those that a test made first, by its p, then those that were judged. */
export const openFindings = (findings: readonly KeptFinding[]): KeptFinding[] =>
  findings
    .filter(({ closed }) => closed === undefined)
    .sort((one, other) => (one.p ?? 1) - (other.p ?? 1) || other.n - one.n);

/** What changed beyond chance and still is so, how sure that is, and one of its cases to look at. */
export const findingList = (findings: readonly KeptFinding[], view: View): Html => {
  const open = openFindings(findings);
  if (open.length === 0) return html`<p>Nothing has changed beyond chance.</p>`;
  return html`<ol class="w-rows">
      ${open.slice(0, MOST_FINDINGS).map((finding) => row(finding, view))}
    </ol>
    ${moreThan(MOST_FINDINGS, open.length, html`<code>npm run ops -- trends</code> lists all.`)}`;
};

const SQUARE = /^(-?\d{1,3}\.\d+),(-?\d{1,3}\.\d+)$/;

/** The place of a finding on a map; most have none. */
const mapOf = ({ place = '' }: KeptFinding): Html | undefined => {
  const [, lat, lon] = SQUARE.exec(place) ?? [];
  return lat && lon
    ? html`<a
        target="_blank"
        rel="noopener noreferrer"
        href="https://www.openstreetmap.org/?mlat=${lat}&amp;mlon=${lon}#map=18/${lat}/${lon}"
        >Show on a map</a
      >`
    : undefined;
};

const row = (finding: KeptFinding, view: View): Html => {
  const { kind, direction, subject, n, week, cases } = finding;
  const catalogue =
    catalogueOfPartner(subject) ??
    catalogueNames.map(catalogueOf).find((one) => one.find(subject)) ??
    catalogueOf(catalogueNames[0]);
  const { value, usual, interval, p } = figuresOf(finding);
  const [first] = cases;
  return html`<li>
    <b>${nameOf(finding, catalogue)}</b>: ${WHAT[kind](direction)}.
    <br />${value}${usual === undefined ? '' : ` against ${usual}`}, n = ${n}
    <span class="w-quiet">95 %: ${interval}${p === undefined ? '' : `; p ${p}`}; week of ${week}</span>
    ${mapOf(finding)}
    ${first ? html`<div class="w-acts">${openButton('Open a case', 'review', first, view)}</div>` : ''}
  </li>`;
};
