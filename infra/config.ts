import type * as z from 'zod/mini';
import type { Platform } from '../functions/intake/contract.ts';
import type { MailMode } from '../functions/notices/contract.ts';
import type { Served } from '../functions/open311/contract.ts';

/** The places that the same stacks run in; chosen with `-c environment=…`. */
export const ENVIRONMENT_NAMES = ['local', 'staging', 'production'] as const;
export type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number];

/** A platform that may call, less its secret, which the data stack makes; it is told what becomes of its requests at `callback`, an https address. */
export type PlatformConfig = Omit<z.output<typeof Platform>, 'secret'> & { callback?: string };

/** A partner's system: it may tell how its work goes, and hears of new work at `url`, an https address, where the register says `webhook`. */
export interface PartnerSystem {
  catalogue: PlatformConfig['catalogue'];
  url?: string;
}

/** Every value that differs between environments, and no other. */
export interface Config {
  /** The city's name in letters and on pages. */
  city: string;
  /** From address; its domain is the identity that SES verifies. */
  sender: string;
  /** True where SES knows that domain in this account and region before the first deployment: it is used as it is, because it can be made once only. */
  senderVerified?: boolean;
  /** Who in the 311 office is written to. */
  office: {
    reviewDesk: string;
    serviceOperationsManager: string;
    /**
     * Who audits requests that have ended, each under a code of their own. `of` says whom they work for besides, `review-desk` or a
     * partner's code: nobody audits what they closed themselves.
     */
    auditors: { code: string; email: string; of?: string }[];
  };
  /** Who is written to when an alarm goes off. */
  operations: string;
  /** Who is woken by the few that cannot wait: the address by which a pager or a telephone is called. */
  onCall: string;
  platforms: Record<string, PlatformConfig>;
  /** Partners with a system of their own, by the partner's code. */
  partners: Record<string, PartnerSystem>;
  /** What Open311 serves: the jurisdiction's id, by custom the domain of the city's website, the catalogue, and how its figures may be used. */
  open311: Served;
  /** How long a resolved request may be reopened, days of 24 hours. */
  surveyWindowDays: number;
  /** Days that logs are kept; one of the spans that CloudWatch knows. */
  logDays: 7 | 30 | 365;
  /** True where the tables must survive the deletion of their stack. */
  keepData: boolean;
  /**
   * The streams of tables that were restored, by the table's short name (`Requests`): CloudFormation goes on to tell the one that the
   * table was made with. The runbook's "Restore" says when.
   */
  streams?: Record<string, string>;
  /** True where a web application firewall stands before the API; it costs about $9 a month before the first request. */
  firewall: boolean;
  /** Requests a second that the API lets through, and how many at once; SES and the workflow's own quotas bind later. */
  throttle: { rate: number; burst: number };
  /** E-mails a second that SES takes from the account (`aws sesv2 get-account`); all senders together stay below it. */
  mailRate: number;
  /**
   * How many senders read one shard of the notices at once, 10 at most. Each sends some six letters a second and a table begins with four
   * shards, so that one is enough for a rate of 25; an account that may send 100 wants four.
   */
  mailReaders: number;
  /** Whether e-mails are sent, sent to `mailAllowed` only, or written and kept from everybody. */
  mail: MailMode;
  /** Addresses and domains that a sandbox sends to; SES's own sandbox asks for them to be verified, each as it stands here. */
  mailAllowed: string[];
  /** Stands before the names of alarms and dashboards, so that two environments may share an account. */
  prefix: '' | `${string}-`;
  /** Where the runbook is read. */
  runbook: string;
  /** Address of the pages with no slash at its end, when a domain of the city's own leads to the API. */
  publicUrl?: string;
}

const somerville = { catalogue: 'somerville', timeZone: 'America/New_York' } as const;

const platforms: Record<string, PlatformConfig> = {
  standard: { format: 'standard', ...somerville },
  qalert: { format: 'qalert', ...somerville },
};

const open311: Served = {
  jurisdiction: 'city.example',
  catalogue: 'somerville',
  license: 'https://creativecommons.org/publicdomain/zero/1.0/',
};

