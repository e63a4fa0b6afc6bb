import type { Value } from './xml.ts';

/** What the discovery document tells of this installation. */
export interface Installation {
  /** Address of the public API, with no slash at its end. */
  publicUrl: string;
  /** Address to which developers write. */
  contact: string;
  environment: string;
  /** When the services last changed, as the W3C writes it. */
  changeset: string;
}

/** The id of the specification by which clients look for an endpoint; the address itself has long moved. */
const GEOREPORT = 'http://wiki.open311.org/GeoReport_v2';

/** Where the API is, in which formats, and whom to ask for a key: what a client needs to be told besides this address. */
export const discovery = ({ publicUrl, contact, environment, changeset }: Installation): Value => ({
  changeset,
  contact: `Write to ${contact}.`,
  key_service: `Reading needs no key. For a key to write with, write to ${contact}.`,
  endpoints: [
    {
      specification: GEOREPORT,
      url: `${publicUrl}/open311/v2`,
      changeset,
      type: environment === 'production' ? 'production' : 'test',
      formats: ['text/xml', 'application/json'],
    },
  ],
});
