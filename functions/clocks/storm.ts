import type { CatalogueName } from '../catalogue/source.ts';
import type { Relief } from './clock.ts';
import type { Target } from './target.ts';

/** A circle on the map. */
export interface StormArea {
  lat: number;
  lon: number;
  radiusMeters: number;
}

/**
 * A declared event that stops or lengthens the promises of the requests that it touches, from one UTC instant (epoch ms) to another. A
 * request is touched when it fits every kind of chooser that is there; without any, all of the city's are.
 */
export interface Storm {
  code: string;
  /** For residents to read, as the reason. */
  name: string;
  reason: string;
  /** Who declared it, as they named themselves. */
  by: string;
  declaredAt: number;
  /** From when every function counts by it: what had been missed by then stays missed (R103). */
  knownAt: number;
  /** One more with every publication that changes it. */
  revision: number;
  catalogue: CatalogueName;
  from: number;
  until: number;
  /** Codes of request types. An emergency, or what a reviewer has set urgent, is touched only where its type stands here. */
  types?: string[];
  /** Codes of the partners that answer for the request, or whose work order it is. */
  partners?: string[];
  areas?: StormArea[];
  /** What is added to each promise; absent, promises stand still meanwhile. */
  relax?: Target;
  /** When it was taken back, as if it had never been. */
  withdrawnAt?: number;
}

/** What residents are told of a storm. */
export type StormLine = Pick<Storm, 'name' | 'reason' | 'from' | 'until' | 'relax'>;

/** What was declared so far, by code. */
export type Storms = Readonly<Record<string, Storm>>;

/** The name under which storms are published, beside those of the catalogues and the calendars. */
export const STORMS = 'storms';

/** Whether a storm counts at all: it was not withdrawn, nor ended before it began. */
export const isEffective = ({ withdrawnAt, from, until }: Storm): boolean => withdrawnAt === undefined && from < until;

/** Whether a storm is on at an instant: its end no longer belongs to it. */
export const isInForce = (storm: Storm, at: number): boolean =>
  isEffective(storm) && storm.from <= at && at < storm.until;

/** Whether a storm was on at some time within a span, its end excluded. */
export const isWithin = (storm: Storm, from: number, to: number): boolean =>
  isEffective(storm) && storm.from < to && from < storm.until;

/** What a storm does to the clocks of what it touches. */
export const reliefOf = ({ code, name, from, until, knownAt, relax }: Storm): Relief => ({
  storm: code,
  name,
  from,
  until,
  knownAt,
  ...(relax ? { relax } : {}),
});