const RUNBOOK = 'infra/observability/runbook.md';

/** The values of each environment. Addresses stand on reserved example domains until a city puts its own there. */
export const CONFIG: Record<EnvironmentName, Config> = {
  local: {
    city: 'City of Somerville',
    sender: '311@city.example',
    office: {
      reviewDesk: 'review-desk@city.example',
      serviceOperationsManager: 'manager@city.example',
      auditors: [
        { code: 'quality', email: 'quality@city.example' },
        { code: 'desk-lead', email: 'desk-lead@city.example', of: 'review-desk' },
      ],
    },
    operations: 'operations@city.example',
    onCall: 'on-call@city.example',
    // The replay sends Boston's requests of 2015, with Boston's own promises.
    platforms: { ...platforms, boston: { format: 'standard', catalogue: 'boston', timeZone: 'America/New_York' } },
    // Two to play with: both have a secret, and neither an address, so that nothing leaves this machine.
    partners: { eversource: { catalogue: 'somerville' }, 'trash-hauler': { catalogue: 'somerville' } },
    open311,
    surveyWindowDays: 14,
    logDays: 7,
    keepData: false,
    firewall: false,
    throttle: { rate: 500, burst: 1000 },
    // The mailbox of this machine takes what comes, and time stands still here while much happens.
    mailRate: 1_000_000,
    mailReaders: 1,
    mail: 'send',
    mailAllowed: [],
    prefix: '',
    runbook: RUNBOOK,
  },
  staging: {
    city: 'City of Somerville (test)',
    sender: '311@staging.city.example',
    office: {
      reviewDesk: 'review-desk@staging.city.example',
      serviceOperationsManager: 'manager@staging.city.example',
      auditors: [
        { code: 'quality', email: 'quality@staging.city.example' },
        { code: 'desk-lead', email: 'desk-lead@staging.city.example', of: 'review-desk' },
      ],
    },
    operations: 'operations@staging.city.example',
    onCall: 'on-call@staging.city.example',
    platforms,
    partners: {},
    open311,
    surveyWindowDays: 14,
    logDays: 30,
    keepData: false,
    firewall: true,
    throttle: { rate: 50, burst: 100 },
    mailRate: 1,
    mailReaders: 1,
    mail: 'sandbox',
    mailAllowed: ['staging.city.example'],
    prefix: 'staging-',
    runbook: RUNBOOK,
  },
  production: {
    city: 'City of Somerville',
    sender: '311@city.example',
    office: {
      reviewDesk: 'review-desk@city.example',
      serviceOperationsManager: 'manager@city.example',
      auditors: [
        { code: 'quality', email: 'quality@city.example' },
        { code: 'desk-lead', email: 'desk-lead@city.example', of: 'review-desk' },
      ],
    },
    operations: 'operations@city.example',
    onCall: 'on-call@city.example',
    platforms,
    partners: {},
    open311,
    surveyWindowDays: 14,
    logDays: 365,
    keepData: true,
    firewall: true,
    // New York City, the largest 311 of the country, takes 2.2 a second over a year; a storm is twenty times that.
    throttle: { rate: 100, burst: 200 },
    // What SES lets an account send that has just left its sandbox.
    mailRate: 14,
    mailReaders: 1,
    mail: 'send',
    mailAllowed: [],
    prefix: '',
    runbook: RUNBOOK,
  },
};

/** Reads the environment's name, or says which there are. */
export const environmentNamed = (name: unknown): EnvironmentName => {
  const known = ENVIRONMENT_NAMES.find((environment) => environment === name);
  if (known) return known;
  throw new Error(`There is no environment "${String(name)}"; there are: ${ENVIRONMENT_NAMES.join(', ')}.`);
};

/** Every address of people that an environment writes to or from. */
export const addressesIn = ({ sender, operations, onCall, office: { auditors, ...desks } }: Config): string[] => [
  sender,
  operations,
  onCall,
  ...Object.values(desks),
  ...auditors.map(({ email }) => email),
];

/** The domain of an address. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
