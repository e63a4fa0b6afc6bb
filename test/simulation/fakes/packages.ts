import * as crypto from 'node:crypto';
import middy from '@middy/core';
import { localDate } from '../../../infra/local/sandbox.ts';
import type { Surroundings } from '../code.ts';
import { fetchThrough } from './receivers.ts';
import { type Send, sdkModules } from './sdk.ts';

/** One value that a function counted. */
export interface Counted {
  namespace: string;
  name: string;
  value: number;
  dimensions: Record<string, string>;
}

/** What code sees of the world that it plays in. */
export interface Stage {
  /** The clock of the copy that runs now, epoch ms. */
  now: () => number;
  /** How far that clock is ahead of the one of AWS, ms. */
  ahead: () => number;
  /** The way to AWS of the copy of a function that runs now. */
  send: () => Send;
  environment: () => Record<string, string>;
  random: () => number;
  pause: (ms: number) => Promise<void>;
  onLog: (level: string, message: string, fields: Record<string, unknown>) => void;
  onMetric: (metric: Counted) => void;
}

/** A UUID of the seed. */
export const uuidOf = (random: () => number): string => {
  const part = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const [one, two, three] = [part(), part(), part()];
  return `${one}-${two.slice(0, 4)}-4${two.slice(5)}-8${three.slice(1, 4)}-${three.slice(4)}${part()}`;
};

let stage: Stage | undefined;

/** One world plays at a time: code is loaded once, and what it sees is the world that took the stage last. */
export const takeStage = (taken: Stage): void => void (stage = taken);

/** Everything that code finds around it: clock, environment, chance and AWS are those of the world on the stage. */
export function surroundings(): Surroundings {
  return {
    modules: packages(),
    process: {
      get env() {
        return stage?.environment() ?? {};
      },
    },
    Date: localDate(() => stage?.now() ?? 0),
    setTimeout: (work, ms = 0) => void stage!.pause(ms).then(work),
    clearTimeout: () => undefined,
    fetch: fetchThrough(() => stage!.send()),
    AbortSignal: { timeout: (ms: number) => ({ ms }) },
  };
}

/** The packages that a function finds: the SDK's clients lead into the world, chance comes from the seed, logs and metrics are heard. */
function packages(): Record<string, unknown> {
  const random = () => stage!.random();
  const says = (level: string) => (message: string, fields: Record<string, unknown>) =>
    stage?.onLog(level, message, fields);
  class Logger {
    debug = says('debug');
    info = says('info');
    warn = says('warn');
    error = says('error');
  }
  /** As Powertools does it: a metric carries the dimension `service`, and what is single is published at once. */
  class Metrics {
    readonly #namespace: string;
    readonly #service = stage?.environment().POWERTOOLS_SERVICE_NAME;
    #stored: Counted[] = [];
    #more: Record<string, string> = {};
    constructor({ namespace }: { namespace: string }) {
      this.#namespace = namespace;
    }
    setThrowOnEmptyMetrics(): void {}
    addDimension(name: string, value: string): void {
      this.#more[name] = value;
    }
    addMetric(name: string, _unit: string, value: number): void {
      const service: Record<string, string> = this.#service === undefined ? {} : { service: this.#service };
      this.#stored.push({ namespace: this.#namespace, name, value, dimensions: { ...service, ...this.#more } });
    }
    singleMetric(): object {
      const one = new Metrics({ namespace: this.#namespace });
      return {
        addDimension: (name: string, value: string) => one.addDimension(name, value),
        addMetric: (name: string, unit: string, value: number) => {
          one.addMetric(name, unit, value);
          one.publishStoredMetrics();
        },
      };
    }
    hasStoredMetrics = (): boolean => this.#stored.length > 0;
    publishStoredMetrics(): void {
      for (const metric of this.#stored.splice(0)) stage?.onMetric(metric);
    }
  }
  return {
    ...sdkModules(
      () => stage!.send(),
      () => stage?.ahead() ?? 0,
    ),
    '@middy/core': middy,
    '@aws-lambda-powertools/logger': { Logger },
    '@aws-lambda-powertools/metrics': { Metrics, MetricUnit: { Count: 'Count', NoUnit: 'None' } },
    'node:crypto': {
      ...crypto,
      randomUUID: () => uuidOf(random),
      randomBytes: (size: number) => Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256))),
      randomInt: (least: number, most?: number) =>
        most === undefined ? Math.floor(random() * least) : least + Math.floor(random() * (most - least)),
    },
    'node:timers/promises': { setTimeout: (ms: number) => stage!.pause(ms) },
  };
}
